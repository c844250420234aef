"""Markdown that a student wrote, made inert for pages that show it as it stands.

nbgrader's own formgrader makes HTML of the Markdown in a graded notebook and leaves in it whatever acts. Here
simple tags, ordinary links and attached pictures stay; all else is written so that it shows as text.
"""

from __future__ import annotations

import re

SIMPLE = ("b i u s em strong small sub sup mark del ins kbd code pre br hr p div span blockquote ul ol li "
          "table thead tbody tr td th details summary h[1-6]").replace(" ", "|")  # fmt: skip
WEB = r"(?:https?://|mailto:)"
TAG = re.compile(rf"<(?=[A-Za-z/!?])(?!/?(?:{SIMPLE})\s*/?>)(?!{WEB}[^\s<>\"']*>)", re.I)
# An address, after `](` or `]:`, that is neither one of the web nor the name of a file.
LINK = re.compile(rf"(?<=\])(?=[(:]\s*(?:<|(?!{WEB}|attachment:)[^\s():&\\]*[:&\\]))", re.I)
# A picture that is neither attached nor a file beside the notebook: showing it would ask another server.
PICTURE = re.compile(r"!\[(?![^\[\]\n]*\]\((?:attachment:)?[^\s()<>:/&\\][^\s()<>:&\\]*\))")
ATTACHED = re.compile(r"attachment:([^\s()<>\"']*)", re.I)


def inert(text: str, attachments=()) -> str:
    """The Markdown with nothing in it that acts in a page: no script, handler, frame, odd or remote address.

    attachments: names of the pictures that the cell holds; nbgrader cannot show a page that asks for others.
    """
    text = ATTACHED.sub(lambda one: one[0] if one[1] in attachments else f"attachment {one[1]}", text)
    return LINK.sub(" ", PICTURE.sub(r"!\\[", TAG.sub("&lt;", text)))
