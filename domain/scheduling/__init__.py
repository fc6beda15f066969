"""Finding times that suit both weekly availabilities in both time zones."""
