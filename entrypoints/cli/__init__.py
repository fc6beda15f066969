"""The command line: a command reads its options, asks the right part, and prints what it says."""
