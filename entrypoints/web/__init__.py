"""The web: pages for participants, each opened by a personal link; every write is an Update."""
