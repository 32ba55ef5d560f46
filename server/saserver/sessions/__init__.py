"""Runs in progress: they advance by themselves, are watched by anybody, and can be left and rejoined."""
