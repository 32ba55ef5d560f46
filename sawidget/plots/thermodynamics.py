"""Mean energy and heat capacity against kT."""
