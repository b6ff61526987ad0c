"""The figures of a letter, from counts that are taken once for each sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plainletter.analysis import formulas
from plainletter.analysis.analyse import Analysis
from plainletter.analysis.counts import Counts
from plainletter.analysis.markers import markers
from plainletter.analysis.reading_age import (
    Drivers,
    ReadingAge,
    drivers,
    measure_sentence,
    years_of,
)
from plainletter.analysis.syntax import passives
from plainletter.model import Driver, Measure, SentenceInfo, Span

LONG_SENTENCE = 20
"""Words from which a sentence counts as long (NHS content guide: up to 20 words)."""

_KEPT = frozenset(
    [
        "solicitor",
        "solicitors",
        "council",
        "court",
        "courts",
        "judge",
        "judges",
        "proceedings",
        "meeting",
        "conference",
        "guardian",
        "social",
        "worker",
        "workers",
        "assessment",
        "assessments",
        "nursery",
        "appointment",
        "appointments",
    ]
)
"""Words a letter of this sort cannot do without, so that nobody is told to take them out."""

_WE_ANY_CASE = re.compile(r"\b(?:we|us|our|ours|ourselves)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|me|my|mine|myself|My)\b")
_YOU = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts, reading age, sentences, drivers and the named measures of a letter."""

    counts: Counts
    age: ReadingAge
    sentences: tuple[SentenceInfo, ...]
    drivers: tuple[Driver, ...]
    measures: Mapping[str, Measure]


def measure(analysis: Analysis, target_age: float) -> Measured:
    """Measure the scored sentences; `target_age` is in years."""
    scored = analysis.sentences
    counts = sum((sentence.counts for _, sentence in scored), Counts())
    values = [measure_sentence(sentence.own, analysis.names) for _, sentence in scored]
    sentences = tuple(
        SentenceInfo(
            sentence.span, sentence.counts.words, round(years_of(value.difficulty), 1), unit.index
        )
        for (unit, sentence), value in zip(scored, values, strict=True)
    )
    driven = drivers(
        [sentence.own for _, sentence in scored], analysis.names, target_age=target_age
    )
    named = _named(analysis, counts, driven.age, sentences, target_age)
    return Measured(counts, driven.age, sentences, _drivers(analysis, driven), named)


def _named(
    analysis: Analysis, counts: Counts, age: ReadingAge, sentences: tuple[SentenceInfo, ...],
    target_age: float,
) -> dict[str, Measure]:  # fmt: skip
    words = max(counts.words, 1)
    lengths = [sentence.words for sentence in sentences]
    texts = [sentence.own for _, sentence in analysis.sentences]
    passive = sum(bool(passives(s.tokens)) for _, s in analysis.sentences if s.counts.words)
    we = sum(len(_WE_ANY_CASE.findall(text)) + len(_I.findall(text)) for text in texts)
    you = sum(len(_YOU.findall(text)) for text in texts)
    mean = counts.words / max(counts.sentences, 1)
    per = 100 / words
    return {
        "reading_age": _limited(age.years, "years", target_age),
        "reading_age_low": _free(age.low, "years"),
        "reading_age_high": _free(age.high, "years"),
        "flesch_kincaid_grade": _limited(formulas.flesch_kincaid_grade(counts), "US grade", 6),
        "flesch_reading_ease": _free(formulas.flesch_reading_ease(counts), "points"),
        "smog_index": _free(formulas.smog_index(counts), "US grade"),
        "gunning_fog": _free(formulas.gunning_fog(counts), "US grade"),
        "automated_readability_index": _free(
            formulas.automated_readability_index(counts), "US grade"
        ),
        "coleman_liau_index": _free(formulas.coleman_liau_index(counts), "US grade"),
        "dale_chall": _free(formulas.dale_chall(counts), "points"),
        "lix": _free(formulas.lix(counts), "points"),
        "mean_sentence_words": _limited(mean, "words", 15),
        "longest_sentence_words": _limited(max(lengths, default=0), "words", LONG_SENTENCE),
        "hard_words_per_100": _free(counts.difficult_words * per, "per 100 words"),
        "passive_share": _limited(passive / max(counts.sentences, 1), "share of sentences", 0.1),
        "words": _limited(counts.words, "words", 700),
        "sentences": _free(counts.sentences, "sentences"),
        "we_per_100": _free(we * per, "per 100 words"),
        "you_per_100": _free(you * per, "per 100 words"),
        **_balance(analysis),
    }


def _balance(analysis: Analysis) -> dict[str, Measure]:
    """The markers of tone that can be counted. Limits are our own judgement: as many promises as orders, as
    much help as consequences, "you" oftener than "mother", "we" oftener than "the local authority"."""
    found = analysis.once(markers)
    per = 1000 / max(found.words, 1)
    return {
        "obligations_per_1000": _free(len(found.obligations) * per, "per 1,000 words"),
        "promises_per_1000": _free(len(found.promises) * per, "per 1,000 words"),
        "obligations_per_promise": _limited(
            len(found.obligations) / max(len(found.promises), 1), "ratio", 1
        ),
        "consequences_per_help": _limited(
            len(found.consequences) / max(len(found.help), 1), "ratio of sentences", 1
        ),
        "roles_per_you": _limited(len(found.roles) / max(len(found.you), 1), "ratio", 1),
        "senders_per_we": _limited(len(found.senders) / max(len(found.we), 1), "ratio", 1),
        "accusing_openings": _limited(len(found.accusing), "sentences", 2),
        "absolutes_per_1000": _free(len(found.absolutes) * per, "per 1,000 words"),
        "nominalisations_per_1000": _free(len(found.nominals) * per, "per 1,000 words"),
        "capital_words": _limited(found.capitals, "words", 4),
        "exclamation_marks": _limited(found.exclamations, "marks", 0),
        "bold_share": _limited(found.bold_share, "share of characters", 0.1),
    }


def _free(value: float, unit: str) -> Measure:
    return Measure(round(float(value), 2), unit)


def _limited(value: float, unit: str, limit: float) -> Measure:
    rounded = round(float(value), 2)
    return Measure(rounded, unit, limit, rounded <= limit)


def _drivers(analysis: Analysis, driven: Drivers) -> tuple[Driver, ...]:
    """The sentences and words that drive the reading age, as places in the document."""
    scored, text = analysis.sentences, analysis.document.text
    found = []
    for hard in driven.sentences:
        _, sentence = scored[hard.index]
        found.append(Driver("sentence", sentence.span, sentence.span.of(text), round(hard.gain, 2)))
    for word in driven.words:
        if word.word in _KEPT:
            continue
        index, start, end = word.places[0]
        unit, sentence = scored[index]
        span: Span = unit.span(sentence.start + start, sentence.start + end)
        found.append(Driver("word", span, span.of(text), round(word.gain, 2)))
    return tuple(found)
