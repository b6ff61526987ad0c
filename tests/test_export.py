"""Exports of an audit: the same rows in every kind of file, inert, whole or not at all, row by row."""

from __future__ import annotations

import csv
import errno
import io
import json
import random
import resource
import signal
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from plainletter.batch.export import tables, write_table
from plainletter.batch.result import (
    FoundRow,
    ItemRow,
    MeasureRow,
    ProblemRow,
    Result,
    ScoreRow,
)
from plainletter.batch.store import Letter, Run, Store
from plainletter.batch.summary import SCORES, Summary, summarise
from plainletter.batch.to_xlsx import CUT, TEXT_MOST, write_xlsx
from plainletter.cells import harmless
from plainletter.errors import PlainletterError, StoreError, UsageError, WriteError, visible
from plainletter.review.files import whole_file

TEAMS = ("Harbour", "Moorside", "Quarry Lane", "Assessment North")
RULES = (
    ("content.no-offer-of-help", "content", "error", "No offer of help"),
    ("jargon.section-17", "jargon", "warning", "A section of an Act"),
    ("readability.long-sentence", "readability", "warning", "A long sentence"),
    ("tone.bare-command", "tone", "advice", "A bare command"),
)
ITEMS = (("C01", "Who writes", "guidance"), ("C07", "What support was given", "law"))
NASTY = (
    "=1+1", "+44 191 496 0000", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", "   =1+1",
    "\u00a0=1+1", "\ufeff=1+1", "＝1+1", "＋1", "－1", "＠a", '=HYPERLINK("http://x.invalid","y")',
)  # fmt: skip
PLAIN = ("", "Ada", "a=b", "1-2", "'=1", "; =1", "£20", "§17", "(-1)", "https://marlmouth.invalid")


def result(number: int, *, words: bool = False, problem: str = "") -> Result:
    """A made-up result; the same for the same number."""
    rng = random.Random(number)
    found = tuple(
        FoundRow(
            rule, category, level, f"{number}:{at}", 10 * at, 10 * at + 4, at if at % 3 else None,
            at % 2 == 0, *(("=text", "Say it in your own words.", None) if words else ()),
        )
        for at, (rule, category, level, _) in enumerate(rng.choices(RULES, k=rng.randrange(6)))
    )  # fmt: skip
    return Result(
        id=f"r{number}", content=f"c{number}", ruleset="rules1", version="0.9",
        format=rng.choice(("docx", "txt", "pdf")), profile="letter-before-proceedings",
        words=rng.randrange(200, 900), paragraphs=9, month="",
        scores=tuple(
            ScoreRow(name, value := rng.randrange(20, 100), "good" if value >= 70 else "fair")
            for name in SCORES
        ),
        measures=(
            MeasureRow("passive_share", rng.randrange(30) / 100, "share of sentences", 0.1, False),
            MeasureRow("reading_age", rng.randrange(90, 150) / 10, "years", 11.0, True),
            MeasureRow("smog_index", 9.3, "US grade", None, None),
            MeasureRow("words", 300.0, "words", 700.0, True),
        ),
        findings=found,
        checklist=tuple(
            ItemRow(item, rng.choice(("present", "partial", "missing", "not_checked")), weight)
            for item, _, weight in ITEMS
        ),
        problems=(ProblemRow("read", problem),) if problem else (),
    )  # fmt: skip


