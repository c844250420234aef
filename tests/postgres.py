"""A PostgreSQL server of a test's own, in a temporary folder, started by an ordinary user."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def programs():
    """The folder of the server's programs, None when none is installed."""
    found = [Path(shutil.which("initdb")).parent] if shutil.which("initdb") else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "pg_ctl").exists()), None)


@contextlib.contextmanager
def server():
    """Start a server; its SQLAlchemy URL. It ends with the block, and its data is deleted."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:  # the server refuses to be run by root
        shutil.chown(folder, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    data, log = folder / "data", folder / "log"

    def call(program, *arguments):
        line = [str(programs() / program), *arguments]
        subprocess.run(line, check=True, capture_output=True, env=environ, cwd=folder, timeout=120, **user)

    try:
        call("initdb", "-D", str(data), "-U", "marker", "--auth=trust", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://marker@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
