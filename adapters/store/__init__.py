"""The record: every event is appended here once, in order, and never changed."""
