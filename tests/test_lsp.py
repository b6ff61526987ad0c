"""The language server: its parts one by one, whole talks with it, and real clients: pytest-lsp and Neovim."""

from __future__ import annotations

import asyncio
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from conftest import LETTERS, SAMPLES, Outcome
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from markdown_it import MarkdownIt
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

import plainletter
from plainletter.config import Config
from plainletter.edits import apply_edits
from plainletter.engine import Checker, checker
from plainletter.errors import ReadError
from plainletter.lsp import service
from plainletter.lsp.actions import REASON, Client, actions, allowance, fix_all
from plainletter.lsp.check import LONGEST, Checked, check
from plainletter.lsp.desk import Closed, Desk
from plainletter.lsp.diagnostics import diagnostics
from plainletter.lsp.hover import hover
from plainletter.lsp.settings import EditorSettings
from plainletter.lsp.source import Source
from plainletter.lsp.stdio import MOST_BYTES, read_message
from plainletter.lsp.texts import Letter, read_letter
from plainletter.model import Edit, Finding, Span, Suggestion
from plainletter.positions import Encoding
from plainletter.readers import read_file

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [name for name in LETTERS if Path(name).suffix in (".txt", ".md", ".html")]
EVERYWHERE = types.Range(types.Position(0, 0), types.Position(2**31 - 1, 0))
LETTER = (
    "Dear Mrs Okafor,\n\nYou must attend 😀 the meeting on Friday, prior to lunch.\n\n"
    "We will commence work.\n\nYours sincerely,\n\nTom Reed\n"
)
FORMS = {
    "a.txt": LETTER,
    "a.md": LETTER.replace("Friday", "*Friday*").replace("commence", "commence &amp; plan"),
    "a.html": "<!doctype html>\n<html><body>\n"
    + "\n".join(
        f"  <p>{line.replace('Friday', '<i>Fri&#100;ay</i>')}</p>" for line in LETTER.split("\n\n")
    )
    + "\n</body></html>\n",
}
MIXED = {
    "a.txt": "# What happens now\n\n- We will commence work.\n- Prior to that, we will ring.\n\n"
    "| Who | What |\n|-----|------|\n| Ann | commence work |\n| We will commence work | Bob |\n\n"
    "> You must attend the meeting.\n\nThis line ends\nprior to that one.\n",
    "a.md": "# You must attend the meeting\n\n1. We will commence work.\n2. Prior to that, we will ring.\n"
    "   We will also commence a plan.\n\n"
    "| Who | What |\n|-----|------|\n| Ann | commence work |\n| We will commence work | Bob |\n\n"
    "> You must attend the meeting.\n\nThis line ends\nprior to **that** one.\n",
    "a.html": "<h1>You must attend the meeting</h1><ul><li>We will commence work.<li>Prior to that, "
    "we will ring.</ul>\n<table><tr><th>Who<th>What</tr><tr><td>Ann</td><td\n class='x'>commence work</td>"
    "</tr></table>\n<blockquote><p>You must attend the meeting.</p></blockquote>\n<p>This line ends\nprior "
    "to <b>that</b> one.<div>We will commence<br>at nine.</div>",
}


@pytest.fixture(scope="module")
def settings() -> EditorSettings:
    return EditorSettings(None, {})


def look(
    text: str,
    name: str = "a.txt",
    *,
    encoding: Encoding = "utf-16",
    language: str = "",
    **config: Any,
) -> Checked:
    """What is found in a text, without a file or settings file."""
    letter = Letter(f"untitled:{name}", language, 1, text)
    document = read_letter(letter.plain, name, language)
    return Checked(
        Source(letter, document, encoding),
        Config(**config),
        checker(Config(**config)).check(document),
    )


def put_in(text: str, edits: list[types.TextEdit], encoding: str = "utf-16") -> str:
    """A text with edits put in as an editor would: places are counted on their own here, one by one."""
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]

    def offset(place: types.Position) -> int:
        lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)
        before, line = lines[: place.line], lines[place.line].rstrip("\r\n")
        data = line.encode(codec, "surrogatepass")
        assert place.character * size <= len(data), "beyond the end of its line"
        return len("".join(before)) + len(
            data[: place.character * size].decode(codec, "surrogatepass")
        )

    places = sorted((offset(e.range.start), offset(e.range.end), e.new_text) for e in edits)
    for one, two in pairwise(places):
        assert one[1] <= two[0], "edits overlap"
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


def edits_of(action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit is not None
    assert action.edit.changes is not None
    (edits,) = action.edit.changes.values()
    return list(edits)


def titled(offered: list[types.CodeAction], title: str) -> types.CodeAction:
    return next(action for action in offered if action.title == title)


# -- a letter as it is written --------------------------------------------------------------------

NUMBERS = st.one_of(st.integers(-3, 8), st.integers(), st.just(2**31 - 1))
SCRAPS = st.text(st.sampled_from("ab 😀é\u2028\ud83d\n\r"), max_size=12)


@given(
    st.text(st.sampled_from("abc 😀é\n\r"), max_size=40),
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, SCRAPS), max_size=4),
    st.sampled_from(("utf-8", "utf-16", "utf-32")),
)
def test_no_change_is_nonsense(
    text: str, changes: list[tuple[int, int, int, int, str]], encoding: Encoding
) -> None:
    letter = Letter("untitled:a", "", 1, text)
    for line, character, last_line, last, new in changes:
        # attrs' own check of numbers is passed by, as a client would pass by it.
        start, end = types.Position(0, 0), types.Position(0, 0)
        for place, row, column in ((start, line, character), (end, last_line, last)):
            object.__setattr__(place, "line", row)
            object.__setattr__(place, "character", column)
        change = types.TextDocumentContentChangePartial(types.Range(start, end), new)
        before = letter.text
        letter = letter.changed(2, [change], encoding)
        # What goes is one stretch, and what stays is as it was.
        assert any(
            letter.text
            == before[:at] + new + before[at + len(before) - len(letter.text) + len(new) :]
            for at in range(len(before) + 1)
        )
    assert letter.version == (2 if changes else 1)


