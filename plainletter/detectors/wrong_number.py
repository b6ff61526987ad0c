"""Telephone numbers that are too short or too long to ring."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import DetectorRule

_NUMBER = re.compile(r"(?<![\w./+-])(?:\+44|\(?0(?=[1-9]))[\d ()-]{4,20}\d(?![\w/]|[.-]\d)")
_NEAR = re.compile(
    r"\b(?:phone|telephone|tel|ring|call|mobile|text|number|line|helpline|on|fax)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_KINDS = {"7": "MOBILE", "1": "FIXED_LINE", "2": "FIXED_LINE", "3": "UAN", "8": "TOLL_FREE"}


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Numbers that start as British ones do and that no British number has the length of. Whether a number
    is in use is not looked at. What stands behind no word such as "ring" and is set like a code is
    left alone."""
    document = letter.document
    for block in document.blocks:
        if block.label == "reference":
            continue
        # A no-break space keeps a number on one line.
        text = block.span.of(document.text).replace("\u00a0", " ")
        for match in _NUMBER.finditer(text):
            grouped = bool(re.search(r"\d[ )-]", match.group()))
            if not (grouped or _NEAR.search(text, 0, match.start())) or _is_possible(match.group()):
                continue
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            yield Match(rule, span, span, (Suggestion(str(rule.options["ask"])),))


def _is_possible(number: str) -> bool:
    """True when a British number of its sort has this many digits."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    national = str(parsed.national_number)
    kind = getattr(phonenumbers.PhoneNumberType, _KINDS.get(national[0], "UNKNOWN"))
    reason = phonenumbers.is_possible_number_for_type_with_reason(parsed, kind)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)
