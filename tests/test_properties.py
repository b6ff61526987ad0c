"""What holds for every letter, tried on letters put together at random."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plainletter import check_text
from plainletter.api import unchecked
from plainletter.engine import Checker
from plainletter.errors import ReadError
from plainletter.model import Finding, Problem, Report, Span
from plainletter.packs.load import builtin_ruleset
from plainletter.packs.schema import DetectorRule, LimitRule, RequireRule
from plainletter.readers import read_bytes
from plainletter.readers.from_txt import read
from plainletter.refine import wide_rules
from plainletter.testing import unmark

RULES = builtin_ruleset().rules

FIRST_USE = {"acronym", "unexplained_term", "unusual_word"}
"""Detectors that look at the first use in the whole letter, or count the uses."""
WORDING = {
    id
    for id, rule in RULES.items()
    if rule.category in ("tone", "jargon", "stigma", "readability")
    and not isinstance(rule, RequireRule)
    and not rule.whole_letter
    and not (isinstance(rule, DetectorRule) and rule.detector in FIRST_USE)
    and not (isinstance(rule, LimitRule) and rule.measure == "letter-words")
}
"""Rules that look at a sentence or a paragraph and at nothing else."""


WIDE = wide_rules(RULES.values())
"""Rules about a whole sentence, paragraph or letter."""


def _pool() -> list[str]:
    """Sentences of the rules' own examples: each kind of finding, and what is nearly one."""
    texts = [
        text
        for id in sorted(WORDING)
        for text in (*(unmark(bad.text)[0] for bad in RULES[id].bad), *RULES[id].ok)
        if RULES[id].scope == "body" and len(text.split()) >= 4 and text[-1] in ".?!"
    ]
    return sorted(set(texts))


SENTENCES = st.sampled_from(_pool())
PARAGRAPH = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
BODY = st.lists(PARAGRAPH, min_size=1, max_size=4).map("\n\n".join)

