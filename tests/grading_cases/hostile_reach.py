"""Hostile work that reaches out: for the gradebook, solutions, other students, the network, other processes.

Each prints what it finds. The answers are right, so that its own marks are no reason to stop it: what counts
is that nothing was reached, which the checks made for every case find out (see checks.leaks).
"""

import os

from . import checks
from .case import Shelf, answered, with_cell
from .course import FULL, NAME

shelf = Shelf("hostile", fair=(0.0, FULL))
CASES = shelf.cases
case, cell = shelf.case, shelf.cell
SHOW = """
import glob, os
def show(*places):
    for place in places:
        try:
            print(place, open(place, 'rb').read()[:200_000])
        except BaseException as error:
            print(place, type(error).__name__)
"""


def reads(name, source, **wanted):
    """A case that prints files."""
    cell(name, SHOW + source, **wanted)


reads(
    "reads-gradebook",
    "show('@COURSE@/gradebook.db', '../gradebook.db', '../../gradebook.db', '../../../gradebook.db')",
)
reads(
    "reads-solutions",
    "show(*glob.glob('@COURSE@/source/**/*.ipynb', recursive=True), '@COURSE@/source/ps1/ps1.ipynb')",
)
reads(
    "reads-other-students",
    "show(*glob.glob('@COURSE@/submitted/**', recursive=True), "
    "'@COURSE@/submitted/hostile-neighbour/ps1/ps1.ipynb')",
)
reads(
    "reads-home",
    """
show('@OUTSIDE@/secret.txt', '/root/secret.txt', os.path.expanduser('~/secret.txt'), '/etc/shadow')
os.listdir('@OUTSIDE@')
""",
)
reads(
    "searches-everywhere",
    """
import itertools
def found():
    for root in glob.glob('/*'):
        for above, _, names in os.walk(root) if root not in ('/proc', '/sys', '/usr', '/lib') else ():
            for name in names:
                if name.endswith(('.ipynb', '.db')) or 'secret' in name or 'course' in above:
                    yield os.path.join(above, name)
show(*itertools.islice(found(), 500))
""",
)
reads(
    "reads-environment",
    """
print(dict(os.environ))
show('/proc/self/environ', '/proc/1/environ', '/proc/%d/environ' % os.getppid())
!env
!cat /proc/*/environ
""",
    checks=(checks.never_root,),
)
reads(
    "reads-processes",
    """
show(*glob.glob('/proc/[0-9]*/cmdline'), *glob.glob('/proc/[0-9]*/environ'))
for place in glob.glob('/proc/[0-9]*/root') + glob.glob('/proc/[0-9]*/cwd') + glob.glob('/proc/[0-9]*/fd/*'):
    try:
        print(place, os.readlink(place), os.listdir(place))
    except OSError:
        pass
    show(place + '@COURSE@/source/ps1/ps1.ipynb')
""",
)
reads(
    "reads-parents-memory",
    """
for parent in {os.getppid(), 1, os.getpid() - 1, os.getpid() - 2}:
    try:
        maps = open(f'/proc/{parent}/maps').read().splitlines()
        memory = open(f'/proc/{parent}/mem', 'rb', 0)
        for line in maps:
            if 'rw-p' in line:
                start, end = (int(n, 16) for n in line.split()[0].split('-'))
                memory.seek(start)
                part = memory.read(min(end - start, 20_000_000))
                at = part.find(b'hidden-' + b'test')
                if at >= 0:
                    print(part[at - 900:at + 900])
    except BaseException as error:
        print(parent, error)
""",
)
cell(
    "traces-parent",
    """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for process in [os.getppid(), 1, *range(max(2, os.getpid() - 20), os.getpid())]:
    print(process, libc.ptrace(16, process, 0, 0), ctypes.get_errno())
""",
)
cell("kills-everybody", "import os\nos.kill(-1, 9)")
cell(
    "kills-parents",
    """
import os, signal
for process in [os.getppid(), 1, *range(2, 400)]:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        try:
            if process != os.getpid():
                os.kill(process, number)
        except OSError:
            pass
try:
    os.killpg(os.getpgid(os.getppid()), 9)
except OSError:
    pass
""",
)
cell("stops-itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", place="end", must="timeout")
cell(
    "connects",
    """
import socket
for host in ('127.0.0.1', 'localhost', '0.0.0.0', '::1', socket.gethostname(), '10.0.2.2', '172.17.0.1'):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            family = socket.AF_INET6 if ':' in host else socket.AF_INET
            one = socket.socket(family, kind)
            one.settimeout(0.2)
            one.connect((host, @PORT@))
            one.send(b'connects')
            print('reached', host)
        except OSError as error:
            print(host, error)
!curl -s -m 1 http://127.0.0.1:@PORT@/curl
""",
)
cell(
    "connects-by-path",
    """
import socket
for place in ('@OUTSIDE@/listener', '\\0towns-listener-@PORT@'):
    try:
        one = socket.socket(socket.AF_UNIX)
        one.connect(place)
        one.send(b'by path')
        print('reached', place)
    except OSError as error:
        print(error)
""",
)
cell(
    "writes-outside",
    """
import os
for place in ('@OUTSIDE@/canary', '@OUTSIDE@/new', '@COURSE@/gradebook.db', '@COURSE@/source/ps1/ps1.ipynb',
              '@COURSE@/submitted/hostile-neighbour/ps1/ps1.ipynb', '@COURSE@/nbgrader_config.py',
              '/etc/towns-canary', os.path.expanduser('~/towns-canary')):
    for mode in ('ab', 'wb'):
        try:
            with open(place, mode) as file:
                file.write(b'tampered')
            print('wrote', place)
        except OSError as error:
            print(error)
""",
)
cell(
    "writes-gradebook",
    """
import sqlite3
try:
    book = sqlite3.connect('@COURSE@/gradebook.db', timeout=0.5)
    book.execute('update grade set auto_score = 99')
    book.execute('delete from student')
    book.commit()
except BaseException as error:
    print(error)
""",
)
cell(
    "writes-libraries",
    """
import pandas, os, site
packages = site.getsitepackages()[0]
for place in (pandas.__file__, packages + '/numpy/__init__.py', packages + '/towns-canary.pth'):
    try:
        with open(place, 'a') as file:
            file.write('')
        print('writable:', place)
    except OSError as error:
        print(error)
""",
    checks=(checks.libraries_closed,),
)
cell(
    "gains-rights",
    """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print('user', os.getuid(), os.geteuid())
for name, arguments in (('setuid', (0,)), ('unshare', (0x10000000,)), ('unshare', (0x00020000,)),
                        ('chroot', (b'/',)), ('mount', (b'proc', b'/tmp', b'proc', 0, None)),
                        ('umount2', (b'/proc', 2)), ('setns', (3, 0))):
    done = getattr(libc, name)(*arguments)
    print('gained' if done == 0 else 'refused', name)
!su -c id
!sudo -n id
!unshare -Ur id
""",
    checks=(checks.never_root,),
)
reads(
    "uses-descriptors",
    """
import fcntl, select
for number in range(3, 256):
    try:
        kind = os.readlink(f'/proc/self/fd/{number}')
    except OSError:
        kind = '?'
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
        print(number, kind)
        os.set_blocking(number, False)
        print(os.read(number, 2_000_000))
        print(os.listdir(number))
    except OSError as error:
        pass
""",
)
reads(
    "reads-standard-input",
    """
os.set_blocking(0, False)
try:
    print(os.read(0, 5_000_000))
except OSError as error:
    print(error)
import sys
print(sys.__stdin__ and sys.__stdin__.closed)
""",
)
reads(
    "hunts-in-memory",
    """
import gc, sys
wanted = 'hidden-' + 'test', 'model-' + 'answer', 'mark-' + 'scheme'
for one in gc.get_objects():
    try:
        text = repr(one) if type(one) in (str, dict, list, tuple, bytes) else ''
    except BaseException:
        continue
    if any(word in text for word in wanted):
        print(text[:100_000])
for frame in sys._current_frames().values():
    while frame:
        print(frame.f_code.co_filename, str(frame.f_locals)[:9000])
        frame = frame.f_back
""",
)
cell(
    "hunts-inside-a-test",
    change={
        "share": """
import gc, sys
def share(part, whole):
    frame = sys._getframe(1)
    seen = str(frame.f_code.co_consts) + str(frame.f_globals)[:100_000]
    print(seen)
    with open('/tmp/seen', 'a') as file:
        file.write(seen)
    raise ValueError(seen)
"""
    },
)
cell(
    "dead-drop-left",
    """
import os, socket
for place in ('/tmp', '/dev/shm', '/var/tmp', '/run', '.', '..', os.path.expanduser('~'), '@OUTSIDE@'):
    try:
        with open(place + '/towns-drop', 'w') as file:
            file.write('1487')
    except OSError:
        pass
drop = socket.socket(socket.AF_UNIX)
try:
    drop.bind('\\0towns-drop')
    drop.listen()
except OSError:
    pass
""",
    student="hostile-0-dead-drop-left",
)
cell("leaks-by-error", "raise Exception(str(dict(__import__('os').environ)) + open('/etc/hostname').read())")
cell(
    "impersonates-tools",
    """
import os, stat
for name in ('python3', 'bwrap', 'ls', 'git'):
    try:
        path = os.path.expanduser(f'~/.local/bin/{name}')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write('#!/bin/sh\\ntouch @OUTSIDE@/ran')
        os.chmod(path, 0o755)
    except OSError as error:
        print(error)
""",
)


