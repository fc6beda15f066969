"""The program as data: what a program manager writes, with every default documented here."""
