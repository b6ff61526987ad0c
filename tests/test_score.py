"""Scores: each adds up from its reasons, and together they agree with sense on the samples."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter import Report, check_file, score
from plainletter.model import ChecklistItem, Finding, Reason, Score, Span
from plainletter.priorities import priorities

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
LETTERS = (
    "kind-and-complete.docx",
    "middling.docx",
    "harsh.docx",
    "jargon-heavy.docx",
    "kind-but-empty.docx",
    "unborn-baby.txt",
    "two-children-two-fathers.html",
    "old-style.odt",
    "support-first.eml",
)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: check_file(SAMPLES / name) for name in LETTERS}


def test_the_kind_complete_plain_letter_comes_first(reports: dict[str, Report]) -> None:
    overall = {name: report.scores["overall"].value for name, report in reports.items()}
    best = max(overall, key=lambda name: overall[name])
    assert best == "kind-and-complete.docx", overall
    assert overall[best] > max(value for name, value in overall.items() if name != best)


def test_the_harsh_letter_comes_last(reports: dict[str, Report]) -> None:
    overall = {name: report.scores["overall"].value for name, report in reports.items()}
    worst = min(overall, key=lambda name: overall[name])
    assert worst == "harsh.docx", overall
    assert overall[worst] < min(value for name, value in overall.items() if name != worst)


def test_a_kind_but_empty_letter_fails_on_content(reports: dict[str, Report]) -> None:
    empty = reports["kind-but-empty.docx"]
    assert empty.scores["content"].band == "poor"
    assert empty.scores["overall"].band != "good"
    assert empty.scores["tone"].value > reports["harsh.docx"].scores["tone"].value
    assert any(finding.level == "error" for finding in empty.findings)


def test_jargon_shows_in_the_jargon_score(reports: dict[str, Report]) -> None:
    jargon = {name: report.scores["jargon"].value for name, report in reports.items()}
    assert jargon["jargon-heavy.docx"] < 40
    assert jargon["kind-and-complete.docx"] >= 75


@pytest.mark.parametrize("name", LETTERS)
def test_points_add_up(name: str, reports: dict[str, Report]) -> None:
    for part, value in reports[name].scores.items():
        total = 100 + sum(reason.points for reason in value.reasons)
        assert value.value == max(0, min(100, round(total))), part
        assert value.band == score.band(value.value)


def test_priorities_are_sorted_and_can_be_gained(reports: dict[str, Report]) -> None:
    for report in reports.values():
        first = priorities(report)
        assert [p.gain for p in first] == sorted((p.gain for p in first), reverse=True)
        assert sum(p.gain for p in first) <= 100 - report.scores["overall"].value + len(first)


def _finding(rule: str, level: str) -> Finding:
    span = Span(0, 1)
    return Finding(rule, "tone", level, "", "", "", span, "x", span)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["advice", "warning", "error"]), max_size=30), st.integers(1, 5000))
def test_more_findings_never_score_better(levels: list[str], words: int) -> None:
    def tone(some: list[str]) -> Score:
        findings = [_finding(f"tone.r{k % 3}", level) for k, level in enumerate(some)]
        return score.wording(
            findings, frozenset({"tone"}), score.TONE_POINTS, words, {"tone.r0": "Orders"}
        )

    assert tone([*levels, "advice"]).value <= tone(levels).value


@given(st.integers(0, 20))
def test_warmth_never_undoes_more_than_half(count: int) -> None:
    credits = [Reason("It thanks.", 2.0)] * 9
    findings = [_finding("tone.order", "warning")] * count
    plain = score.wording(findings, frozenset({"tone"}), score.TONE_POINTS, 500, {})
    warm = score.wording(findings, frozenset({"tone"}), score.TONE_POINTS, 500, {}, credits)
    lost = -sum(reason.points for reason in plain.reasons)
    given_back = sum(reason.points for reason in warm.reasons if reason.points > 0)
    assert given_back <= min(score.MOST_CREDIT, lost / 2) + 0.1
    assert warm.value >= plain.value


def _item(id: str, status: str, weight: str) -> ChecklistItem:
    return ChecklistItem(id, id, status, weight, "")  # type: ignore[arg-type]


def test_content_weighs_law_above_good_practice() -> None:
    items = [_item("N01", "missing", "law"), _item("C37", "present", "good")]
    other = [_item("N01", "present", "law"), _item("C37", "missing", "good")]
    assert score.content(items, {}).value < score.content(other, {}).value


def test_content_that_was_not_checked_is_not_counted() -> None:
    items = [_item("C27", "not_checked", "guidance")]
    assert score.content(items, {}).value == 100
    whole = {name: Score(80, "good") for name in ("readability", "tone", "jargon")}
    checked = score.overall({**whole, "content": Score(0, "poor")}, (), checked=False)
    assert checked.value == 80


def test_missing_law_keeps_overall_from_being_good() -> None:
    parts = {name: Score(95, "good") for name in score.SHARES}
    assert score.overall(parts, (), checked=True).band == "good"
    held = score.overall(parts, ("The council may ask a court",), checked=True)
    assert held.band == "fair"
    assert "court" in held.reasons[-1].text
