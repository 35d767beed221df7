"""Measurements, never tests: `make bench` prints every bound beside its figure."""
