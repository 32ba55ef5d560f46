"""The floors below the notebook: the annealing engine, and what runs on it."""
