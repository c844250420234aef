"""Messages between the processes: JSON with its length before it. Nothing that can carry code."""

from __future__ import annotations

import json
import os
import select
import struct
import time

LARGEST = 64 * 1024 * 1024  # bytes of one message; a longer one is refused
HEAD = struct.Struct(">I")


class Broken(Exception):
    """The other side closed, sent something that is no message, or was too slow."""


def send(fd: int, message: dict) -> None:
    """Write one message; raises Broken when the reader is gone or the message is too long."""
    body = json.dumps(message).encode("utf-8", "surrogatepass")
    if len(body) > LARGEST:
        raise Broken(f"a message of {len(body)} bytes")
    rest = memoryview(HEAD.pack(len(body)) + body)
    try:
        while rest:
            rest = rest[os.write(fd, rest) :]
    except OSError as error:
        raise Broken(str(error)) from error


def receive(fd: int, deadline: float | None = None, tick=None) -> dict:
    """Read one message, before `deadline` (on the monotonic clock) when one is given.

    `tick` is called about twenty times a second while waiting; what it raises ends the wait. Raises Broken.
    """
    (length,) = HEAD.unpack(_exactly(fd, HEAD.size, deadline, tick))
    if length > LARGEST:
        raise Broken(f"a message of {length} bytes")
    try:
        message = json.loads(_exactly(fd, length, deadline, tick).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Broken(f"not a message: {error}") from error
    if not isinstance(message, dict):
        raise Broken("not a message")
    return message


def _exactly(fd: int, count: int, deadline, tick) -> bytes:
    parts = []
    while count:
        _wait(fd, deadline, tick)
        try:
            part = os.read(fd, min(count, 1 << 20))
        except OSError as error:
            raise Broken(str(error)) from error
        if not part:
            raise Broken("closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _wait(fd: int, deadline, tick) -> None:
    if deadline is None and tick is None:
        return
    while not select.select([fd], [], [], 0.05)[0]:
        if tick:
            tick()
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