def fill(store: Store, letters: int, *, words: bool = False) -> Run:
    """A finished run of so many letters; each eighth has a problem, each tenth was never read."""
    run = store.begin_run("scope", "rules1", "0.9", "letter-before-proceedings", with_text=words)
    with store.transaction():
        for number in range(letters):
            letter = Letter(
                f"{TEAMS[number % 4]}/letter {letters - number:04}.docx", TEAMS[number % 4],
                f"Author {number % 7}", f"2026-{number % 12 + 1:02}",
                {"district": "South", "Words": "many"} if number % 2 else {"priority": "-1"},
            )  # fmt: skip
            if number % 10 == 9:
                store.put_letter(run.run, letter, None, "the file is damaged")
                continue
            problem = "one page could not be read" if number % 8 == 7 else ""
            store.put_result(result(number, words=words, problem=problem))
            store.put_letter(run.run, letter, f"r{number}", problem or None)
        for rule, category, level, title in RULES:
            store.db.execute(
                "INSERT OR REPLACE INTO rules VALUES (?, ?, ?, ?, 'It is hard to follow.', 'Cut it.', 'our own', NULL)",
                (rule, category, level, title),
            )
        for item in ITEMS:
            store.db.execute(
                "INSERT OR REPLACE INTO items VALUES (?1, 'letter-before-proceedings', ?2, ?3)",
                item,
            )
    ended = store.end_run(run.run, "finished", sweep=False)
    # A time that is the same in every test.
    store.db.execute("UPDATE runs SET finished = '2026-04-30T16:20:00+00:00'")
    return store.get_run(ended.run)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "results.sqlite") as opened:
        yield opened


def summary_of(store: Store, letters: int, *, words: bool = False) -> Summary:
    return summarise(store, fill(store, letters, words=words))


NAMES = ("letters", "findings", "checklist", "measures", "problems")
KINDS = (".csv", ".jsonl", ".parquet", ".xlsx")


def from_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def from_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def sheets(path: Path) -> dict[str, etree._Element]:
    """The sheets of a workbook by name, in their order."""
    with zipfile.ZipFile(path) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target") for link in links}
        return {
            sheet.get("name"): etree.fromstring(
                package.read(f"xl/{targets[sheet.get(f'{_DOCUMENT}id')]}")
            )
            for sheet in book.iter(f"{_MAIN}sheet")
        }


def cells(sheet: etree._Element) -> list[list[Any]]:
    """The values of a sheet, by the types it gives them; None where there is none."""
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        values: list[Any] = []
        for cell in row:
            letters = cell.get("r").rstrip("0123456789")
            at = 0
            for letter in letters:
                at = 26 * at + ord(letter) - 64
            values += [None] * (at - 1 - len(values))
            kind, text = cell.get("t"), "".join(cell.itertext())
            assert cell.find(f"{_MAIN}f") is None, "a formula"
            values.append(
                text if kind == "inlineStr" else text == "1" if kind == "b" else float(text)
            )
        rows.append(values)
    return rows


def shown(sheet: etree._Element) -> str:
    return "\n".join(str(value) for row in cells(sheet) for value in row)


@pytest.mark.parametrize("letters", [0, 1, 10, 30])
def test_every_kind_holds_the_same_rows(store: Store, tmp_path: Path, letters: int) -> None:
    import pyarrow.parquet as pq

    summary = summary_of(store, letters)
    write_table(store, summary, "letters", tmp_path / "all.xlsx")
    book = sheets(tmp_path / "all.xlsx")
    assert list(book) == ["summary", *NAMES]
    for name, table in zip(NAMES, tables(store, summary), strict=True):
        names = [column.name for column in table.columns]
        rows = list(table.rows())
        for kind in (".csv", ".jsonl", ".parquet"):
            write_table(store, summary, name, tmp_path / f"{name}{kind}")
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        assert from_jsonl(tmp_path / f"{name}.jsonl") == objects
        arrow = pq.read_table(tmp_path / f"{name}.parquet")
        assert arrow.column_names == names
        assert arrow.to_pylist() == objects
        plain = [["" if v is None else harmless(str(v)) for v in row] for row in rows]
        assert from_csv(tmp_path / f"{name}.csv") == (names, plain)
        head, *written = cells(book[name])
        assert head == [column.replace("_", " ") for column in names]
        padded = [row + [None] * (len(names) - len(row)) for row in written]
        assert padded == [list(row) for row in rows]
    assert len(from_csv(tmp_path / "letters.csv")[1]) == letters


