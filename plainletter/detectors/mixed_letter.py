"""A letter before proceedings that says court has begun, or a letter of issue that says it may begin.

The two are different letters: in the first a family still has time, in the second it needs a solicitor
for a hearing. What the letter calls itself decides; where it has no name, what it has already done does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.kinds.require import Passage, passages
from plainletter.kinds.signals import Group, Signals, signals_of
from plainletter.model import SCORED_LABELS
from plainletter.packs.fragments import any_of
from plainletter.packs.schema import DetectorRule

KINDS = ("begun", "announced", "open")
NAMES = ("named-before", "named-issue")


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The sentences that belong in the other letter. Options, all but `messages` lists of expressions over
    marked sentences (see `plainletter.packs.fragments`):

    named-before, named-issue: what the letter calls itself, in a heading or in a sentence that matches
    `called`, unless `not-named` (another letter, named in passing). begun: the council has gone to court;
    announced: it will; open: it may, or wants not to. not-begun, not-announced, not-open: sentences that
    tell of conditions, of the past or of other cases. under-condition: headings that make what stands below
    them a possibility. messages: what the writer reads, by `begun`, `announced` and `open`.
    """
    found = letter.once(passages)
    options = rule.options
    matching = _signals(rule).matching([passage.text for passage in found])

    def matched(key: str) -> list[Passage]:
        return [found[number] for number in matching.get(_group(options, key), ())]

    statements = {kind: _statements(found, matched(kind), options, kind) for kind in KINDS}
    before, issue = (_named(matched(key), options) for key in NAMES)
    odd = _odd(statements, before=before and not issue, issue=issue and not before)
    for passage in found:
        kind = next((kind for kind in odd if passage in statements[kind]), None)
        if kind is not None:
            yield Match(rule, passage.span, passage.span, message=options["messages"][kind])


def _odd(
    statements: Mapping[str, Sequence[Passage]], *, before: bool, issue: bool
) -> tuple[str, ...]:
    """The kinds of statement that do not fit the letter; a name that stands for both decides nothing."""
    if before:
        return ("begun", "announced")
    if issue:
        return ("open",)
    if not statements["open"]:
        return ()
    return ("open",) if statements["begun"] else ("announced",)


def _statements(
    found: Sequence[Passage], matched: Iterable[Passage], options: Mapping[str, Any], kind: str
) -> tuple[Passage, ...]:
    bars, conditions = _pattern(options, f"not-{kind}"), _pattern(options, "under-condition")
    return tuple(
        passage for passage in matched
        if passage.label in SCORED_LABELS and not bars.search(passage.text)
        and not any(conditions.search(found[k].lead or found[k].text) for k in passage.above)
    )  # fmt: skip


def _named(matched: Iterable[Passage], options: Mapping[str, Any]) -> bool:
    """True where a heading names the letter so, or a sentence says that this is what it is."""
    other, called = _pattern(options, "not-named"), _pattern(options, "called")
    return any(
        not other.search(passage.text)
        and (passage.label in ("heading", "subject", "reference") or called.search(passage.text))
        for passage in matched
    )


@lru_cache(maxsize=64)
def _signals(rule: DetectorRule) -> Signals:
    return signals_of(*(_group(rule.options, key) for key in (*KINDS, *NAMES)))


def _group(options: Mapping[str, Any], key: str) -> Group:
    group = tuple(map(str, options[key]))
    if not group:
        raise ValueError(f"{key}: give it an expression")
    return group


def _pattern(options: Mapping[str, Any], key: str) -> re.Pattern[str]:
    pattern = any_of(_group(options, key))
    assert pattern is not None
    return pattern
