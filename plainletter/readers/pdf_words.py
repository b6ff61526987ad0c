"""The words of a PDF block: line ends undone, hyphens at them kept or dropped, ligatures taken apart."""

from __future__ import annotations

import re

from plainletter.readers.decode import Paragraph
from plainletter.readers.numbering import symbol
from plainletter.readers.pdf_lines import LINE_END_HYPHEN, SAME_LINE, SOFT_HYPHEN, Char, Line
from plainletter.sourcemap import Anchor

# A page sets out to break words when more of its lines than this end in a hyphen.
_HYPHENATED_SHARE = 0.04

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
    "\ufb06": "st",
}  # fmt: skip
_HYPHENS = frozenset({"-", "\u2010", SOFT_HYPHEN, LINE_END_HYPHEN})
# First parts of compounds that keep their hyphen when a line ends there.
_COMPOUND = frozenset({
    "self", "well", "non", "co", "ex", "part", "full", "long", "short", "half", "high", "low",
    "mid", "follow", "step", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "pre",
    "post", "anti", "inter", "multi", "cross", "drop", "day", "face", "hand", "in", "on", "off",
    "out", "up", "over", "under", "e", "by", "ill", "inner", "semi", "vice", "sub",
})  # fmt: skip
# Second halves that are no words by themselves.
_ENDINGS = re.compile(
    r"(?:[bcdfghlmnprstv]{0,2}(?:ing|ings|tion|tions|sion|sions|ment|ments|ness|ity|ance|ence|able|ible"
    r"|ally|ately|edly|ation|ations|ceedings?|ture|tures|tive|ical|ous|ful|less|ship|hood))"
)
_WORD_END = re.compile(r"[^\W\d_]+$")
_WORD_START = re.compile(r"[^\W\d_]+")


class Hyphenation:
    """Tells hyphens that part a word at a line end from those that belong to it."""

    def __init__(self, lines: list[Line]) -> None:
        text = " ".join(line.whole for line in lines).lower()
        self._words = frozenset(re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*", text))
        broken = sum(line.chars[-1].text in _HYPHENS for line in lines)
        self._usual = broken > 2 and broken > _HYPHENATED_SHARE * len(lines)

    def joint(self, line: Line, following: Line) -> str | None:
        """What stands between two lines whose first ends in a hyphen: "-" or nothing; None for a blank
        after all, where the sign is no hyphen."""
        last = line.chars[-1].text
        if last not in _HYPHENS or abs(line.base - following.base) < SAME_LINE * line.size:
            return None
        before = _WORD_END.search("".join(char.text for char in line.chars[:-1]))
        after = _WORD_START.match(following.whole)
        if last == SOFT_HYPHEN:
            return ""
        if before is None:
            # A dash with a blank before it.
            return None if line.chars[-2:-1] and line.chars[-2].text.isspace() else "-"
        if after is None or not after[0][0].islower():
            return "-"
        first, second = before[0].lower(), after[0].lower()
        if f"{first}-{second}" in self._words:
            return "-"
        if first + second in self._words:
            return ""
        if first in _COMPOUND:
            return "-"
        return "" if self._usual or _is_ending(second) else "-"


def _is_ending(text: str) -> bool:
    """True for the second half of a broken word, which is no word by itself."""
    return _ENDINGS.fullmatch(text) is not None


def joined(lines: list[Line], hyphens: Hyphenation, *, marked: bool) -> Paragraph:
    """The words of a block, its line ends undone; `marked` leaves out the marker of its first line."""
    paragraph = Paragraph()
    for number, line in enumerate(lines):
        start = line.body if number == 0 and marked else 0
        chars = line.chars[start:]
        following = lines[number + 1] if number + 1 < len(lines) else None
        joint = None if following is None else hyphens.joint(line, following)
        if joint is not None:
            chars = chars[:-1]
        _add_chars(paragraph, line.page, chars)
        if following is None:
            continue
        anchor = Anchor("", line.page, line.chars[-1].index)
        if joint is None:
            after = line.chars[-1].index + 1
            gap = following.chars[0].index - after
            beside = following.page == line.page and 0 < gap <= 6
            side = abs(following.base - line.base) < SAME_LINE * line.size
            blank = "\t" if side else " "
            if beside:
                paragraph.add(blank, Anchor("", line.page, after), length=gap)
            else:
                paragraph.add(blank, None)
        elif joint:
            bold = line.chars[-1].bold
            paragraph.add("-", anchor, length=1, bold=bold)
    return paragraph


def _add_chars(paragraph: Paragraph, page: int, chars: list[Char]) -> None:
    """Add drawn characters, runs of those that follow each other on the page in one piece."""
    piece: list[Char] = []

    def flush() -> None:
        if piece:
            text = "".join(char.text for char in piece)
            anchor = Anchor("", page, piece[0].index)
            paragraph.add(text, anchor, bold=piece[0].bold)
            piece.clear()

    for char in chars:
        text = char.text
        anchor = Anchor("", page, char.index)
        if text.isspace() and text != "\u00a0":
            if piece and piece[-1].text.isspace():
                continue
            if text != " ":
                flush()
                paragraph.add(" ", anchor, length=1, bold=char.bold)
                continue
        elif text == SOFT_HYPHEN:
            flush()
            continue
        elif text == LINE_END_HYPHEN or text in _LIGATURES or "\ue000" <= text <= "\uf8ff":
            flush()
            shown = _LIGATURES.get(text) or symbol(ord(text), "") or "\ufffd"
            shown = "-" if text == LINE_END_HYPHEN else shown
            paragraph.add(shown, anchor, length=1, bold=char.bold)
            continue
        if piece and (
            char.index != piece[-1].index + 1 or (char.bold != piece[0].bold and not text.isspace())
        ):
            flush()
        piece.append(char)
    flush()