ODD = st.text(
    st.one_of(
        st.sampled_from(
            "\n\n\n  .,:;!?-–—•*#|“”‘’\"'()[]{}<>«»\t\u00a0\u00ad\u200b\ufeff\x0c\u2028"
        ),
        st.sampled_from("aeiouAEIOUwWyYsSdD0123456789£€é😀Ж漢\u0301"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
MIXED = st.lists(
    st.one_of(SENTENCES, ODD, st.sampled_from(["\n", "\n\n", "Dear Ms Lowe,", "1. ", "- ", "Yours sincerely"])),
    max_size=12,
).map("".join)  # fmt: skip


def check(checker: Checker, text: str) -> Report:
    """The report on a text that may hold anything, as the content of a file."""
    try:
        document = read(text.encode(), "letter.txt")
    except ReadError as error:
        return unchecked(
            "letter.txt", "letter-before-proceedings", Problem("read", str(error), "text")
        )
    return checker.check(document)


def assert_report_holds(report: Report) -> None:
    """Everything the contract says of positions in a report."""
    text = report.document.text
    whole = Span(0, len(text))
    for finding in report.findings:
        assert whole.contains(finding.span)
        assert whole.contains(finding.sentence)
        assert finding.text == finding.span.of(text)
        assert "{" not in finding.message.replace(finding.text, "") or "{" in text
        assert "“”" not in finding.message
        assert finding.rule in RULES
        for suggestion in finding.suggestions:
            edits = [edit.span for edit in suggestion.edits]
            assert all(whole.contains(span) for span in edits)
            assert not any(
                one.overlaps(two) and len(one) and len(two)
                for k, one in enumerate(edits)
                for two in edits[k + 1 :]
            )
    words = [f.span for f in report.findings if f.rule not in WIDE and len(f.span)]
    for one, two in pairwise(sorted(words)):
        assert not one.overlaps(two), "two rules about the same words"
    for sentence in report.sentences:
        assert whole.contains(sentence.span)
        assert sentence.span.of(text).strip() == sentence.span.of(text) != ""
        assert sentence.words >= 0
        assert 5 <= sentence.reading_age <= 25
    for before, after in pairwise(report.sentences):
        assert before.span.end <= after.span.start
    for driver in report.drivers:
        assert whole.contains(driver.span)
    for item in report.checklist:
        assert all(whole.contains(span) and len(span) for span in item.evidence)
    keys = [finding.key for finding in report.findings]
    assert len(set(keys)) == len(keys)
    starts = [(f.span.start, f.span.end, f.rule) for f in report.findings]
    assert starts == sorted(starts)


@given(MIXED)
@example("Dear Ms Lowe,\r\n\r\nYou must\u00a0attend\u00ad the meeting.")
@example("You must not “go out”. You must\nnot go out 😀 you must not go out.")
@example("«Name» must attend. {{ mum }} must attend. <%= x %> must attend.")
@settings(max_examples=150)
def test_spans_lie_inside_and_spell_what_they_claim(checker: Checker, text: str) -> None:
    assert_report_holds(check(checker, text))


@given(ODD)
@settings(max_examples=150)
def test_no_text_breaks_it(checker: Checker, text: str) -> None:
    assert_report_holds(check(checker, text))


@given(BODY)
@settings(max_examples=40)
def test_places_are_those_of_the_file(checker: Checker, text: str) -> None:
    lines = text.split("\n")
    for finding in check(checker, text).findings:
        line, column = finding.place.line, finding.place.column
        assert line is not None
        assert column is not None
        first = finding.text.split("\n")[0]
        assert lines[line - 1][column - 1 :].startswith(first)


def wording(report: Report, start: int, end: int) -> list[tuple[object, ...]]:
    """What rules about wording found between two positions, without regard to where the text stands."""

    def moved(finding: Finding) -> tuple[object, ...]:
        span, sentence = finding.span, finding.sentence
        suggestions = tuple(
            (s.text, s.safe, tuple((e.span.start - start, e.span.end - start, e.text) for e in s.edits))
            for s in finding.suggestions
        )  # fmt: skip
        return (
            span.start - start, span.end - start, finding.rule, finding.level, finding.message,
            finding.text, sentence.start - start, sentence.end - start, suggestions,
        )  # fmt: skip

    return [
        moved(finding) for finding in report.findings
        if finding.rule in WORDING and start <= finding.span.start < end
    ]  # fmt: skip


HEAD = "Dear Ms Okafor,\n\n"
TAIL = "\n\nYours sincerely,\n\nHelen Marsh\nSocial worker\n"


@given(BODY, BODY)
@settings(max_examples=80)
def test_a_finding_does_not_depend_on_other_paragraphs(
    checker: Checker, one: str, two: str
) -> None:
    """Found in A and B together is what is found in A and in B. Each stands in the body of a letter, as
    what a paragraph is at all depends on what is above and below."""
    middle = len(HEAD) + len(one) + 2
    both = check(checker, HEAD + one + "\n\n" + two + TAIL)
    first, second = check(checker, HEAD + one + TAIL), check(checker, HEAD + two + TAIL)
    assert wording(both, len(HEAD), middle) == wording(first, len(HEAD), len(HEAD) + len(one))
    assert wording(both, middle, middle + len(two)) == wording(
        second, len(HEAD), len(HEAD) + len(two)
    )


@given(BODY, SENTENCES)
@settings(max_examples=60)
def test_keys_stay_when_a_paragraph_is_put_in_front(
    checker: Checker, text: str, sentence: str
) -> None:
    def keys(report: Report) -> set[str]:
        return {f.key for f in report.findings if f.rule in WORDING}

    front = f"Thank you for coming. {sentence} We hope the bus was on time."
    before, after = (
        check(checker, HEAD + text + TAIL),
        check(checker, HEAD + front + "\n\n" + text + TAIL),
    )
    assert keys(before) <= keys(after)


@given(MIXED)
@settings(max_examples=25)
def test_the_same_letter_gives_the_same_bytes(checker: Checker, text: str) -> None:
    def shape(report: Report) -> str:
        return json.dumps(report.to_dict(with_text=True, with_sentences=True))

    assert shape(check(checker, text)) == shape(check(checker, text))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\r\n\r\n", "\t \u00a0\n", "\ufeff", "\x0c", "\u200b"]
)
def test_nothing_is_found_in_nothing(text: str) -> None:
    report = check_text(text)
    assert report.findings == ()
    assert report.sentences == ()
    assert report.words == 0
    assert report.problems, "a letter without words is not a clean one"
    assert all(item.status == "not_checked" for item in report.checklist)
    assert_report_holds(report)


@given(st.text("\n \t\u00a0\x0c", max_size=20))
def test_nothing_is_found_in_blank_text(checker: Checker, text: str) -> None:
    report = check(checker, text)
    assert (report.findings, report.sentences) == ((), ())


@pytest.mark.parametrize("text", ["---", "***\n***", "😀", "•", "?!", "- \n- \n- ", "\u0301"])
def test_marks_alone_are_no_letter(text: str) -> None:
    report = check_text(text)
    assert report.words == 0
    assert report.problems


def test_scores_stay_in_range_on_the_worst_letter(checker: Checker) -> None:
    bad = [unmark(example.text)[0] for id in sorted(WORDING) for example in RULES[id].bad]
    text = "\n\n".join(bad)
    report = check(checker, HEAD + text + TAIL)
    assert_report_holds(report)
    assert all(0 <= score.value <= 100 for score in report.scores.values())
    assert report.scores["tone"].band == "poor"


def test_text_is_the_decoded_file() -> None:
    data = "\ufeffDear Ms Lowe\r\n\r\nIt is 5 £ – “so”.\rYours\r\n".encode()
    document = read_bytes(data, "a.txt")
    assert document.text == "Dear Ms Lowe\n\nIt is 5 £ – “so”.\nYours\n"
