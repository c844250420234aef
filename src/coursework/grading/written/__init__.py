"""Written answers: rubrics, three ways to mark by hand, agreement of two markers."""
