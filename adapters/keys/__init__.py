"""Keys: the ring of an installation, and what is derived from it."""
