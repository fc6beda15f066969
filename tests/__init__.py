"""The tests: a mirror of the tree, and whole lives of mentorships beside it."""
