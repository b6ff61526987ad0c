"""A letter before proceedings that says court has begun, or a letter of issue that says it may begin.

The two are different letters: in the first a family still has time, in the second it needs a solicitor
for a hearing. What the letter calls itself decides; where it has no name, what it has already done does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.kinds.require import Passage, passages
from plainletter.model import SCORED_LABELS
from plainletter.packs.fragments import any_of
from plainletter.packs.schema import DetectorRule

KINDS = ("begun", "announced", "open")


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
    statements = {kind: _statements(found, options, kind) for kind in KINDS}
    before = _named(found, options, "named-before")
    issue = _named(found, options, "named-issue")
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
    found: Sequence[Passage], options: Mapping[str, Any], kind: str
) -> tuple[Passage, ...]:
    says, bars = _pattern(options, kind), _pattern(options, f"not-{kind}")
    conditions = _pattern(options, "under-condition")
    return tuple(
        passage for passage in found
        if passage.label in SCORED_LABELS and says.search(passage.text) and not bars.search(passage.text)
        and not any(conditions.search(found[k].lead or found[k].text) for k in passage.above)
    )  # fmt: skip


def _named(found: Sequence[Passage], options: Mapping[str, Any], key: str) -> bool:
    """True where a heading names the letter so, or a sentence says that this is what it is."""
    name, other = _pattern(options, key), _pattern(options, "not-named")
    called = _pattern(options, "called")
    return any(
        name.search(passage.text) and not other.search(passage.text)
        and (passage.label in ("heading", "subject", "reference") or called.search(passage.text))
        for passage in found
    )  # fmt: skip


def _pattern(options: Mapping[str, Any], key: str) -> re.Pattern[str]:
    pattern = any_of(tuple(options[key]))
    if pattern is None:
        raise ValueError(f"{key}: give it an expression")
    return pattern
