"""Carrier sentences: a term that no example uses is put into plain sentences until one makes it fire.

An entry that fires in none of them is dead: its part of speech, its gates or another term keep it silent.
The sentences say nothing in particular; they only give a term a place that its part of speech can have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from plainletter.analysis.analyse import Analysis, analyse
from plainletter.detectors import detector
from plainletter.engine import Checker, pipeline
from plainletter.kinds.phrase import PhraseIndex, split_head
from plainletter.letter import anatomy
from plainletter.model import Finding, Span
from plainletter.packs.schema import DetectorRule, Entry, PatternRule, PhraseRule, RuleSpec
from plainletter.readers import read_bytes
from plainletter.testing.examples import Failure, apply_first, unmark
from plainletter.wording.inflect import forms

if TYPE_CHECKING:
    from plainletter.analysis.units import Unit

_FRAMES: Mapping[str, tuple[str, ...]] = {
    "VB": ("We will {} it on Friday.", "You may {} her.", "She has to {} with Sam.", "Please {}."),
    "VBP": ("They {} it at home.", "We {} that you came."),
    "VBZ": ("She {} it at home.", "It {} for him."),
    "VBD": ("They {} it last week.", "She {} to us on Friday."),
    "VBN": ("It was {} on Friday.", "You have {} him.", "She has been {}."),
    "VBG": ("They are {} it.", "She was {} to us."),
    "NN": (
        "We talked about the {} on Friday.", "The {} was on Friday.", "You have had a {}.",
        "There is {} at home.", "We saw some {} in May.", "There was no {} of it.",
    ),
    "NNS": ("We talked about the {} on Friday.", "There were two {}.", "The {} were good."),
    "ADJ": ("This is a {} thing.", "It was {} for her.", "The {} ones are here.", "She is {}."),
    "ADV": ("She {} came to us.", "They did it {}.", "{} we came home.", "It is {} good."),
    "ANY": (
        "We wrote to you {} the letter on Friday.", "{} you came, we left.", "It is {}.", "She was {}.",
        "We saw the {} letter.", "You can come, {} it is late.", "This is {} she came.", "{} it on Friday.",
        "They {} it.", "He has a {}.", "The {} came.", "We have {} of them.", "They are {} her.",
    ),
}  # fmt: skip
_MOST_NEIGHBOURS = 4
"""How many of a gate's neighbours are tried."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """An entry in the sentences made for it."""

    rule: PhraseRule
    entry: Entry
    sentences: tuple[str, ...]


def carriers(entry: Entry) -> Iterator[str]:
    """Sentences that hold the entry's term in its forms, with the neighbours that its gates ask for."""
    base, head = split_head(entry.find, entry.pos)
    if entry.pos == "VERB" or entry.pos == "NOUN":
        shapes = [
            (surface, tag) for surface, tags in forms(base, entry.pos, head).items() for tag in tags
        ]
    else:
        shapes = [(base, entry.pos)]
    befores = entry.if_before[:_MOST_NEIGHBOURS] or ("",)
    afters = entry.if_after[:_MOST_NEIGHBOURS] or ("",)
    seen = set()
    for surface, tag in shapes:
        for before in befores:
            for after in afters:
                words = f"{before} {surface} {after}".strip()
                for frame in (*_FRAMES.get(tag, ()), *_FRAMES["ANY"] * (tag == "ADJ")):
                    sentence = frame.format(words)
                    if after:  # What follows the gate must not come between it and the term.
                        sentence = sentence.replace(f"{after} it", after)
                    sentence = sentence[0].upper() + sentence[1:]
                    if sentence not in seen:
                        seen.add(sentence)
                        yield sentence


def silent_entries(checker: Checker, rules: Iterable[RuleSpec]) -> Iterator[Failure]:
    """A failure for each entry of the phrase rules that neither an example of its rule nor any carrier
    sentence makes fire, and for each that another rule always takes; and for each first wording that
    a rule marks again."""
    carried = []
    for rule in rules:
        if not isinstance(rule, PhraseRule):
            continue
        examples = [bad.text.replace("**", "") for bad in rule.bad]
        for entry in rule.entries:
            words = split_head(entry.find, entry.pos)[0].split()[0][:4].lower()
            near = [text for text in examples if words in text.lower()]
            carried.append(_Carried(rule, entry, (*near, *carriers(entry))))
    heard: list[tuple[_Carried, list[str]]] = []
    # Most entries fire in one of the first sentences, and each sentence costs a parse.
    for begin, end in ((0, _FIRST_TRIED), (_FIRST_TRIED, None)):
        units = _units(
            list(dict.fromkeys(t for item in carried for t in item.sentences[begin:end]))
        )
        silent = []
        for item in carried:
            index = PhraseIndex([msgspec.structs.replace(item.rule, entries=(item.entry,))])
            hits = [
                text for text in item.sentences[begin:end]
                if any(True for analysis, unit in units[text] for _ in index.find_in(unit, analysis))
            ]  # fmt: skip
            if hits:
                heard.append((item, hits))
            else:
                silent.append(item)
        carried = silent
    for item in carried:
        told = f"no sentence makes “{item.entry.find}” fire"
        yield Failure(item.rule.id, item.sentences[0], told)
    yield from _taken_by_others(checker, heard)


_FIRST_TRIED = 4
_TOGETHER = 10_000
"""Sentences in one document; one holds 50,000 paragraphs at most."""


