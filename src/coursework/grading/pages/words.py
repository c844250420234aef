"""What a flag means, in words for a student: friendly, and without a word of what is kept from them."""

from __future__ import annotations

from ..model import Flag

WORDS = {
    "timeout": "{cell} ran for too long and was stopped. The rest of your notebook was run without it.",
    "output-limit": "{cell} printed more than is kept; the output was cut.",
    "memory-limit": "{cell} needed more memory than there is and was stopped. The rest was run without it.",
    "process-limit": "{cell} started too many programs and was stopped. The rest was run without it.",
    "file-size-limit": "{cell} wrote more to the disk than is allowed and was stopped.",
    "kernel-died": "{cell} ended Python itself. The rest of your notebook was run without it.",
    "unreadable": "A file you handed in could not be read. It waits for a person; no mark was taken off.",
    "upgraded": "Your notebook was in an older format and was brought up to date. That cost no points.",
    "decoded": "Your notebook was stored in an unusual encoding and was recovered. That cost no points.",
    "cell-restored": "{cell} was missing or changed and was put back as it was given to you.",
    "metadata-restored": "{cell} had lost its label and was recognised. That cost no points.",
    "duplicate": "There were several copies of {cell}. The last one that you had filled in counted.",
    "symlink-refused": "A link among your files was not followed: hand in the file itself.",
    "extra-file-refused": "A file beside your notebook was not used.",
    "renamed": "Your notebook had another name and was recognised all the same. That cost no points.",
    "missing": "{cell} was not found in what you handed in.",
    "unknown-grade-id": "{cell} carries a label that is not of this assignment; it was not used.",
    "needs-person": "{cell} waits for a person.",
    "tamper": "The result of {cell} has to be looked at by a person before it counts.",
}
WHOLE = {"missing": "A part of the assignment", "duplicate": "a cell"}


def flag_words(flag: Flag) -> str:
    """A sentence for the student.

    The flag's detail is written for the instructor and may name what a test looks for: it is left out.
    """
    name = flag.cell if flag.cell.startswith("cell ") else f"“{flag.cell}”"
    starts = WORDS[flag.kind].startswith("{cell}")
    whole = WHOLE.get(flag.kind, "A part of your notebook" if starts else "a part of your notebook")
    words = WORDS[flag.kind].format(cell=name if flag.cell else whole)
    return words[0].upper() + words[1:]
