"""Who calls: the command line, settings and wiring; only here is the environment read."""
