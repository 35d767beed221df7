"""Faults by part of the course; ``tests.lab.faults`` gathers them."""
