"""What a command may stop with."""


class CourseworkError(Exception):
    """A failure whose message says what is wrong and what to do; shown without a traceback."""


class UnknownRow(Exception):
    """A reference that names no row; the message says what is missing and how to write it."""
