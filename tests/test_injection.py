"""What a stranger wrote stays text: no terminal, browser or spreadsheet obeys a letter, a name or a fact of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Outcome
from playwright.sync_api import Browser
from test_reporters import hostile
from wordfile import p, r, word

from plainletter.cells import harmless
from plainletter.cli.progress import Bar
from plainletter.errors import one_line, unsteered, visible, visible_json
from plainletter.reporters import FORMATS, Options, writer

pytestmark = pytest.mark.timeout(200)

STEERS = {
    "colour": "\x1b[31;5mred",
    "C1": "\x9b2J\x9d0;owned\x9c",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "answer back": "\x1b[6n\x1b[c\x05",
    "device": "\x1bP+q544e\x1b\\\x90x\x9c",
    "return": "kind\rharsh",
    "backspace": "bad\b\b\bgood\x7f",
    "feeds": "a\x0bb\x0cc\x85d\u2028e\u2029f",
    "bidi": "\u202etxt.exe\u202c \u2067x\u2069 \u200f\u061c",
    "shift": "\x0e\x0f\x1a",
    "tags": "\U000e0041\U000e007f\u2063",
    "runner": "##[error]owned ::error::owned ::set-output name=a::b",
}
"""What would steer a terminal, or the log of GitHub's runner."""

ALL = " ".join(STEERS.values()).replace("\x00", "")
NAME = ALL.replace("/", "_").replace("\\", "_")[:70]
"""What of it a file name can hold."""

_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\U000e0000-\U000e007f]"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def assert_unsteered(text: str, *, commands: bool = False) -> None:
    """There is nothing in a text that a terminal would obey, nor, unless it has `commands` of ours, that
    GitHub's runner would."""
    found = _OBEYED.search(text)
    assert found is None, (found[0], text[max(found.start() - 60, 0) : found.end() + 20])
    if not commands:
        assert "##[" not in text
        assert not any(line.strip().startswith("::") for line in text.split("\n"))


Run = Callable[..., Outcome]


