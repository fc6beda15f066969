"""One mentorship as an event-sourced aggregate: each track holds its commands, its dues and its folding."""
