"""People and when they have time; rosters are checked here, files are read elsewhere."""
