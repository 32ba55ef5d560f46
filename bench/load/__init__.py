"""The live server under load: ``python -m bench.load``."""
