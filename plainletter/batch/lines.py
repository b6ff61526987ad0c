"""Which sentences of different letters are the same line of a template.

A line is a sentence without what a template leaves open: names, dates, times and figures. Two sentences
whose other words are the same, in any case, are one line. Only a hash of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Container
from hashlib import blake2b

_PART = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d(?:[\d.,:/-]*\d)?|[^\w\s]|_+")
_MONTH = re.compile(
    r"(?:jan|febr?)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_ORDINAL = frozenset({"st", "nd", "rd", "th", "am", "pm", "noon"})

OPEN = "…"
"""What stands in a line for a name, a date, a time or a figure."""


def line_parts(sentence: str, names: Container[str]) -> list[tuple[str, int, int, bool]]:
    """The parts of a sentence: each its text as the line has it, where it stands in the sentence (code
    points) and whether it is one that a template leaves open.

    `names` are words known to be names, in small letters. Any word with a capital that is not the first
    counts as a name: which ones a letter's own head gives away differs from letter to letter.
    """
    parts: list[tuple[str, int, int, bool]] = []
    first = True
    for match in _PART.finditer(sentence):
        word = match.group()
        plain = word.replace("’", "'")
        small = plain.lower()
        stem = small.removesuffix("'s")
        if not plain[0].isalnum():
            if plain in ".,;:!?()-–—'\"“”‘’…":
                continue  # Marks differ with the writer's taste.
            parts.append((plain, *match.span(), False))
            continue
        capital = plain[0].isupper() and not first and plain not in ("I", "I'm", "I've", "I'll")
        is_open = (
            plain[0].isdigit() or stem in names or capital
            or (parts and parts[-1][3] and small in _ORDINAL)
            or (plain[0].isupper() and _MONTH.fullmatch(small) is not None)
        )  # fmt: skip
        parts.append((OPEN if is_open else small, *match.span(), bool(is_open)))
        first = False
    return parts


def line_hash(sentence: str, names: Container[str]) -> int:
    """A signed 64-bit number that all sentences of the same line share."""
    words: list[str] = []
    for word, _, _, is_open in line_parts(sentence, names):
        # "Kai Lowe" and "Kai" fill the same gap.
        if not (is_open and words and words[-1] == OPEN):
            words.append(word)
    digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
