"""The real app in a real pseudo-terminal, driven by keys and read from its screen."""
