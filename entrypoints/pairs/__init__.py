"""One pair out of its record, for whoever asks: the command line, the console, the API."""
