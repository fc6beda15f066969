"""Signed links: only here are the links in letters made and checked."""