@pytest.mark.parametrize(
    ("places", "after"),
    [
        ((0, 1, 0, 2), "aX\r\ncd\rf"),
        ((0, 99, 1, 0), "abXcd\rf"),
        ((0, 2, 0, 99), "abX\r\ncd\rf"),
        ((9, 9, 9, 9), "ab\r\ncd\rfX"),
        ((1, 2, 0, 1), "aX\rf"),
        ((2, 1, 2, 1), "ab\r\ncd\rfX"),
    ],
)
def test_a_change_past_an_end_is_at_the_end(places: tuple[int, int, int, int], after: str) -> None:
    start, end = types.Position(*places[:2]), types.Position(*places[2:])
    change = types.TextDocumentContentChangePartial(types.Range(start, end), "X")
    letter = Letter("untitled:a", "", 1, "ab\r\ncd\rf")
    assert letter.changed(2, [change], "utf-16").text == after


def test_a_whole_text_takes_the_place_of_the_old() -> None:
    change = types.TextDocumentContentChangeWholeDocument("new")
    assert Letter("untitled:a", "", 1, "old").changed(7, [change], "utf-8") == Letter(
        "untitled:a", "", 7, "new"
    )


@pytest.mark.parametrize(
    ("name", "language", "format"),
    [
        ("a.txt", "html", "txt"), ("a.md", "plaintext", "md"), ("a.HTM", "", "html"),
        ("a.eml", "", "txt"), ("Untitled-1", "markdown", "md"), ("Untitled-1", "html", "html"),
        ("Untitled-1", "jinja-html", "html"), ("Untitled-1", "plaintext", "txt"), ("a.tex", "latex", "txt"),
    ],
)  # fmt: skip
def test_the_format_is_that_of_name_and_language(name: str, language: str, format: str) -> None:
    assert read_letter("Dear Ann,\n\nWe met.\n", name, language).format == format


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Ann", "a.docx"), ("{\\rtf1 Dear Ann}", "a.txt"), ("%PDF-1.4 Dear Ann", "a.txt"),
        ("Dear\x00Ann", "a.txt"), ("\x01\x02\x03\x04", "a.md"), ("Dear Ann", "a.rtf"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_not_read(text: str, name: str) -> None:
    with pytest.raises(ReadError) as told:
        read_letter(text, name, "")
    assert "\n" not in str(told.value)


def test_a_mail_keeps_its_places() -> None:
    mail = (
        "Return-Path: <a@b.example>\nFrom: a@b.example\nSubject: Work\n\nWe will commence work.\n"
    )
    found = look(mail, "a.eml")
    (mark,) = [m for m in diagnostics(found) if m.code == "jargon.official-verb"]
    assert mark.range == types.Range(types.Position(4, 8), types.Position(4, 16))


# -- places and edits in the source ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding", "end"),
    list(zip(TEXTS, cycle(("utf-8", "utf-16", "utf-32")), cycle(("\r\n", "\r", "\n", "\r")))),
)
def test_the_samples(name: str, encoding: Encoding, end: str, settings: EditorSettings) -> None:
    """Marks stand on the words, whatever the line ends; each wording offered does what it says and no more;
    and all safe changes are those of `fix`."""
    plain = (SAMPLES / name).read_text(encoding="utf-8")
    text = "\ufeff" * (end == "\r") + plain.replace("\n", end)
    letter = Letter((SAMPLES / name).as_uri(), "", 3, text)
    found = check(letter, settings, ROOT, encoding)
    report = plainletter.check_file(SAMPLES / name, config=found.config)
    assert [f.to_dict() for f in found.report.findings] == [f.to_dict() for f in report.findings]
    assert found.report.findings
    for finding, mark in zip(report.findings, diagnostics(found), strict=True):
        assert (mark.code, mark.source) == (finding.rule, "plainletter")
        if not len(finding.span):
            assert mark.range.start.line == mark.range.end.line == 0
            continue
        marked = put_in(text, [types.TextEdit(mark.range, "\ue000")], encoding)
        start = marked.index("\ue000")
        words = text[start : len(text) - (len(marked) - start - 1)]
        shown = re.sub(r"<[^>]*>|[*>_]", "", words)
        if name.endswith(".html"):
            shown = html.unescape(shown)
        assert "".join(shown.split()) == "".join(finding.text.split())
    offered = actions(found, EVERYWHERE, ["quickfix"], Client())
    wordings = [s for f in report.findings for s in f.suggestions if s.edits]
    made = [action for action in offered if action.title.startswith(("Write", "Leave"))]
    # All but those across a sign of Markdown or a tag.
    assert len(wordings) * 0.9 <= len(made) <= len(wordings)
    document = read_file(SAMPLES / name)
    read = {
        " ".join(apply_edits(document.text, suggestion.edits).split()) for suggestion in wordings
    }
    for action in made:
        new = put_in(text, edits_of(action), encoding)
        after = Letter("untitled:a", "", 1, new)
        assert " ".join(read_letter(after.plain, name, "").text.split()) in read


@pytest.mark.parametrize("name", ["formats/letter.txt", "formats/letter.md", "formats/letter.html"])
def test_all_safe_changes_are_those_of_fix(
    name: str, run: Callable[..., Outcome], settings: EditorSettings
) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    found = check(Letter((SAMPLES / name).as_uri(), "", 1, text), settings, ROOT, "utf-16")
    fixed = run("fix", SAMPLES / name, "--safe-only", "-o", "-", "--quiet").out
    written = fix_all(found)
    assert put_in(text, found.source.text_edits(written)) == fixed
    assert bool(written) == (fixed != text)


def test_what_cannot_be_written_exactly_is_not_offered() -> None:
    source = look("We **will com**mence &amp; plan.\n", "a.md").source
    text = source.document.text
    assert text == "We will commence & plan."

    def edit(old: str, new: str) -> tuple[Edit, ...] | None:
        start = text.index(old)
        edits = (Edit(Span(start, start + len(old)), new),)
        written = source.edits(edits)
        return written if written is not None and source.reads_as(written, edits) else None

    assert edit("We ", "They ") == (Edit(Span(0, 3), "They "),)
    assert edit("& ", "or ") == (Edit(Span(21, 27), "or "),)
    assert edit("will commence", "start") == (Edit(Span(5, 20), "start**"),)
    # The stars would open nothing any more, and be read.
    assert edit("We will", "They") is None
    assert source.edits((Edit(Span(0, 2), "a"), Edit(Span(1, 3), "b"))) is None
    assert source.edits(()) is None


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", 3), ("utf-16", 1), ("utf-32", 1)])
def test_a_byte_order_mark_counts_in_the_first_line(encoding: Encoding, mark: int) -> None:
    found = look("\ufeffWe will commence work.\r\nWe will commence it.\r\n", encoding=encoding)
    starts = [m.range.start for m in diagnostics(found)]
    assert starts == [types.Position(0, 8 + mark), types.Position(1, 8)]
    written = found.source.text_edits(fix_all(found))
    assert put_in(found.letter.text, written, encoding) == (
        "\ufeffWe will start work.\r\nWe will start it.\r\n"
    )


