"""What a rule asks a writer to do, in words that fit all of its findings: for lists of many letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.packs.schema import DetectorRule, LimitRule, PatternRule, PhraseRule, RuleSpec

_SENTENCE = re.compile(r"(?<=[.?!]) +")
_LONGEST = 160
"""Code points of an example that still reads at a glance."""


def general_advice(rule: RuleSpec) -> str:
    """What to do about a rule's findings; "" where nothing fits them all.

    The sentences of its message that name no words of a letter; failing these the first example of its
    own, before and after; failing that the first thing it asks of the writer.
    """
    told = [part for part in _SENTENCE.split(rule.message) if "{" not in part]
    if told:
        return " ".join(told)
    for bad in rule.bad:
        before = bad.text.replace("**", "")
        if bad.say and len(before) <= _LONGEST and "\n" not in before:
            return f"“{before}” → “{bad.say}”"
    return next((ask for ask in _asks(rule) if ask and "{" not in ask), "")


def _asks(rule: RuleSpec) -> Iterator[str]:
    if isinstance(rule, LimitRule):
        yield rule.ask
    elif isinstance(rule, PhraseRule | PatternRule):
        yield from (entry.ask for entry in rule.entries)
    elif isinstance(rule, DetectorRule):
        yield str(rule.options.get("ask", ""))
