"""Pattern rules: regular expressions over a block's clean text, gated by the sentence they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit
from plainletter.kinds.gates import Gate, any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Suggestion
from plainletter.packs.literals import WordIndex, bits
from plainletter.packs.prepared import needed
from plainletter.packs.schema import SCOPES, PatternEntry, PatternRule
from plainletter.wording.suggest import rewrite

_GROUP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, eq=False)  # No slots: what is compiled is kept once it is made.
class _Entry:
    entry: PatternEntry
    flags: int

    @cached_property
    def find(self) -> re.Pattern[str]:
        """The expression, compiled when a letter first needs it: few letters need more than a few."""
        return re.compile(self.entry.find, self.flags)

    @cached_property
    def unless(self) -> tuple[Gate, ...]:
        """The gates of the expression."""
        return gates(self.entry.unless)


@dataclass(frozen=True, eq=False)
class _Compiled:
    rule: PatternRule
    labels: frozenset[str]
    entries: tuple[_Entry, ...]

    @cached_property
    def unless(self) -> tuple[Gate, ...]:
        """Gates over the sentence."""
        return gates(self.rule.unless)

    @cached_property
    def before(self) -> tuple[re.Pattern[str], ...]:
        """Gates over what stands before the marked words."""
        return _gates(rf"(?:{gate})\s*$" for gate in self.rule.unless_before)

    @cached_property
    def after(self) -> tuple[re.Pattern[str], ...]:
        """Gates over what stands after the marked words."""
        return _gates(rf"\s*(?:{gate})" for gate in self.rule.unless_after)


class PatternIndex:
    """The compiled expressions of a set of pattern rules."""

    def __init__(self, rules: Iterable[PatternRule]) -> None:
        self._entries = tuple(
            (compiled, entry) for compiled in map(_compile, rules) for entry in compiled.entries
        )

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(needed(entry.entry.find, entry.flags) for _, entry in self._entries)

    def find(self, letter: Analysis) -> Iterator[Match]:
        """Matches in every unit, unit by unit: rule by rule, never two of one rule on the same words."""
        # Few expressions are worth a look in a unit: the others need words that are not in it.
        likely: list[dict[_Compiled, list[_Entry]]] = [{} for _ in letter.units]
        meeting = self._index.meeting([unit.text for unit in letter.units])
        for (compiled, entry), units in zip(self._entries, meeting, strict=True):
            for k in bits(units):
                if letter.units[k].block.label in compiled.labels:
                    likely[k].setdefault(compiled, []).append(entry)
        for unit, found in zip(letter.units, likely, strict=True):
            for compiled, entries in found.items():
                yield from _find(compiled, entries, unit, letter)


def _compile(rule: PatternRule) -> _Compiled:
    entries = tuple(_Entry(entry, rule.flags) for entry in rule.entries)
    return _Compiled(rule, frozenset(SCOPES[rule.scope]), entries)


def _gates(expressions: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


def _find(
    compiled: _Compiled, entries: Iterable[_Entry], unit: Unit, letter: Analysis
) -> Iterator[Match]:
    """Matches of those entries of one rule that may match in the unit."""
    hits = [(match, entry) for entry in entries for match in entry.find.finditer(unit.text)]
    taken = 0
    for match, entry in sorted(hits, key=lambda hit: (hit[0].start(), -hit[0].end())):
        start, end = _marked(match)
        if start < taken or start >= end:
            continue
        sentence = unit.sentence_at(start)
        if end > sentence.end or not _open(compiled, entry, unit, sentence, start, end):
            continue
        taken = end
        yield Match(
            compiled.rule, unit.span(start, end), sentence.span,
            _suggestions(entry.entry, match, start, end, unit, letter), level=entry.entry.level,
        )  # fmt: skip


def _open(
    compiled: _Compiled, entry: _Entry, unit: Unit, sentence: Sentence, start: int, end: int
) -> bool:
    """True when no gate keeps the words from `start` to `end` silent."""
    return not (
        any_match((*compiled.unless, *entry.unless), sentence.text)
        or any(gate.search(unit.text, max(start - 80, 0), start) for gate in compiled.before)
        or any(gate.match(unit.text, end) for gate in compiled.after)
    )


def _marked(match: re.Match[str]) -> tuple[int, int]:
    if "mark" in match.re.groupindex and match.start("mark") >= 0:
        return match.span("mark")
    return match.span()


def _suggestions(
    entry: PatternEntry, match: re.Match[str], start: int, end: int, unit: Unit, letter: Analysis
) -> tuple[Suggestion, ...]:
    source = letter.document.text
    suggestions: list[Suggestion] = []
    for say in entry.say:
        wording = _fill(say, match, unit, source)
        if wording is not None:
            safe = entry.safe and not suggestions
            suggestions.append(rewrite(unit, start, end, wording, source, safe=safe))
    advice = _fill(entry.ask, match, unit, source)
    if advice:
        suggestions.append(Suggestion(" ".join(advice.split())))
    return tuple(suggestions)


def _fill(say: str, match: re.Match[str], unit: Unit, source: str) -> str | None:
    """`say` with its `{group}`s filled in as the writer wrote them; None where one did not take part."""
    for name in _GROUP.findall(say):
        if match.start(name) < 0:
            return None
    return _GROUP.sub(lambda group: unit.span(*match.span(group[1])).of(source), say)
