from __future__ import annotations

from collections.abc import Callable

import pytest
import textstat  # type: ignore[import-untyped]

from plainletter.analysis import formulas
from plainletter.analysis.counts import Counts, count_sentence

ALL = [
    formulas.flesch_reading_ease,
    formulas.flesch_kincaid_grade,
    formulas.smog_index,
    formulas.gunning_fog,
    formulas.automated_readability_index,
    formulas.coleman_liau_index,
    formulas.dale_chall,
    formulas.lix,
]

COUNTS = Counts(
    sentences=4,
    words=100,
    letters=450,
    characters=460,
    syllables=150,
    polysyllables=12,
    long_words=25,
    difficult_words=20,
    complex_words=10,
)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (formulas.flesch_reading_ease, 206.835 - 1.015 * 25 - 84.6 * 1.5),
        (formulas.flesch_kincaid_grade, 0.39 * 25 + 11.8 * 1.5 - 15.59),
        (formulas.smog_index, 3.1291 + 1.0430 * 90**0.5),
        (formulas.gunning_fog, 0.4 * (25 + 10)),
        (formulas.automated_readability_index, 4.71 * 4.6 + 0.5 * 25 - 21.43),
        (formulas.coleman_liau_index, 0.0588 * 450 - 0.296 * 4 - 15.8),
        (formulas.dale_chall, 0.1579 * 20 + 0.0496 * 25 + 3.6365),
        (formulas.lix, 25 + 25),
    ],
)
def test_published_value(formula: Callable[[Counts], float], expected: float) -> None:
    assert formula(COUNTS) == pytest.approx(expected)


def test_dale_chall_adds_its_constant_only_above_five_per_cent() -> None:
    at_five = Counts(sentences=1, words=20, difficult_words=1)
    assert formulas.dale_chall(at_five) == pytest.approx(0.1579 * 5 + 0.0496 * 20)


@pytest.mark.parametrize("formula", ALL)
@pytest.mark.parametrize("counts", [Counts(), Counts(words=5), Counts(sentences=2)])
def test_nothing_to_read_gives_zero(formula: Callable[[Counts], float], counts: Counts) -> None:
    assert formula(counts) == 0.0


# Without names, figures, contractions, hyphens or inflected easy words, where textstat counts otherwise
# on purpose.
CLEAN = [
    "The council will arrange a meeting with the family before the summer holiday.",
    "A social worker may visit the house and speak with the mother about the evidence.",
    "Your solicitor can explain the legal position and help you prepare for the conference.",
    "The judge will consider the recommendation and decide where the child should live.",
    "We believe that alcohol is a significant concern in this family.",
]


@pytest.mark.parametrize("sentence", CLEAN)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (formulas.flesch_reading_ease, textstat.flesch_reading_ease),
        (formulas.flesch_kincaid_grade, textstat.flesch_kincaid_grade),
        (formulas.smog_index, textstat.smog_index),
        (formulas.dale_chall, textstat.dale_chall_readability_score),
        (formulas.lix, textstat.lix),
    ],
)
def test_agrees_with_textstat(
    sentence: str, ours: Callable[[Counts], float], theirs: Callable[[str], float]
) -> None:
    assert ours(count_sentence(sentence)) == pytest.approx(theirs(sentence), abs=0.01)


@pytest.mark.parametrize("sentence", CLEAN)
def test_letter_formulas_agree_with_textstat(sentence: str) -> None:
    counts = count_sentence(sentence)
    # textstat counts the full stop among the characters.
    theirs = textstat.automated_readability_index(sentence.removesuffix("."))
    assert formulas.automated_readability_index(counts) == pytest.approx(theirs, abs=0.01)
    # textstat rounds the published 0.0588 to 0.058.
    theirs = textstat.coleman_liau_index(sentence) + 0.0008 * 100 * counts.letters / counts.words
    assert formulas.coleman_liau_index(counts) == pytest.approx(theirs, abs=0.01)


def test_fog_agrees_with_textstat_where_every_long_word_is_off_its_easy_list() -> None:
    # textstat leaves easy words of three syllables out of the fog index and takes two-syllable ones in
    # other cases; this sentence has neither.
    sentence = "The judge will consider the recommendation and the recommendation will stand."
    assert formulas.gunning_fog(count_sentence(sentence)) == pytest.approx(0.4 * (11 + 300 / 11))
    assert textstat.gunning_fog(sentence) == pytest.approx(0.4 * (11 + 300 / 11), abs=0.01)
