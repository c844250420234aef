"""The sandbox a worker runs in: bubblewrap, with nothing in it but Python, the libraries and the course's
data.

No network, no home, no environment of the instructor's, no process but its own, everything read-only; never
root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parents[3]  # the folder that holds the packages
ROOT = HERE.parent
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime",
          "/etc/fonts", "/etc/alternatives")  # fmt: skip
APART = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
         "--die-with-parent", "--new-session", "--clearenv")  # fmt: skip
AS_ROOT = (
    "--cap-drop",
    "ALL",
    "--cap-add",
    "CAP_SETUID",
    "--cap-add",
    "CAP_SETGID",
)  # it becomes nobody at once
AS_USER = ("--unshare-user", "--uid", "65534", "--gid", "65534")
SCRATCH = ("--perms", "1777", "--size", str(32 * 1024 * 1024), "--tmpfs", "/tmp")
# What a worker must be able to do, and to load late: a system may allow the one and not the other.
PROBE = """
from gradeworker import linux
linux.own_namespaces()
linux.private_places(1)
import colorsys, importlib.util, sys
sys.exit(importlib.util.find_spec("IPython") is None)
"""


def environment(walled: bool = True) -> dict[str, str]:
    """The variables a worker sees: none of the instructor's."""
    home = "/tmp/work" if walled else str(Path.home())
    inner = inside if walled else str
    libraries = [HERE, *_python_path()]
    return {
        "PATH": os.pathsep.join([inner(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": home, "IPYTHONDIR": "/tmp", "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(map(inner, libraries)), "PYTHONDONTWRITEBYTECODE": "1",
        "MPLCONFIGDIR": "/cache/matplotlib" if walled and font_cache() else f"{home}/.cache/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline", "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip


def _python_path() -> list[Path]:
    return [Path(path).resolve() for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


def font_cache() -> Path | None:
    """Where matplotlib keeps its list of fonts, which takes seconds to make anew; None when there is none."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "matplotlib" if (base / "matplotlib").is_dir() else None


def readable() -> list[Path]:
    """Folders that a worker may read: Python, installed libraries, the course's packages and their data."""
    folders = [Path(sys.base_prefix), Path(sys.prefix), HERE, *_python_path()]
    project = ROOT / "pyproject.toml"
    if project.exists():
        settings = tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {}).get("coursework", {})
        folders += [ROOT / name for name in settings.get("grading", {}).get("readable", [])]
    found: list[Path] = []
    for folder in sorted({folder.resolve() for folder in folders if folder.is_dir()}):
        if not any(folder.is_relative_to(other) for other in (*found, Path("/usr"))):
            found.append(folder)
    return found


def inside(path: Path) -> str:
    """Where a folder of this machine is seen in the sandbox.

    The course is at /course wherever it lies here, since a submission has its own /tmp in the place of ours.
    """
    if path.is_relative_to(ROOT):
        return str(Path("/course") / path.relative_to(ROOT))
    return f"/elsewhere{path}" if path.is_relative_to("/tmp") else str(path)


def command(kind: tuple[str, ...]) -> list[str]:
    """The bubblewrap command up to the Python in it; `kind` is AS_ROOT or AS_USER."""
    line = ["bwrap", *APART, *kind]
    for path in SYSTEM:
        line += _shown(Path(path), path)
    for folder in readable():
        for parent in reversed(
            Path(inside(folder)).parents[:-1]
        ):  # else with the rights it has here, maybe none
            line += ["--perms", "0755", "--dir", str(parent)]
        line += _shown(folder, inside(folder))
    if font_cache():
        line += _shown(font_cache(), "/cache/matplotlib")
    line += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", *SCRATCH]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    return [*line, "--remount-ro", "/", "--chdir", "/tmp", inside(Path(sys.executable))]


def _shown(path: Path, at: str) -> list[str]:
    if path.is_symlink() and path.parent == Path("/"):  # /bin is usr/bin on most systems
        return ["--symlink", os.readlink(path), at]
    return ["--ro-bind", str(path), at] if path.exists() else []


def find() -> list[str] | None:
    """The command of a sandboxed Python that works on this machine, None when there is none."""
    if not shutil.which("bwrap"):
        return None
    for kind in (AS_ROOT, AS_USER) if os.geteuid() == 0 else (AS_USER,):
        line = command(kind)
        if subprocess.run([*line, "-P", "-c", PROBE], capture_output=True).returncode == 0:
            return line
    return None
