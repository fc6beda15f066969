"""Calendars: only here are invitations written and replies read."""
