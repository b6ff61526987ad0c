"""LanguageTool's wire format, version 2: what LibreOffice, LTeX, browser extensions and many editors speak.

Offsets there count UTF-16 units of the text as it was sent. Annotated data is text and markup in turns;
markup is not checked, but read as something else where it says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from plainletter.config import Config
from plainletter.errors import UsageError
from plainletter.model import Finding, Report, Span
from plainletter.packs.schema import RequireRule
from plainletter.positions import Positions
from plainletter.refine import selects
from plainletter.version import __version__

CODE, NAME = "en-GB", "English (GB)"

LANGUAGES: tuple[Mapping[str, str], ...] = (
    {"name": "English", "code": "en", "longCode": "en"},
    {"name": "English (GB)", "code": "en", "longCode": "en-GB"},
    {"name": "English (US)", "code": "en", "longCode": "en-US"},
    {"name": "English (Australian)", "code": "en", "longCode": "en-AU"},
    {"name": "English (Canadian)", "code": "en", "longCode": "en-CA"},
    {"name": "English (New Zealand)", "code": "en", "longCode": "en-NZ"},
    {"name": "English (South African)", "code": "en", "longCode": "en-ZA"},
)
"""Languages that clients may name; all are read by the same British rules."""

_ISSUE_TYPES = {
    "readability": "style", "tone": "style", "jargon": "register", "stigma": "register",
    "content": "omission", "structure": "inconsistency", "privacy": "uncategorized",
}  # fmt: skip

_ENGLISH = re.compile(r"auto|en(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
"""Languages that are answered for: English, wherever it is written."""

_CONTEXT = 40
"""Code points of text that are shown on each side of what was found, as LanguageTool does it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as a client sent it. `plain` is what is checked; `starts` and `origins` say for each stretch
    of it where it begins there and in `whole`, which is all that was sent; `copied` is false for what
    stands for markup."""

    plain: str
    whole: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    copied: tuple[bool, ...]

    def span(self, span: Span) -> Span | None:
        """Where a stretch of `plain` stands in `whole`; None for one that is nothing but markup."""
        first = bisect_right(self.starts, span.start) - 1
        last = bisect_right(self.starts, max(span.end - 1, span.start)) - 1
        if not any(self.copied[first : last + 1]):
            return None
        start = self._place(first, span.start, end=False)
        return Span(start, max(start, self._place(last, span.end, end=True)))

    def _place(self, part: int, position: int, *, end: bool) -> int:
        if self.copied[part]:
            return self.origins[part] + position - self.starts[part]
        following = self.origins[part + 1] if part + 1 < len(self.origins) else len(self.whole)
        return following if end else self.origins[part]


def sent(text: str, marks: str) -> Sent:
    """What a client sent: plain text, or annotated data as JSON in `marks`.

    Raises `UsageError` where there is neither or both, or the data is not of the known shape.
    """
    if bool(text) == bool(marks):
        if not text and not marks:
            return Sent("", "", (0,), (0,), (True,))
        raise UsageError("Send either “text” or “data”, not both.")
    parts = [("text", text, "")] if text else list(_annotation(marks))
    plain, whole = "", ""
    starts: list[int] = []
    origins: list[int] = []
    copied: list[bool] = []
    for kind, words, read_as in parts:
        shown = words if kind == "text" else read_as
        if shown or not starts:
            starts.append(len(plain))
            origins.append(len(whole))
            copied.append(kind == "text")
        plain += shown
        whole += words
    if not starts:
        starts, origins, copied = [0], [0], [True]
    return Sent(_line_ends(plain), whole, tuple(starts), tuple(origins), tuple(copied))


class _Part(msgspec.Struct, frozen=True):
    """A stretch of annotated data: text to check, or markup that may be read as something else."""

    text: str | None = None
    markup: str | None = None
    interpretAs: str | None = None


class _Data(msgspec.Struct, frozen=True):
    annotation: list[_Part]


def _annotation(marks: str) -> Iterable[tuple[str, str, str]]:
    told = '“data” must be JSON such as {"annotation": [{"text": "A "}, {"markup": "<b>"}]}.'
    try:
        data = msgspec.json.decode(marks, type=_Data)
    except (msgspec.MsgspecError, RecursionError):
        raise UsageError(told) from None
    for part in data.annotation:
        if part.text is not None:
            yield "text", part.text, ""
        elif part.markup is not None:
            yield "markup", part.markup, part.interpretAs or ""
        else:
            raise UsageError(told)


def _line_ends(text: str) -> str:
    """The text with one sort of line end and no byte-order mark, and every character where it was."""
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\ufeff", " ")


def language_of(asked: str) -> str:
    """The language that is answered for; raises `UsageError` for one that cannot be checked."""
    if not _ENGLISH.fullmatch(asked):
        shown = asked if asked.isprintable() and len(asked) < 20 else "this"
        raise UsageError(
            f"“{shown}” is not a language that can be checked. Ask for en-GB, another en-…, or auto."
        )
    return asked


def answer(
    text: str, marks: str, language: str, config: Config, *, enabled: Sequence[str] = (),
    disabled: Sequence[str] = (), enabled_only: bool = False, picky: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The answer to `/v2/check`.

    enabled, disabled: rule ids, or categories; with `enabled_only` nothing else is told. Without
    `picky`, advice that offers no better wording is left out. What a whole letter lacks has no place in
    a text and is left to the other front ends.

    Raises `UsageError` for an unknown language or data that is not of the known shape.
    """
    from plainletter.engine import checker
    from plainletter.readers.from_txt import read

    language = language_of(language)
    letter = sent(text, marks)
    report: Report | None = None
    rules: Mapping[str, Any] = {}
    if letter.plain.strip():
        check = checker(config)
        rules = check.ruleset.rules
        report = check.check(read(letter.plain.encode("utf-8", "replace"), ""))
    findings = [] if report is None else [
        finding for finding in report.findings
        if len(finding.span)
        and _in_place(finding, report, rules)
        and _wanted(finding, enabled, disabled, enabled_only=enabled_only)
        and (picky or finding.level != "advice" or any(s.edits for s in finding.suggestions))
    ]  # fmt: skip
    positions = Positions(letter.whole)
    matches = []
    for finding in findings:
        span = letter.span(finding.span)
        if span is not None and len(span):
            matches.append(_match(finding, span, letter, positions, rules))
    problems = report is not None and bool(report.problems)
    return {
        "software": {
            "name": "plainletter", "version": __version__, "buildDate": "", "apiVersion": 1,
            "premium": False, "premiumHint": "", "status": "",
        },
        "warnings": {"incompleteResults": problems},
        "language": {
            "name": NAME, "code": CODE if language == "auto" else language,
            "detectedLanguage": {"name": NAME, "code": CODE, "confidence": 1.0, "source": "settings"},
        },
        "matches": matches,
        "sentenceRanges": _sentence_ranges(report, letter, positions),
    }  # fmt: skip