def test_the_same_edits_as_the_review_writes() -> None:
    found = look(FORMS["a.html"], "a.html")
    offered = actions(found, EVERYWHERE, None, Client(later=True))
    titles = [action.title for action in offered]
    assert {"Write “start”", "Write “begin”", "Write “before”", "Write “We need you to”"} <= set(
        titles
    )
    new = put_in(FORMS["a.html"], edits_of(titled(offered, "Write “before”")))
    assert new == FORMS["a.html"].replace("prior to", "before")
    assert titled(offered, "Write “start”").is_preferred
    assert not titled(offered, "Write “begin”").is_preferred
    assert not titled(offered, "Write “We need you to”").is_preferred


def test_versions_and_kinds() -> None:
    found = look(LETTER)
    (first, *_) = actions(found, EVERYWHERE, ["quickfix"], Client(versions=True))
    assert first.edit is not None
    assert first.edit.changes is None
    (change,) = first.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    kinds = {action.kind for action in actions(found, EVERYWHERE, None, Client(later=True))}
    assert kinds == {"quickfix", "source.fixAll.plainletter"}
    for asked in ("source", "source.fixAll", "source.fixAll.plainletter", ""):
        whole = actions(found, EVERYWHERE, [asked], Client())[-1]
        assert put_in(LETTER, edits_of(whole)) == LETTER.replace("prior to", "before").replace(
            "commence", "start"
        )
    assert actions(found, EVERYWHERE, ["refactor", "source.organizeImports"], Client()) == []
    nowhere = types.Range(types.Position(6, 0), types.Position(6, 3))
    assert actions(found, nowhere, ["quickfix"], Client()) == []


# -- letting a finding stand ----------------------------------------------------------------------


def blocks(report: plainletter.Report) -> list[tuple[object, ...]]:
    """What a letter is made of, but for comments."""
    return [
        (b.kind, b.level, b.marker, b.header, b.place.table, b.place.row, b.place.cell, b.span.of(report.document.text))
        for b in report.document.blocks if b.kind != "markup"
    ]  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
@pytest.mark.parametrize("texts", [FORMS, MIXED], ids=["letter", "mixed"])
def test_what_is_let_stand_is_gone(name: str, texts: dict[str, str]) -> None:
    found = look(texts[name], name)
    findings = found.report.findings
    assert len({f.rule for f in findings}) >= 2
    for finding in findings:
        place = allowance(finding, found.source)
        assert place is not None, finding
        edit, whole = place
        assert whole == (finding.span == Span(0, 0))
        text = put_in(texts[name], found.source.text_edits((edit,)))
        assert text.count(REASON) == 1
        after = look(text, name).report
        assert blocks(after) == blocks(found.report)
        assert after.problems == found.report.problems
        gone = [f for f in findings if f not in after.findings]
        was = [(f.rule, f.text) for f in findings]
        now = [(f.rule, f.text) for f in after.findings]
        assert {rule for rule, _ in was if now.count(rule) < was.count(rule)} <= {finding.rule}
        assert was.count((finding.rule, finding.text)) > now.count((finding.rule, finding.text)), (
            gone
        )
        assert len(now) < len(was)
        assert [one for one in now if one not in was] == []


def test_it_stands_before_the_paragraph() -> None:
    found = look(LETTER.replace("\n", "\r\n"))
    offered = actions(found, EVERYWHERE, None, Client())
    action = titled(offered, "Let tone.order-must stand in this paragraph")
    text = put_in(LETTER, edits_of(action))
    assert text.split("\n")[2:4] == [
        f"<!-- plainletter: allow tone.order-must because {REASON} -->",
        LETTER.split("\n")[2],
    ]
    whole = next(a for a in offered if a.title.endswith("stand in this letter"))
    assert put_in(LETTER, edits_of(whole)).startswith("<!-- plainletter: allow-letter content.")


def test_one_wish_for_all_findings_of_a_rule_in_a_paragraph() -> None:
    found = look("We will commence work. They commence too.\n")
    (action,) = [a for a in actions(found, EVERYWHERE, None, Client()) if "stand" in a.title]
    assert len(action.diagnostics or ()) == 2


# -- what is shown --------------------------------------------------------------------------------