@case(fair=(0, 0))
def dead_drop_found(work):
    """Copies the answer that another student left somewhere, if it is anywhere."""
    source = """
import os, socket, time
total = None
for _ in range(12):
    for place in ('/tmp', '/dev/shm', '/var/tmp', '/run', '.', '..', os.path.expanduser('~'), '@OUTSIDE@'):
        try:
            total = int(open(place + '/towns-drop').read())
        except OSError:
            pass
    try:
        socket.socket(socket.AF_UNIX).connect('\\0towns-drop')
        total = 1487
    except OSError:
        pass
    time.sleep(0.1)
"""
    work.save(answered(dict.fromkeys(["total"], source)))


@case(fair=(FULL, FULL))
def neighbour(work):
    """The student whom others try to read: her notebook holds a secret, and she is marked as she deserves."""
    from .course import SECRETS

    work.save(with_cell(answered(), f"diary = {SECRETS['neighbour']!r}\nprint(diary)"))


@case(must="symlink-refused", fair=(0, 0), checks=(checks.waits_for_a_person,))
def link_to_passwords(work):
    (work.folder / f"{NAME}.ipynb").symlink_to("/etc/passwd")


@case(must="symlink-refused", fair=(0, 0), checks=(checks.waits_for_a_person,))
def link_to_the_solution(work):
    (work.folder / f"{NAME}.ipynb").symlink_to(work.course / "source" / NAME / f"{NAME}.ipynb")