def steered(done: Outcome, **options: bool) -> str:
    """Both streams of a call, which hold nothing that is obeyed."""
    assert_unsteered(done.out.removeprefix("\ufeff").replace("\r\n", "\n"), **options)
    assert_unsteered(done.err)
    return done.out + done.err


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of letters whose names, texts and facts are all hostile."""
    folder = tmp_path_factory.mktemp("letters")
    body = "\n\n".join(f"You must {text} attend the meeting." for text in STEERS.values())
    # What is one control in a hundred characters is taken for no text at all.
    plain = "We met at the school and talked about how Temi gets there in the morning. " * 8
    body += f"\n\n{plain}" * 15
    shown = visible(ALL)
    text = f"Dear {shown},\n\n{body}\n\nWe have commenced work.\n\nYours sincerely\n\n{shown}\n"
    (folder / f"{NAME}.txt").write_text(text, encoding="utf-8")
    (folder / f"{NAME}.md").write_text(f"# {ALL}\n\n{text}", encoding="utf-8")
    page = f"<title>{ALL}</title><meta name=author content='{ALL}'><p>{text}</p>"
    (folder / f"{NAME}.html").write_text(page, encoding="utf-8")
    (folder / f"{NAME}.docx").write_bytes(b"PK\x03\x04 broken")
    clean = re.sub("[\x00-\x08\x0b-\x1f]", "", ALL).replace("<", "")
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{clean}</dc:title></cp:coreProperties>'
    )
    data = word(
        p(r(f"You must {clean} attend. We have commenced work.")), extra={"docProps/core.xml": core}
    )
    (folder / f"b{NAME}.docx").write_bytes(data)
    mail = EmailMessage()
    mail["Subject"] = one_line(ALL)
    mail.set_content(text)
    mail.add_attachment(
        b"junk", maintype="application", subtype="pdf", filename=f"{one_line(ALL)}.pdf"
    )
    (folder / f"{NAME}.eml").write_bytes(mail.as_bytes())
    Path(os.fsdecode(os.fsencode(folder) + b"/a\xff\x1b[31m.txt")).write_text(
        text, encoding="utf-8"
    )
    reason = json.dumps(ALL)
    reason = re.sub(r"\\ud[89a-f]..\\ud[89a-f]..", "", reason).replace("\x7f", "\\u007f")
    allow = f"[[allow]]\nrule = 'jargon.*'\nbecause = {reason}\n"
    (folder / f"{NAME}.txt.plainletter.toml").write_text(allow, encoding="utf-8")
    return folder


class TestTerminal:
    @pytest.mark.parametrize("format", [name for name in FORMATS if name != "html"])
    def test_reports(self, run: Run, letters: Path, format: str) -> None:
        done = run("check", letters, letters / f"no {ALL}", "--format", format)
        assert done.code == 3
        told = steered(done, commands=format in ("github", "csv"))
        assert "owned" in told
        if format == "github":
            lines = done.out.splitlines()
            assert all(re.match(r"::(error|warning|notice) [^:]*::", line) for line in lines)
        elif format == "junit":
            ElementTree.fromstring(done.out)
        elif format in ("json", "sarif"):
            json.loads(done.out)

    def test_text_in_json_is_the_letters(self, run: Run, letters: Path) -> None:
        done = run("check", letters / f"{NAME}.txt", "--format", "json", "--with-text")
        steered(done)
        (report,) = json.loads(done.out)["reports"]
        assert STEERS["clipboard"] in report["document"]["text"]
        assert STEERS["bidi"] in report["document"]["text"]
        assert report["path"].endswith(f"{NAME}.txt")

    @pytest.mark.parametrize("format", FORMATS)
    def test_every_field_of_a_report(self, format: str) -> None:
        reports = [
            # Without figures, which say nothing of strangers.
            replace(report, measures={})
            for report in hostile((*STEERS.values(), ALL))
        ]
        for colour in (False, True):
            stream = io.StringIO(newline="")
            options = Options(with_text=True, colour=colour, several=True, width=60)
            writer(format)(iter(reports), stream, options)
            told = stream.getvalue().removeprefix("\ufeff").replace("\r\n", "\n")
            if colour and format == "terminal":
                told = _COLOUR.sub("", told)
            # Tables and pages are made to be files, and GitHub reads one command in a line of ours.
            assert_unsteered(told, commands=format in ("github", "csv", "html"))

    def test_errors(
        self, run: Run, letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)  # Where an audit would put its results.
        bare = ALL
        (tmp_path / "bad.toml").write_text(f"profile = '{one_line(ALL)}'\n\"\\u001b]0;x\" = 1\n")
        for asked in (
            ("check", bare), ("check", letters, "--profile", bare), ("check", letters, "--select", bare),
            ("check", letters, "--format", bare), (bare,), ("check", f"--{bare}"), ("explain", bare),
            ("rules", bare), ("fix", bare), ("audit", letters, "--folders", f"{bare}/{bare}"),
            ("audit", letters, "--export", bare), ("audit", letters, "--shard", bare),
            ("check", letters, "--config", bare), ("check", letters, "--config", tmp_path / "bad.toml"),
            ("check", letters, "--output", f"{tmp_path}/{bare}/x"), ("history", bare),
            ("check", letters, "--baseline", bare), ("serve", "--host", bare), ("wordlist", "lint", bare),
            ("audit", letters, "--db", tmp_path / "a.sqlite", "--metadata", bare),
            ("serve", "--token-file", bare), ("config", bare, "--profile", bare), ("lsp", bare),
        ):  # fmt: skip
            done = run(*asked)
            assert done.code in (0, 2, 3), asked
            told = steered(done)
            assert done.code == 0 or len(done.err.splitlines()) == 1 or done.code == 3, asked
            assert told

    def test_changes(self, run: Run, letters: Path, tmp_path: Path) -> None:
        told = ""
        for name in (f"{NAME}.txt", f"{NAME}.md", f"{NAME}.html", f"b{NAME}.docx", f"{NAME}.eml"):
            told += steered(run("fix", letters / name, "--diff", "--all"))
            told += steered(run("fix", letters / name, "--all", "-o", tmp_path / f"{NAME}.x"))
        assert "(reviewed)" in told
        assert "change" in told

    def test_packs_and_settings(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        said = json.dumps(one_line_free(ALL))
        words = json.dumps("wherefore \x1b]0;x\x07")
        pack = (
            f'[pack]\nid = "loud"\ntitle = {said}\nversion = 1\nabout = {said}\n\n[[rule]]\n'
            f'id = "jargon.loud"\nkind = "phrase"\ncategory = "jargon"\nlevel = "warning"\n'
            f"title = {said}\nmessage = {said}\nwhy = {said}\nsource = {said}\n"
            f'ok = [{said}]\nentries = [{{find = "wherefore", ask = {said}, bad = [{{text = {words}}}]}}]\n'
        )
        (tmp_path / "packs").mkdir()
        (tmp_path / "packs" / "loud.toml").write_text(pack, encoding="utf-8")
        (tmp_path / "plainletter.toml").write_text('packs = ["packs"]\nignore = ["tone.*"]\n')
        (tmp_path / "a.txt").write_text(f"Dear Ms Lowe,\n\nWherefore {visible(ALL)} it is so.\n")
        for asked in (
            ("rules",), ("rules", "--format", "md"), ("rules", "--format", "json"), ("config",),
            ("explain", "jargon.loud"), ("wordlist", "lint", "packs"), ("wordlist", "test", "packs"),
            ("check", "a.txt"), ("check", "a.txt", "--format", "sarif"), ("fix", "a.txt", "--diff"),
        ):  # fmt: skip
            steered(run(*asked))
        folder = tmp_path / NAME
        folder.mkdir()
        (folder / "plainletter.toml").write_text(f"packs = [{json.dumps(one_line_free(ALL))}]\n")
        told = steered(run("config", folder / "a.txt"))
        assert "owned" in told

    def test_progress_names_no_letter(self, capsys: pytest.CaptureFixture[str]) -> None:
        with Bar(colour=False) as bar:
            bar.begin(2)
            bar.done(ALL, ALL, fresh=True)
        told = capsys.readouterr().err
        assert "owned" not in told
        assert_unsteered(told)


def one_line_free(text: str) -> str:
    """A text that TOML's escapes can write: JSON has none for characters beyond the first plane."""
    return re.sub("[\U00010000-\U0010ffff\x7f\r\n]", "", text)


