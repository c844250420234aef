"""From two notebooks, the instructor's and a student's, to a run: which cell is which, what is run when."""
