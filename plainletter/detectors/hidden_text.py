"""Characters that nobody sees: of no width inside a word, and marks that turn the direction of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Edit, Span, Suggestion
from plainletter.packs.schema import DetectorRule

# Between letters of our alphabet: joiners are part of Persian or Hindi words and of emoji, and a soft hyphen
# is where a word may break.
_NO_WIDTH = "\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e"
_LETTERS = "A-Za-z0-9\u00c0-\u024f"
_WORD = re.compile(
    # Possible only in one way, so that no row of letters is tried twice.
    rf"(?<![\w{_NO_WIDTH}])[{_LETTERS}]+(?:['’]?[{_NO_WIDTH}]+['’]?[{_LETTERS}]+)+(?:['’][{_LETTERS}]+)?"
)
_UNSEEN = re.compile(f"[{_NO_WIDTH}]")
# Overrides alone: the milder marks come with every telephone number that is copied from a phone.
_TURNED = re.compile(r"[\u202d\u202e][^\n]*?(?:\u202c|$)", re.MULTILINE)
# Tags spell text that no screen shows; behind a black flag they are the flags of England, Scotland and Wales.
_TAGS = re.compile(r"(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Words with characters of no width in them, with the plain word as a wording; stretches whose writing
    is turned round, and rows of tags. Options: `turned` and `tags`, the messages for these; `ask`."""
    text = letter.document.text
    if text.isascii():
        return
    ask = (Suggestion(str(rule.options["ask"])),)
    for match in _WORD.finditer(text):
        span = Span(*match.span())
        word = _UNSEEN.sub("", match.group())
        plain = Suggestion(word, (Edit(span, word),), safe=True)
        yield Match(rule, span, span, (plain,), {"word": word})
    for pattern, told in ((_TURNED, "turned"), (_TAGS, "tags")):
        for match in pattern.finditer(text):
            span = Span(*match.span())
            yield Match(rule, span, span, ask, {"word": ""}, message=str(rule.options[told]))
