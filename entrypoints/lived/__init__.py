"""A cohort that has lived for weeks before anybody looks at it, for trying Tandem out."""
