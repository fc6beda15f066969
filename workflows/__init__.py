"""When things happen: deterministic hosts that see only domain and activities.contracts."""