def test_the_columns_of_letters(store: Store, tmp_path: Path) -> None:
    write_table(store, summary_of(store, 10), "letters", tmp_path / "letters.jsonl")
    rows = from_jsonl(tmp_path / "letters.jsonl")
    assert list(rows[0]) == [
        "path", "team", "author", "month", "metadata_Words", "district", "priority", "format",
        "profile", "words", "sentences", "paragraphs", *SCORES, "passive_share", "reading_age",
        "smog_index", "errors", "warnings", "advice", "missing", "problem",
    ]  # fmt: skip
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)
    (unread,) = (row for row in rows if row["problem"] == "the file is damaged")
    assert unread["team"] == "Moorside"
    # Nothing was found in it, since nothing could be looked at.
    assert {unread[name] for name in ("overall", "errors", "warnings", "missing", "words")} == {
        None
    }
    assert unread["district"] == "South"
    assert sum(row["errors"] or 0 for row in rows) == store.one("SELECT sum(errors) FROM results")


def test_words_of_letters_stand_only_where_the_run_has_them(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "findings.jsonl"
    write_table(store, summary_of(store, 10), "findings", path)
    assert list(from_jsonl(path)[0])[-1] == "suggested"
    write_table(store, summary_of(store, 10, words=True), "findings", path)
    rows = from_jsonl(path)
    assert list(rows[0])[-4:] == ["suggested", "text", "message", "suggestion"]
    assert {row["text"] for row in rows} == {"=text"}
    assert {row["title"] for row in rows} == {title for *_, title in RULES}


def test_only_the_run_of_the_summary(store: Store, tmp_path: Path) -> None:
    summary = summary_of(store, 10)
    fill(store, 30)
    for name in NAMES:
        write_table(store, summary, name, tmp_path / f"{name}.jsonl")
    assert len(from_jsonl(tmp_path / "letters.jsonl")) == 10
    first = {row["path"] for row in from_jsonl(tmp_path / "letters.jsonl")}
    for name in NAMES:
        assert {row["path"] for row in from_jsonl(tmp_path / f"{name}.jsonl")} <= first


def test_only_new_findings_where_these_are_asked_for(store: Store, tmp_path: Path) -> None:
    run = fill(store, 10)
    keys = list(
        store.rows(
            "SELECT path, key FROM letters JOIN findings USING (result) WHERE run = ? ORDER BY key, path",
            run.run,
        )
    )
    store.db.execute("CREATE TEMP TABLE known (path TEXT, key TEXT)")
    store.db.executemany("INSERT INTO temp.known VALUES (?, ?)", keys[1:])
    write_table(store, summarise(store, run), "findings", tmp_path / "all.csv")
    new = summarise(store, run, new_only=True)
    write_table(store, new, "findings", tmp_path / "new.csv")
    write_table(store, new, "findings", tmp_path / "new.xlsx")
    assert len(from_csv(tmp_path / "all.csv")[1]) == len(keys)
    assert len(from_csv(tmp_path / "new.csv")[1]) == 1
    book = sheets(tmp_path / "new.xlsx")
    assert len(cells(book["findings"])) == 2
    assert "not in the baseline" in shown(book["summary"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_results_give_the_same_bytes(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for name, zone in (("a", "UTC"), ("b", "America/New_York")):
        monkeypatch.setenv("TZ", zone)
        (tmp_path / name).mkdir()
        with Store.open(tmp_path / name / "results.sqlite") as store:
            run = fill(store, 30, words=True)
            path = tmp_path / name / f"findings{kind}"
            write_table(
                store, summarise(store, replace(run, started="2026-04-01")), "findings", path
            )
            made.append(path.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_is_a_formula(store: Store, tmp_path: Path, text: str) -> None:
    run = store.begin_run("scope", "rules1", "0.9", "plan")
    with store.transaction():
        store.put_letter(run.run, Letter(f"{text}.txt", text, None, None, {text: text}), None, text)
    summary = summarise(store, store.end_run(run.run, "finished", sweep=False))
    write_table(store, summary, "letters", tmp_path / "letters.csv")
    head, (row,) = from_csv(tmp_path / "letters.csv")
    shown = visible(text)
    name = f"'{text.strip()}" if harmless(text.strip()) != text.strip() else shown
    assert name in head
    assert row[:2] == [f"'{shown}.txt", f"'{shown}"]
    assert row[head.index(name)] == row[-1] == f"'{shown}"
    write_table(store, summary, "letters", tmp_path / "letters.xlsx")
    for sheet in sheets(tmp_path / "letters.xlsx").values():
        cells(sheet)  # Would find a formula.
    letters = sheets(tmp_path / "letters.xlsx")["letters"]
    assert cells(letters)[1][1] == text.replace("\r", "\n")
    with zipfile.ZipFile(tmp_path / "letters.xlsx") as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
        links = [name for name in package.namelist() if "sheet" in name and name.endswith(".rels")]
    forms = styles.find(f"{_MAIN}cellXfs")
    cell = next(cell for cell in letters.iter(f"{_MAIN}c") if cell.get("r") == "B2")
    form = forms[int(cell.get("s"))]
    # The mark that keeps it a text when somebody edits it, and the format that says so too.
    assert (form.get("quotePrefix"), form.get("numFmtId")) == ("1", "49")
    assert links == []


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_numbers_stay_numbers(store: Store, tmp_path: Path) -> None:
    run = store.begin_run("scope", "rules1", "0.9", "plan")
    made = replace(result(1), measures=(MeasureRow("reading_age", -1.5, "years", None, None),))
    with store.transaction():
        store.put_result(made)
        store.put_letter(run.run, Letter("a.txt"), made.id, None)
    summary = summarise(store, store.end_run(run.run, "finished", sweep=False))
    write_table(store, summary, "measures", tmp_path / "m.csv")
    assert b',-1.5,"years"' in (tmp_path / "m.csv").read_bytes()
    write_table(store, summary, "measures", tmp_path / "m.xlsx")
    assert cells(sheets(tmp_path / "m.xlsx")["measures"])[1][4] == -1.5


def test_a_semicolon_parts_no_cells(store: Store, tmp_path: Path) -> None:
    """A program that parts cells at semicolons finds each text between quotation marks."""
    run = store.begin_run("scope", "rules1", "0.9", "plan")
    with store.transaction():
        store.put_letter(run.run, Letter("a;=1+1.txt"), None, "damaged")
    summary = summarise(store, store.end_run(run.run, "finished", sweep=False))
    write_table(store, summary, "problems", tmp_path / "p.csv")
    data = (tmp_path / "p.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"path"')
    assert data.endswith(b'"a;=1+1.txt","read","damaged"\r\n')
    assert data.count(b"\r\n") == data.count(b"\n") == 2


def test_text_that_a_cell_cannot_hold(store: Store, tmp_path: Path) -> None:
    run = store.begin_run("scope", "rules1", "0.9", "plan")
    texts = {
        "a": "x" * (TEXT_MOST + 1), "b": "x" * TEXT_MOST, "c": "😀" * 20_000,
        "d": "a\x00b\x0b\uffff", "e": "<r>bold</r>", "f": "_x0041_", "g": "one\r\ntwo",
    }  # fmt: skip
    with store.transaction():
        for path, text in texts.items():
            store.put_letter(run.run, Letter(path, text), None, "damaged")
    summary = summarise(store, store.end_run(run.run, "finished", sweep=False))
    path = tmp_path / "all.xlsx"
    write_table(store, summary, "letters", path)
    held = {row[0]: row[1] for row in cells(sheets(path)["letters"])}
    assert held["a"] == "x" * (TEXT_MOST - len(CUT)) + CUT
    assert held["b"] == texts["b"]
    assert held["c"].endswith(f"😀{CUT}")
    assert len(held["c"].encode("utf-16-le")) // 2 in (TEXT_MOST, TEXT_MOST - 1)
    assert held["d"] == "a\ufffdb\ufffd\ufffd"
    assert held["e"].strip() == "<r>bold</r>"
    assert held["f"] == "_x005F_x0041_"  # What Excel reads as the text itself.
    assert held["g"] == "one\ntwo"


def test_a_table_goes_on_in_another_sheet(store: Store, tmp_path: Path) -> None:
    summary = summary_of(store, 10)
    made = tables(store, summary)
    for most, many in ((11, 1), (10, 2), (6, 2), (5, 3)):
        path = tmp_path / f"{most}.xlsx"
        write_xlsx(made, summary, path, most=most)
        book = sheets(path)
        names = [name for name in book if name.startswith("letters")]
        assert names == ["letters", "letters 2", "letters 3"][:many]
        parts = [cells(book[name]) for name in names]
        assert all(part[0] == parts[0][0] and 1 < len(part) <= most for part in parts)
        paths = [row[0] for part in parts for row in part[1:]]
        assert paths == [row[0] for row in made[0].rows()]


def test_the_workbook_keeps_to_the_standard(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    write_table(store, summary_of(store, 30, words=True), "letters", path)
    assert OpenXmlValidator().validate(path).is_valid
    for name, sheet in sheets(path).items():
        if name == "summary":
            continue
        pane = sheet.find(f".//{_MAIN}pane")
        assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "B2")
        last = sheet.find(f"{_MAIN}dimension").get("ref").split(":")[1]
        assert sheet.find(f"{_MAIN}autoFilter").get("ref") == f"A1:{last}"
        widths = [float(column.get("width")) for column in sheet.iter(f"{_MAIN}col")]
        assert all(8 < width < 60 for width in widths)


def test_shares_are_shown_as_percentages(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    write_table(store, summary_of(store, 1), "letters", path)
    sheet = sheets(path)["letters"]
    with zipfile.ZipFile(path) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
    codes = {form.get("numFmtId"): form.get("formatCode") for form in styles.iter(f"{_MAIN}numFmt")}
    forms = [form.get("numFmtId") for form in styles.find(f"{_MAIN}cellXfs")]
    head = cells(sheet)[0]
    row = list(sheet.iter(f"{_MAIN}row"))[1]
    shown = {cell.get("r"): codes.get(forms[int(cell.get("s", 0))]) for cell in row}
    column = {name: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] for at, name in enumerate(head)}
    assert shown[f"{column['passive share']}2"] == "0.0%"
    assert shown[f"{column['reading age']}2"] == "0.0"


def test_the_summary_shows_no_figures_of_small_groups(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    run = fill(store, 30)
    # Twelve months of two or three letters; four teams, of which one is small.
    store.db.execute(
        "UPDATE letters SET team = 'Duty' WHERE path IN (SELECT path FROM letters WHERE problem IS NULL ORDER BY path LIMIT 3)"
    )
    summary = summarise(store, run, min_group=5)
    write_xlsx(tables(store, summary), summary, path)
    rows = {row[0]: row[1:] for row in cells(sheets(path)["summary"]) if row}
    hidden = [group.name for group in (*summary.teams, *summary.months) if group.hidden]
    assert "Duty" in hidden
    assert len(hidden) > 12
    for name in hidden:
        assert rows[name] == ["too few"]
    (seen, *_) = [group for group in summary.teams if not group.hidden]
    assert rows[seen.name][0] == seen.letters
    assert rows[seen.name][1] == seen.scores["overall"]
    assert any(row and "fewer than 5 letters" in str(row) for row in rows)


def test_the_summary_of_a_run(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    summary = summary_of(store, 30)
    write_table(store, summary, "letters", path)
    rows = {row[0]: row[1:] for row in cells(sheets(path)["summary"]) if row}
    assert rows["Letters"] == [30]
    assert rows["Date"][0] == pytest.approx(
        46142 + (16 + 20 / 60) / 24
    )  # Days since the start of 1900.
    assert rows["Letters that could be checked"] == [27]
    (overall, *_) = summary.scores
    shares = [overall.good / 27, overall.fair / 27, overall.poor / 27]
    assert rows["Overall"] == [27, overall.mean, overall.median, *map(pytest.approx, shares)]
    fault = summary.faults[0]
    assert rows[fault.title][:3] == [fault.level, fault.category, fault.letters]
    item = summary.coverage[1]
    assert rows["C07 What support was given"] == [
        "law", item.present, item.partial, item.missing,
        pytest.approx(item.present / item.asked), item.not_checked,
    ]  # fmt: skip


def test_memory_does_not_grow_with_the_letters(tmp_path: Path) -> None:
    """The peak of what is held, not of what is read: four times the letters, the same peak."""

    def peak(letters: int, kind: str) -> int:
        with Store.open(tmp_path / f"{letters}{kind}.sqlite") as store:
            summary = summary_of(store, letters)
            for name in ("letters", "measures"):
                tracemalloc.start()
                write_table(store, summary, name, tmp_path / f"out{kind}")
                _, most = tracemalloc.get_traced_memory()
                tracemalloc.stop()
        return most

    for kind in (".csv", ".jsonl", ".xlsx"):
        peak(20, kind)  # Modules are loaded.
        assert peak(1200, kind) < 1.3 * peak(300, kind) + 20_000


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Files of this process cannot grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("room", [0, 3000, 6000])
def test_a_full_disk_leaves_the_old_file(
    store: Store, tmp_path: Path, kind: str, room: int, capfd: pytest.CaptureFixture[str]
) -> None:
    summary = summary_of(store, 300)
    path = tmp_path / f"out{kind}"
    path.write_bytes(b"old")
    there = sorted(tmp_path.iterdir())
    with full_disk(room), pytest.raises(WriteError) as raised:
        write_table(store, summary, "measures", path)
    assert_one_line(raised.value, path)
    assert path.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == there
    assert capfd.readouterr().err == ""  # Nothing is told by what the library leaves behind.
    write_table(store, summary, "measures", path)
    assert path.read_bytes() != b"old"


def test_a_disk_that_fills_up_while_the_workbook_is_packed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            if self.tell() > 2000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    @contextmanager
    def whole(_: Path) -> Iterator[io.BytesIO]:
        with Full() as file:
            yield file

    monkeypatch.setattr("plainletter.batch.to_xlsx.whole_file", whole)
    with pytest.raises(OSError, match="No space left"):
        write_table(store, summary_of(store, 10), "letters", tmp_path / "all.xlsx")


def assert_one_line(error: PlainletterError, path: Path) -> None:
    assert "\n" not in str(error)
    assert str(error).startswith(f"{path}: ")


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_cannot_be_written(store: Store, tmp_path: Path, kind: str) -> None:
    summary = summary_of(store, 1)
    (tmp_path / "folder").mkdir()
    marked = tmp_path / f"marked{kind}"
    marked.write_bytes(b"old")
    marked.chmod(0o444)
    for path, told in (
        (tmp_path / "none" / f"out{kind}", "no such folder"),
        (marked, "read-only"),
        (tmp_path / "folder" / "..", "no such kind"),
    ):
        with pytest.raises((WriteError, UsageError), match=told) as raised:
            write_table(store, summary, "letters", path)
        assert_one_line(raised.value, path)
    assert marked.read_bytes() == b"old"
    with pytest.raises(UsageError, match="there is no table “words”"):
        write_table(store, summary, "words", tmp_path / "out.csv")


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where an open file cannot be replaced."""

    def held(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(WriteError, match="is open in another program"), whole_file(path) as file:
        file.write(b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", [StoreError("the disk fails"), KeyboardInterrupt()])
def test_what_stops_the_rows_leaves_nothing(
    store: Store, tmp_path: Path, kind: str, wrong: BaseException,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    summary = summary_of(store, 30)
    path = tmp_path / f"out{kind}"
    there = sorted(tmp_path.iterdir())
    rows = store.rows

    def broken(query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        for number, row in enumerate(rows(query, *values)):
            if number == 9 and "CROSS JOIN checklist" in query:
                raise wrong
            yield row

    monkeypatch.setattr(store, "rows", broken)
    with pytest.raises(type(wrong)):
        write_table(store, summary, "checklist", path)
    assert sorted(tmp_path.iterdir()) == there


def test_everything_is_put_aside_in_the_same_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library of workbooks keeps rows on the disk while it works: not where nobody named a place."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o500)
    seen: list[Path] = []
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    make = __import__("tempfile").mkstemp

    def watched(*args: Any, **options: Any) -> tuple[int, str]:
        made: tuple[int, str] = make(*args, **options)
        seen.append(Path(made[1]))
        return made

    monkeypatch.setattr("tempfile.mkstemp", watched)
    folder = tmp_path / "out"
    folder.mkdir()
    write_table(store, summary_of(store, 10), "letters", folder / "all.xlsx")
    assert len(seen) > 6
    assert all(folder in path.parents for path in seen)
    assert [path.name for path in folder.iterdir()] == ["all.xlsx"]
