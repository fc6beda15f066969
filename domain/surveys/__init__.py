"""Surveys as data: what is asked of whom, which answers fit, what they add up to."""
