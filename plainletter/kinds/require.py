"""Require rules: what the letter has to say, and whether it does.

A rule's signals are groups of expressions. A statement is made where every group matches within a few
sentences, or anywhere in the section below a heading that announces it. Signals are hints, never proof:
the report asks, it does not accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import ChecklistItem, Label, Span, Status
from plainletter.packs.schema import SCOPES, RequireRule

_MOST_EVIDENCE = 3
"""Spans of evidence an item shows; more would only repeat."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or heading the statements are looked for in; `section` counts headings before it."""

    text: str
    span: Span
    label: Label
    section: int


def passages(letter: Analysis) -> tuple[Passage, ...]:
    """Every sentence rules may read, headings included, in order."""
    found = []
    section = 0
    for unit in letter.units:
        if unit.block.label == "heading":
            section += 1
        for sentence in unit.sentences:
            found.append(Passage(sentence.text, sentence.span, unit.block.label, section))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule in one letter: its checklist item, and the place of a watered-down try."""

    rule: RequireRule
    item: ChecklistItem
    soft: Span | None


class Requirements:
    """The compiled signals of a set of require rules."""

    def __init__(self, rules: Iterable[RequireRule]) -> None:
        self._rules = tuple(_Compiled(rule) for rule in rules)

    def outcomes(self, letter: Analysis, *, checked: bool) -> tuple[Outcome, ...]:
        """The outcome of every rule; with `checked` false every item is not_checked (too little text)."""
        sentences = passages(letter) if checked else ()
        return tuple(compiled.outcome(sentences, checked) for compiled in self._rules)


def findings(outcomes: Iterable[Outcome]) -> Iterator[Match]:
    """Matches for statements that are missing or watered down, for rules that ask to report it."""
    for outcome in outcomes:
        if outcome.soft is not None:
            yield Match(outcome.rule, outcome.soft, outcome.soft)
        elif outcome.rule.report and outcome.item.status == "missing":
            yield Match(outcome.rule, Span(0, 0), Span(0, 0))


class _Compiled:
    def __init__(self, rule: RequireRule) -> None:
        self.rule = rule
        self.groups = tuple(_any_of(group) for group in rule.signals)
        self.headings = _any_of(rule.headings)
        self.soft = _any_of(rule.too_soft)
        self.unless = _any_of(rule.unless)
        self.labels = SCOPES[rule.scope]

    def outcome(self, sentences: Sequence[Passage], checked: bool) -> Outcome:
        if self.rule.unseen or not checked:
            return self._outcome("not_checked", ())
        usable = [
            p for p in sentences
            if p.label in self.labels and not (self.unless and self.unless.search(p.text))
        ]  # fmt: skip
        announced = {
            p.section for p in sentences
            if p.label == "heading" and self.headings and self.headings.search(p.text)
        }  # fmt: skip
        hits = [self._groups_in(passage, passage.section in announced) for passage in usable]
        evidence = self._together(usable, hits, announced)
        if evidence:
            return self._outcome("present", evidence)
        soft = next((p.span for p in usable if self.soft and self.soft.search(p.text)), None)
        some = tuple(p.span for p, groups in zip(usable, hits, strict=True) if 0 in groups)
        if soft is not None:
            return self._outcome("partial", (soft,), soft)
        if some and len(self.groups) > 1:
            return self._outcome("partial", some[:_MOST_EVIDENCE])
        return self._outcome("missing", ())

    def _groups_in(self, passage: Passage, announced: bool) -> frozenset[int]:
        matched = {k for k, group in enumerate(self.groups) if group and group.search(passage.text)}
        if announced and passage.label != "heading":
            matched.add(0)
        return frozenset(matched)

    def _together(
        self, usable: Sequence[Passage], hits: Sequence[frozenset[int]], announced: set[int]
    ) -> tuple[Span, ...]:
        """The sentences in which all groups match close together, or () where they never do."""
        wanted = len(self.groups)
        if not wanted:
            return ()
        last_seen: dict[int, int] = {}
        for index, groups in enumerate(hits):
            for group in groups:
                last_seen[group] = index
            if len(last_seen) < wanted or not groups:
                continue
            first = min(last_seen.values())
            near = index - first < self.rule.window
            same = usable[first].section == usable[index].section
            if near or (same and usable[index].section in announced):
                return tuple(usable[k].span for k in sorted(set(last_seen.values())))[:_MOST_EVIDENCE]
        return ()

    def _outcome(
        self, status: Status, evidence: tuple[Span, ...], soft: Span | None = None
    ) -> Outcome:
        rule = self.rule
        item = ChecklistItem(rule.item, rule.title, status, rule.weight, rule.message, evidence)
        return Outcome(rule, item, soft)


def _any_of(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.IGNORECASE)
