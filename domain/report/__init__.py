"""The figures of a cohort: numbers, what they mean, and which pairs stand behind each."""
