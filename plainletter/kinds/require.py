"""Require rules: what the letter has to say, and whether it does.

A rule's signals are groups of expressions. A statement is made where every group matches within a few
sentences, or anywhere below a heading, a column's head or a list's opening words that announce it.
Signals are hints, never proof: the report asks, it does not accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.counts import names_in
from plainletter.analysis.units import Sentence, Unit
from plainletter.kinds.marks import mark
from plainletter.kinds.match import Match
from plainletter.kinds.signals import Group, Signals
from plainletter.model import SCORED_LABELS, Block, ChecklistItem, Label, Span, Status
from plainletter.packs.schema import SCOPES, RequireRule

_MOST_EVIDENCE = 4
"""Spans of evidence an item shows; more would only repeat."""
_ROW_LABEL = 60
"""Code points of a table row's first cell that can still be a label for the cells beside it."""
_LABEL = re.compile(
    r"(?:(?:the )?(?:when|where|who|why|what|how|day|date|time|place|venue|address|purpose)\b\W*(?:\w+\W*)?$"
    r"|[^:]{1,30}: \S)"
)
"""Headings that name a part of what is being said ("When", "Time: 2 pm"); all others start another subject."""
_RUN_IN_WORDS = 6
"""Words of a paragraph's first sentence that can still be a heading: "What needs to change."."""
_HEADING_WORDS = 9
"""Words of a paragraph without a full stop that can still be a heading nobody marked as one."""
_SIGNED_LINES = 4
"""Lines at the end of a letter that can be a sign-off without a formula: name, role, team, telephone."""
_MOST_HEADS = 3
"""Cells at the head of a column that are remembered."""
_PLAIN_HEADING = 99
"""The depth of a heading that has none: it stands below every heading that has."""

_POINTS_ELSEWHERE = re.compile(
    r"\b(?:(?:is|are|was|were|will be|can be|has been|have been) (?:\w+ )?(?:set out|listed|described|explained|covered|contained"
    r"|outlined|detailed|found|given|discussed|provided|included|shown)(?: \w+)? (?:here|at the meeting"
    r"|in (?:the|this|a|an|our|your) (?:\w+ )?(?:plan|section|leaflet|booklet|document|report|agreement|part|schedule)"
    r"|(?:in|at) (?:schedule|appendix|annex))"
    r"|(?:see|refer to|read) (?:the )?(?:attached|enclosed|leaflet|schedule|appendix|annex|separate|plan)"
    r"|^this (?:section|part|page|table)(?: of the \w+)? (?:is for|covers|describes|explains|sets out|lists|contains|deals with)"
    r"|^(?:n/?a|none|nil|tbc|tba|to follow|not applicable|as above|see (?:above|below|attached))\W*$)",
)
"""A sentence that only says where something is told, or a cell that says nothing: it is nobody's evidence
for what stands in the heading above it."""
_ENCLOSED = re.compile(r"\b(?:enclos\w+|attach\w+|solicitors?|lawyers?|schedule|appendix|annex)\b")
"""What is said of papers sent along stands for itself."""
_UNDER = "^under: "
"""How expressions begin that look at words together with the heading they stand under."""
_RUN_IN = re.compile(r"([^\W\d_][^:.?!]{1,40}): (?=\S)")
"""Opening words with a colon: a heading run into its sentence."""

_HEAD_LABELS: frozenset[Label] = frozenset({"letterhead", "address", "date", "reference"})
_SHOWN: frozenset[Label] = _HEAD_LABELS | {"signoff"}
"""Labels that stand in front of the text, as in `signoff: PERSON`, so that signals can ask for them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading or line of the letter's head: `text` is marked (see `marks`), `above` holds the
    places in the sequence of the headings, column heads, row labels and opening words it stands under.

    `lead` are its own opening words where these announce the rest of it ("What I need: you give him …"); such a
    passage stands under itself. `under` is set where a table's column or a heading gives the words their
    sense: for each of these `under: the head | the words`, which expressions that start so look at.
    """

    text: str
    span: Span
    label: Label
    above: tuple[int, ...] = ()
    lead: str = ""
    under: tuple[str, ...] = ()


