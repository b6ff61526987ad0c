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


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_places_are_those_of_the_file(suffix: str) -> None:
    path = FOLDER / f"letter.{suffix}"
    lines = path.read_text(encoding="utf-8").split("\n")
    placed = [f for f in check_file(path).findings if len(f.span)]
    assert placed
    for finding in placed:
        place = finding.place
        assert place.line is not None
        assert place.column is not None
        first = finding.text.split("\n")[0]
        assert lines[place.line - 1][place.column - 1 :].startswith(first)


def test_places_in_html_are_lines_of_the_source() -> None:
    path = FOLDER / "letter.html"
    lines = path.read_text(encoding="utf-8").split("\n")
    for finding in check_file(path).findings:
        if finding.text.isalpha() and finding.text.isascii():
            assert finding.place.line is not None
            assert finding.text in lines[finding.place.line - 1]


def test_places_in_word_are_paragraphs(word: Report) -> None:
    assert all(finding.place.paragraph for finding in word.findings if len(finding.span))


def test_places_in_pdf_are_pages() -> None:
    report = check_file(FOLDER / "letter.pdf")
    assert {finding.place.page for finding in report.findings if len(finding.span)} == {1, 2}
