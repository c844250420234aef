"""The course in two commands, the same on Linux, macOS and Windows:

    python3 course.py open    set everything up, then open the first lesson in JupyterLab
    python3 course.py test    set everything up, then run every test

`open` takes --no-browser, --port NUMBER and the other options of `jupyter lab`; `test` takes those of pytest.
For instructors: grade, formgrader, marks, norming, feedback, export and forget (docs/grading.md).
For those who work on the course: build, release, trace and bench (--help says what each does), and
lock, which writes the exact package versions in requirements/ anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# This file has to parse on the Pythons it turns away, so it uses no syntax newer than 3.6.
OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "requirements"
PYTHON = getattr(sys, "_base_executable", None) or sys.executable  # not that of an environment
FOLDERS = {"learn": ROOT / ".venv", "all": ROOT / ".venv-all"}
ON_WINDOWS = os.name == "nt"
OFFLINE_SIGNS = ("resolution", "resolve host", "getaddrinfo", "dns error", "unreachable", "timed out")
GET_PYTHON = "On Debian and Ubuntu: sudo apt install python3-venv python3-pip. Elsewhere: see python.org."


class Trouble(Exception):
    """Something the reader can put right; the message says what and how."""


def main(arguments):
    """Run one command and return its exit code."""
    command, rest = (arguments or ["help"])[0], arguments[1:]
    if command in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    if sys.version_info < OLDEST:
        raise Trouble(
            "This course needs Python 3.11 or newer; this is Python {}.{}.\nGet a newer one from python.org "
            "or your system's packages and use it by name,\nfor instance: python3.12 course.py {}".format(
                *sys.version_info[:2], command
            )
        )
    if command == "open":
        python = ready_python("learn")
        print("Starting JupyterLab. Keep this window open while you work; Ctrl-C in it ends the session.")
        # In a container one is often root, and JupyterLab would not start; it listens to this machine only.
        as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        return hand_on(python, ["-m", "jupyterlab", *as_root, *rest], ROOT)
    if command == "test":
        return hand_on(ready_python("all"), ["-m", "pytest", *rest], ROOT)
    if command == "lock":
        return write_locks(ready_python("all"))
    return hand_on(ready_python("all"), ["-m", "coursework", command, *rest], Path.cwd())


def hand_on(python, arguments, folder):
    """Go on as the environment's Python with these arguments; return its exit code."""
    sys.stdout.flush()
    os.chdir(str(folder))
    if not ON_WINDOWS:  # one process, so that a signal reaches the program that is meant
        os.execve(str(python), [str(python), *arguments], clean_environ(python))
    process = subprocess.Popen([str(python), *arguments], env=clean_environ(python))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the program was interrupted too, and says so itself
            continue


def clean_environ(python):
    """Return the caller's variables without those that would reach into the environment from outside."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX")
    environ = {key: value for key, value in os.environ.items() if key not in unwanted}
    environ["PATH"] = os.pathsep.join([str(python.parent), environ.get("PATH", "")])
    environ["PYTHONUTF8"] = "1"
    # Where JupyterLab opens and how it behaves is set by the files in the folder `jupyter`.
    places = [str(ROOT / "jupyter"), environ.get("JUPYTER_CONFIG_PATH")]
    environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, places))
    return environ


def ready_python(name):
    """Return the environment's Python, after making it anew if it is missing, broken or out of date."""
    folder, lock = FOLDERS[name], LOCKS / (name + ".txt")
    python = folder.joinpath(*(("Scripts", "python.exe") if ON_WINDOWS else ("bin", "python")))
    stamp = folder / "course-stamp.txt"
    recipe = hashlib.sha256(Path(__file__).read_bytes() + lock.read_bytes()).hexdigest()
    if is_sound(python, stamp, recipe):
        return python
    print(f"Setting up the course in {folder.name}, once. This takes up to a few minutes.", flush=True)
    began = time.monotonic()
    make_environment(folder, python)
    install(python, lock)
    packages = packages_folder(folder)
    # The course's own packages by one line that names their folder: no build, nothing to fetch. Being
    # relative, the line holds no letter outside ASCII and outlives a move of the whole course.
    (packages / "taliban-relations.pth").write_text(os.path.relpath(str(ROOT / "src"), str(packages)) + "\n")
    stamp.write_text("\n".join([recipe, *sorted(os.listdir(str(packages)))]), encoding="utf-8")
    print(f"Ready after {time.monotonic() - began:.0f} seconds.", flush=True)
    return python


