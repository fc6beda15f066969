"""Files that people write: only here are YAML and CSV read into plain values."""
