"""Running one student's notebook where it can harm nothing: bytes in, plain data out.

This package runs inside the sandbox. It knows no gradebook, no solution and no other submission: it is handed
steps (cells and tests), and answers with what they showed and what the tests came to. Arrows run one way:
`__main__` (the worker, warm and forking) -> `turn` (one submission) -> `student` (runs the cells) and
`examiner` (runs the tests, in a process in which no line of the student's ever ran).
"""
