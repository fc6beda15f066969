"""Reports for people: figures in words, as tables, as files."""
