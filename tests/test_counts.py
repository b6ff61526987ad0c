from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.analysis.counts import FIGURE_LETTERS, Counts, count_sentence
from plainletter.analysis.words import is_figure, word_texts, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We don't know.", ["We", "don't", "know"]),
        ("Ella’s well-being and/or health", ["Ella’s", "well-being", "and", "or", "health"]),
        ("'quoted' words – here", ["quoted", "words", "here"]),
        ("He ca n't , it 's late .", ["He", "ca n't", "it 's", "late"]),
        ("Cafe\u0301 re\u00adhoused", ["Cafe\u0301", "re\u00adhoused"]),
        ("Ring 0300 123 4567 now", ["Ring", "0300 123 4567", "now"]),
        ("Ring (07700) 900123.", ["Ring", "(07700) 900123"]),
        ("at 10.30am on 12 May 2026", ["at", "10.30am", "on", "12", "May", "2026"]),
        ("Pay £1,200.50 today.", ["Pay", "1,200.50", "today"]),
        ("Ref CH/2026/0123-X, please", ["Ref", "CH/2026/0123-X", "please"]),
        ("Live at S10 2AB.", ["Live", "at", "S10 2AB"]),
        ("Write to team@example.gov.uk.", ["Write", "to", "team@example.gov.uk"]),
        ("See https://example.org/a?b=c).", ["See", "https://example.org/a?b=c"]),
        ("See example.gov.uk/help today", ["See", "example.gov.uk/help", "today"]),
        ("a hearing, e.g. in court", ["a", "hearing", "e.g", "in", "court"]),
        ("... – ,", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert word_texts(text) == expected
    assert [text[start:end] for start, end in words(text)] == expected


@given(st.text(alphabet=st.sampled_from("ab1 .@/-'’–\u0301\u00adÉ0+(:w"), max_size=60))
def test_word_spans_are_in_order_and_inside(text: str) -> None:
    end_before = 0
    for start, end in words(text):
        assert end_before <= start < end <= len(text)
        assert any(char.isalnum() for char in text[start:end])
        end_before = end
    assert word_texts(text) == [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    "figure", ["12", "10.30am", "0300 123 4567", "a@b.uk", "www.example.org", "S1 2AB", "CH/26/1"]
)
def test_figures_are_one_easy_word_of_one_syllable(figure: str) -> None:
    assert is_figure(figure)
    counts = count_sentence(figure)
    assert (counts.sentences, counts.words, counts.syllables) == (1, 1, 1)
    assert counts.characters <= FIGURE_LETTERS
    assert counts.polysyllables == counts.long_words == 0
    assert counts.difficult_words == counts.complex_words == 0


def test_one_sentence() -> None:
    counts = count_sentence("The family wanted a proper explanation.")
    assert counts == Counts(
        sentences=1,
        words=6,
        letters=33,
        characters=33,
        syllables=1 + 3 + 2 + 1 + 2 + 4,
        polysyllables=2,
        long_words=1,
        difficult_words=1,
        complex_words=2,
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("suggested", 0),  # three syllables only through -ed
        ("creating", 0),
        ("opportunities", 1),  # long without its ending too
        ("authority", 1),
        ("mother-in-law", 0),  # short words put together
        ("multi-disciplinary", 1),
    ],
)
def test_complex_words_of_the_fog_index(word: str, expected: int) -> None:
    assert count_sentence(word).complex_words == expected


def test_names_are_never_hard_in_any_case_or_with_a_possessive() -> None:
    names = frozenset({"Oluwaseun", "nakamura"})
    plain = count_sentence("oluwaseun met Nakamura’s brother")
    named = count_sentence("oluwaseun met Nakamura’s brother", names)
    assert plain.difficult_words == 2
    assert named.difficult_words == named.complex_words == 0
    assert named.syllables == plain.syllables


def test_mum_and_dad_are_not_difficult() -> None:
    assert count_sentence("Mum and dad love their children").difficult_words == 0


def test_counts_add_up() -> None:
    texts = ["We met on Monday.", "You were there.", "..."]
    parts = [count_sentence(text) for text in texts]
    total = Counts.sum(parts)
    assert total == parts[0] + parts[1] + parts[2]
    assert (total.sentences, total.words) == (2, 7)
    assert Counts.sum([]) == Counts()


@pytest.mark.parametrize(
    "unit", ["a", "a-", "a.", "'", "don't ", "a@", "0 ", "(0", "e\u0301", "1/", "s", "ing"]
)
def test_a_long_hostile_text_is_counted_to_its_end(unit: str) -> None:
    # Work that grows with the square of the text would not come back from this one.
    text = unit * (300_000 // len(unit))
    assert count_sentence(text).letters == sum(char.isalpha() for char in text)
