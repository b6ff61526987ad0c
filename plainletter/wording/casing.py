"""Capitals and quotation marks of a suggestion: those of the text it replaces and of its letter."""

from __future__ import annotations

import re
from typing import Final, Literal

from plainletter.remembered import remembered

#: How the text around the found words is written: as sentences, all in capitals, or "With Capitals So".
Style = Literal["sentence", "capitals", "title"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TITLE_SMALL: Final = frozenset(
    {
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "nor",
        "of",
        "off",
    }
    | {"on", "or", "out", "over", "per", "so", "than", "that", "the", "to", "up", "with", "yet"}
)
# Longer runs of capitals than this, in letters, are words in capitals; these are the acronyms among them.
_LONGEST_ACRONYM: Final = 5
_LONG_ACRONYMS: Final = frozenset(
    {"CAFCASS", "LGBTQIA", "MENCAP", "SENDIASS", "SENDIST", "UNICEF", "NAGALRO"}
)

_OPENS_BEFORE: Final = frozenset(" \t\r\n\u00a0([{-–—/“‘\"'")


def match_case(
    found: str, replacement: str, *, sentence_start: bool = False, style: Style = "sentence"
) -> str:
    """`replacement` with the capitals of `found`.

    - A capital at the start of `found` is copied where a sentence starts there ("Commence" gives "Start").
      Anywhere else it belongs to a title that the replacement is not: "the Local Authority" gives "the
      council".
    - Capitals are copied where `found` is words in capitals ("MUST ATTEND", "COMMENCE"). An acronym is not:
      "SGO" gives "special guardianship order". Words of up to five letters may be either, and count as an
      acronym alone and unless `style` is "capitals".
    - `style="title"` is for a heading such as "Your Local Authority": each word of the replacement but the
      small ones takes a capital if `found` has one.

    Capitals that the replacement has of its own ("Cafcass", "NHS", "I") always stay, and so does a word such
    as "iPad" or "SGOs". Never raises; empty text gives the replacement as it is.
    """
    first = _WORD.search(found)
    if first is None or _WORD.search(replacement) is None:
        return replacement
    if _is_in_capitals(found, style):
        return _WORD.sub(lambda word: _upper(word.group()), replacement)
    if not first.group()[0].isupper():
        return replacement
    if style == "title":
        return _title(replacement)
    return _capitalised(replacement) if sentence_start else replacement


@remembered(8)
def _more_curly(text: str) -> int:
    """How many more curly marks than straight ones a text has; kept, since each suggestion asks."""
    curly = sum(map(text.count, "‘’“”"))
    return curly - text.count("'") - text.count('"')


def match_quotes(document_text: str, replacement: str) -> str:
    """`replacement` with the quotation marks and apostrophes that most of `document_text` uses.

    Straight marks become curly where the letter has more curly ones than straight ones, and the other way
    round; with as many of both, or none, the replacement stays. Marks after a digit are feet, inches or
    minutes and stay straight.
    """
    more_curly = _more_curly(document_text)
    if not more_curly:
        return replacement
    if more_curly < 0:
        return replacement.translate(_TO_STRAIGHT)
    if "'" not in replacement and '"' not in replacement:
        return replacement
    made: list[str] = []
    before = " "
    for char in replacement:
        if char in _CURLY and not before.isdigit():
            opening, closing = _CURLY[char]
            char = opening if before in _OPENS_BEFORE else closing
        made.append(char)
        before = char
    return "".join(made)


_CURLY: Final = {"'": ("‘", "’"), '"': ("“", "”")}
_TO_STRAIGHT: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def _is_in_capitals(found: str, style: Style) -> bool:
    words = [word for word in _WORD.findall(found) if len(word) > 1]
    if not words or not all(word.isupper() for word in words):
        return False
    if style == "capitals":
        return True
    return any(len(word) > _LONGEST_ACRONYM and word not in _LONG_ACRONYMS for word in words)


def _has_own_capitals(word: str) -> bool:
    return any(char.isupper() for char in word[1:])


def _upper(word: str) -> str:
    return word if _has_own_capitals(word) else word.upper()


def _capitalised(text: str) -> str:
    word = _WORD.search(text)
    # "3 weeks" starts with its number, and that has no capital.
    if word is None or any(char.isdigit() for char in text[: word.start()]):
        return text
    if _has_own_capitals(word.group()):
        return text
    return text[: word.start()] + text[word.start()].upper() + text[word.start() + 1 :]


def _title(text: str) -> str:
    def titled(match: re.Match[str]) -> str:
        word = match.group()
        if _has_own_capitals(word) or (match.start() and word in _TITLE_SMALL):
            return word
        return word[0].upper() + word[1:]

    return _WORD.sub(titled, text)
