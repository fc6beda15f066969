"""The rules of mentoring: pure decisions and facts, with no clock, no randomness and no I/O."""
