"""nbval, as set up here, fails on a stored digit or picture that is not what the code gives."""

import base64
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

from makers import notebook, write
from PIL import Image

from coursework.canonical import canonical
from coursework.run import execute, kernel_environment

ROOT = Path(__file__).parents[1]
PICTURE = """
import base64, io
from PIL import Image
from IPython.display import HTML, Image as Shown
stream = io.BytesIO()
Image.new("RGB", (8, 8), (10, 20, 30)).save(stream, "PNG")
""".strip()


def test_a_changed_digit_and_changed_pictures_fail(tmp_path):
    html = (
        'HTML(f\'<img alt="x" src="data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}">\')'
    )
    cells = [("code", "draw", PICTURE), ("code", "digit", "print(41)"), ("code", "inside", html),
             ("code", "bare", "Shown(stream.getvalue())"), ("code", "fine", html)]  # fmt: skip
    made = canonical(execute(notebook(*cells), tmp_path))
    other = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 20, 30)).save(other, "PNG")
    code = base64.b64encode(other.getvalue()).decode()
    outputs = {cell.id: cell.outputs for cell in made.cells}
    outputs["digit"][0].text = "42\n"
    outputs["inside"][0].data["text/html"] = re.sub(
        'base64,.*?"', f'base64,{code}"', outputs["inside"][0].data["text/html"]
    )
    outputs["bare"][0].data["image/png"] = code
    write(tmp_path / "n.ipynb", made)
    shutil.copy(ROOT / "conftest.py", tmp_path)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    run = subprocess.run(
        [*command, "."], cwd=tmp_path, env=kernel_environment(), capture_output=True, text=True
    )
    assert "3 failed, 2 passed" in run.stdout, run.stdout + run.stderr
    assert all(f"(id {name}) Cell outputs differ" in run.stdout for name in ("digit", "inside", "bare"))
    assert re.search(r"\[picture [0-9a-f]{12}\]", run.stdout), (
        "a failure shows a fingerprint, not the whole picture"
    )
