"""The JSON API under /api/v1, for programs that act for somebody of the staff."""
