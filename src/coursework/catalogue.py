"""The catalogue page: what every table says, written from ``datapackage.json`` and nothing else."""

import csv
import json
import re
from collections import Counter

from .workspace import Workspace, read

__all__ = ["render"]

HEAD = """# Data catalogue

This page is written from `data/datapackage.json` by `python -m coursework build`. Do not edit it by hand.

**{title}.** {description}

Version {version}. {count} tables, {rows} rows, {maps} maps. {use}
"""


def render(course: Workspace) -> str:
    """Return the catalogue page of a course as Markdown text.

    The course's own words come from its settings under ``catalogue``: ``use`` (how a lesson reads a table)
    and ``gathered``, a property of every table that is set out on top: ``property``, ``heading``, ``columns``
    (of the table that gathers the answers) and ``label`` (in the list of facts of each table).
    """
    settings, data = course.settings("catalogue"), course.data
    gathered = settings.get("gathered", {})
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource for resource in package["resources"] if "schema" in resource]
    maps = [resource for resource in package["resources"] if "schema" not in resource]
    rows = {resource["name"]: _rows(data / resource["path"]) for resource in tables}
    head = HEAD.format(
        title=package["title"],
        description=package["description"],
        version=package["version"],
        count=len(tables),
        rows=f"{sum(rows.values()):,}",
        maps=len(maps),
        use=settings.get("use", ""),
    )
    readers = _readers(course)
    parts = [
        head,
        _overview(tables, rows),
        _gathered(tables, gathered),
        "## Tables",
        *(_table(resource, rows[resource["name"]], package, data, readers, gathered) for resource in tables),
        "## Maps",
        *(_map(resource, package, gathered) for resource in maps),
        _left_out(package),
        _properties(package),
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _rows(path):
    """Count the rows; a test holds the files to one row per line."""
    return path.read_bytes().count(b"\n") - 1


def _readers(course):
    """List for each table the lessons whose cells or evidence comments read it by name."""
    readers = {}
    for path in course.lessons():
        text = "\n".join(cell.source for cell in read(path).cells)
        named = re.findall(r"\btable\([\"'](\w+)|<!--\s*(\w+)\[", text)
        for name in {call or comment for call, comment in named}:
            readers.setdefault(name, []).append(path.stem)
    return readers


def _overview(tables, rows):
    lines = ["| Table | What it holds | Rows |", "|---|---|---:|"]
    lines += [f"| [{t['name']}](#{t['name']}) | {_cell(t['title'])} | {rows[t['name']]:,} |" for t in tables]
    return "## All tables\n\n" + "\n".join(lines)


def _gathered(tables, gathered):
    """The answers that all tables give to one question, each with the tables that give it."""
    if not gathered:
        return ""
    by_answer = {}
    for resource in tables:
        by_answer.setdefault(resource[gathered["property"]], []).append(f"`{resource['name']}`")
    lines = [f"| {' | '.join(gathered['columns'])} |", "|---|---|"]
    lines += [f"| {', '.join(names)} | {_cell(answer)} |" for answer, names in by_answer.items()]
    return f"## {gathered['heading']}\n\n" + "\n".join(lines)


def _table(resource, rows, package, data, readers, gathered):
    schema = resource["schema"]
    facts = [
        ("One row is", resource["rowMeaning"]),
        (gathered.get("label"), resource.get(gathered.get("property"))),
        ("Rows", f"{rows:,}"),
        ("Key", ", ".join(f"`{name}`" for name in schema["primaryKey"])),
        ("How it was checked", resource.get("verification")),
        ("Rows by standing", _standing(data / resource["path"])),
        ("Read in lessons", ", ".join(readers.get(resource["name"], ()))),
        ("Rising from left to right", "; ".join(", ".join(names) for names in resource.get("inOrder", ()))),
        *_origin(resource, package),
    ]
    columns = ["| Column | Type | Unit | Meaning |", "|---|---|---|---|"]
    points = _pointers(schema)
    columns += [_column(field, points.get(field["name"], [])) for field in schema["fields"]]
    heading = f"### {resource['name']}\n\n**{resource['title']}.** {resource['description']}"
    return "\n\n".join([heading, _facts(facts), "\n".join(columns), _gaps(resource)]).strip()


def _map(resource, package, gathered):
    facts = [
        ("One shape is", resource["rowMeaning"]),
        (gathered.get("label"), resource.get(gathered.get("property"))),
        *_origin(resource, package),
    ]
    columns = ["| Property | Meaning |", "|---|---|"]
    columns += [f"| `{name}` | {_cell(words)} |" for name, words in resource["featureProperties"].items()]
    heading = f"### {resource['name']}\n\n**{resource['title']}.** {resource['description']}"
    return "\n\n".join([heading, _facts(facts), "\n".join(columns), _gaps(resource)]).strip()


def _origin(resource, package):
    sources = [_link(source["title"], source.get("path")) for source in resource.get("sources", ())]
    licences = resource.get("licenses", package["licenses"])
    return [
        ("Sources", "; ".join(sources) or _row_by_row(resource)),
        ("Licence", "; ".join(_link(licence["title"], licence.get("path")) for licence in licences)),
    ]


def _row_by_row(resource):
    names = {field["name"] for field in resource.get("schema", {"fields": []})["fields"]}
    return "named row by row" if names & {"source_id", "source_ids"} else ""


def _standing(path):
    """Count the rows by how they were checked, where the table says so."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if "verification" not in rows.fieldnames:
            return ""
        counts = Counter(row["verification"] for row in rows)
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def _facts(facts):
    return "\n".join(f"- {name}: {words}" for name, words in facts if words)


def _gaps(resource):
    gaps = resource.get("knownGaps")
    return "Known gaps and traps:\n\n" + "\n".join(f"- {gap}" for gap in gaps) if gaps else ""


def _pointers(schema):
    """Say for each column which tables its values point to."""
    points = {field["name"]: list(field.get("references", ())) for field in schema["fields"]}
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        for name, target in zip(key["fields"], reference["fields"], strict=True):
            points[name].append(f"{reference['resource']}.{target}")
    return points


def _column(field, points):
    constraints = field.get("constraints", {})
    words = [field["description"]]
    if "enum" in constraints and "codes" not in field:
        words.append(f"One of: {', '.join(map(str, constraints['enum']))}.")
    if "codes" in field:
        words.append("; ".join(f"{code} = {meaning}" for code, meaning in field["codes"].items()) + ".")
    if points:
        words.append(f"Points to {' or '.join(f'`{point}`' for point in points)}.")
    if constraints.get("required"):
        words.append("Never empty.")
    unit, meaning = _cell(field.get("unit", "")), _cell(" ".join(words))
    return f"| `{field['name']}` | {field['type']} | {unit} | {meaning} |"


def _left_out(package):
    lines = ["| What | Why |", "|---|---|"]
    lines += [f"| {_cell(item['what'])} | {_cell(item['reason'])} |" for item in package["leftOut"]]
    return "## What was left out, and why\n\n" + "\n".join(lines)


def _properties(package):
    lines = ["| Property | What it says |", "|---|---|"]
    lines += [f"| `{name}` | {_cell(words)} |" for name, words in package["customProperties"].items()]
    words = (
        "Beside those of the Data Package standard, version 2, `data/datapackage.json` uses these properties."
    )
    return f"## How the description is written\n\n{words}\n\n" + "\n".join(lines)


def _link(title, address):
    return f"[{title}]({address})" if address else title


def _cell(text):
    return text.replace("|", "\\|")
