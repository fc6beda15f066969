"""What is done in the world: each activity translates, calls one port, and translates back."""