def is_sound(python, stamp, recipe):
    """Tell whether the environment was finished from this recipe, still starts and has lost no package."""
    try:
        made_from, *packages = stamp.read_text(encoding="utf-8").splitlines()
        present = os.listdir(str(packages_folder(stamp.parent)))
        starts = subprocess.call([str(python), "-S", "-c", "pass"], stderr=subprocess.DEVNULL) == 0
    except (OSError, ValueError, StopIteration):
        return False
    return made_from == recipe and starts and set(packages) <= set(present)


def packages_folder(folder):
    """Return the site-packages folder of an environment."""
    return next(folder.glob("Lib/site-packages" if ON_WINDOWS else "lib/python*/site-packages"))


def make_environment(folder, python):
    """Make an empty virtual environment in place of whatever stands there."""
    try:
        if folder.exists():
            shutil.rmtree(str(folder))
        folder.mkdir()
    except OSError as error:
        raise Trouble(
            f"The course could not write to {folder}: {error.strerror}.\nClose every JupyterLab of this "
            "course. If that is not it, move the course to a folder of your own, such as your home folder."
        ) from error
    done, said = run([PYTHON, "-m", "venv", "--without-pip", str(folder)])
    if not done or not python.exists():
        raise Trouble("This Python could not make a virtual environment. " + GET_PYTHON + "\n" + said)


def install(python, lock):
    """Install the locked packages: by uv, which takes a quarter of the time, or else by pip."""
    pip = [PYTHON, "-m", "pip", "--python", str(python)]
    if not run([*pip, "--version"])[0]:  # no pip, or one older than 22.3: the copy that comes with Python
        pip = [str(python), "-m", "pip"]
        if not run([str(python), "-m", "ensurepip"])[0]:
            raise Trouble("This Python has no pip. " + GET_PYTHON)
    pip += ["--quiet", "--disable-pip-version-check", "--retries", "2", "install"]
    uv = [str(python.parent / "uv"), "pip", "install", "--python", str(python)]
    exactly = ["--no-deps", "--require-hashes", "-r"]  # the lock is complete: nothing beyond it is looked up
    done, said = run([*pip, *exactly, str(LOCKS / "uv.txt")], "Fetching the installer")
    if done:
        done, said = run([*uv, *exactly, str(lock)], "Fetching and installing the packages")
    if not done and not looks_offline(said):
        done, said = run([*pip, *exactly, str(lock)], "Once more, the slower way")
    if not done:
        where = "The network seems to be away. " if looks_offline(said) else ""
        raise Trouble(
            f"The packages could not be installed. {where}Check the connection, then run the\nsame command "
            f"again: it starts afresh. What the installer said:\n\n{said}"
        )


def looks_offline(said):
    """Tell whether an installer's words speak of a network that does not answer."""
    return any(sign in said.lower() for sign in OFFLINE_SIGNS)


def run(command, words=""):
    """Run a command quietly, with a dot every two seconds after `words`; return (done, its last lines)."""
    if words:
        print(f"  {words} ", end="", flush=True)
    with tempfile.TemporaryFile() as log:
        try:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=str(ROOT))
        except OSError as error:
            return False, str(error)
        while process.returncode is None:
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                print("." if words else "", end="", flush=True)
        log.seek(0)
        said = log.read().decode("utf-8", "replace").splitlines()
    done = process.returncode == 0
    if words:
        print("" if done else " did not work", flush=True)
    return done, "\n".join(said[-8:])


def write_locks(python):
    """Write the exact, hashed package versions of pyproject.toml's groups anew; they hold no address."""
    form = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--upgrade", "--quiet"]
    # An optional extra of jsonschema that nothing here uses; it would cost every process 1.7 seconds.
    form += ["--no-emit-package", "rfc3987-syntax", "--no-emit-package", "lark"]
    groups = {"learn": [], "all": ["--group", "test", "-c", str(LOCKS / "learn.txt")]}
    for name, extra in groups.items():
        to = ["--group", "learn", *extra, "-o", str(LOCKS / (name + ".txt"))]
        command = [str(python.parent / "uv"), "pip", "compile", "pyproject.toml", *form, *to]
        subprocess.run(command, cwd=str(ROOT), check=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