@pytest.mark.parametrize(
    "text", [*STEERS.values(), ALL, "\r\n", "", "a b", "lone \ud800", "\\##[", '"##[']
)
def test_what_is_cleaned_says_the_same(text: str) -> None:
    for clean in (visible, one_line, unsteered):
        assert clean(clean(text)) == clean(text)
    assert_unsteered(unsteered(f"::{text}"))
    told = visible_json(json.dumps({"a": text}, ensure_ascii=False))
    assert_unsteered(told)
    assert json.loads(told) == {"a": text}


# -- Audits: terminal, tables, pages --------------------------------------------------------------------

FORMULAS = (
    "=1+1", "+1", "-1+2", "@SUM(A1)", " =1", "\t=1", "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1+1", "＋1", "－1",
    "＠A", "﹦1", "\"=1", "“=1", "=HYPERLINK(\"http://evil.example\")", "=cmd|' /C calc'!A0",
    "http://evil.example/a", "mailto:a@evil.example", "internal:'Sheet'!A1", "file:///etc/passwd", "{=1}",
    "<r>x</r>",
)  # fmt: skip

PAGE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "\" autofocus onfocus=alert(1) tabindex=1 x=\"",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "</title></style></textarea></svg></script><script>alert(1)</script>",
    "<!-- --!><script>alert(1)</script> -->",
    "]]><script>alert(1)</script>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<style>*{background:url(http://evil.example/)}</style>",
    "}</style><style>body{display:none}",
    "<link rel=stylesheet href=http://evil.example/>",
    "<meta http-equiv=refresh content=0;url=http://evil.example>",
    "<base href=http://evil.example/><form action=http://evil.example/><button>x",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "{{ 7 * 7 }}{% raw %}{# x #}${7*7}<%= 7 %>",
    "\u2028<script>alert(1)</script>\u2029",
    "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e \\u003cscript\\u003e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<scr\x01ipt>alert(1)</scr\x7fipt>",
    "＜script＞alert(1)＜/script＞",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
)  # fmt: skip


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Path:
    """A folder with all that an audit of hostile letters, with hostile facts of them, writes."""
    folder = tmp_path_factory.mktemp("audit")
    source = folder / "letters"
    shutil.copytree(letters, source)
    facts = [["path", "team", "author", "=1+1", "<b>x</b>"]]
    for number, text in enumerate((*PAGE, *FORMULAS)):
        name = f"{number} {text.replace('/', '∕')[:120]}.txt"
        body = f"Dear {text},\n\nYou must {text} come at once. We have commenced {text} work.\n"
        (source / name).write_text(body, encoding="utf-8")
        facts.append([name, text, f"{text} {number}", text, text])
    facts.append([f"{NAME}.txt", ALL.replace("\x00", ""), ALL.replace("\x00", ""), "x", "y"])
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(facts)
    done = subprocess.run(
        [
            sys.executable, "-m", "plainletter", "audit", source, "--db", folder / "a.sqlite", "--jobs", "1",
            "--metadata", folder / "facts.csv", "--min-group", "1", "--with-text",
            "--dashboard", folder / "page.html", "--export", folder / "all.xlsx",
            "--export", f"findings:{folder}/findings.csv", "--export", folder / "letters.csv",
            "--export", folder / "letters.jsonl",
        ],
        capture_output=True, check=False, cwd=folder,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert (folder / "page.html").exists(), done.stderr
    (folder / "out.txt").write_bytes(done.stdout + done.stderr)
    return folder


def test_an_audit_steers_no_terminal(audited: Path, run: Run) -> None:
    told = (audited / "out.txt").read_text(encoding="utf-8")
    assert "letters" in told
    assert_unsteered(told)
    for format in ("json", "terminal"):
        again = run("audit", "--db", audited / "a.sqlite", "--format", format)
        assert "letters" in steered(again)
    for asked in ((), ("--format", "json"), ("--format", "csv")):
        assert steered(run("history", audited / "a.sqlite", *asked))


class TestTables:
    def test_no_cell_of_a_csv_is_obeyed(self, audited: Path) -> None:
        for name in ("letters.csv", "findings.csv"):
            text = (audited / name).read_text(encoding="utf-8-sig")
            assert _OBEYED.search(text.replace("\r\n", "\n")) is None
            table = list(csv.reader(io.StringIO(text, newline="")))
            assert len(table) > len(FORMULAS)
            for cell in (cell for row in table for cell in row):
                bare = cell.lstrip(' \t\r\n\u00a0\u200b\ufeff"“')
                number = re.fullmatch(r"-?[\d.]+(e-\d+)?", cell)
                assert number or not bare or bare[0] not in "=+-@＝＋－＠﹦", cell
            # Whatever was neutral before still says what it said.
            held = {one_line(cell.removeprefix("'")) for row in table for cell in row}
            held |= {one_line(cell) for row in table for cell in row}
            if name == "letters.csv":
                assert {one_line(text.strip()) for text in PAGE} <= held

    def test_a_workbook_holds_text_and_numbers(self, audited: Path) -> None:
        with zipfile.ZipFile(audited / "all.xlsx") as book:
            names = book.namelist()
            sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
            parts = {name: book.read(name).decode() for name in names}
        assert len(sheets) > 4
        assert not [
            name for name in names if "external" in name or "vba" in name or "connection" in name
        ]
        assert not any(
            "hyperlink" in text.lower() for name, text in parts.items() if name.endswith(".rels")
        )
        found = set()
        for name in sheets:
            root = ElementTree.fromstring(parts[name])
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks", "oleObject", "legacyDrawing"}
            for cell in root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"):
                text = "".join(cell.itertext())
                assert cell.get("t") in (None, "n", "b", "inlineStr", "s")
                assert cell.get("t") is not None or re.fullmatch(r"-?[\d.]+(e-?\d+)?", text.lower())
                assert _OBEYED.search(text) is None
                found.add(text)
        assert {text.strip() for text in FORMULAS} <= {text.strip() for text in found}

    def test_lines_of_json_are_escaped(self, audited: Path) -> None:
        text = (audited / "letters.jsonl").read_text(encoding="utf-8")
        assert _OBEYED.search(text) is None
        teams = {json.loads(line)["team"] for line in text.splitlines()}
        assert {one.strip() for one in PAGE} <= teams

    @pytest.mark.parametrize("text", FORMULAS)
    def test_a_neutral_cell_stays_as_it_is(self, text: str) -> None:
        assert harmless(harmless(text)) == harmless(text)


# -- Chromium -------------------------------------------------------------------------------------------


def seen(browser: Browser, path: Path) -> tuple[str, set[str]]:
    """The text that a page shows and the names of its elements. Nothing of it ran, asked for anything or
    was held back, also not when all of it was pointed at and clicked."""
    told: list[str] = []
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.on("request", lambda request: told.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    context.on("page", lambda other: told.append(f"opened {other.url}"))
    page.goto(path.as_uri())
    names = set(page.evaluate("[...document.querySelectorAll('*')].map(n => n.localName)"))
    attributes = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(n => [...n.attributes])"
        ".filter(a => /^on/i.test(a.name) || /^\\s*(javascript|https?):/i.test(a.value)"
        " && a.name !== 'xmlns').map(a => `${a.name}=${a.value}`)"
    )
    page.evaluate(
        "for (const n of document.querySelectorAll('*')) for (const e of ['mouseover', 'focus', 'toggle', 'load'])"
        " n.dispatchEvent(new Event(e))"
    )
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    text = page.evaluate("document.body.textContent")
    title = page.title()
    context.close()
    assert told == [path.as_uri()]
    assert attributes == []
    return f"{title} {text}", names


def assert_shown(text: str, whole: str) -> None:
    """A page shows a text as it is, but for what cannot be seen and how it is broken into lines."""
    held = one_line(whole)
    assert one_line(text) in held or one_line(text.replace("/", "∕")) in held, text


class TestBrowser:
    def test_a_report(self, browser: Browser, run: Run, audited: Path, tmp_path: Path) -> None:
        run(
            "check",
            audited / "letters",
            "--format",
            "html",
            "--with-text",
            "--output",
            tmp_path / "loud.html",
        )
        (tmp_path / "a.txt").write_text(
            "Dear Ms Lowe,\n\nYou must come at once. We have commenced it.\n"
        )
        (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 broken")
        run("check", tmp_path / "a.txt", tmp_path / "b.docx", audited / "letters" / f"{NAME}.md",
            "--format", "html", "--with-text", "--output", tmp_path / "quiet.html")  # fmt: skip
        text, names = seen(browser, tmp_path / "loud.html")
        _, known = seen(browser, tmp_path / "quiet.html")
        assert names <= known
        for one in PAGE:
            assert_shown(one, text)

    def test_one_letter_with_a_hostile_name(
        self, browser: Browser, run: Run, audited: Path
    ) -> None:
        for number in (1, 2, 7):
            (letter,) = (audited / "letters").glob(f"{number} *")
            out = audited / f"one-{number}.html"
            run("check", letter, "--format", "html", "--output", out)
            text, _ = seen(browser, out)
            assert_shown(letter.name, text)

    def test_a_dashboard(self, browser: Browser, audited: Path) -> None:
        text, names = seen(browser, audited / "page.html")
        assert not names & {
            "script",
            "img",
            "iframe",
            "base",
            "form",
            "template",
            "math",
            "b",
            "object",
            "embed",
        }
        teams = [one for one in PAGE if len(one) < 40]
        shown = [one for one in teams if one_line(one) in one_line(text)]
        assert len(shown) > 3
