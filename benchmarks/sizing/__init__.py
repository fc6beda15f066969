"""How large an installation has to be: measured unit costs, simulated lives, plain arithmetic."""
