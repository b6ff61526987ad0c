"""Writes rewrites back into text, Markdown and HTML files: every other byte stays as it was.

Line ends, byte order mark and encoding are those of the file. Where words stand on both sides of a tag or
a Markdown sign, the new wording goes to the first of them and the sign stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from plainletter.errors import ReadError
from plainletter.model import Document, Edit, Span
from plainletter.readers.decode import characters

_SIGNS = re.compile(r"([\\`*_\[\]<])")


def _as_markdown(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)


def _as_html(text: str) -> str:
    return html.escape(text, quote=False)


WRITTEN: Mapping[str, Callable[[str], str]] = {"txt": str, "md": _as_markdown, "html": _as_html}
"""Formats that are written so -> how the words of a rewrite are written in them."""


def rewritten(data: bytes, document: Document, edits: Sequence[Edit]) -> tuple[bytes, list[Edit]]:
    """The file `data`, which was read as `document`, with edits put in; and the edits that do not go in,
    since some of their words have no place of their own in the file.

    Raises `ReadError` where the file has bytes that are no characters: they would be lost.
    """
    source = characters(data)
    if not source.encoding:
        raise ReadError("its characters are damaged; save it again as UTF-8 text")
    written, places = WRITTEN[document.format], _raw_places(source.text)
    cuts: list[tuple[int, int, str]] = []
    refused: list[Edit] = []
    for edit in edits:
        stretches = _stretches(document, edit)
        if stretches is None:
            refused.append(edit)
            continue
        text = written(edit.text)
        for start, end in stretches:
            cuts.append((places[start], places[end], text))
            text = ""
    text = source.text
    for start, end, words in sorted(cuts, reverse=True):
        text = text[:start] + words + text[end:]
    spare = "xmlcharrefreplace" if document.format == "html" else "replace"
    return source.mark + text.encode(source.encoding, spare), refused


def _stretches(document: Document, edit: Edit) -> list[tuple[int, int]] | None:
    """Where the words of an edit stand in the decoded source, in order; None where some have no place."""
    if not len(edit.span):
        before = edit.span.start - 1
        if before < 0 or (segment := document.source.segment_at(before)).anchor is None:
            return None
        end = segment.origin(Span(before, before + 1))[1]
        return [(end, end)]
    found: list[tuple[int, int]] = []
    for piece, segment in document.source.pieces(edit.span):
        if segment.anchor is None or (segment.how != "copied" and len(piece) != segment.length):
            return None
        start, end = segment.origin(piece)
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _raw_places(raw: str) -> list[int]:
    """For each place in the text with every line end as one character, the place in the raw text."""
    if "\r" not in raw:
        return list(range(len(raw) + 1))
    places = [at for at, char in enumerate(raw) if not (char == "\n" and raw[at - 1 : at] == "\r")]
    return [*places, len(raw)]
