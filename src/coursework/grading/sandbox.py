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

HERE = Path(__file__).resolve().parents[2]  # the folder that holds the packages
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
)  # to become nobody at once
AS_USER = ("--unshare-user", "--uid", "65534", "--gid", "65534")
SCRATCH = 32 * 1024 * 1024  # bytes; each submission gets a file system of its own on top


def environment() -> dict[str, str]:
    """The variables a worker sees: none of the instructor's."""
    cache = "/cache/matplotlib" if font_cache() else "/tmp/work/.matplotlib"
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": "/tmp/work", "IPYTHONDIR": "/tmp", "LANG": "C.UTF-8",
        "PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0",
        "MPLCONFIGDIR": cache,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline", "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip


def font_cache() -> Path | None:
    """Where matplotlib keeps its list of fonts, which takes seconds to make anew; None when there is none."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "matplotlib" if (base / "matplotlib").is_dir() else None


def readable() -> list[Path]:
    """Folders that a worker may read: Python, installed libraries, the course's packages and their data."""
    folders = [Path(sys.base_prefix), Path(sys.prefix), HERE]
    folders += [
        Path(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.path.isdir(path)
    ]
    project = HERE.parent / "pyproject.toml"
    if project.exists():
        settings = tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {}).get("coursework", {})
        folders += [HERE.parent / name for name in settings.get("grading", {}).get("readable", [])]
    found: list[Path] = []
    for folder in sorted({folder.resolve() for folder in folders}):
        if not any(folder.is_relative_to(other) for other in (*found, Path("/usr"))):
            found.append(folder)
    return found


def command(kind: tuple[str, ...]) -> list[str]:
    """The bubblewrap command before the program it runs; `kind` is AS_ROOT or AS_USER."""
    line = ["bwrap", *APART, *kind]
    for path in SYSTEM:
        line += _shown(Path(path), Path(path))
    for folder in readable():
        line += [part for parent in reversed(folder.parents) if parent != Path("/")
                 for part in ("--perms", "0755", "--dir", str(parent))]  # fmt: skip
        line += _shown(folder, folder)
    if font_cache():
        line += _shown(font_cache(), Path("/cache/matplotlib"))
    line += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--remount-ro",
        "/dev",
        "--perms",
        "1777",
        "--size",
        str(SCRATCH),
    ]
    line += ["--tmpfs", "/tmp"]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    return [*line, "--remount-ro", "/", "--chdir", "/tmp"]


def _shown(path: Path, at: Path) -> list[str]:
    if (path.is_symlink() and not path.is_absolute()) or (path.is_symlink() and path.parent == Path("/")):
        return ["--symlink", os.readlink(path), str(at)]
    return ["--ro-bind", str(path), str(at)] if path.exists() else []


def find() -> list[str] | None:
    """The sandbox command that works on this machine, None when there is none."""
    if not shutil.which("bwrap"):
        return None
    for kind in (AS_ROOT, AS_USER) if os.geteuid() == 0 else (AS_USER,):
        line = command(kind)
        probe = [
            sys.executable,
            "-c",
            "from gradeworker import linux; linux.own_namespaces(); linux.private_places(1)",
        ]
        if subprocess.run([*line, *probe], capture_output=True).returncode == 0:
            return line
    return None
