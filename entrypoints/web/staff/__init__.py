"""How the staff comes in, and who they are: sessions, links, tokens, accounts."""
