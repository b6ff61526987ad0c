"""A reviewed copy of a letter, in its own format where that can be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from plainletter.edits import apply_edits
from plainletter.errors import ReadError, WriteError
from plainletter.model import Document, Edit
from plainletter.review import source, word
from plainletter.review.package import Copy

if TYPE_CHECKING:
    from plainletter.review.word import Note

SUFFIXES = {
    "docx": "", "txt": "", "md": "", "html": "", "odt": "", "doc": ".docx", "rtf": ".docx", "eml": ".txt",
}  # fmt: skip
"""Formats that have a reviewed copy -> the file name ending of it, "" for that of the letter."""


def word_copy(data: bytes, document: Document) -> tuple[bytes, str]:
    """The bytes to write changes into, and their format: those of the letter, or of a Word file made from
    it. The document has to be read from them anew where they are others.

    Raises `WriteError` for a format without a reviewed copy.
    """
    from plainletter.readers.from_doc import as_docx

    if document.format not in SUFFIXES:
        raise WriteError(
            f"{document.path}: a {document.format.upper()} file cannot be changed. "
            "Ask for the Word file it was made from."
        )
    if document.format in ("doc", "rtf"):
        try:
            return as_docx(data, document.format), "docx"
        except ReadError as error:
            raise WriteError(f"{document.path}: {error}") from None
    return data, document.format


def reviewed(
    data: bytes, document: Document, edits: Sequence[Edit], notes: Sequence[Note], when: datetime
) -> Copy:
    """A reviewed copy of the letter `data`, which was read as `document`.

    Word and OpenDocument files get tracked changes and comments dated `when`; text, Markdown and HTML the
    changed text; a mail becomes plain text. Raises `ReadError` for a file that cannot be written back
    without loss.
    """
    if document.format == "docx":
        return word.review(data, document, edits, notes, when)
    if document.format == "odt":
        from plainletter.review import opendocument

        return Copy(*opendocument.review(data, document, edits, notes, when))
    if document.format == "eml":
        return Copy(apply_edits(document.text, edits).encode(), ())
    changed, refused = source.rewritten(data, document, edits)
    return Copy(changed, tuple(refused))
