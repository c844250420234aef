"""Pages for people: the report of an assignment, and a feedback page for each student."""
