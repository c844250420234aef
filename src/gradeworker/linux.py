"""The few system calls that Python has no name for: namespaces, mounts, rights. No-ops elsewhere than
Linux.
"""

from __future__ import annotations

import ctypes
import os
import sys

NEW_MOUNTS, NEW_USERS, NEW_PROCESSES, NEW_IPC = 0x00020000, 0x10000000, 0x20000000, 0x08000000
NOSUID, NODEV, NOEXEC, BIND = 2, 4, 8, 4096
DEATH_SIGNAL, DUMPABLE, NO_NEW_RIGHTS, SUBREAPER = 1, 4, 38, 36
NOBODY = 65534
ON_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


def _call(name: str, *arguments) -> None:
    if getattr(_libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Give this process namespaces of its own (see unshare(2))."""
    _call("unshare", flags)


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount a file system (see mount(2))."""
    _call("mount", source.encode(), target.encode(), kind and kind.encode(), flags, options.encode())


def prctl(option: int, value: int) -> None:
    """Set one property of this process (see prctl(2)); nothing happens elsewhere than on Linux."""
    if ON_LINUX:
        _libc.prctl(option, value, 0, 0, 0)


def own_namespaces() -> None:
    """Leave root for good, then make a user namespace in which this process may still mount and isolate.

    In it no further user namespace can be made, which would give a submission rights of its own. Raises
    OSError where the system does not allow it.
    """
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        prctl(DUMPABLE, 1)  # else /proc/self belongs to root and the map below cannot be written
    user, group = os.getuid(), os.getgid()
    unshare(NEW_USERS | NEW_MOUNTS)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        _write(f"/proc/self/{name}", text)
    _write("/proc/sys/user/max_user_namespaces", "0")


def private_places(megabytes: int, files: int = 5000) -> None:
    """Put a fresh, small file system at /tmp and /dev/shm, for this process and its children only."""
    unshare(NEW_MOUNTS | NEW_IPC)
    mount("tmpfs", "/tmp", "tmpfs", NOSUID | NODEV, f"size={megabytes}m,nr_inodes={files},mode=0755")
    os.mkdir("/tmp/shm")
    os.mkdir("/tmp/work")
    os.mkdir("/tmp/exam")
    mount("/tmp/shm", "/dev/shm", None, BIND)


def private_folder(path: str, megabytes: int) -> None:
    """Put a small file system at `path` that this process alone sees."""
    unshare(NEW_MOUNTS)
    mount("tmpfs", path, "tmpfs", NOSUID | NODEV, f"size={megabytes}m,mode=0755")


def hide_processes() -> None:
    """Show only the processes of this namespace in /proc, or none where that is refused."""
    try:
        mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    except OSError:
        mount("tmpfs", "/proc", "tmpfs", NOSUID | NODEV | NOEXEC, "size=4k,mode=0555")


def give_up_rights() -> None:
    """Drop every capability for good; a child can win none back."""
    if not ON_LINUX:
        return
    prctl(NO_NEW_RIGHTS, 1)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of the capability calls, this process
    _call("capset", header, (ctypes.c_uint32 * 6)())


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
