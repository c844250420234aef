"""What is kept: nbgrader's gradebook, one transaction a submission, and the cache."""