def _units(sentences: list[str]) -> dict[str, list[tuple[Analysis, Unit]]]:
    """The parsed units of each sentence."""
    units: dict[str, list[tuple[Analysis, Unit]]] = {sentence: [] for sentence in sentences}
    for first in range(0, len(sentences), _TOGETHER):
        some = sentences[first : first + _TOGETHER]
        text = "\n\n".join(some)
        analysis = analyse(anatomy(read_bytes(text.encode(), "carriers.txt")), pipeline())
        starts = {}
        position = 0
        for sentence in some:
            starts[position] = sentence
            position += len(sentence) + 2
        for unit in analysis.units:
            owner = starts.get(unit.block.span.start)
            if owner is not None:
                units[owner].append((analysis, unit))
    return units


_TRIED = 6
"""How many sentences in which a term fires alone are tried with all rules on."""


def _taken_by_others(
    checker: Checker, heard: list[tuple[_Carried, list[str]]]
) -> Iterator[Failure]:
    """With all rules on: entries that another rule always takes, and wordings that are marked again."""
    sentences = list(dict.fromkeys(text for _, hits in heard for text in hits[:_TRIED]))
    found = _findings(checker, sentences)
    rewritten: list[tuple[_Carried, str, str]] = []
    for item, hits in heard:
        own = [
            (text, finding) for text in hits[:_TRIED] for finding in found[text]
            if finding.rule == item.rule.id
        ]  # fmt: skip
        if not own:
            others = sorted({finding.rule for text in hits[:_TRIED] for finding in found[text]})
            told = f"“{item.entry.find}” is always taken by {', '.join(others) or 'nothing'}"
            yield Failure(item.rule.id, hits[0], told)
            continue
        text, finding = own[0]
        better = apply_first(text, [finding])
        if better != text:
            rewritten.append((item, text, better))
    again = _findings(checker, list(dict.fromkeys(better for _, _, better in rewritten)))
    kinds = (PhraseRule, PatternRule)
    for item, text, better in rewritten:
        before = {finding.rule for finding in found[text]}
        new = {
            finding.rule for finding in again[better]
            if isinstance(checker.ruleset.rules[finding.rule], kinds)
        }  # fmt: skip
        for rule in sorted(new - before):
            told = f"the wording for “{item.entry.find}” is found by {rule}: {better}"
            yield Failure(item.rule.id, text, told)


def _findings(checker: Checker, sentences: list[str]) -> dict[str, list[Finding]]:
    """The findings of each sentence, positions counted from its start; all sentences in one document."""
    if not sentences:
        return {}
    report = checker.check(read_bytes("\n\n".join(sentences).encode(), "carriers.txt"))
    found: dict[str, list[Finding]] = {sentence: [] for sentence in sentences}
    ordered = sorted(report.findings, key=lambda finding: finding.span)
    position, at = 0, 0
    for sentence in sentences:
        end = position + len(sentence)
        while at < len(ordered) and ordered[at].span.start < end:
            if ordered[at].span.start >= position:
                found[sentence].append(_moved(ordered[at], -position))
            at += 1
        position = end + 2
    return found


def _moved(finding: Finding, by: int) -> Finding:
    """The finding with all its positions moved."""

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    suggestions = tuple(
        replace(s, edits=tuple(replace(edit, span=moved(edit.span)) for edit in s.edits))
        for s in finding.suggestions
    )
    return replace(finding, span=moved(finding.span), suggestions=suggestions)


_TERM_FRAMES = (
    "They told us about the {} on Friday.",
    "You may get a {} soon.",
    "We spoke to {} last week.",
    "There are {} here.",
    "This letter is about {}.",
    "She was {} then.",
)


def silent_terms(rules: Iterable[RuleSpec]) -> Iterator[Failure]:
    """A failure for each form of each term in a detector's `options.terms` that no sentence makes fire,
    neither one made for it nor one of the rule's own examples."""
    for rule in rules:
        if not isinstance(rule, DetectorRule):
            continue
        examples = [unmark(bad.text)[0] for bad in rule.bad]
        terms: list[dict[str, Any]] = [
            term for term in rule.options.get("terms", ()) if isinstance(term, dict)
        ]
        for term in terms:
            named = term.get("find", ())
            for form in [named] if isinstance(named, str) else named:
                one = {**term, "find": form if isinstance(named, str) else [form]}
                alone = msgspec.structs.replace(rule, options={**rule.options, "terms": [one]})
                frames = (frame.format(form) for frame in _TERM_FRAMES)
                if not any(_fires(alone, text) for text in (*frames, *examples)):
                    yield Failure(rule.id, str(form), "no sentence makes this term fire")


def _fires(rule: DetectorRule, sentence: str) -> bool:
    letter = anatomy(read_bytes(sentence.encode(), "carriers.txt"))
    return any(True for _ in detector(rule.detector)(analyse(letter, pipeline()), rule))


def silent_patterns(rules: Iterable[RuleSpec]) -> Iterator[Failure]:
    """A failure for each expression of a pattern rule that matches in none of the rule's examples."""
    for rule in rules:
        if not isinstance(rule, PatternRule):
            continue
        flags = 0 if rule.case else re.IGNORECASE
        texts = [unmark(bad.text)[0] for bad in rule.bad]
        for entry in rule.entries:
            found = re.compile(entry.find, flags)
            if not any(found.search(text) for text in texts):
                yield Failure(rule.id, entry.find, "no example is found by this expression")
