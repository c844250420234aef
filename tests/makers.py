"""Small notebooks and courses for tests, written out where a test can be read beside them."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def notebook(*cells):
    """A notebook; each cell is ("md" or "code", id, source) and, if wanted, its nbgrader metadata."""
    made = []
    for kind, name, source, *meta in cells:
        cell = (new_markdown_cell if kind == "md" else new_code_cell)(source, id=name)
        if meta:
            cell.metadata["nbgrader"] = nbformat.from_dict(meta[0])
        made.append(cell)
    return new_notebook(cells=made, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def grader(grade_id, *, answer=False, test=False, task=False, points=0):
    """nbgrader metadata of an answer, test or task cell; an answer with points is marked by hand."""
    meta = {"schema_version": 3, "grade_id": grade_id, "solution": answer, "task": task}
    meta |= {"grade": test or (answer and points > 0), "locked": not answer}
    return meta | ({"points": points} if points else {})


def package(folder, **tables):
    """A data package of tables given as lists of dicts; the key is the first field or what `_key` names."""
    resources = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        fields = [field for field in rows[0] if field != "_key"]
        lines = [",".join(fields)] + [",".join(f'"{row[f]}"' for f in fields) for row in rows]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        types = {f: "integer" if isinstance(rows[0][f], int) else "string" for f in fields}
        types |= {f: "boolean" for f in fields if str(rows[0][f]) in ("true", "false")}
        schema = {"fields": [{"name": f, "type": types[f]} for f in fields]}
        schema["primaryKey"] = rows[0].get("_key", fields[:1])
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema})
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "small", "resources": resources}), encoding="utf-8"
    )
    return folder


def write(path, made):
    """Write a notebook where a course keeps it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path
