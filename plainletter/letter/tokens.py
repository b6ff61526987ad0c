"""The words of a letter with what stands between them, for the search for names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainletter.letter.placeholders import merge
from plainletter.model import Document, Label, Span

_TOKEN = re.compile(
    r"[^\W\d_](?>(?:[^\W\d_]|[\u0300-\u036f\u00ad]|(?<=\w)['’\u02bc\u2010\u2011-](?=[^\W\d_]))*)"
)
_READ: frozenset[Label] = frozenset(
    {"salutation", "subject", "address", "signoff", "heading", "body", "list", "table", "quotation", "note",
     "enclosure", "letterhead"}
)  # fmt: skip

# Where a line break is but the end of a printed line, so that a name may run across it.
_WRAPPED: frozenset[Label] = frozenset({"body", "list", "note", "quotation"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the letter: where it stands, and its text without a possessive 's."""

    start: int
    end: int
    text: str
    key: str  # in lower case with straight apostrophes
    gap: str  # what stands between the token before in the same block and this one; "|" at a block's start
    possessive: bool

    @property
    def capital(self) -> bool:
        """True when the word starts with a capital letter."""
        return self.text[0].isupper()


def read_tokens(document: Document, placeholders: tuple[Span, ...]) -> Iterator[Token]:
    """The words of the blocks that may hold names, in order, without those of placeholders."""
    text = document.text
    blanks = iter(merge(placeholders))
    blank = next(blanks, None)
    for block in document.blocks:
        if block.label not in _READ:
            continue
        previous: int | None = None
        for match in _TOKEN.finditer(text, block.span.start, block.span.end):
            start, end = match.span()
            while blank is not None and blank.end <= start:
                blank = next(blanks, None)
            if blank is not None and blank.start < end:
                continue
            word = match.group()
            possessive = word[-2:].lower() in ("'s", "’s", "ʼs") and len(word) > 2
            if possessive:
                word, end = word[:-2], end - 2
            gap = "|" if previous is None else text[previous : min(start, previous + 12)]
            if block.label in _WRAPPED:
                gap = " " if gap.isspace() else gap.replace("\n", " ")
            yield Token(start, end, word, _key(word), gap, possessive)
            previous = match.end()


def _key(word: str) -> str:
    return word.replace("\u00ad", "").replace("’", "'").replace("ʼ", "'").lower()


def joins(gap: str) -> bool:
    """True for what stands within a name: a space, or the stop after an initial."""
    return (
        gap.strip(" \u00a0\u202f") in ("", ".")
        and "\n" not in gap
        and "\t" not in gap
        and gap != ""
    )


def continues(gap: str) -> bool:
    """True when the word before belongs to the same sentence, so that a capital means something."""
    return gap != "|" and not any(char in gap for char in '.?!:\n\t“"‘•') and bool(gap)


def starts(gap: str) -> bool:
    """True when a sentence starts after the gap, so that a capital means nothing."""
    return not continues(gap)
