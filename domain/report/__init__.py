"""The figures of a cohort: numbers, what they mean, and which pairs stand behind each.

What they may show, and why: deploy/decisions/0014-what-a-report-may-show.md.
"""
