"""Signing in through an organisation: OpenID Connect."""
