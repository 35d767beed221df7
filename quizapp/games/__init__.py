"""Games with our optimizers: pure state machines, seeded. They ask for runs, and never run them."""
