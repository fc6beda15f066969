"""The pages of mentees and mentors; what they read is the fold of their own mentorship."""
