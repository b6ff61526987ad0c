"""A letter as an editor holds it: its characters, how they change, and how they are read."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import cast

from lsprotocol import types
from pygls.uris import to_fs_path, urlparse

from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.positions import EditorPlace, EditorPositions, Encoding
from plainletter.readers import FORMATS, SUFFIXES, detect
from plainletter.review.source import WRITTEN

MARK = "\ufeff"
"""The byte order mark, which most editors keep to themselves."""

_LANGUAGES = (("html", ".html"), ("markdown", ".md"), ("pandoc", ".md"), ("quarto", ".md"))


@dataclass(frozen=True, slots=True)
class Letter:
    """One version of an open document; `text` has the line ends that the editor uses."""

    uri: str
    language: str
    version: int
    text: str

    @property
    def path(self) -> Path | None:
        """The file it is, or None where it has not been saved yet or stands elsewhere."""
        path = to_fs_path(self.uri)
        return Path(path) if path and "\x00" not in path else None

    @property
    def name(self) -> str:
        """The name of the file, or what the editor calls a text without one."""
        return PurePath(urlparse(self.uri)[2]).name

    @property
    def plain(self) -> str:
        """The text as a reader has it: without byte order mark, with every line end as "\\n"."""
        text = self.text.removeprefix(MARK)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def changed(
        self,
        version: int,
        changes: Iterable[types.TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> Letter:
        """The letter after changes, one done after the other. Places outside the text are moved into it,
        and a range whose end stands before its start is turned round."""
        text = self.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                text = change.text
                continue
            positions = EditorPositions(text, encoding)
            start, end = sorted(
                positions.offset(EditorPlace(place.line, place.character))
                for place in (change.range.start, change.range.end)
            )
            text = text[:start] + change.text + text[end:]
        return replace(self, version=version, text=text)


def read_letter(plain: str, name: str, language: str) -> Document:
    """Read the `plain` text of a letter. The format is that of a file of this name and content; where the
    name says nothing, that of the editor's language.

    Raises `ReadError` for what is no letter, or has a format that is not written as text.
    """
    # With a mark nobody has to guess how the characters are written.
    data = (MARK + plain).encode("utf-8", "replace")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        suffix = next((ending for word, ending in _LANGUAGES if word in language.lower()), ".txt")
    found = detect(data, f"letter{suffix}")
    if found == "eml":
        found = "txt"
    if found not in WRITTEN or SUFFIXES[suffix] not in (*WRITTEN, "eml"):
        raise ReadError("only text can be checked while you write; use “plainletter check” for it")
    try:
        read = cast(Callable[[bytes, str], Document], importlib.import_module(FORMATS[found]).read)
        return read(data, name)
    except RecursionError as error:
        raise ReadError("it is nested too deeply to be read; it may be harmful") from error
