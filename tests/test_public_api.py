"""What the library promises to those who import it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages

import pytest

import plainletter
from plainletter import (
    Config,
    Finding,
    ReadError,
    Report,
    UsageError,
    check_file,
    check_many,
    check_text,
)

LETTER = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"

NAMES = {
    "ChecklistItem", "Config", "ConfigError", "Document", "Edit", "Finding", "Measure", "ModelMissing",
    "PackError", "PlainletterError", "Problem", "ReadError", "Report", "Score", "Span", "Suggestion",
    "UsageError", "__version__", "check_file", "check_many", "check_text",
}  # fmt: skip


def test_exported_names() -> None:
    assert set(plainletter.__all__) >= NAMES
    assert list(plainletter.__all__) == sorted(plainletter.__all__, key=_order)
    for name in plainletter.__all__:
        assert hasattr(plainletter, name)


def _order(name: str) -> tuple[int, str]:
    return (0 if name[0].isupper() else 1, name)


def test_errors_have_one_root_and_an_exit_code() -> None:
    for name in ("ConfigError", "ModelMissing", "PackError", "ReadError", "UsageError"):
        error = getattr(plainletter, name)
        assert issubclass(error, plainletter.PlainletterError)
        assert error.exit_code in (2, 3)


def test_it_says_that_it_is_typed() -> None:
    assert files("plainletter").joinpath("py.typed").is_file()


def modules() -> Iterator[str]:
    yield "plainletter"
    for module in walk_packages(plainletter.__path__, "plainletter."):
        if not module.name.endswith(".__main__"):
            yield module.name


@pytest.mark.parametrize("name", list(modules()))
def test_public_names_say_what_they_are(name: str) -> None:
    module = import_module(name)
    assert module.__doc__, name
    for member, value in vars(module).items():
        ours = getattr(value, "__module__", None) == name
        if member.startswith("_") or not ours:
            continue
        if inspect.isclass(value) or inspect.isfunction(value):
            assert _said(value), f"{name}.{member} has no docstring"
        if inspect.isclass(value):
            for method, held in vars(value).items():
                inner = getattr(held, "fget", held)
                inner = getattr(inner, "__func__", inner)
                if not method.startswith("_") and inspect.isfunction(inner):
                    assert _said(inner) or _inherited(value, method), f"{name}.{member}.{method}"


def _said(value: object) -> bool:
    doc = getattr(value, "__doc__", None) or ""
    # A dataclass without one gets its signature.
    return bool(doc.strip()) and not doc.startswith(f"{getattr(value, '__name__', '')}(")


def _inherited(kind: type, method: str) -> bool:
    return any(method in vars(base) for base in kind.__mro__[1:])


def test_check_text_points_into_the_text() -> None:
    report = check_text(LETTER)
    assert isinstance(report, Report)
    assert report.document.text == LETTER
    assert report.problems == ()
    found = [finding for finding in report.findings if finding.rule == "tone.order-must"]
    assert [LETTER[f.span.start : f.span.end] for f in found] == ["You must"]
    assert isinstance(found[0], Finding)


def test_check_text_takes_settings() -> None:
    rules = {f.rule for f in check_text(LETTER, config=Config(ignore=("tone.*",))).findings}
    assert not any(rule.startswith("tone.") for rule in rules)
    assert check_text(LETTER, profile="auto").profile in (
        "letter-before-proceedings",
        "letter-to-family",
    )
    profiled = check_text(
        LETTER, config=Config(profile="nonsense"), profile="letter-before-proceedings"
    )
    assert profiled.profile == "letter-before-proceedings", "what is said in the call wins"


def test_check_text_of_nothing() -> None:
    report = check_text("")
    assert report.words == 0
    assert report.findings == ()
    assert [problem.stage for problem in report.problems] == ["read"]


@pytest.mark.parametrize("config", [Config(profile="x"), Config(select=("x",)), Config(ignore=("x",)),
                                    Config(levels={"x": "error"})])  # fmt: skip
def test_wrong_settings_are_raised(config: Config, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        check_text(LETTER, config=config)
    (tmp_path / "a.txt").write_text(LETTER, encoding="utf-8")
    with pytest.raises(UsageError):
        check_file(tmp_path / "a.txt", config=config)
    with pytest.raises(UsageError):
        list(check_many([tmp_path / "a.txt"], config=config))


def test_check_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + LETTER.replace("\n", "\r\n").encode())
    report = check_file(path)
    assert report.document.text == LETTER, "the decoded file, without mark, with plain line ends"
    assert report.path == str(path)
    assert report.findings == check_text(LETTER).findings
    assert check_file(str(path)).to_dict(with_sentences=True) == report.to_dict(with_sentences=True)
    with pytest.raises(ReadError, match=r"none\.txt: there is no such file"):
        check_file(tmp_path / "none.txt")


def test_check_many_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LETTER, encoding="utf-8")
    taken = []

    def paths() -> Iterator[Path]:
        for number in range(5):
            taken.append(number)
            yield path

    reports = check_many(paths())
    assert taken == [], "nothing is done before it is asked for"
    next(reports)
    assert taken == [0]
    reports.close()  # type: ignore[attr-defined]
    assert taken == [0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_check_many_turns_bad_input_into_reports(tmp_path: Path, jobs: int) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.docx"
    good.write_text(LETTER, encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 no zip at all")
    paths = [bad, good, tmp_path / "none.txt", tmp_path, good]
    reports = list(check_many(paths, jobs=jobs))
    assert [report.path for report in reports] == [str(path) for path in paths]
    assert [len(report.problems) for report in reports] == [1, 0, 1, 1, 0]
    for report in reports:
        if report.problems:
            assert (report.words, report.findings, report.measures) == (0, (), {})
            assert report.problems[0].stage == "read"
            assert report.problems[0].where == report.path
    assert reports[1].findings == reports[4].findings != ()


def test_check_many_with_jobs_takes_no_more_paths_than_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LETTER, encoding="utf-8")
    taken = []

    def paths() -> Iterator[Path]:
        for _ in range(300):
            taken.append(path)
            yield path

    reports = check_many(paths(), jobs=2)
    assert next(reports).findings
    reports.close()  # type: ignore[attr-defined]
    assert len(taken) < 100


def test_to_dict_keeps_the_confidential_part_back() -> None:
    report = check_text(LETTER)
    plain, full = report.to_dict(), report.to_dict(with_text=True, with_sentences=True)
    assert "text" not in plain["document"]
    assert "sentences" not in plain
    assert full["document"]["text"] == LETTER
    assert len(full["sentences"]) == full["document"]["sentences"] == len(report.sentences)
    assert {k: v for k, v in full.items() if k not in ("document", "sentences")} == {
        k: v for k, v in plain.items() if k != "document"
    }
    json.dumps(full)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    check_text(LETTER)
    list(check_many([tmp_path / "none.txt"]))
    assert capfd.readouterr() == ("", "")