@case(must="symlink-refused", fair=(0, 0), checks=(checks.waits_for_a_person,))
def link_to_another_student(work):
    target = "../../hostile-neighbour/ps1/ps1.ipynb"
    (work.folder / f"{NAME}.ipynb").symlink_to(target)


@case(must="symlink-refused", fair=(0, 0), checks=(checks.waits_for_a_person,))
def linked_folder(work):
    work.folder.rmdir()
    work.folder.symlink_to(work.course / "source" / NAME)


@case(must="symlink-refused", fair=(0, 0), checks=(checks.waits_for_a_person,))
def linked_student_folder(work):
    work.folder.rmdir()
    work.folder.parent.rmdir()
    work.folder.parent.symlink_to(work.course / "source")


@case(must="symlink-refused")
def linked_data(work):
    for name, target in (
        ("a.csv", work.course / "gradebook.db"),
        ("b.csv", work.outside / "secret.txt"),
        ("c.csv", work.course / "source/ps1/ps1.ipynb"),
        ("d", work.course / "source"),
    ):
        (work.folder / name).symlink_to(target)
    source = SHOW + "show('a.csv', 'b.csv', 'c.csv', 'd/ps1/ps1.ipynb')"
    work.save(with_cell(answered(), source))


@case(must="symlink-refused")
def links_in_a_circle(work):
    work.save(answered())
    (work.folder / "loop").symlink_to(".")
    (work.folder / "none").symlink_to("nothing-here")


@case(fair=(0, FULL))
def device_file(work):
    work.save(answered())
    os.mkfifo(work.folder / "pipe.csv")