def _in_place(finding: Finding, report: Report, rules: Mapping[str, Any]) -> bool:
    """False for what is about a whole letter where the text is only a part of one: word processors send
    paragraph by paragraph."""
    rule = rules.get(finding.rule)
    wide = isinstance(rule, RequireRule) or (rule is not None and rule.whole_letter)
    return not wide or any(block.label == "salutation" for block in report.document.blocks)


def _wanted(
    finding: Finding, enabled: Sequence[str], disabled: Sequence[str], *, enabled_only: bool
) -> bool:
    if any(_names(name, finding) for name in disabled):
        return False
    return not enabled_only or any(_names(name, finding) for name in enabled)


def _names(name: str, finding: Finding) -> bool:
    return name.lower() == finding.category or selects(name, finding.rule)


def _match(
    finding: Finding, span: Span, letter: Sent, positions: Positions, rules: Mapping[str, Any]
) -> dict[str, Any]:
    rule = rules.get(finding.rule)
    start, end = positions.utf16(span.start), positions.utf16(span.end)
    around = Span(max(span.start - _CONTEXT, 0), min(span.end + _CONTEXT, len(letter.whole)))
    shown = ("…" if around.start else "") + " ".join(around.of(letter.whole).split("\n"))
    before = positions.utf16(around.start)
    sentence = finding.sentence.of(letter.plain)
    return {
        "message": finding.message,
        "shortMessage": rule.title if rule is not None else finding.rule,
        "replacements": [{"value": value} for value in _replacements(finding, letter)],
        "offset": start,
        "length": end - start,
        "context": {
            "text": shown + ("…" if around.end < len(letter.whole) else ""),
            "offset": start - before + (1 if around.start else 0),
            "length": end - start,
        },
        "sentence": " ".join(sentence.split()),
        "type": {"typeName": "Hint" if finding.level == "advice" else "Other"},
        "rule": {
            "id": finding.rule,
            "description": rule.title if rule is not None else finding.rule,
            "issueType": _ISSUE_TYPES[finding.category],
            "category": {"id": finding.category.upper(), "name": finding.category.capitalize()},
            "isPremium": False,
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }  # fmt: skip


def _replacements(finding: Finding, letter: Sent) -> list[str]:
    """What can stand in the place of the words found: suggestions whose edits lie within them."""
    found = []
    for suggestion in finding.suggestions:
        edits = sorted(suggestion.edits, key=lambda edit: edit.span)
        if not edits or not all(finding.span.contains(edit.span) for edit in edits):
            continue
        words, reached = "", finding.span.start
        for edit in edits:
            words += letter.plain[reached : edit.span.start] + edit.text
            reached = edit.span.end
        words += letter.plain[reached : finding.span.end]
        if words not in found:
            found.append(words)
    return found


def _sentence_ranges(
    report: Report | None, letter: Sent, positions: Positions
) -> list[tuple[int, int]]:
    if report is None:
        return []
    spans = (letter.span(sentence.span) for sentence in report.sentences)
    return [(positions.utf16(s.start), positions.utf16(s.end)) for s in spans if s is not None]
