"""Every report keeps to the published shape, and what the shape alone cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import pytest
from conftest import LETTERS, SAMPLES
from jsonschema import Draft202012Validator

from plainletter import check_file
from plainletter.analysis.analyse import analyse
from plainletter.config import find_file, load_file, merge
from plainletter.engine import pipeline
from plainletter.letter import anatomy
from plainletter.measures import measure
from plainletter.model import CATEGORIES, LEVELS, Band, Report, Stage, Status, Weight
from plainletter.packs.load import builtin_profiles
from plainletter.readers import FORMATS
from plainletter.score import overall
from plainletter.testing import apply_first

SCHEMA: dict[str, Any] = json.loads(
    files("plainletter").joinpath("report.schema.json").read_text("utf-8")
)
WHOLE = Draft202012Validator(SCHEMA)
ONE = Draft202012Validator({**SCHEMA["$defs"]["report"], "$defs": SCHEMA["$defs"]})


@cache
def checked(name: str) -> Report:
    """The report on a sample, with the settings of its folder."""
    path = SAMPLES / name
    settings = find_file(path.parent)
    return check_file(path, config=merge((load_file(settings),) if settings else ()))


def faults(validator: Draft202012Validator, value: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"] == SCHEMA["properties"]["schema"]["const"] == "plainletter.report/1"


def test_its_lists_are_those_of_the_program() -> None:
    shapes = SCHEMA["$defs"]
    finding, item = shapes["finding"]["properties"], shapes["item"]["properties"]
    assert tuple(finding["category"]["enum"]) == CATEGORIES
    assert tuple(finding["level"]["enum"]) == LEVELS
    assert tuple(item["status"]["enum"]) == get_args(Status)
    assert tuple(item["weight"]["enum"]) == get_args(Weight)
    assert tuple(shapes["score"]["properties"]["band"]["enum"]) == get_args(Band)
    assert tuple(shapes["problem"]["properties"]["stage"]["enum"]) == get_args(Stage)
    document = shapes["document"]["properties"]
    assert set(document["format"]["enum"]) == {*FORMATS, "unknown"}
    assert set(document["profile"]["enum"]) >= {*builtin_profiles(), "auto"}


def test_names_that_are_not_ours_are_refused() -> None:
    """The shape is worth something: a name changed, left out or put in is seen."""
    shape = checked("unborn-baby.txt").to_dict(with_text=True, with_sentences=True)
    assert faults(ONE, shape) == []
    for path in ("", "document", "scores", "scores.tone", "findings.0", "findings.0.span", "checklist.0",
                 "sentences.0", "drivers.0", "measures.words", "findings.0.suggestions.0"):  # fmt: skip
        for name in _at(shape, path):
            if path == "" and name == "sentences":
                continue
            spoilt = json.loads(json.dumps(shape))
            inner = _at(spoilt, path)
            if not (path == "document" and name == "text"):
                inner.pop(name)
                assert faults(ONE, spoilt), f"{path}.{name} may be left out"
            inner["extra"] = 1
            assert faults(ONE, spoilt), f"{path}.extra may be added"


def _at(shape: Any, path: str) -> dict[str, Any]:
    for part in filter(None, path.split(".")):
        shape = shape[int(part) if part.isdigit() else part]
    held: dict[str, Any] = shape
    return held


def test_new_measures_may_come() -> None:
    shape = checked("unborn-baby.txt").to_dict()
    shape["measures"]["syllables"] = {
        "value": 3,
        "unit": "syllables",
        "limit": None,
        "passed": None,
    }
    assert faults(ONE, shape) == []


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("full", [False, True])
def test_every_sample_keeps_to_it(name: str, full: bool) -> None:
    shape = checked(name).to_dict(with_text=full, with_sentences=full)
    assert faults(ONE, json.loads(json.dumps(shape, allow_nan=False))) == []


def test_what_the_command_prints_keeps_to_it(run: Callable[..., Any]) -> None:
    paths = [str(SAMPLES / name) for name in LETTERS[:3]] + [str(SAMPLES / "none.txt")]
    done = run("check", *paths, "--format", "json")
    assert faults(WHOLE, json.loads(done.out)) == []
    lines = run("check", *paths, "--format", "jsonl").out.splitlines()
    assert len(lines) == 4
    assert [faults(ONE, json.loads(line)) for line in lines] == [[], [], [], []]
    assert json.loads(done.out)["reports"] == [json.loads(line) for line in lines]


def test_no_letters_are_a_report_too(run: Callable[..., Any], tmp_path: Any) -> None:
    done = run("check", tmp_path, "--format", "json")
    assert faults(WHOLE, json.loads(done.out)) == []
    assert json.loads(done.out)["reports"] == []


@pytest.mark.parametrize("name", LETTERS)
def test_scores_add_up(name: str) -> None:
    report = checked(name)
    for score in report.scores.values():
        total = 100 + sum(reason.points for reason in score.reasons)
        assert abs(max(0.0, min(100.0, total)) - score.value) <= 0.51
    parts = {k: v for k, v in report.scores.items() if k != "overall"}
    tops = overall(parts, (), checked=any(i.status != "not_checked" for i in report.checklist))
    assert report.scores["overall"].value <= tops.value


@pytest.mark.parametrize("name", LETTERS)
def test_counts_agree(name: str) -> None:
    report = checked(name)
    assert report.problems == ()
    assert report.words == report.measures["words"].value == sum(s.words for s in report.sentences)
    assert report.measures["longest_sentence_words"].value == max(s.words for s in report.sentences)
    blocks = report.document.blocks
    for sentence in report.sentences:
        assert blocks[sentence.block].span.contains(sentence.span)
        assert blocks[sentence.block].scored
    for finding in report.findings:
        assert finding.text == finding.span.of(report.document.text)
        block = report.document.block_at(finding.span.start)
        # A footnote has no number among the paragraphs.
        if len(finding.span) and block is not None and block.kind not in ("note", "furniture"):
            assert finding.place.to_dict(), "a person has to be able to find it"
    ids = [item.id for item in report.checklist]
    assert len(set(ids)) == len(ids)


NUMBER = re.compile(r"£?\d+(?:[.,:/]\d+)*")


@pytest.mark.parametrize("name", LETTERS)
def test_suggestions_leave_names_and_numbers_as_they_were(name: str) -> None:
    """Each suggestion by itself, applied to its sentence: every name, number and negation is still there."""
    report = checked(name)
    text = report.document.text
    letter = anatomy(report.document)
    names = letter.names
    for finding in report.findings:
        around = _around(report, finding.span.start, finding.span.end)
        for suggestion in finding.suggestions:
            if any(e.span.start < around[0] or e.span.end > around[1] for e in suggestion.edits):
                # Letters that are left out are written out wherever they come again.
                assert finding.rule == "jargon.needless-acronym"
                around = (0, len(text))
            after = text
            for edit in sorted(suggestion.edits, key=lambda edit: edit.span, reverse=True):
                after = after[: edit.span.start] + edit.text + after[edit.span.end :]
            before = text[around[0] : around[1]]
            after = after[around[0] : around[1] + len(after) - len(text)]
            assert _numbers(before) <= _numbers(after), (finding.rule, before, after)
            assert _named(before, names) <= _named(after, names), (finding.rule, before, after)
            assert _negations(before) <= _negations(after), (finding.rule, before, after)


def _around(report: Report, start: int, end: int) -> tuple[int, int]:
    for block in report.document.blocks:
        if block.span.start <= start and end <= block.span.end:
            return block.span.start, block.span.end
    return start, end


def _numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def _named(text: str, names: frozenset[str]) -> set[str]:
    return {
        word
        for word in re.findall(r"[^\W\d_]+", text)
        if word[0].isupper() and word.lower() in names
    }


def _negations(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:not|never|no|nobody|nothing|cannot|without)\b|n[’']t\b", text, re.IGNORECASE
        )
    )


@pytest.mark.parametrize("name", [name for name in LETTERS if name.endswith((".txt", ".md"))])
def test_applying_all_first_suggestions_makes_a_letter_again(name: str) -> None:
    report = checked(name)
    after = apply_first(report.document.text, report.findings)
    assert _numbers(report.document.text) <= _numbers(after)
    assert "  " not in after.replace(report.document.text, "") or "  " in report.document.text


@pytest.mark.parametrize("name", [name for name in LETTERS if name.endswith(".txt")])
def test_text_of_a_text_file_is_the_file(name: str) -> None:
    decoded = (SAMPLES / name).read_text(encoding="utf-8-sig")
    assert checked(name).document.text == decoded


def test_measures_are_those_of_the_sentences() -> None:
    report = checked("unborn-baby.txt")
    analysis = analyse(anatomy(report.document), pipeline())
    assert measure(analysis, 11).measures.keys() == report.measures.keys()
