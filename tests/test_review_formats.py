"""Reviewed copies of text, Markdown, HTML and OpenDocument: only the words change."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plainletter.edits import apply_edits
from plainletter.errors import ReadError
from plainletter.model import Document, Edit, Span
from plainletter.readers import read_bytes
from plainletter.review.opendocument import review
from plainletter.review.source import rewritten
from plainletter.review.word import Note

SAMPLES = Path(__file__).parents[1] / "samples"
TEXTS = [
    "unborn-baby.txt", "plans/plan-list.md", "letters-of-issue/letter-of-issue.md",
    "two-children-two-fathers.html", "formats/letter.html", "formats/letter.md", "formats/letter.txt",
]  # fmt: skip
WHEN = datetime(2027, 1, 4, tzinfo=UTC)


def some_edits(document: Document, words: str) -> list[Edit]:
    """A change of every ninth word or pair of words, each within its block."""
    spans = [Span(*match.span()) for match in re.finditer(r"\w+(?: \w+)?", document.text)]
    return [
        Edit(span, words) for span in spans[::9]
        if (block := document.block_at(span.start)) is not None and block.span.contains(span)
    ]  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_the_words_change(name: str, ends: str, mark: bytes) -> None:
    data = mark + (SAMPLES / name).read_bytes().replace(b"\n", ends.encode())
    document = read_bytes(data, name)
    assert rewritten(data, document, []) == (data, [])
    edits = some_edits(document, "fish & <chips>, *hot*")
    changed, refused = rewritten(data, document, edits)
    assert refused == []
    assert read_bytes(changed, name).text == apply_edits(document.text, edits)
    assert changed.startswith(mark)
    assert changed.count(b"\r\n") == data.count(b"\r\n")
    assert len(re.findall(rb"</?\w+[^>]*>", changed)) == len(re.findall(rb"</?\w+[^>]*>", data)) + (
        0 if name.endswith(".html") else changed.count(b"<chips>")
    )


def test_the_encoding_stays() -> None:
    data = "Dear Ms Okafor\n\nIt costs £5, and we will commence on Friday.\n".encode("cp1252")
    document = read_bytes(data, "letter.txt")
    at = document.text.index("commence")
    changed, _ = rewritten(data, document, [Edit(Span(at, at + 8), "start")])
    assert changed == data.replace(b"commence", b"start")


def test_words_on_both_sides_of_a_tag() -> None:
    data = b"<html><body><p>We will <b>carry</b> out it.</p></body></html>"
    document = read_bytes(data, "letter.html")
    at = document.text.index("carry")
    changed, refused = rewritten(data, document, [Edit(Span(at, at + 9), "do")])
    assert refused == []
    assert changed == b"<html><body><p>We will <b>do</b> it.</p></body></html>"


def test_bytes_that_are_no_characters_are_not_lost() -> None:
    data = "Dear Ms Okafor – “we” – ‘you’ – £5 – é\n".encode() + b"\x92 commence\n"
    document = read_bytes(data, "letter.txt")
    with pytest.raises(ReadError, match="characters are damaged"):
        rewritten(data, document, [])


@pytest.mark.parametrize("name", ["old-style.odt", "formats/letter.odt"])
def test_opendocument(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    document = read_bytes(data, name)
    edits = some_edits(document, "new words")
    notes = [Note(edit.span, ("Look here.", "[rule]")) for edit in edits[::2]]
    changed, refused = review(data, document, edits, notes, WHEN)
    assert len(refused) <= 1
    taken = [edit for edit in edits if edit not in refused]
    again = read_bytes(changed, name)
    assert again.text == apply_edits(document.text, taken)
    twice, _ = review(changed, again, [], notes, WHEN)
    assert twice == changed, "a comment that is there is not written again"
    alone, _ = review(data, document, [], notes, WHEN)
    assert read_bytes(alone, name).text == document.text
