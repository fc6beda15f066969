"""The people who run programs: their roles, what each role may do, and whose pairs they see."""
