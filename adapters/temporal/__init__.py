"""Temporal: only here are its server started and its client connected."""
