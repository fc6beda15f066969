"""Webhooks: what others are told of, how often it is tried, and when it is given up."""
