"""What set-up rests on: the lists of packages agree, and course.py says in plain words what is wrong."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

sys.path.insert(0, str(ROOT))
import course  # noqa: E402


def declared(*groups):
    """Return {name: requirement} of the project's own dependencies and of some groups."""
    lists = [PROJECT["project"]["dependencies"], *(PROJECT["dependency-groups"][group] for group in groups)]
    requirements = [Requirement(line) for lines in lists for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def locked(name):
    """Return {name: exact version} of one lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(n): v for n, v in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


class TestPackages:
    @pytest.mark.parametrize(("lock", "groups"), [("learn", ["learn"]), ("all", ["learn", "test"])])
    def test_lock_holds_what_pyproject_asks_for(self, lock, groups):
        versions = locked(lock)
        wrong = [
            f"{wanted} (locked: {versions.get(name, 'not at all')})"
            for name, wanted in declared(*groups).items()
            if name not in versions or versions[name] not in wanted.specifier
        ]
        assert not wrong, f"requirements/{lock}.txt is out of date, run `python3 course.py lock`: {wrong}"

    def test_reader_and_contributor_have_the_same_versions(self):
        everything = locked("all")
        differing = {n: (v, everything.get(n)) for n, v in locked("learn").items() if everything.get(n) != v}
        assert not differing

    def test_reader_is_spared_the_teachers_tools(self):
        assert not {"nbgrader", "pytest", "playwright"} & set(locked("learn"))

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
    def test_lock_is_hashed_and_holds_no_address(self, lock):
        text = lock.read_text(encoding="utf-8")
        assert not re.findall(r"\S*(?:://|--(?:extra-)?index|--find-links)\S*", text)
        packages = re.split(r"\n(?=\S)", text.strip())
        assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []

    def test_environment_yml_equals_pyproject(self):
        text = (ROOT / "environment.yml").read_text(encoding="utf-8")
        listed = set(re.findall(r"^ *- ([^:\n]+)$", text.partition("dependencies:")[2], re.MULTILINE))
        python = "python" + PROJECT["project"]["requires-python"]
        assert listed == {str(r) for r in declared("learn", "test").values()} | {python, "pip", "-e ."}


def test_wheel_holds_code_and_data(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    data = {f"taliban_relations/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "data").rglob("*.*")}
    assert data, "no data in this checkout"
    assert data <= names
    packages = [ROOT / "src" / package for package in ("coursework", "gradeworker", "taliban_relations")]
    kept = {p.relative_to(ROOT / "src").as_posix() for folder in packages for p in folder.rglob("*.*")}
    assert {name for name in kept if "__pycache__" not in name} <= names  # templates of pages too


class TestPlainWords:
    """What a reader sees when something is wrong: one paragraph that says what to do, and no traceback."""

    def trouble(self, monkeypatch, act, **replaced):
        for name, value in replaced.items():
            monkeypatch.setattr(course, name, value)
        with pytest.raises(course.Trouble) as caught:
            act()
        return str(caught.value)

    def test_help_needs_no_set_up(self):
        said = subprocess.check_output([sys.executable, ROOT / "course.py"], text=True)
        assert "course.py open" in said

    def test_python_too_old(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
        said = self.trouble(monkeypatch, lambda: course.main(["open"]))
        assert "needs Python 3.11 or newer; this is Python 3.9" in said

    def test_parses_on_old_pythons(self):
        compile((ROOT / "course.py").read_text(encoding="utf-8"), "course.py", "exec", _feature_version=6)

    def test_no_venv(self, monkeypatch, tmp_path):
        folder = tmp_path / ".venv"
        said = self.trouble(
            monkeypatch,
            lambda: course.make_environment(folder, folder / "bin" / "python"),
            run=lambda *_: (False, "No module named venv"),
        )
        assert "sudo apt install python3-venv python3-pip" in said

    def test_no_pip(self, monkeypatch):
        install = lambda: course.install(Path("python"), Path("lock"))  # noqa: E731
        said = self.trouble(monkeypatch, install, run=lambda *_: (False, ""))
        assert "has no pip" in said
        assert "python3-pip" in said

    def test_network_away(self, monkeypatch):
        tried = []

        def run(command, words=""):
            tried.append(words)
            return not words, "Failed to establish a new connection: Temporary failure in name resolution"

        said = self.trouble(monkeypatch, lambda: course.install(Path("python"), Path("lock")), run=run)
        assert "network seems to be away" in said
        assert tried == ["", "Fetching the installer"], "it should give up at once"

    def test_falls_back_to_pip_without_uv(self, monkeypatch):
        commands = []

        def run(command, words=""):
            commands.append(command)
            return "uv.txt" not in str(command), "no matching distribution"

        monkeypatch.setattr(course, "run", run)
        course.install(Path("python"), Path("learn.txt"))
        assert commands[-1][-1] == "learn.txt"
        assert "pip" in commands[-1]

    def test_folder_not_writable(self, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("")
        folder = tmp_path / "file" / ".venv"  # a folder cannot be made inside a file, whoever asks
        said = self.trouble(monkeypatch, lambda: course.make_environment(folder, folder / "bin" / "python"))
        assert "could not write to" in said
        assert "home folder" in said


class TestRepair:
    @pytest.fixture
    def environment(self, tmp_path):
        """A finished environment without packages: (python, stamp)."""
        folder = tmp_path / ".venv"
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        course.make_environment(folder, python)
        packages = course.packages_folder(folder)
        (packages / "pandas").mkdir()
        stamp = folder / "course-stamp.txt"
        stamp.write_text("recipe\npandas", encoding="utf-8")
        return python, stamp

    def test_whole_environment_is_kept(self, environment):
        assert course.is_sound(*environment, "recipe")

    def test_changed_lock_is_noticed(self, environment):
        assert not course.is_sound(*environment, "another recipe")

    @pytest.mark.parametrize("lost", ["stamp", "python", "package"])
    def test_lost_part_is_noticed(self, environment, lost):
        python, stamp = environment
        package = course.packages_folder(stamp.parent) / "pandas"
        package.rmdir() if lost == "package" else {"stamp": stamp, "python": python}[lost].unlink()
        assert not course.is_sound(python, stamp, "recipe")


def test_what_course_py_starts_is_free_of_outside_settings(monkeypatch):
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH"):
        monkeypatch.setenv(name, "1")
    environ = course.clean_environ(Path("/somewhere/bin/python"))
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"} & set(environ)
    assert environ["PATH"].startswith(str(Path("/somewhere/bin")))
