"""Reviewed Word files: our changes can be accepted and rejected, and nothing else is touched."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from nastyword import FILES
from openxml_audit import OpenXmlValidator
from wordfile import pack
from wordreview import our_comments, parts, settled, shape, without_comments

from plainletter.edits import apply_edits
from plainletter.engine import Checker
from plainletter.fix.letter import fix_letter
from plainletter.fix.rewrites import Scope
from plainletter.model import Document, Edit, Span
from plainletter.readers.from_docx import read
from plainletter.readers.wordnames import attribute
from plainletter.review.package import Copy
from plainletter.review.word import Note, review

SAMPLES = {
    path.stem: path.read_bytes()
    for path in sorted((Path(__file__).parents[1] / "samples").rglob("*.docx"))
}
WORDS = {**FILES, **SAMPLES}
WHEN = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)

everywhere = pytest.mark.parametrize("name", WORDS)


def edits_all_over(document: Document) -> list[Edit]:
    """A change of every third word or pair of words, each within its block."""
    words = [Span(*match.span()) for match in re.finditer(r"\w+(?: \w+)?", document.text)]
    return [
        Edit(span, "new words") for span in words[::2]
        if (block := document.block_at(span.start)) is not None and block.span.contains(span)
    ]  # fmt: skip


def assert_reviewed(data: bytes, document: Document, edits: list[Edit], made: Copy) -> None:
    """Rejecting gives the original run for run, accepting the changed text; other parts are untouched."""
    ours = set(our_comments(made.data))
    before, after = parts(data), parts(made.data)
    assert before.keys() == after.keys()
    for name, root in after.items():
        rejected = without_comments(settled(root, accept=False), ours)
        assert shape(rejected) == shape(before[name]), name
    taken = [edit for edit in edits if not any(e.span.overlaps(edit.span) for e in made.refused)]
    again = read(made.data, "letter.docx")
    assert again.text == apply_edits(document.text, taken)
    assert [b.kind for b in again.blocks] == [b.kind for b in document.blocks]
    assert again.bold == document.bold or taken
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(made.data)) as new:
        for entry in old.namelist():
            if entry not in after and not entry.endswith(
                ("comments.xml", ".rels", "[Content_Types].xml")
            ):
                assert old.read(entry) == new.read(entry), entry


@everywhere
def test_changes_all_over_can_be_rejected_and_accepted(name: str) -> None:
    data = WORDS[name]
    document = read(data, "letter.docx")
    edits = edits_all_over(document)
    made = review(data, document, edits, [], WHEN)
    assert len(made.refused) < max(len(edits), 1)
    assert_reviewed(data, document, edits, made)


@everywhere
def test_comments_leave_the_text_alone(name: str) -> None:
    data = WORDS[name]
    document = read(data, "letter.docx")
    wanted = [Note(edit.span, ("Look here.", "[rule]")) for edit in edits_all_over(document)]
    made = review(data, document, [], wanted, WHEN)
    assert len(our_comments(made.data)) == len(wanted)
    assert_reviewed(data, document, [], made)


@everywhere
@pytest.mark.parametrize("scope", ["safe", "all"])
def test_a_fix_is_what_accepting_all_gives(name: str, scope: Scope, checker: Checker) -> None:
    data = WORDS[name]
    document = read(data, "letter.docx")
    fix, copy = fix_letter(data, document, checker, scope, WHEN)
    assert copy.refused == ()
    assert_reviewed(data, document, list(fix.edits), copy)
    assert read(copy.data, "letter.docx").text == fix.text


@pytest.mark.parametrize("name", FILES)
def test_a_fixed_letter_is_not_changed_again(name: str, checker: Checker) -> None:
    document = read(FILES[name], "letter.docx")
    _, copy = fix_letter(FILES[name], document, checker, "safe", WHEN)
    again = read(copy.data, "letter.docx")
    second, twice = fix_letter(copy.data, again, checker, "safe", WHEN)
    assert second.edits == ()
    assert our_comments(twice.data) == our_comments(copy.data)


def schema_faults(data: bytes, path: Path) -> Counter[str]:
    """What a validator of Office files finds; it is made anew each time, as one that is used twice errs."""
    path.write_bytes(data)
    return Counter(str(error.description) for error in OpenXmlValidator().validate(path).errors)


@everywhere
def test_no_fault_against_the_schema_is_added(name: str, checker: Checker, tmp_path: Path) -> None:
    document = read(WORDS[name], "letter.docx")
    _, copy = fix_letter(WORDS[name], document, checker, "all", WHEN)
    path = tmp_path / "letter.docx"
    added = schema_faults(copy.data, path) - schema_faults(WORDS[name], path)
    assert added == Counter()


def test_the_validator_finds_a_fault(tmp_path: Path) -> None:
    """A check that cannot fail is none: a mark that is not allowed inside a run is found."""
    broken = FILES["macro-file"]
    with zipfile.ZipFile(BytesIO(broken)) as old:
        held = {entry: old.read(entry) for entry in old.namelist()}
    held["word/document.xml"] = held["word/document.xml"].replace(
        b"<w:r>", b'<w:r><w:ins w:id="1" w:author="a"/>', 1
    )
    path = tmp_path / "letter.docx"
    assert schema_faults(pack(held), path) - schema_faults(broken, path)


@pytest.mark.parametrize("name", ["tables", "tracked", "text-box", "jargon-heavy"])
def test_libreoffice_shows_changes_and_comments(
    name: str, checker: Checker, tmp_path: Path
) -> None:
    """LibreOffice opens the file, and writes it back with our changes, our comments and the same words."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    document = read(WORDS[name], "letter.docx")
    fix, copy = fix_letter(WORDS[name], document, checker, "safe", WHEN)
    source = tmp_path / "letter.docx"
    source.write_bytes(copy.data)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    data = (tmp_path / "out" / "letter.docx").read_bytes()
    assert len(our_comments(data)) == len(our_comments(copy.data))
    ours = [
        mark for root in parts(data).values() for mark in root.iter("{*}ins", "{*}del")
        if attribute(mark, "author") == "plainletter"
    ]  # fmt: skip
    assert len(ours) >= len(fix.edits)
    # It counts page numbers anew, so figures are left out.
    words = re.findall(r"[^\W\d]+", fix.text)
    assert re.findall(r"[^\W\d]+", read(data, "letter.docx").text) == words


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("fields", "Before the visit prior to we will start the work."),
        ("fields", "We commence and we will start it."),
        ("nested-fields", "start prior to the visit and start it again"),
        ("controls", "Prior to the visit we will commence the work in order to assist you."),
        ("controls", "We will commence it before the visit, and start it."),
        ("list", "“We will commence it prior to May.”"),
    ],
)
def test_fields_locked_controls_and_quotations_are_left_alone(
    name: str, stays: str, checker: Checker
) -> None:
    _, copy = fix_letter(FILES[name], read(FILES[name], "letter.docx"), checker, "all", WHEN)
    text = " ".join(read(copy.data, "letter.docx").text.split())
    assert stays in text
