"""Good letters are left in peace, bad ones are not: findings at warning or above for each 1,000 words."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainletter import Config, Report, check_file

SAMPLES = Path(__file__).parents[1] / "samples"
PLAIN = Path(__file__).parent / "data" / "plain"

GOOD = (
    "kind-and-complete.docx",
    "support-first.eml",
    "letters-of-issue/letter-of-issue.md",
    "plans/plan-good.docx",
    "plans/plan-two-tables.docx",
)
BAD = ("harsh.docx", "jargon-heavy.docx")

AUTO = Config(profile="auto")

MOST_WHERE_GOOD = 3
LEAST_WHERE_BAD = 15


def rate(report: Report) -> float:
    """Marked words at warning or above for each 1,000 words; what the letter lacks marks none."""
    marked = [f for f in report.findings if f.level != "advice" and len(f.span)]
    return len(marked) / report.words * 1000


@pytest.mark.parametrize("name", GOOD)
def test_a_good_sample_is_left_in_peace(name: str) -> None:
    report = check_file(SAMPLES / name, config=AUTO)
    assert rate(report) <= MOST_WHERE_GOOD
    lacking = [f.rule for f in report.findings if f.level != "advice" and not len(f.span)]
    assert lacking == []


@pytest.mark.parametrize("path", sorted(PLAIN.glob("*.md")), ids=lambda path: path.stem)
def test_plain_and_kind_text_is_left_in_peace(path: Path) -> None:
    assert rate(check_file(path, config=AUTO)) <= MOST_WHERE_GOOD


@pytest.mark.parametrize("name", BAD)
def test_a_bad_sample_is_not(name: str) -> None:
    assert rate(check_file(SAMPLES / name, config=AUTO)) >= LEAST_WHERE_BAD
