"""One mentorship as an event-sourced aggregate: each track holds its rules, dues and folds."""
