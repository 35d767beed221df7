"""The author's loop: a deck read anew at each save, what changed in it, and whether it is true."""
