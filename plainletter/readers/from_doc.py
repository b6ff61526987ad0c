"""Reads old Word files (.doc) by way of LibreOffice, where that is installed.

LibreOffice turns the letter into a .docx in a private folder that is deleted in every case, and the Word
reader does the rest; source positions are those of that copy. LibreOffice ends with code 0 whatever
happens and takes any bytes for text, so the file's own mark is checked first and only a new output file
counts as success.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers import from_docx
from plainletter.swept import private_folder

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of every OLE compound file, which a .doc is."""

_PROGRAMS = ("soffice", "libreoffice")
# The header of the text stream, where it stands right behind the file's own header, as Word writes it.
_WORD_HEADER = 512
_WORD_MARK = b"\xec\xa5"
_ENCRYPTED = 0x0100


def read(data: bytes, path: str) -> Document:
    """Read an old Word file held in memory; `path` is only noted in the document.

    Raises `ReadError` when it is no such file, is protected, when LibreOffice is missing, takes longer
    than `limits.now().convert_seconds` or cannot convert it, and for all that the Word reader refuses.
    """
    if not data.startswith(MAGIC):
        raise ReadError("it is not an old Word file, whatever its name says; save it as .docx")
    header = data[_WORD_HEADER : _WORD_HEADER + 12]
    if header.startswith(_WORD_MARK) and int.from_bytes(header[10:12], "little") & _ENCRYPTED:
        raise ReadError("it is protected with a password; save a copy without one")
    return replace(from_docx.read(as_docx(data, "doc"), path), format="doc")


def as_docx(data: bytes, suffix: str) -> bytes:
    """A file of another format as a Word file, by LibreOffice; `suffix` is that of its format.

    Raises `ReadError` when LibreOffice is missing, takes too long or cannot convert it.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise ReadError(
            f"plainletter needs LibreOffice to read .{suffix} files; install it or save the letter as .docx"
        )
    with private_folder() as (folder, end_too):
        return _convert(program, data, folder, suffix, end_too)


def _convert(
    program: str, data: bytes, folder: Path, suffix: str, end_too: Callable[[int], None]
) -> bytes:
    source, out = folder / f"letter.{suffix}", folder / "out"
    source.write_bytes(data)
    out.mkdir()
    command = [
        program,
        # A profile of its own: a window the user has open is neither used nor disturbed.
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(out),
        str(source),
    ]
    try:
        _run(command, folder, end_too)
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"LibreOffice did not finish it in {limits.now().convert_seconds} seconds; save it as .docx"
        ) from error
    except OSError as error:
        raise ReadError(
            f"LibreOffice could not be started to read this .{suffix} file; save it as .docx"
        ) from error
    result = out / "letter.docx"
    if not result.is_file():
        raise ReadError("LibreOffice could not read it, so it may be damaged; save it as .docx")
    return result.read_bytes()


_ON_WORD = ("/bin/sh", "-c", 'read -r _ && exec "$@" </dev/null', "sh")
"""Starts a program when it is told to. One that was started before it is known who is to be ended would outlive
a kill; where nobody is left to tell it, it does not start."""


def _run(command: list[str], folder: Path, end_too: Callable[[int], None]) -> None:
    own_group = sys.platform != "win32"
    process = subprocess.Popen(
        [*(_ON_WORD if own_group else ()), *command],
        cwd=folder,
        # LibreOffice leaves files among the temporary ones when it is ended.
        env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=own_group,
    )
    if own_group:
        end_too(process.pid)
    try:
        process.communicate(b"\n", limits.now().convert_seconds)
    finally:
        if process.poll() is None:
            # The program is a script that starts others: end them all, and nobody else's.
            if sys.platform != "win32":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
