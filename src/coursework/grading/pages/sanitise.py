"""Turning what a student wrote or printed into HTML that cannot act: no script, no request, no overlay.

The list says what may stay; everything else goes. A page that shows the result also carries `POLICY`, so that
a hole in the list would still meet the browser's own refusal.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
from dataclasses import dataclass

import mistune
import tinycss2
from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-src 'none'; object-src 'none'"
)
TAGS = frozenset([
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
])  # fmt: skip
# Tags whose content is not meant to be read: cut before the list is applied, which would leave it as text.
UNREAD = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head")
BEGINS = re.compile(rf"<({'|'.join(UNREAD)})\b", re.I)
ENDS = {tag: re.compile(rf"</{tag}\s*>", re.I) for tag in UNREAD}
PLAIN = {"title", "alt", "dir", "lang", "colspan", "rowspan", "scope", "start", "reversed", "open", "style"}
STYLES = frozenset([
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-right", "border-style", "border-top", "border-width", "color", "font-style", "font-weight",
    "list-style-type", "max-width", "min-width", "padding", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "text-align", "text-decoration", "text-indent", "vertical-align", "white-space", "width",
])  # fmt: skip
COLOURS = {"rgb", "rgba", "hsl", "hsla"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
PICTURE = re.compile(rf"data:(?:{'|'.join(PICTURES)});base64,([A-Za-z0-9+/=\s]*)", re.I)
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8", "webp": b"RIFF"}
WAY_OUT = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\]+", re.I)
PICTURE_KB, HTML_CHARACTERS, HTML_TAGS, TEXT_CHARACTERS = 2048, 200_000, 10_000, 20_000
SHORT, MOST_OUTPUTS = 5_000, 100
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LEFT_OUT = '<span class="note">{}</span>'


class Styles(CSSSanitizer):
    """Keep the listed properties whose values are plain: words, numbers and colours, nothing that is fetched
    or computed."""

    def sanitize_css(self, style: str) -> str:
        """The part of a style attribute that may stay."""
        kept = [
            f"{one.lower_name}: {tinycss2.serialize(one.value).strip()}"
            for one in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
            if one.type == "declaration" and one.lower_name in STYLES and all(map(_is_plain, one.value))
        ]
        return "; ".join(kept)


def _is_plain(token) -> bool:
    if token.type == "function":
        return token.lower_name in COLOURS and all(map(_is_plain, token.arguments))
    return token.type in ("whitespace", "ident", "number", "percentage", "dimension", "hash") or token == ","


def _attribute(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and bool(WAY_OUT.fullmatch(html.unescape(value)))
    if name == "src":
        return tag == "img" and is_picture(value)
    return name in PLAIN or (tag in ("img", "td", "th", "col", "table") and name in ("width", "height"))


CLEANER = Cleaner(TAGS, _attribute, protocols={"http", "https", "mailto", "data"}, strip=True,
                  css_sanitizer=Styles())  # fmt: skip
MARKDOWN = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def is_picture(address: str) -> bool:
    """Is this a data: address of a picture of a kind that cannot act, whole and not too large?"""
    found = PICTURE.fullmatch(address)
    if not found or len(found[1]) > PICTURE_KB * 1024 * 4 / 3:
        return False
    try:
        start = base64.b64decode("".join(found[1].split()), validate=True)[:16]
    except (binascii.Error, ValueError):
        return False
    return start.startswith(STARTS[address[len("data:image/") :].partition(";")[0].lower()])


def from_html(text: str) -> str:
    """HTML a student made, with everything gone that could act; headings moved below those of the page.

    What is too large to be cleaned with care is shown as text. Text left by removed tags stays readable.
    """
    if len(PICTURE.sub("", text)) > HTML_CHARACTERS or text.count("<") > HTML_TAGS:
        return LEFT_OUT.format("Too large to show as a page; here it is as text.") + preformatted(text)
    try:
        cleaned = CLEANER.clean(without_unread(UNSEEN.sub("", text)))
    except RecursionError:  # nested thousands deep: nobody wrote that to be read
        return preformatted(text)
    cleaned = re.sub(r"<(/?)h([1-6])(?=[\s>])", lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}", cleaned)
    cleaned = cleaned.replace("<a ", '<a rel="noopener noreferrer nofollow" ')
    return re.sub(r"<img(?![^>]*\ssrc=)[^>]*>", LEFT_OUT.format("A picture was left out."), cleaned)


def without_unread(text: str) -> str:
    """HTML without tags whose content is code. One without an end stays: what follows it may be an answer."""
    kept, at, endless = [], 0, set()
    for begin in BEGINS.finditer(text):
        tag = begin[1].lower()
        if begin.start() < at or tag in endless:
            continue
        end = ENDS[tag].search(text, begin.end())
        if end is None:
            endless.add(tag)
        else:
            kept.append(text[at : begin.start()])
            at = end.end()
    return "".join(kept) + text[at:]


def from_markdown(text: str, attachments: dict | None = None) -> str:
    """Markdown a student wrote, as clean HTML; pictures attached to the cell are shown."""
    for name, forms in (attachments or {}).items():
        form, place = next((kind for kind in PICTURES if kind in forms), None), f"(attachment:{name})"
        picture = "".join(joined(forms.get(form)).split())
        if (
            picture and text.count(place) * len(picture) <= PICTURE_KB * 1024 * 2
        ):  # one may be asked for often
            text = text.replace(place, f"(data:{form};base64,{picture})")
    return _short_markdown(text) if len(text) < SHORT else _markdown(text)


def _markdown(text: str) -> str:
    if len(PICTURE.sub("", text)) > HTML_CHARACTERS:
        return preformatted(text)
    try:
        return from_html(MARKDOWN(text))
    except RecursionError:
        return preformatted(text)


_short_markdown = functools.lru_cache(maxsize=256)(_markdown)  # the instructor's texts are on every page


def preformatted(text: str) -> str:
    """Text as it was printed, without terminal colours, cut when it is very long."""
    text = UNSEEN.sub("", ESCAPES.sub("", str(text)))
    over = len(text) - TEXT_CHARACTERS
    cut = f"\n… and {over:,} more characters" if over > 0 else ""
    return f'<pre dir="auto">{html.escape(text[:TEXT_CHARACTERS] + cut)}</pre>'


@dataclass
class Room:
    """What a page may still hold, so that no notebook makes it endless: characters of HTML that has to be
    cleaned, of plain text, of pictures."""

    rich: int = 400_000
    text: int = 2_000_000
    pictures: int = 8_000_000

    def take(self, kind: str, size: int) -> bool:
        """Take this much of a kind; False, and nothing taken, when there is not enough."""
        left = getattr(self, kind) - size
        setattr(self, kind, max(left, 0) if left >= 0 else getattr(self, kind))
        return left >= 0

    def take_rich(self, text: str) -> bool:
        """Take what a piece of HTML or Markdown needs, the pictures in it apart."""
        size = len(PICTURE.sub("", text))
        return self.take("rich", size) and self.take("pictures", len(text) - size)


def from_outputs(outputs: list, room: Room) -> str:
    """The outputs of a code cell (nbformat nodes) as clean HTML, as many as there is room for."""
    shown = [from_output(output, room) for output in outputs[:MOST_OUTPUTS]]
    more = [LEFT_OUT.format(f"{len(outputs) - MOST_OUTPUTS} more outputs were left out.")]
    return "\n".join(shown + more * (len(outputs) > MOST_OUTPUTS))


def from_output(output, room: Room | None = None) -> str:
    """One output of a code cell (an nbformat node) as clean HTML; '' when there is nothing to show."""
    room = room or Room()
    if output.get("output_type") == "stream":
        return _text(joined(output.get("text")), room)
    if output.get("output_type") == "error":
        return _text(f"{output.get('ename')}: {output.get('evalue')}", room)
    data = output.get("data", {})
    for kind in PICTURES[:2]:
        address = f"data:{kind};base64,{''.join(joined(data.get(kind)).split())}"
        if kind in data and is_picture(address) and room.take("pictures", len(address)):
            alt = html.escape(joined(data.get("text/plain"))[:200], quote=True)
            return f'<img src="{address}" alt="{alt}">'
    for kind, clean in (("text/html", from_html), ("text/markdown", from_markdown)):
        text = joined(data.get(kind))
        shown = clean(text) if text and room.take_rich(text) else ""
        if shown.strip():
            return shown
    text = next((joined(data[kind]) for kind in ("text/latex", "text/plain") if kind in data), "")
    if text:
        return _text(text, room)
    return LEFT_OUT.format("An output of a kind that cannot be shown safely was left out.") if data else ""


def _text(text: str, room: Room) -> str:
    fits = room.take("text", min(len(text), TEXT_CHARACTERS))
    return preformatted(text) if fits else LEFT_OUT.format("An output was left out: there are too many.")


def joined(text) -> str:
    """A string, whether the notebook stores it as one or as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")