def passages(letter: Analysis) -> tuple[Passage, ...]:
    """Every sentence of the letter, headings and the letter's head included, in order."""
    units = {unit.index: unit for unit in letter.units}
    collector = _Collector(letter)
    blocks = letter.document.blocks
    for index, block in enumerate(blocks):
        unit = units.get(index)
        if unit is not None:
            collector.add_unit(unit)
        elif block.label in _HEAD_LABELS:
            collector.add_head(block)
    if any(block.label == "signoff" for block in blocks):
        return tuple(collector.found)
    return _signed(collector.found)


def _signed(found: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of a letter that ends without "Yours sincerely": its last short lines are the sign-off."""
    start = len(found)
    while start and len(found) - start < _SIGNED_LINES and _is_signed(found[start - 1]):
        start -= 1
    signed = (
        Passage(f"signoff: {passage.text}", passage.span, "signoff") for passage in found[start:]
    )
    return (*found[:start], *signed)


def _is_signed(passage: Passage) -> bool:
    text = passage.text
    return (
        passage.label == "body" and len(text.split()) <= _RUN_IN_WORDS and text[-1] not in ".!?:,"
    )


class _Collector:
    """Builds the sequence of passages and keeps track of what each stands under."""

    def __init__(self, letter: Analysis) -> None:
        self.found: list[Passage] = []
        self._letter = letter
        self._headings: list[tuple[int, list[int]]] = []
        self._columns: dict[tuple[int, int], list[int]] = {}
        self._rows: dict[tuple[int, int], list[int]] = {}
        self._opening: list[int] = []

    def add_head(self, block: Block) -> None:
        """The lines of a block that is not analysed."""
        text = self._letter.document.text
        start = block.span.start
        for line in block.span.of(text).split("\n"):
            words = " ".join(line.split())
            if words:
                names = names_in(words, self._letter.names)
                marked = mark(words, names, prose=False)
                span = Span(start, start + len(line))
                self.found.append(Passage(f"{block.label}: {marked}", span, block.label))
            start += len(line) + 1

    def add_unit(self, unit: Unit) -> None:
        """The sentences of a block, and what they announce for blocks after it."""
        block, label = unit.block, unit.block.label
        if label not in ("list", "table"):
            self._opening = []
        added = self._add_sentences(unit)
        if not added:
            return
        if label == "heading":
            depth = block.level or _PLAIN_HEADING
            while self._headings and self._headings[-1][0] >= depth:
                self._headings.pop()
            self._headings.append((depth, added))
        elif label == "table":
            self._remember_cell(block, added)
        elif label == "body" and unit.text.rstrip().endswith(":"):
            self._opening = added[-1:]
        elif self._is_unmarked_heading(unit):
            while self._headings and self._headings[-1][0] >= _PLAIN_HEADING:
                self._headings.pop()
            self._headings.append((_PLAIN_HEADING, added))

    @staticmethod
    def _is_unmarked_heading(unit: Unit) -> bool:
        """True for a short paragraph of its own that ends like a heading: "If things get safer"."""
        text = unit.text.strip()
        return (
            unit.block.label == "body"
            and 1 < len(text.split()) <= _HEADING_WORDS
            and text[0].isupper()
            and text[-1].isalpha()
        )

    def _add_sentences(self, unit: Unit) -> list[int]:
        label = unit.block.label
        above = (
            ()
            if label in ("heading", "subject", "signoff", "enclosure")
            else self._above(unit.block)
        )
        prose = label not in ("heading", "subject")
        added: list[int] = []
        for sentence in unit.sentences:
            if len(added) == 1 and self._leads(unit.sentences[0], label):
                above = (*above, added[0])
            names = names_in(sentence.text, self._letter.names)
            marked = mark(sentence.text, names, prose=prose)
            if label in _SHOWN:
                marked = f"{label}: {marked}"
            here = len(self.found)
            lead = self._run_in(marked, label)
            if lead:
                above = (*above, here)
            added.append(here)
            under = self._under(marked, above, label)
            self.found.append(Passage(marked, sentence.span, label, above, lead, under))
        return added

    @staticmethod
    def _run_in(text: str, label: Label) -> str:
        """The opening words of a sentence that announce the rest of it; empty where none do."""
        match = _RUN_IN.match(text) if label in SCORED_LABELS else None
        return match[1] if match and len(match[1].split()) <= _RUN_IN_WORDS else ""

    def _under(self, text: str, above: Sequence[int], label: Label) -> tuple[str, ...]:
        if label not in SCORED_LABELS or _POINTS_ELSEWHERE.search(text):
            return ()
        heads = (self.found[index] for index in above if index < len(self.found))
        return tuple(f"under: {head.text} | {text}" for head in heads if head.label != "body")

    @staticmethod
    def _leads(first: Sentence, label: Label) -> bool:
        """True for a first sentence short enough to be a heading run into its paragraph."""
        return label in SCORED_LABELS and len(first.text.split()) <= _RUN_IN_WORDS

    def _above(self, block: Block) -> tuple[int, ...]:
        above = [index for _, indices in self._headings for index in indices]
        above += self._opening
        place = block.place
        if block.label == "table" and place.table is not None and not block.header:
            above += self._columns.get((place.table, place.cell or 0), [])
            above += self._rows.get((place.table, place.row or 0), [])
        return tuple(above)

    def _remember_cell(self, block: Block, added: list[int]) -> None:
        place = block.place
        if place.table is None:
            return
        if block.header:
            heads = self._columns.setdefault((place.table, place.cell or 0), [])
            heads += added[: _MOST_HEADS - len(heads)]
        elif place.cell == 1 and len(block.span) <= _ROW_LABEL:
            self._rows.setdefault((place.table, place.row or 0), []).extend(added)


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
        self._signals = _Signals(one.rule for one in self._rules)

    def forget(self) -> None:
        """Keep nothing of the letters that were looked at."""
        self._signals.forget()

    def outcomes(self, letter: Analysis, *, checked: bool) -> tuple[Outcome, ...]:
        """The outcome of every rule; with `checked` false every item is not_checked (too little text)."""
        text = _Text(letter.once(passages), self._signals) if checked else None
        found = {
            compiled.rule.id: compiled.outcome(text)
            for compiled in self._rules if not compiled.rule.needs
        }  # fmt: skip
        parts = {outcome.item.id: outcome for outcome in found.values()}
        for compiled in self._rules:
            if compiled.rule.needs:
                found[compiled.rule.id] = compiled.joined(parts, text)
        return tuple(found[compiled.rule.id] for compiled in self._rules)


def findings(outcomes: Iterable[Outcome]) -> Iterator[Match]:
    """Matches for statements that are missing or watered down, for rules that ask to report it.

    Nothing is told twice: where a statement that must stay is reported, what it is put together from is
    not, and of a place that several rules call watered down only such statements speak.
    """
    reported = [
        outcome for outcome in outcomes
        if outcome.soft is not None or (outcome.rule.report and outcome.item.status == "missing")
    ]  # fmt: skip
    spoken_for = {item for outcome in reported for item in outcome.rule.needs}
    places = {outcome.soft for outcome in reported if _must_stay(outcome)}
    for outcome in reported:
        if outcome.item.id in spoken_for or (
            outcome.soft in places and not _must_stay(outcome) and outcome.soft is not None
        ):
            continue
        place = outcome.soft or Span(0, 0)
        yield Match(outcome.rule, place, place)


def _must_stay(outcome: Outcome) -> bool:
    return outcome.item.id.startswith("N")


def _own(group: Group) -> Group:
    """The expressions that look at a passage's own text."""
    return tuple(expression for expression in group if not expression.startswith(_UNDER))


def _below(group: Group) -> Group:
    """The expressions that look at words together with the heading they stand under."""
    return tuple(expression for expression in group if expression.startswith(_UNDER))


class _Signals:
    """The signals of all rules: those of a passage's own text, of words under a heading, and of headings."""

    def __init__(self, rules: Iterable[RequireRule]) -> None:
        rules = tuple(rules)
        groups = [group for rule in rules for group in rule.groups()]
        self.own = Signals(map(_own, groups))
        self.under = Signals(map(_below, groups))
        self.headings = Signals(rule.headings for rule in rules)

    def forget(self) -> None:
        """Keep nothing of the letters that were looked at."""
        for signals in (self.own, self.under, self.headings):
            signals.forget()


class _Text:
    """The passages of a letter, with the searches that several rules share kept."""

    def __init__(self, found: Sequence[Passage], signals: _Signals) -> None:
        self.passages = found
        self._matching = signals.own.matching([passage.text for passage in found])
        under = [(k, text) for k, passage in enumerate(found) for text in passage.under]
        self._matching_under = {
            group: frozenset(under[number][0] for number in numbers)
            for group, numbers in signals.under.matching([text for _, text in under]).items()
        }
        self._announcers = sorted({index for passage in found for index in passage.above})
        self._announcing = {
            group: frozenset(self._announcers[number] for number in numbers)
            for group, numbers in signals.headings.matching(
                [found[index].lead or found[index].text for index in self._announcers]
            ).items()
        }
        self.pointing = frozenset(
            k for k, passage in enumerate(found) if _POINTS_ELSEWHERE.search(passage.text)
        )
        self.enclosed = frozenset(k for k in self.pointing if _ENCLOSED.search(found[k].text))
        self._hits: dict[Group, frozenset[int]] = {}
        self._below: dict[int, list[int]] = {}
        for index, passage in enumerate(found):
            for above in passage.above:
                self._below.setdefault(above, []).append(index)
        body = [k for k, passage in enumerate(found) if passage.label in SCORED_LABELS]
        self.headings = frozenset(
            k for k, passage in enumerate(found) if passage.label == "heading"
        )
        self.sections = frozenset(k for k in self.headings if not _LABEL.match(found[k].text))
        self.body = {index: count for count, index in enumerate(body)}

    def hits(self, group: Group) -> frozenset[int]:
        """The passages that any of the expressions matches."""
        if group not in self._hits:
            found = self._matching.get(_own(group), ())
            self._hits[group] = self._matching_under.get(_below(group), frozenset()).union(found)
        return self._hits[group]

    def regions(self, expressions: tuple[str, ...]) -> Iterator[tuple[int, list[int]]]:
        """Each announcement that the expressions match, with the passages that stand under it."""
        announcing = self._announcing.get(expressions, frozenset())
        for index in self._announcers:
            if index in announcing:
                yield index, self._below[index]


class _Compiled:
    def __init__(self, rule: RequireRule) -> None:
        self.rule = rule
        self.labels = SCOPES[rule.scope]

    def outcome(self, text: _Text | None) -> Outcome:
        """The outcome in a letter; not_checked without one."""
        if text is None or self._does_not_apply(text):
            return self._made("not_checked", ())
        usable = self._usable(text)
        status, evidence = self._status(text, usable)
        return self._settled(text, status, evidence)

    def joined(self, outcomes: Mapping[str, Outcome], text: _Text | None) -> Outcome:
        """The outcome of a rule that is put together from other items; where one of them is watered
        down, so is the whole."""
        found = [outcomes[id] for id in self.rule.needs if id in outcomes]
        parts = [outcome.item for outcome in found if outcome.item.status != "not_checked"]
        if text is None or not parts or self._does_not_apply(text):
            return self._made("not_checked", ())
        statuses = {part.status for part in parts}
        status: Status = statuses.pop() if len(statuses) == 1 else "partial"
        spans = sorted({span for part in parts for span in part.evidence})
        outcome = self._settled(text, status, tuple(spans[:_MOST_EVIDENCE]))
        soft = next((part.soft for part in found if part.soft is not None), None)
        if soft is None or outcome.item.status != "partial":
            return outcome
        return self._made("partial", outcome.item.evidence, soft)

    def _settled(self, text: _Text, status: Status, evidence: tuple[Span, ...]) -> Outcome:
        rule = self.rule
        if status == "present":
            return self._made(status, evidence)
        soft = text.hits(rule.too_soft)
        place = next(
            (text.passages[k].span for k in sorted(soft) if text.passages[k].label in self.labels),
            None,
        )
        if place is not None:
            return self._made("partial", evidence or (place,), place)
        if status == "missing" and (rule.unseen or text.hits(rule.not_if)):
            return self._made("not_checked", ())
        return self._made(status, evidence)

    def _does_not_apply(self, text: _Text) -> bool:
        return bool(self.rule.only_if) and not text.hits(self.rule.only_if)

    def _usable(self, text: _Text) -> list[int]:
        barred = text.hits(self.rule.unless)
        within = self.rule.within or len(text.passages)
        return [
            k for k, passage in enumerate(text.passages)
            if passage.label in self.labels and k not in barred and text.body.get(k, 0) < within
            and (k not in text.pointing or k in text.enclosed)
        ]  # fmt: skip

    def _status(self, text: _Text, usable: Sequence[int]) -> tuple[Status, tuple[Span, ...]]:
        groups = [text.hits(group) for group in self.rule.signals]
        allowed = set(usable)
        some: list[int] = []
        most = 0
        whole: list[int] = []
        for found, places in self._sets(text, usable, allowed, groups):
            if found == len(groups):
                if len(whole) < _MOST_EVIDENCE:
                    whole += [k for k in places if k not in whole]
            elif found > most:
                most, some = found, places
        if whole:
            return "present", self._spans(text, whole)
        if most >= self.rule.partly:
            return "partial", self._spans(text, some)
        return "missing", ()

    def _sets(
        self,
        text: _Text,
        usable: Sequence[int],
        allowed: set[int],
        groups: Sequence[frozenset[int]],
    ) -> Iterator[tuple[int, list[int]]]:
        """Places that belong together: how many groups they meet, and which passages they are."""
        for index, below in text.regions(self.rule.headings):
            members = [
                k for k in below
                if k in allowed and k not in text.pointing
            ]  # fmt: skip
            if members:
                yield self._in_region(index, members, groups)
        yield from self._in_windows(usable, groups, text.sections, text.headings)

    @staticmethod
    def _in_region(
        index: int, members: Sequence[int], groups: Sequence[frozenset[int]]
    ) -> tuple[int, list[int]]:
        places = (index, *members)
        met = {k: {n for n, group in enumerate(groups) if n and k in group} for k in places}
        covered = set[int]().union(*met.values())
        if not covered:
            said = [k for k in members if k in groups[0]] or members[:1]
            return 1, list(said[:_MOST_EVIDENCE])
        # Those that say most first, until nothing is missing, and others that say as much.
        shown: list[int] = []
        seen: set[int] = set()
        most = max(len(found) for found in met.values())
        for k in sorted(places, key=lambda k: (-len(met[k]), k)):
            if not met[k] <= seen or (len(met[k]) == most and len(shown) < _MOST_EVIDENCE):
                shown.append(k)
                seen |= met[k]
        return 1 + len(covered), sorted(shown)

    def _in_windows(
        self,
        usable: Sequence[int],
        groups: Sequence[frozenset[int]],
        sections: frozenset[int],
        headings: frozenset[int],
    ) -> Iterator[tuple[int, list[int]]]:
        window = self.rule.window or len(usable)
        last: list[int | None] = [None] * len(groups)
        for position, passage in enumerate(usable):
            if self.rule.window and passage in sections:
                last = [None] * len(groups)
            met = [k for k, group in enumerate(groups) if passage in group]
            for group in met:
                last[group] = position
            if not met:
                continue
            near = [p if p is not None and position - p < window else None for p in last]
            if near[0] is not None:
                found = sum(p is not None for p in near)
                places = sorted({usable[p] for p in near if p is not None})
                # A heading announces; alone it has said nothing.
                if found == len(groups) or not headings.issuperset(places):
                    yield found, places
                if found == len(groups):
                    last = [None] * len(groups)

    def _spans(self, text: _Text, places: Sequence[int]) -> tuple[Span, ...]:
        return tuple(text.passages[k].span for k in sorted(places[:_MOST_EVIDENCE]))

    def _made(
        self, status: Status, evidence: tuple[Span, ...], soft: Span | None = None
    ) -> Outcome:
        rule = self.rule
        item = ChecklistItem(rule.item, rule.title, status, rule.weight, rule.message, evidence)
        return Outcome(rule, item, soft)
