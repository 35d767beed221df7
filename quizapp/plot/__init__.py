"""Charts as text: pure functions from numbers to cells. No terminal, no interface library."""
