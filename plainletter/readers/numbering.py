"""Works out the printed numbers and bullets of Word lists, which stand nowhere in the text.

Follows ECMA-376 part 1, section 17.9: a paragraph names a numbering instance and a level; the instance
names an abstract list and may restart levels; all instances of one abstract list count together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plainletter.readers.wordnames import attribute, child, children, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
"""Levels of a Word list; the format knows no more."""

_BULLET = "•"
_MAX_ROMAN = 3999
_MOST_DIGITS = 10
_LONGEST_TEXT = 100
"""Characters of the text around a number that are kept: it is printed before each item of the list, so a
text of megabytes would take gigabytes."""
_MAX_LETTERS = 26 * 30
_CARDINAL_WORDS = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen", "Twenty",
)  # fmt: skip
_ORDINAL_WORDS = (
    "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
    "Tenth", "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth",
    "Eighteenth", "Nineteenth", "Twentieth",
)  # fmt: skip

# Bullets are mostly letters of a symbol font in the private area; what they look like is what counts.
_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "symbol": {
        0xA3: "≤", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
        0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xDE: "⇒",
    },
    "wingdings": {
        0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐",
        0x72: "☐", 0x75: "◆", 0x76: "❖", 0x78: "☒", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢",
        0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■",
        0xA3: "☐",
    },
    "wingdings 3": {0x21: "←", 0x22: "→", 0x23: "↑", 0x24: "↓", 0x7D: "▶"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"},
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """What character `code` of `font` looks like, or "" when that is not known.

    Codes of symbol fonts come as they are or moved to U+F000; ordinary fonts give the character itself.
    """
    table = _SYMBOLS.get(font.strip().casefold())
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if table is not None:
        return table.get(low, "")
    if 0xF000 <= code <= 0xF0FF:
        # The font is not named where the character stands: the usual bullet fonts agree on these.
        return _SYMBOLS["symbol"].get(low) or _SYMBOLS["wingdings"].get(low, "")
    if 0xE000 <= code <= 0xF8FF or code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    return chr(code)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    font: str = ""
    restart: int | None = None
    legal: bool = False
    picture: bool = False
    paragraph_style: str = ""


@dataclass(slots=True)
class _Instance:
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """All lists of a document and how far each has counted.

    `style_numbering` gives the numbering instance a style names, for lists that are defined by a style.
    """

    def __init__(self, root: _Element | None, style_numbering: Callable[[str], str]) -> None:
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, list[int | None]] = {}
        if root is None:
            return
        abstract = {attribute(el, "abstractNumId"): el for el in children(root, "w:abstractNum")}
        numbers = {attribute(el, "numId"): el for el in children(root, "w:num")}
        levels = {key: _levels(el) for key, el in abstract.items()}
        for key, number in numbers.items():
            named = _value(number, "w:abstractNumId")
            link = _value(abstract[named], "w:numStyleLink") if named in abstract else ""
            if link:
                other = numbers.get(style_numbering(link))
                named = _value(other, "w:abstractNumId") if other is not None else named
            instance = _Instance(named, dict(levels.get(named, {})))
            for override in children(number, "w:lvlOverride"):
                depth = _number(attribute(override, "ilvl"), 0)
                own = child(override, "w:lvl")
                if own is not None:
                    instance.levels[depth] = _level(own)
                start = _value(override, "w:startOverride")
                if start:
                    instance.restarts[depth] = _number(start, 1)
            self._instances[key] = instance

    def knows(self, number: str) -> bool:
        """True when the numbering instance is defined."""
        return number in self._instances

    def level_for_style(self, number: str, style: str) -> int | None:
        """The level (from 0) that belongs to a paragraph style in this list, if one does."""
        instance = self._instances.get(number)
        if instance is None:
            return None
        for depth, level in instance.levels.items():
            if level.paragraph_style == style:
                return depth
        return None

    def next_marker(self, number: str, depth: int) -> str:
        """Count one more paragraph of this list at this level (from 0) and give what is printed before it.

        "" for an unknown list and for a level that prints nothing.
        """
        instance = self._instances.get(number)
        if instance is None or not 0 <= depth < LEVELS:
            return ""
        counters = self._counters.setdefault(instance.abstract, [None] * LEVELS)
        level = instance.levels.get(depth, _Level())
        if depth in instance.restarts:
            # The restart holds once, at the first paragraph of this instance at this level.
            level = replace(level, start=instance.restarts.pop(depth))
            counters[depth] = None
        before = counters[depth]
        counters[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, LEVELS):
            restart = instance.levels.get(deeper, _Level()).restart
            # lvlRestart names, from 1, the level that restarts this one; 0 is never, absent is any above.
            if restart is None or (restart > 0 and depth < restart):
                counters[deeper] = None
        if level.style == "bullet" or level.picture:
            return _bullet(level)
        return self._printed(instance, level, counters)

    def _printed(self, instance: _Instance, level: _Level, counters: list[int | None]) -> str:
        text = level.text
        for depth in range(LEVELS):
            sign = f"%{depth + 1}"
            if sign not in text:
                continue
            shown = instance.levels.get(depth, _Level())
            count = counters[depth]
            if count is None:
                counters[depth] = count = shown.start
            text = text.replace(sign, _format(count, "decimal" if level.legal else shown.style))
        return text.strip()


def _levels(abstract: _Element) -> dict[int, _Level]:
    return {_number(attribute(el, "ilvl"), 0): _level(el) for el in children(abstract, "w:lvl")}


def _level(element: _Element) -> _Level:
    run = child(element, "w:rPr")
    fonts = child(run, "w:rFonts") if run is not None else None
    font = ""
    if fonts is not None:
        font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
    restart = _value(element, "w:lvlRestart")
    return _Level(
        start=_number(_value(element, "w:start"), 1),
        style=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText")[:_LONGEST_TEXT],
        font=font,
        restart=_number(restart, 0) if restart else None,
        legal=is_on(child(element, "w:isLgl")),
        picture=child(element, "w:lvlPicBulletId") is not None,
        paragraph_style=_value(element, "w:pStyle"),
    )


def _bullet(level: _Level) -> str:
    text = level.text.strip()
    if not text:
        return _BULLET if level.picture or level.style == "bullet" else ""
    if len(text) == 1:
        private = 0xF000 <= ord(text) <= 0xF0FF
        if private:
            return symbol(ord(text), level.font) or _BULLET
        known = _SYMBOLS.get(level.font.strip().casefold())
        return known.get(ord(text), _BULLET) if known is not None and ord(text) > 0x20 else text
    return text


def _format(count: int, style: str) -> str:
    if style == "none":
        return ""
    if style in ("lowerLetter", "upperLetter") and 0 < count <= _MAX_LETTERS:
        # After z Word goes on with aa, bb, cc.
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < count <= _MAX_ROMAN:
        roman = to_roman(count)
        return roman if style == "lowerRoman" else roman.upper()
    if style == "decimalZero":
        return f"{count:02d}"
    if style == "ordinal":
        return f"{count}{_suffix(count)}"
    if style == "cardinalText" and 0 <= count < len(_CARDINAL_WORDS):
        return _CARDINAL_WORDS[count]
    if style == "ordinalText" and 0 <= count < len(_ORDINAL_WORDS):
        return _ORDINAL_WORDS[count]
    return str(count)


def to_roman(count: int) -> str:
    """A number from 1 to 3,999 in small Roman numerals."""
    signs = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    found = []
    for value, sign in signs:
        times, count = divmod(count, value)
        found.append(sign * times)
    return "".join(found)


def _suffix(count: int) -> str:
    if 10 <= count % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")


def _value(element: _Element, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _number(text: str, default: int) -> int:
    # Few digits: no list is longer, and Python refuses to print numbers of many thousands.
    if len(text) > _MOST_DIGITS:
        return default
    try:
        return int(text)
    except ValueError:
        return default
