"""What a process tells Prometheus: Temporal's metrics and our own, at one address."""
