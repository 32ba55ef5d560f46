"""The landscape as a network."""
