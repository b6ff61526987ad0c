"""Temporary files and folders that are gone afterwards, even where this process is killed."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SWEEP = (
    'while read -r group; do groups="$groups -$group"; done; '
    'if [ -n "$groups" ]; then kill -KILL -- $groups 2>/dev/null; sleep 1; fi; '
    'rm -rf -- "$1"'
)
"""For a shell that waits until its input ends, which is when the process that could write to it is gone. What is
ended may write for a moment more."""


@contextmanager
def swept(path: Path) -> Iterator[Callable[[int], None]]:
    """Remove a temporary file or folder, which is made inside the block, at its end or when this process is no
    more.

    Gives a function that takes the ids of process groups to be ended in that second case, since they may
    write there still. On Windows a process that is killed leaves the file behind.
    """
    guard = _guard(path) if os.name == "posix" else None

    def end_too(group: int) -> None:
        if guard is not None and guard.stdin is not None:
            with suppress(OSError):
                guard.stdin.write(f"{group}\n".encode())
                guard.stdin.flush()

    try:
        yield end_too
    finally:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
        if guard is not None:
            guard.kill()
            with suppress(OSError):
                guard.communicate()


@contextmanager
def private_folder(inside: Path | None = None) -> Iterator[tuple[Path, Callable[[int], None]]]:
    """A temporary folder that nobody else may look into, in the system's or in another one, and what `swept`
    gives for it. Raises `OSError` where there can be none."""
    name = _fresh_name(
        inside or Path(tempfile.gettempdir()), ".plainletter-" if inside else "plainletter-"
    )
    with swept(name) as end_too:
        name.mkdir(mode=0o700)
        yield name, end_too


@contextmanager
def private_file(folder: Path, prefix: str, suffix: str = "") -> Iterator[tuple[Path, int]]:
    """A temporary file in a folder that nobody else may read, and its descriptor, which the block closes. It may
    be moved to its own place. Raises `OSError` where there can be none."""
    name = _fresh_name(folder, prefix, suffix)
    with swept(name):
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        yield name, os.open(name, flags, 0o600)


def usual_rights() -> int:
    """The rights that any new file of this process would have."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _fresh_name(folder: Path, prefix: str, suffix: str = "") -> Path:
    """A name that nothing in a folder has, but for one chance in 2**64. It is known before there is such a file,
    so that what sweeps it is there first."""
    return folder / f"{prefix}{secrets.token_hex(8)}{suffix}"


def _guard(path: Path) -> subprocess.Popen[bytes] | None:
    """The shell that sweeps; None where there is none to be had, and then only a kill leaves something."""
    with suppress(OSError):
        return subprocess.Popen(
            ["/bin/sh", "-c", _SWEEP, "sh", os.fspath(path.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            # Whoever ends this process with all that belong to its terminal does not end the shell.
            start_new_session=True,
        )
    return None
