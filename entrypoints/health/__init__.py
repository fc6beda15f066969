"""Is this process alive, and may it be given work? Asked by whoever runs it, every few seconds."""
