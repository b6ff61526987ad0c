"""Reads letters in a process of its own.

Word, OpenDocument and PDF files are read with the help of C libraries, which a broken file may hang or crash.
A crash is likely in a PDF alone: PDFium ends the process when memory is out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from plainletter.errors import ReadError, printable
from plainletter.limits import Limits
from plainletter.workers import Workers

if TYPE_CHECKING:
    from plainletter.model import Document

Read = Callable[[bytes, str, Limits], "Document"]
"""How a letter is read: its bytes, its name and the limits for it."""

_PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
_HEAD = 1024


def read_here(data: bytes, name: str, limits: Limits) -> Document:
    """Read a letter in this process; see `readers.read_bytes`."""
    from plainletter.readers import read_bytes

    return read_bytes(data, name, limits)


class ReadApart:
    """Reads letters in another process, which is started for the first that needs it: PDFs, and where there
    are `several` letters Word and OpenDocument files too. Use it as a context manager, and call it as `Read`.
    """

    def __init__(self, *, several: bool = True) -> None:
        self._several = several
        self._workers = Workers(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    def __call__(self, data: bytes, name: str, limits: Limits) -> Document:
        """The letter. Raises `ReadError`, also where reading it took too long or ended the process."""
        if not (b"%PDF-" in data[:_HEAD] or (self._several and data.startswith(_PACKED))):
            return read_here(data, name, limits)
        try:
            document: Document = self._workers.result(limits, read_here, data, name, limits)
        except ReadError as error:
            told = str(error)
            shown = printable(name)
            raise ReadError(told if told.startswith(shown) else f"{shown}: {told}") from None
        return document
