"""Time grows with the text and no faster, whatever stands in it.

Nothing here is measured: each text is so long that what grows with the square of it would take many
minutes, and a guard ends it. The figures are in `tests/benchmarks/speed.py growth`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from plainletter.analysis import pipeline as parsing
from plainletter.analysis.pipeline import parse
from plainletter.analysis.segment import LONGEST, sentence_spans
from plainletter.config import Config
from plainletter.engine import Checker, pipeline
from plainletter.model import Report
from plainletter.readers import read_bytes

GUARD = 90
"""Seconds after which a test has hung; the slowest takes a tenth of it on a slow machine."""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Config())


def checked(checker: Checker, text: str) -> Report:
    letter = f"Dear Ms Khan\n\n{text}\n\nYours sincerely\n\nAmy Bell"
    report = checker.check(read_bytes(letter.encode(), "letter.txt"))
    assert not [problem for problem in report.problems if "could not be run" in problem.message]
    return report


@pytest.mark.timeout(GUARD)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "we will help you and your children at home " * 1100, id="10,000 words, no stop"
        ),
        pytest.param("(" * 50_000, id="50,000 brackets"),
        pytest.param("( " * 20_000, id="20,000 brackets apart"),
        pytest.param("'\"" * 25_000, id="50,000 quotation marks"),
        pytest.param("a" * 1_000_000, id="a word of 1 MB"),
        pytest.param("non-" * 25_000, id="a word of 25,000 parts"),
        pytest.param("YOU MUST " * 6000, id="12,000 words in capitals"),
        pytest.param("You failed to " * 4000, id="12,000 words of blame"),
        pytest.param("http://a.b/" * 9000, id="an address of 100 KB"),
        pytest.param("\n".join(["1. ring us"] * 6000), id="6,000 numbered lines"),
        pytest.param("\n\n".join(["x"] * 20_000), id="20,000 paragraphs"),
    ],
)
def test_long_texts(checker: Checker, text: str) -> None:
    checked(checker, text)


PIECES = st.lists(
    st.sampled_from(
        [*"()[]{}\"'“”‘’-–/.…,;:!?1£%@#*_<>&\n\t aAéſİ日\u200b\u00ad\u202e", "\n\n", "You ", "must ",
         "failed to ", "and ", "or ", "if ", "not ", "is ", "which ", "the ", "court ", "Ms ", "Khan ",
         "Mum ", "LAC ", "s.31 ", "e.g. ", "www.", "3 May 2026 ", "0161 496 0000 ", "• ", "a) ", "xx"]
    ),
    min_size=1, max_size=5,
).map("".join)  # fmt: skip


@pytest.mark.timeout(GUARD)
@seed(7)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(piece=PIECES)
def test_whatever_is_said_again_and_again(checker: Checker, piece: str) -> None:
    checked(checker, piece * (8000 // len(piece)))


@pytest.mark.parametrize("text", ["one two " * 2000, "x" * 9000, "a b" + "c" * 5000 + " d " * 900])
def test_a_sentence_without_an_end_is_cut_between_words(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    for start, end in spans:
        assert end - start <= LONGEST or " " not in text[start + LONGEST : end]
        assert text[start:end] == text[start:end].strip()
        assert start == 0 or text[start - 1] == " "
        assert end == len(text) or text[end] == " "


def test_an_endless_word_is_one_token_and_the_rest_as_ever() -> None:
    word = "(" * 900
    (doc,) = parse(pipeline(), [f"We don't know {word} what to say."])
    assert doc.text == f"We don't know {word} what to say."
    assert [token.text for token in doc] == [
        "We", "do", "n't", "know", word, "what", "to", "say", ".",
    ]  # fmt: skip
    assert len(list(doc.sents)) == 1


def test_a_long_block_is_parsed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = pipeline()
    text = " ".join(
        "You said that the baby sleeps well. We will visit you again." for _ in range(60)
    )
    (whole,) = parse(nlp, [text])
    monkeypatch.setattr(parsing, "LONGEST_PIECE", 500)
    (pieces,) = parse(nlp, [text])
    assert pieces.text == text
    assert [(t.text, t.idx, t.is_sent_start) for t in pieces] == [
        (t.text, t.idx, t.is_sent_start) for t in whole
    ]
    # A word's neighbours say a little about it, and at a cut there are none.
    same = sum(
        (a.tag, a.dep, a.head.i) == (b.tag, b.dep, b.head.i)
        for a, b in zip(whole, pieces, strict=True)
    )
    assert same > 0.98 * len(whole)
