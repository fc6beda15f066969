"""How outside systems are reached: one folder for each, none of which knows another."""