def test_marks_for_what_could_not_be_checked(settings: EditorSettings, tmp_path: Path) -> None:
    def marks(text: str, name: str = "a.txt") -> list[types.Diagnostic]:
        letter = Letter((tmp_path / name).as_uri(), "", 1, text)
        return diagnostics(check(letter, settings, tmp_path, "utf-16"))

    (french,) = marks("Bonjour à tous. Nous sommes très contents de vous voir ici ce matin.\n" * 9)
    assert french.code == "not-checked"
    assert french.severity == types.DiagnosticSeverity.Error
    assert "English" in french.message
    assert french.range.start.line == french.range.end.line == 0
    for empty in ("", " \r\n\t", "\ufeff"):
        (mark,) = marks(empty)
        assert mark.severity == types.DiagnosticSeverity.Information
        assert mark.message == "There is nothing to check yet."
    (large,) = marks("word " * (LONGEST // 5 + 1))
    assert large.severity == types.DiagnosticSeverity.Error
    assert large.message.startswith("Not checked: it has more than 250,000 characters")
    (packed,) = marks("Dear Ann", "a.docx")
    assert packed.message.startswith("Not checked: only text")
    (tmp_path / "b.txt.plainletter.toml").write_text("[[allow]]\nrule = 5\n")
    (beside,) = marks(LETTER, "b.txt")
    assert "b.txt.plainletter.toml" in beside.message
    assert beside.code == "not-checked"


def test_a_half_character_is_no_fault() -> None:
    found = look("Ann \ud83d asked.\n\nWe will commence work \ude00.\n")
    (mark,) = [m for m in diagnostics(found) if m.code == "jargon.official-verb"]
    assert mark.range == types.Range(types.Position(2, 8), types.Position(2, 16))
    action = titled(actions(found, EVERYWHERE, None, Client()), "Write “start”")
    assert put_in(found.letter.text, edits_of(action)).endswith("We will start work \ude00.\n")


HOSTILE = (
    "![x](https://evil.example/x.png) <img src=https://evil.example/y.png> [a](javascript:alert) "
    "**b** `c` # d | e &lt;b&gt; https://evil.example www.evil.example a@evil.example \\ ~~f~~ \u202e\n---\n"
)


def hostile(found: Checked) -> Checked:
    finding = Finding(
        "tone.order-must", "tone", "warning", HOSTILE, HOSTILE, HOSTILE, Span(0, 4), "Dear", Span(0, 4),
        suggestions=(Suggestion(HOSTILE, (Edit(Span(0, 4), HOSTILE),)), Suggestion(HOSTILE)),
    )  # fmt: skip
    return replace(found, report=replace(found.report, findings=(finding,)))


def test_hover_shows_hostile_text_as_text() -> None:
    found = hostile(look("Dear Ann, we met.\n"))
    shown = hover(found, types.Position(0, 2), markdown=True)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(shown.contents.value)
    assert set(re.findall(r"<(\w+)", page)) == {"p", "strong"}
    assert page.count("<strong>") == 1
    assert page.count("![x](https://evil.example/x.png)") == 5
    # Nothing that an editor would turn into a link by itself.
    assert not re.search(r"https?://|www\.|\w@", shown.contents.value)
    assert "\u202e" not in shown.contents.value
    plain = hover(found, types.Position(0, 2), markdown=False)
    assert plain is not None
    assert isinstance(plain.contents, types.MarkupContent)
    assert plain.contents.kind == "plaintext"
    assert plain.contents.value.count("![x](https://evil.example/x.png) <img") == 5
    (mark,) = diagnostics(found)
    assert "\n" not in mark.message
    assert "\u202e" not in mark.message


def test_hover_tells_all_there_is() -> None:
    found = look(LETTER)
    for character in (0, 4, 8):
        shown = hover(found, types.Position(2, character), markdown=False)
        assert shown is not None
        assert isinstance(shown.contents, types.MarkupContent)
        told = shown.contents.value.split("\n")
        assert told[0].startswith("“You must” sounds like an order")
        assert told[2] == "Better: “We need you to”"
        assert told[-1].endswith("(tone.order-must)")
        assert shown.range == types.Range(types.Position(2, 0), types.Position(2, 8))
    assert hover(found, types.Position(2, 20), markdown=True) is None
    far = hover(found, types.Position(2**31 - 1, 2**31 - 1), markdown=True)
    assert far is None


# -- settings -------------------------------------------------------------------------------------


def test_settings_are_read_anew_and_the_last_good_ones_go_on(tmp_path: Path) -> None:
    settings = EditorSettings(None, {"ignore": ("jargon",), "select": (), "profile": None})
    assert settings.for_folder(tmp_path) == (Config(ignore=("jargon",)), "")
    file = tmp_path / "plainletter.toml"
    file.write_text('profile = "letter-to-family"\n')
    good = Config(profile="letter-to-family", ignore=("jargon",))
    assert settings.for_folder(tmp_path) == (good, "")
    for broken in (
        'profil = "plan"',
        "profile = 5",
        "[",
        'profile = "memo"',
        'select = ["tone.loud"]',
    ):
        file.write_text(broken)
        config, fault = settings.for_folder(tmp_path)
        assert config == good
        assert fault
        assert "\n" not in fault
    other = tmp_path / "other"
    other.mkdir()
    assert settings.for_folder(other) == (Config(ignore=("jargon",)), fault)
    file.unlink()
    assert settings.for_folder(tmp_path) == (Config(ignore=("jargon",)), "")


def test_an_unchanged_letter_is_not_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: EditorSettings
) -> None:
    times = []
    real = Checker.check
    monkeypatch.setattr(Checker, "check", lambda *args: times.append(1) or real(*args))
    letter = Letter((tmp_path / "a.txt").as_uri(), "", 1, LETTER)
    first = check(letter, settings, tmp_path, "utf-16")
    again = check(replace(letter, version=2), settings, tmp_path, "utf-16", first)
    assert len(times) == 1
    assert again.report == first.report
    assert again.letter.version == 2
    (tmp_path / "a.txt.plainletter.toml").write_text(
        '[[allow]]\nrule = "tone.order-must"\nbecause = "The order says so."\n'
    )
    third = check(letter, settings, tmp_path, "utf-16", again)
    assert len(times) == 2
    assert len(third.report.findings) == len(first.report.findings) - 1
    (tmp_path / "plainletter.toml").write_text('ignore = ["jargon"]\n')
    fourth = check(letter, settings, tmp_path, "utf-16", third)
    assert len(fourth.report.findings) == len(third.report.findings) - 2
    assert len(times) == 3


# -- the desk -------------------------------------------------------------------------------------


class _Office:
    """A desk whose checks wait until they are let go."""

    def __init__(self, **options: Any) -> None:
        self.begun: list[str] = []
        self.published: list[str] = []
        self.failed: list[str] = []
        self.slow: list[str] = []
        self.go = threading.Semaphore(0)
        self.desk = Desk(
            self._check,
            lambda checked: self.published.append(checked.letter.text),
            lambda letter, error: self.failed.append(f"{letter.text}: {error}"),
            lambda letter: self.slow.append(letter.text),
            **options,
        )

    def _check(self, letter: Letter, _: Checked | None) -> Checked:
        self.begun.append(letter.text)
        self.go.acquire()
        if "bad" in letter.text:
            raise ValueError("no")
        report = plainletter.api.unchecked("", "plan", plainletter.Problem("read", "", ""))
        return Checked(Source(letter, report.document, "utf-16"), Config(), report)

    def open(self, text: str, uri: str = "untitled:a") -> None:
        self.desk.open(Letter(uri, "", 1, text))

    def write(self, text: str, uri: str = "untitled:a") -> None:
        self.desk.change(uri, lambda letter: replace(letter, text=text))


async def _until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


@pytest.mark.asyncio
async def test_only_the_newest_version_counts() -> None:
    office = _Office(pause=0.0)
    office.open("one")
    await _until(lambda: office.begun)
    for text in ("two", "three", "four"):
        office.write(text)
    assert office.begun == ["one"]
    waiting = asyncio.create_task(office.desk.checked("untitled:a"))
    office.go.release()
    await _until(lambda: len(office.begun) == 2)
    assert office.published == []
    assert not waiting.done()
    office.go.release()
    assert (await waiting).letter.text == "four"
    assert office.begun == ["one", "four"]
    assert office.published == ["four"]


@pytest.mark.asyncio
async def test_a_pause_is_waited_for_but_not_by_somebody_who_asks() -> None:
    office = _Office(pause=3600.0)
    office.open("one")
    office.go.release()
    await _until(lambda: office.published)
    office.write("two")
    await asyncio.sleep(0.01)
    assert office.begun == ["one"]
    office.go.release()
    assert (await office.desk.checked("untitled:a")).letter.text == "two"
    office.write("three")
    office.desk.again("untitled:a")
    office.go.release()
    assert (await office.desk.checked("untitled:a")).letter.text == "three"
    office.desk.again("untitled:nowhere")


@pytest.mark.asyncio
async def test_what_fails_is_told_and_the_rest_goes_on() -> None:
    office = _Office(pause=0.0)
    office.open("bad")
    office.open("good", "untitled:b")
    office.go.release(2)
    with pytest.raises(Closed):
        await office.desk.checked("untitled:a")
    assert office.failed == ["bad: no"]
    assert (await office.desk.checked("untitled:b")).letter.text == "good"
    office.go.release()
    office.write("better")
    assert (await office.desk.checked("untitled:a")).letter.text == "better"


@pytest.mark.asyncio
async def test_a_closed_letter_is_told_of_no_more() -> None:
    office = _Office(pause=0.0)
    office.open("one")
    await _until(lambda: office.begun)
    waiting = asyncio.create_task(office.desk.checked("untitled:a"))
    await asyncio.sleep(0)
    office.desk.close("untitled:a")
    with pytest.raises(Closed):
        await waiting
    with pytest.raises(Closed):
        office.write("two")
    with pytest.raises(Closed):
        await office.desk.checked("untitled:a")
    office.open("three")
    office.go.release(2)
    assert (await office.desk.checked("untitled:a")).letter.text == "three"
    assert office.published == ["three"]
    assert office.desk.letters == ["untitled:a"]


@pytest.mark.asyncio
async def test_a_long_check_is_told_of() -> None:
    office = _Office(pause=0.0, patience=0.0)
    office.open("one")
    await _until(lambda: office.slow)
    assert office.published == []
    office.go.release()
    await _until(lambda: office.published)


# -- messages -------------------------------------------------------------------------------------


def test_messages_are_read_from_bytes() -> None:
    stream = io.BytesIO(
        b"Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]"
        b"junk\r\n\r\n\r\nContent-Length: no\r\n\r\nContent-Length: 4\n\nnull"
        b"Content-Length: 0\r\n\r\nContent-Length: 9\r\n\r\nshort"
    )
    found = []
    while (message := read_message(stream)) is not None:
        found.append(message)
    assert found == [b"{}", b"[1]", b"null", b""]


def test_a_message_that_is_too_large_is_passed_over() -> None:
    class Endless(io.RawIOBase):
        """A header, more zeros than are taken, and one message more."""

        parts = [b"Content-Length: %d\r\n" % (MOST_BYTES + 1), b"\r\n"]  # noqa: RUF012
        left = MOST_BYTES + 1

        def readline(self, _: int | None = -1) -> bytes:
            if self.parts:
                return self.parts.pop(0)
            return b""

        def read(self, size: int = -1) -> bytes:
            assert size <= 2**20
            self.left -= size
            return b"0" * size

    stream = Endless()
    assert read_message(stream) == b""  # type: ignore[arg-type]
    assert stream.left == 0
    assert read_message(io.BytesIO(b"Content-Length: 9999999999\r\n\r\n0")) is None


class Talk:
    """A talk with the server over two pipes, message by message."""

    def __init__(self, settings: EditorSettings) -> None:
        theirs, self._ours = os.pipe()
        self._back, ours = os.pipe()
        self._out = os.fdopen(self._ours, "wb")
        self._in = os.fdopen(self._back, "rb")
        self.code: list[int] = []
        self.before: list[dict[str, Any]] = []
        self._number = 0

        self._stdin = os.fdopen(theirs, "rb")

        def serve() -> None:
            # What nobody has taken is lost at the end.
            with suppress(BrokenPipeError), os.fdopen(ours, "wb") as stdout:
                self.code.append(service.serve(settings, self._stdin, stdout))

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()

    def raw(self, body: bytes) -> None:
        self._out.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._out.flush()

    def notify(self, method: str, **params: Any) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def ask(self, method: str, **params: Any) -> int:
        self._number += 1
        shape = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self.raw(json.dumps(shape).encode())
        return self._number

    def next(self) -> dict[str, Any] | None:
        body = read_message(self._in)
        return None if body is None else json.loads(body)

    def until(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The next message that is wanted; those before it go to `before`."""
        while True:
            message = self.next()
            assert message is not None, "the server has ended"
            if wanted(message):
                return message
            self.before.append(message)

    def answer(self, method: str, **params: Any) -> dict[str, Any]:
        number = self.ask(method, **params)
        return self.until(lambda message: message.get("id") == number)

    def begin(self, **capabilities: Any) -> dict[str, Any]:
        found = self.answer("initialize", processId=None, rootUri=None, capabilities=capabilities)
        self.notify("initialized")
        capable: dict[str, Any] = found["result"]["capabilities"]
        return capable

    def open(self, uri: str, text: str, version: int = 1, language: str = "plaintext") -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", textDocument=item)

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": version},
            contentChanges=changes,
        )

    def marks(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The marks that are sent next for a letter, or for this version of it."""
        found = self.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and version in (None, message["params"].get("version"))
            )
        )
        marks: list[dict[str, Any]] = found["params"]["diagnostics"]
        return marks

    def close(self) -> int:
        """Go away without a word; gives the exit code."""
        self._out.close()
        self.thread.join()
        self._stdin.close()
        self._in.close()
        return self.code[0]


