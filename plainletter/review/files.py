"""Puts a reviewed copy on the disk: whole or not at all, and never over a letter by accident."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from plainletter.errors import WriteError
from plainletter.swept import private_file, usual_rights

BACKUP = ".bak"
_WRITABLE = 0o222


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises what `whole_file` raises."""
    with whole_file(path) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A temporary file in the same folder, which takes the place of `path` when the block has ended well;
    whatever stops the block leaves the old file, or none.

    Raises `WriteError` where the folder is missing, full or closed to us, the file is marked as read-only
    or held open by another program, or the block raises an `OSError`.
    """
    _refuse_read_only(path)
    try:
        with private_file(path.parent, ".plainletter-", ".tmp") as (name, number):
            with os.fdopen(number, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, name)
            else:
                name.chmod(usual_rights())
            _replace(name, path)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({_why(error)}).") from None


def _replace(name: Path, path: Path) -> None:
    try:
        name.replace(path)
    except PermissionError:
        # The folder has just taken a file, so that it is this one that is held.
        raise WriteError(
            f"{path}: is open in another program. Close it there, then try again."
        ) from None


def back_up(path: Path) -> Path:
    """A copy of the file beside it, under its name and `BACKUP`; one that is there already is kept, and the
    new one gets a number. Raises `WriteError`, also where the file itself may not be changed."""
    _refuse_read_only(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WriteError(f"{path}: cannot be copied first ({_why(error)}).") from None
    for number in range(1, 1000):
        copy = path.with_name(f"{path.name}{BACKUP}{'' if number == 1 else number}")
        if not copy.exists():
            write_whole(copy, data)
            return copy
    raise WriteError(f"{path}: there are too many copies beside it; move some away.")


def _refuse_read_only(path: Path) -> None:
    if path.exists() and not path.stat().st_mode & _WRITABLE:
        raise WriteError(f"{path}: is read-only. Name another file, or lift the mark first.")


def _why(error: OSError) -> str:
    told = {
        FileNotFoundError: "there is no such folder",
        PermissionError: "you may not write there",
        IsADirectoryError: "it is a folder",
        NotADirectoryError: "a part of its path is a file",
    }
    return told.get(type(error)) or (error.strerror or type(error).__name__).lower()
