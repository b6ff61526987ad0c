"""One letter saved in every format gives the same findings, checklist and scores."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from plainletter import Report, check_file

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "formats"
FORMATS = ("docx", "eml", "html", "md", "odt", "pdf", "rtf", "txt", "doc")


@pytest.fixture(scope="module")
def word() -> Report:
    return check_file(FOLDER / "letter.docx")


def _findings(report: Report) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, " ".join(finding.text.split())) for finding in report.findings)


@pytest.mark.parametrize("suffix", FORMATS)
def test_same_findings_in_every_format(suffix: str, word: Report) -> None:
    if suffix == "doc" and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed, so .doc cannot be read here")
    report = check_file(FOLDER / f"letter.{suffix}")
    assert report.document.format == suffix
    assert report.problems == ()
    assert _findings(report) == _findings(word)
    assert {i.id: i.status for i in report.checklist} == {i.id: i.status for i in word.checklist}
    assert {name: score.value for name, score in report.scores.items()} == {
        name: score.value for name, score in word.scores.items()
    }


def test_the_letter_has_enough_in_it_to_differ(word: Report) -> None:
    assert len(_findings(word)) >= 10
    assert {finding.category for finding in word.findings} >= {"tone", "jargon", "readability"}