@contextmanager
def talking(settings: EditorSettings) -> Iterator[Talk]:
    talk = Talk(settings)
    try:
        yield talk
    finally:
        talk.close()


@pytest.fixture
def talk(settings: EditorSettings) -> Iterator[Talk]:
    with talking(settings) as found:
        yield found


def codes(marks: list[dict[str, Any]]) -> set[str]:
    return {mark["code"] for mark in marks}


def whole(text: str) -> dict[str, Any]:
    return {"text": text}


def part(line: int, start: int, last: int, end: int, text: str) -> dict[str, Any]:
    places = {"start": {"line": line, "character": start}, "end": {"line": last, "character": end}}
    return {"range": places, "text": text}


A = "untitled:a.txt"


class TestTalks:
    def test_changes_faster_than_checks(self, talk: Talk) -> None:
        talk.begin()
        talk.open(A, "Dear Ann,\n")
        text = "We will commence work."
        for version, char in enumerate(text, 2):
            talk.change(A, version, part(1, version, 1, version, char))
        marks = talk.marks(A, len(text) + 1)
        assert [m["range"]["start"] for m in marks if m["code"] == "jargon.official-verb"] == [
            {"line": 1, "character": 8}
        ]
        versions = [
            m["params"]["version"]
            for m in talk.before
            if m.get("method", "").endswith("Diagnostics")
        ]
        assert versions == sorted(versions)

    def test_open_change_save_close(self, talk: Talk, tmp_path: Path) -> None:
        uri = (tmp_path / "a ä.md").as_uri()
        talk.begin()
        talk.open(uri, "We will **commence** work.\n")
        assert codes(talk.marks(uri, 1)) == {"jargon.official-verb"}
        (tmp_path / "plainletter.toml").write_text('ignore = ["jargon"]\n')
        talk.notify("textDocument/didSave", textDocument={"uri": uri})
        assert talk.marks(uri, 1) == []
        (tmp_path / "plainletter.toml").write_text('ignore = ["jargon"\n')
        talk.notify("workspace/didChangeWatchedFiles", changes=[{"uri": uri, "type": 2}])
        (mark,) = talk.marks(uri, 1)
        assert mark["code"] == "settings"
        assert "plainletter.toml: is not valid TOML" in mark["message"]
        (told,) = [m for m in talk.before if m.get("method") == "window/showMessage"]
        assert told["params"]["message"] == mark["message"]
        (tmp_path / "plainletter.toml").write_text("")
        talk.notify("textDocument/didSave", textDocument={"uri": "file:///other/plainletter.toml"})
        assert codes(talk.marks(uri, 1)) == {"jargon.official-verb"}
        talk.notify("textDocument/didClose", textDocument={"uri": uri})
        assert talk.marks(uri) == []
        found = talk.answer(
            "textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 4}
        )
        assert found["error"]["code"] == -32801

    def test_places_outside(self, talk: Talk) -> None:
        talk.begin()
        talk.open(A, LETTER)
        far = 2**40
        for place in ((-1, -1), (far, far), (2, far), (2, 1), (-far, 3)):
            position = dict(zip(("line", "character"), place, strict=True))
            found = talk.answer("textDocument/hover", textDocument={"uri": A}, position=position)
            assert "error" not in found
            for ends in ((position, {"line": 0, "character": 0}), (position, position)):
                found = talk.answer(
                    "textDocument/codeAction", textDocument={"uri": A},
                    range={"start": ends[0], "end": ends[1]}, context={"diagnostics": []},
                )  # fmt: skip
                assert isinstance(found["result"], list)
        talk.change(A, 2, part(far, -1, -5, far, "We commence."))
        talk.change(
            A, 3, part(0, 0, far, far, "We meet."), part(-3, -3, -3, -3, "Now, prior to noon, ")
        )
        talk.change(A, 4, part(0, far, 0, 0, "We will commence work."))
        assert codes(talk.marks(A, 4)) == {"jargon.official-verb"}

    @pytest.mark.parametrize(
        ("encodings", "agreed", "column"),
        [(None, "utf-16", 6), (["utf-8"], "utf-8", 8), (["utf-32", "utf-8"], "utf-32", 5), (["x"], "utf-16", 6)],
    )  # fmt: skip
    def test_the_editor_says_what_it_counts(
        self, talk: Talk, encodings: list[str] | None, agreed: str, column: int
    ) -> None:
        general = {} if encodings is None else {"general": {"positionEncodings": encodings}}
        assert talk.begin(**general)["positionEncoding"] == agreed
        talk.open(A, "Ann 😀 We will hardly commence work.\n")
        # The full stop goes behind the face, “hardly” goes out.
        talk.change(A, 2, part(0, column, 0, column, "."), part(0, column + 9, 0, column + 16, ""))
        (mark,) = talk.marks(A, 2)
        assert mark["range"]["start"] == {"line": 0, "character": column + 10}
        assert mark["range"]["end"] == {"line": 0, "character": column + 18}

    def test_an_editor_that_pulls(self, talk: Talk) -> None:
        talk.begin(
            textDocument={"diagnostic": {}}, workspace={"diagnostics": {"refreshSupport": True}}
        )
        talk.open(A, "We will commence work.\n")
        found = talk.answer("textDocument/diagnostic", textDocument={"uri": A})
        assert found["result"]["kind"] == "full"
        assert codes(found["result"]["items"]) == {"jargon.official-verb"}
        talk.change(A, 2, whole("We will start work.\n"))
        found = talk.answer("textDocument/diagnostic", textDocument={"uri": A})
        assert found["result"]["items"] == []
        talk.notify("workspace/didChangeWatchedFiles", changes=[])
        asked = talk.until(lambda message: message.get("method") == "workspace/diagnostic/refresh")
        talk.raw(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": None}).encode())
        found = talk.answer("textDocument/diagnostic", textDocument={"uri": "untitled:b"})
        assert found["error"]["data"] == {"retriggerRequest": False}
        talk.notify("textDocument/didClose", textDocument={"uri": A})
        talk.answer("shutdown")
        assert not [m for m in talk.before if m.get("method") == "textDocument/publishDiagnostics"]

    def test_ten_megabytes(self, talk: Talk) -> None:
        talk.begin()
        talk.open(A, "words and\n" * 2**20)
        (mark,) = talk.marks(A)
        assert "too many to check while you write" in mark["message"]
        talk.change(A, 2, part(3, 2, 2**20, 4, ""), part(0, 0, 3, 2, "We will commence work."))
        assert codes(talk.marks(A, 2)) == {"jargon.official-verb"}

    def test_what_is_not_understood(self, talk: Talk) -> None:
        early = talk.answer("textDocument/hover")
        assert early["error"]["code"] == -32002
        talk.notify("textDocument/didOpen", textDocument={})
        talk.begin()
        for body, code in (
            (b"{nonsense", -32700), (b"\xff\xfe", -32700), (b"[" * 100_000, -32700), (b"", -32700),
            (b"[]", -32600), (b"5", -32600), (b'{"jsonrpc": "1.0"}', -32600),
            (b'{"jsonrpc": "2.0", "id": {}, "method": "x"}', -32600),
            (b'{"jsonrpc": "2.0", "id": 1, "method": 5}', -32600),
        ):  # fmt: skip
            talk.raw(body)
            assert talk.until(lambda message: "error" in message)["error"]["code"] == code
        for method in ("no/such", "$/no/such", "workspace/symbol", "textDocument/definition"):
            assert talk.answer(method)["error"]["code"] == -32601
            talk.notify(method)
        assert talk.answer("textDocument/hover", position=5)["error"]["code"] == -32602
        assert talk.answer("initialize", capabilities={})["error"]["code"] == -32600
        assert talk.answer("workspace/executeCommand", command="x")["error"]["code"] == -32602
        talk.raw(b'{"jsonrpc": "2.0", "id": 77, "result": null}')
        talk.notify("$/cancelRequest", id=99)
        talk.notify("textDocument/didChange", textDocument={"uri": A}, contentChanges=5)
        talk.change("untitled:unknown", 1, whole("x"))
        talk.open(A, "We will commence work.\n")
        assert codes(talk.marks(A, 1)) == {"jargon.official-verb"}
        told = [
            m["params"]["message"] for m in talk.before if m.get("method") == "window/showMessage"
        ]
        assert len(told) == 2
        assert all("\n" not in line and "Traceback" not in line for line in told)
        assert not [m for m in talk.before if "Traceback" in json.dumps(m)]

    def test_a_request_that_is_taken_back(
        self, talk: Talk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        go = threading.Event()
        real = service.check

        def slow(*args: Any) -> Checked:
            go.wait()
            return real(*args)

        monkeypatch.setattr(service, "check", slow)
        talk.begin()
        talk.open(A, "We will commence work.\n")
        number = talk.ask(
            "textDocument/hover", textDocument={"uri": A}, position={"line": 0, "character": 9}
        )
        # While the check goes on others are answered.
        assert talk.answer("no/such")["error"]["code"] == -32601
        talk.notify("$/cancelRequest", id=number)
        found = talk.until(lambda message: message.get("id") == number)
        assert found["error"]["code"] == -32800
        go.set()
        assert codes(talk.marks(A, 1)) == {"jargon.official-verb"}

    def test_a_fault_is_told_without_the_letter(
        self, talk: Talk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: Any) -> Checked:
            raise ValueError("Zebedee")

        monkeypatch.setattr(service, "check", broken)
        monkeypatch.setattr(service, "_warm_up", broken)
        talk.begin()
        talk.open(A, "Zebedee will commence work.\n")
        (mark,) = talk.marks(A, 1)
        assert mark["code"] == "not-checked"
        assert "by a fault in plainletter (ValueError at test_lsp.py:" in mark["message"]
        found = talk.answer(
            "textDocument/hover", textDocument={"uri": A}, position={"line": 0, "character": 1}
        )
        assert "error" in found
        assert "Zebedee" not in json.dumps([found, mark, *talk.before])

    def test_an_action_whose_letter_has_changed(self, talk: Talk) -> None:
        lazy = {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
        talk.begin(textDocument={"codeAction": lazy})
        talk.open(A, LETTER)
        offered = talk.answer(
            "textDocument/codeAction", textDocument={"uri": A},
            range=part(0, 0, 9, 9, "")["range"],
            context={"diagnostics": [], "only": ["source.fixAll"]},
        )["result"]  # fmt: skip
        (action,) = offered
        assert "edit" not in action
        assert len(talk.answer("codeAction/resolve", **action)["result"]["edit"]["changes"][A]) == 2
        talk.change(A, 2, part(0, 0, 0, 0, "x"))
        assert talk.answer("codeAction/resolve", **action)["error"]["code"] == -32801
        bare = {"title": "x", "kind": "quickfix"}
        assert talk.answer("codeAction/resolve", **bare)["result"] == bare

    def test_the_ends_of_a_talk(self, settings: EditorSettings) -> None:
        with talking(settings) as talk:
            talk.begin()
            talk.open(A, LETTER)
            assert talk.close() == 1
        with talking(settings) as talk:
            talk.begin()
            assert talk.answer("shutdown")["result"] is None
            assert talk.answer("shutdown")["error"]["code"] == -32600
            talk.open(A, LETTER)
            assert talk.thread.is_alive()
            assert talk.close() == 0
        with talking(settings) as talk:
            talk.notify("exit")
            talk.thread.join()
            assert talk.code == [1]
        with talking(settings) as talk:
            talk.begin()
            talk.answer("shutdown")
            talk.notify("exit")
            talk.thread.join()
            assert talk.code == [0]

    def test_an_editor_that_listens_no_more(self, settings: EditorSettings) -> None:
        with talking(settings) as talk:
            talk.begin()
            talk._in.close()
            talk.open(A, LETTER)
            talk.thread.join()
            assert talk.code == [1]


# -- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--profile", "memo"], "no profile"),
        (["--ignore", "tone.loud"], "no rule"),
        (["--config", "nowhere.toml"], "cannot be read"),
    ],
)
def test_wrong_usage(run: Callable[..., Outcome], options: list[str], told: str) -> None:
    done = run("lsp", *options)
    assert done.code == 2
    assert told in done.one_line_error()


def test_without_the_extra(run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    from plainletter.cli import lsp

    monkeypatch.setattr(lsp, "find_spec", lambda _: None)
    done = run("lsp")
    assert done.code == 2
    assert 'pip install "plainletter[lsp]"' in done.one_line_error()


# -- real clients ---------------------------------------------------------------------------------

COMMAND = [sys.executable, "-m", "plainletter", "lsp"]
PRINTING = (
    "import os, sys\n"
    "from plainletter.engine import Checker\n"
    "real = Checker.check\n"
    "def check(*args):\n"
    "    print('stray'); os.write(1, b'stray'); sys.stdout.flush()\n"
    "    return real(*args)\n"
    "Checker.check = check\n"
    "sys.argv = ['plainletter', 'lsp', '--profile', 'letter-to-family']\n"
    "from plainletter.cli.main import main\n"
    "main()\n"
)


@pytest_lsp.fixture(config=ClientServerConfig([*COMMAND, "--profile", "letter-to-family"]))
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    watched = []

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        watched.extend(params.registrations)

    await lsp_client.initialize_session(
        types.InitializeParams(client_capabilities("visual-studio-code"), workspace_folders=None)
    )
    yield
    (one,) = watched
    assert one.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_a_client_of_others(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "letter.md").as_uri()
    item = types.TextDocumentItem(uri, "markdown", 5, FORMS["a.md"])
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    marks = client.diagnostics[uri]
    # The profile of the command line: nothing of what a letter before proceedings has to say.
    assert [mark.code for mark in marks] == [
        "tone.order-must", "jargon.official-link-phrase", "jargon.official-verb",
    ]  # fmt: skip
    document = types.TextDocumentIdentifier(uri)
    offered = await client.text_document_code_action_async(
        types.CodeActionParams(document, marks[2].range, types.CodeActionContext([marks[2]]))
    )
    assert offered is not None
    assert [action.title for action in offered] == [
        "Write “start”", "Write “begin”", "Let jargon.official-verb stand in this paragraph",
        "Make all safe changes",
    ]  # fmt: skip
    first = offered[0]
    assert isinstance(first, types.CodeAction)
    assert first.is_preferred
    assert list(first.diagnostics or ()) == [marks[2]]
    assert first.edit is not None
    (change,) = first.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(uri, 5)
    edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
    assert put_in(item.text, edits) == item.text.replace("commence", "start")
    last = offered[-1]
    assert isinstance(last, types.CodeAction)
    assert last.edit is None
    resolved = await client.code_action_resolve_async(last)
    assert resolved.edit is not None
    (change,) = resolved.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
    assert put_in(item.text, edits) == item.text.replace("commence", "start").replace(
        "prior to", "before"
    )
    shown = await client.text_document_hover_async(
        types.HoverParams(document, marks[0].range.start)
    )
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.kind == types.MarkupKind.Markdown
    assert shown.contents.value.startswith("**“You must” sounds like an order")


def test_nothing_else_is_printed_and_nothing_logged(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PRINTING],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    item = {
        "uri": A,
        "languageId": "plaintext",
        "version": 1,
        "text": "Zebedee will commence work.\n",
    }
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {"processId": 1, "rootUri": None, "capabilities": {}}},
        {"method": "textDocument/didOpen", "params": {"textDocument": item}},
        {"id": "Zebedee", "method": "textDocument/hover", "params": {"textDocument": {"uri": "Zebedee"}}},
        {"method": "textDocument/didChange", "params": {"Zebedee": "Zebedee"}},
        {"id": 2, "method": "textDocument/hover",
         "params": {"textDocument": {"uri": A}, "position": {"line": 0, "character": 14}}},
        {"id": 3, "method": "shutdown"},
        {"method": "exit"},
    ]  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        for message in messages[:5]:
            body = json.dumps({"jsonrpc": "2.0", **message}).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        process.stdin.flush()
        seen: list[Any] = []
        while not seen or seen[-1].get("id") != 2:
            body = read_message(process.stdout)  # type: ignore[arg-type]
            assert body is not None
            seen.append(json.loads(body))
        assert "commence" in seen[-1]["result"]["contents"]["value"]
        for message in messages[5:]:
            body = json.dumps({"jsonrpc": "2.0", **message}).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        process.stdin.flush()
        rest, told = process.stdout.read(), process.stderr.read()
    assert process.returncode == 0
    assert b"stray" not in rest
    assert told.replace(b"stray", b"").strip() == b""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim (nvim) is not installed")
