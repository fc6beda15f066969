"""Goals in five levels, and how far a mentee came."""
