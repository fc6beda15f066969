"""What the facts of one mentorship leave in the read models: pure, fact by fact, row by row."""
