"""Markdown that a student wrote, made inert for pages that show it as it stands.

nbgrader's own formgrader turns the Markdown of a graded notebook into HTML and leaves in it whatever acts. Here
simple tags and ordinary links stay; everything else of HTML is written so that it shows as text.
"""

from __future__ import annotations

import re

SIMPLE = ("b i u s em strong small sub sup mark del ins kbd code pre br hr p div span blockquote ul ol li "
          "table thead tbody tr td th details summary h[1-6]")  # fmt: skip
ADDRESS = r"(?:https?://|mailto:)"
TAG = re.compile(rf"<(?=[A-Za-z/!?])(?!/?(?:{SIMPLE.replace(' ', '|')})\s*/?>)(?!{ADDRESS}[^\s<>\"']*>)", re.I)
# Where an address begins that is neither of the web nor a file's name: after `](` and after `]:`.
LINK = re.compile(
    rf"(?<=\])(?=[(:]\s*(?:<[^>\n]*[:&\\]|(?!{ADDRESS}|attachment:)[^\s()]*[:&\\]))", re.I
)


ATTACHED = re.compile(r"attachment:([^\s()<>\"']*)", re.I)


def inert(text: str, attachments=()) -> str:
    """The Markdown with nothing in it that acts in a page: no script, no handler, no frame, no odd address.

    attachments: names of the pictures that hang on the cell; nbgrader cannot show a page that asks for another.
    """
    text = ATTACHED.sub(lambda found: found[0] if found[1] in attachments else f"attachment {found[1]}", text)
    return LINK.sub(" ", TAG.sub("&lt;", text))
