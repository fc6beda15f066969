"""A cohort: one launch of a program with its people and pairs."""
