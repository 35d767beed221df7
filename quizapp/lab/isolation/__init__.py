"""What keeps a lab from the rest of the machine: each guard a module, and a trial of them all."""
