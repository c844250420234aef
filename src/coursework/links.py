"""Do the links of a course's pages lead anywhere? Files and headings are looked up, no network is asked."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from .prose import FENCED, headings
from .workspace import read

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|!\[[^\]]*\]\(([^)\s]+)\)")
ATTRIBUTE = re.compile(r"<\w[^>]*?\b(?:href|src)=[\"']([^\"']+)[\"']", re.I)
ELSEWHERE = re.compile(r"^(?:https?:|mailto:|data:|doi:)", re.I)


def pages(root: Path) -> list[Path]:
    """Every markdown file and notebook of a repository, sorted."""
    found = [path for suffix in ("*.md", "*.ipynb") for path in root.rglob(suffix)]
    return sorted(path for path in found if not _is_hidden(path.relative_to(root)))


def _is_hidden(path: Path) -> bool:
    """Environments, caches and checkpoints lie in folders whose name starts with a dot."""
    return any(part.startswith(".") or part == "node_modules" for part in path.parts)


def text_of_page(path: Path) -> str:
    """The markdown of a page, with the HTML that a notebook's outputs show."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    parts = []
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        parts += [o.data["text/html"] for o in cell.get("outputs", []) if "text/html" in o.get("data", {})]
    return "\n\n".join(parts)


def anchors(text: str) -> set[str]:
    """What a link may point to: headings, as GitHub and as JupyterLab name them, and explicit ids."""
    names = set(re.findall(r"\b(?:id|name)=[\"']([^\"']+)[\"']", without_code(text)))
    for _, title in headings(text):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"[*`]", "", title)).strip()
        names.add(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
        names.add(title.replace(" ", "-"))
    return names


def without_code(text: str) -> str:
    """The text without fenced blocks and code spans, in which a link is only an example."""
    return re.sub(r"(`+).+?\1", " ", FENCED.sub("", text))


def broken_links(path: Path, root: Path) -> list[str]:
    """Links of a page to files or headings that do not exist, in words; the network is not asked."""
    text = without_code(text_of_page(path))
    found = []
    for link in [a or b for a, b in LINK.findall(text)] + ATTRIBUTE.findall(text):
        if ELSEWHERE.match(link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_relative_to(root.resolve()) or not target.exists():
            found.append(f"{path.relative_to(root).as_posix()}: {link}: there is no such file")
        elif anchor and target.suffix in (".md", ".ipynb") and anchor not in anchors(text_of_page(target)):
            found.append(f"{path.relative_to(root).as_posix()}: {link}: there is no such heading")
    return found
