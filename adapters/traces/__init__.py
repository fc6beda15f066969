"""Traces for OpenTelemetry (extra `traces`): loaded only where an endpoint is set."""