def test_neovim(tmp_path: Path) -> None:
    """Debian's Neovim with the set-up that the README shows: marks, menu of actions, hover, and an edit."""
    command = tmp_path / "bin" / "plainletter"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plainletter "$@"\n')
    command.chmod(0o755)
    letter, outcome = tmp_path / "letter.txt", tmp_path / "outcome.json"
    letter.write_text(LETTER, encoding="utf-8")
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "LETTER": str(letter), "OUTCOME": str(outcome),
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path),
        **{f"XDG_{name}_HOME": str(tmp_path / "xdg") for name in ("CONFIG", "DATA", "STATE", "CACHE")},
        "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    scripts = [
        f"luafile {ROOT / 'tests' / name}" for name in ("neovim_setup.lua", "neovim_session.lua")
    ]
    done = subprocess.run(
        ["nvim", "--headless", "--clean", "-n", *(f"+{script}" for script in scripts)],
        cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert outcome.exists(), done.stderr
    seen = json.loads(outcome.read_text(encoding="utf-8"))
    assert seen.get("failed") is None, seen["failed"]
    found = {mark["code"]: mark for mark in seen["first"]}
    link = found["jargon.official-link-phrase"]
    # Neovim counts bytes in its own marks, and the face has four.
    before = LETTER.splitlines()[2].partition("prior to")[0].encode()
    assert (link["line"], link["from"], link["to"]) == (2, len(before), len(before) + 8)
    assert link["source"] == "plainletter"
    assert {mark["severity"] for mark in seen["first"]} == {1, 2, 3}
    assert seen["hover"]["kind"] == "markdown"
    assert seen["hover"]["value"].startswith("**“commence” is official language.")
    assert seen["offered"] == [
        "Write “start”", "Write “begin”", "Let jargon.official-verb stand in this paragraph",
        "Make all safe changes",
    ]  # fmt: skip
    begun = LETTER.replace("commence", "begin").splitlines()
    assert seen["changed"] == begun
    fixed = [line.replace("prior to", "before") for line in begun]
    assert seen["fixed"] == fixed
    wish = f"<!-- plainletter: allow tone.order-must because {REASON} -->"
    assert seen["allowed"] == [*fixed[:2], wish, *fixed[2:]]
    assert {"jargon.official-verb", "tone.order-must"} & {m["code"] for m in seen["last"]} == {
        "jargon.official-verb"
    }
    assert seen["encoding"] == "utf-16"
    log = tmp_path / "xdg" / "nvim" / "lsp.log"
    assert "ERROR" not in (log.read_text(encoding="utf-8") if log.exists() else "")
