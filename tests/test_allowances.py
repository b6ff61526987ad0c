"""Suppressions: comments in a letter, the sidecar file beside it, and what is said of idle ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from wordfile import p, word

from plainletter import check_file
from plainletter.allowances import with_sidecar
from plainletter.config import Config
from plainletter.errors import ConfigError
from plainletter.model import Report
from plainletter.readers import read_bytes

MUST = "tone.order-must"
UNUSED = "structure.unused-allowance"


def rules(report: Report) -> list[str]:
    return [f.rule for f in report.findings if f.rule in (MUST, UNUSED, "tone.required-to")]


TXT = """Dear Ms Lowe,

<!-- plainletter: allow {rule} because the court order says so -->
You must attend the meeting on Friday.

You must attend the class on Monday.

Yours sincerely,

Ann Cole
"""
HTML = """<!doctype html><html><body><p>Dear Ms Lowe,</p>
<!-- plainletter: allow {rule} because the court order says so -->
<p>You must attend the meeting on Friday.</p>
<p>You must attend the class on Monday.</p>
<p>Yours sincerely,</p><p>Ann Cole</p></body></html>
"""


@pytest.mark.parametrize(
    ("name", "text"), [("letter.txt", TXT), ("letter.md", TXT), ("letter.html", HTML)]
)
@pytest.mark.parametrize("rule", [MUST, "tone.*", "tone.order-must, jargon.*"])
def test_a_comment_covers_the_next_paragraph(
    letter: Callable[..., Report], name: str, text: str, rule: str
) -> None:
    plain = letter(
        text.replace("<!-- plainletter: allow {rule} because the court order says so -->\n", ""),
        name,
    )
    assert rules(plain) == [MUST, MUST]
    report = letter(text.format(rule=rule), name)
    found = [f for f in report.findings if f.rule == MUST]
    assert len(found) == 1
    assert "Monday" in found[0].sentence.of(report.document.text)


@pytest.mark.parametrize("name", ["letter.txt", "letter.md"])
def test_allow_letter_covers_the_whole_letter(letter: Callable[..., Report], name: str) -> None:
    text = TXT.replace("allow {rule}", f"allow-letter {MUST}")
    assert rules(letter(text, name)) == []


def test_an_idle_comment_is_told(letter: Callable[..., Report]) -> None:
    report = letter(TXT.format(rule="tone.required-to"))
    idle = [f for f in report.findings if f.rule == UNUSED]
    assert len(idle) == 1
    assert "tone.required-to" in idle[0].message + idle[0].why
    assert rules(report).count(MUST) == 2


def test_a_rule_that_does_not_exist_is_told(letter: Callable[..., Report]) -> None:
    report = letter(TXT.format(rule="tone.order-mst"))
    assert UNUSED in rules(report)


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- plainletter: allow {MUST} -->",
        f"<!-- plainletter: allow {MUST} because -->",
        "<!-- plainletter: allow because I say so -->",
        f"<!-- plainletter: ignore {MUST} because of this -->",
    ],
)
def test_a_comment_without_reason_allows_nothing(
    letter: Callable[..., Report], comment: str
) -> None:
    text = TXT.replace(
        "<!-- plainletter: allow {rule} because the court order says so -->", comment
    )
    report = letter(text)
    assert [f.rule for f in report.findings].count(MUST) == 2
    assert len(report.problems) == 1
    assert "comment" in report.problems[0].message
    assert "line 3" in report.problems[0].where


def test_a_comment_is_not_part_of_the_letter(letter: Callable[..., Report]) -> None:
    report = letter(TXT.format(rule=MUST))
    assert all("plainletter" not in f.text for f in report.findings)
    assert all("plainletter" not in s.span.of(report.document.text) for s in report.sentences)


def docx(folder: Path) -> Path:
    path = folder / "letter.docx"
    body = "".join(
        p(text) for text in (
            "Dear Ms Lowe,", "You must attend the meeting on Friday.",
            "You must not attend the class on Monday.", "Yours sincerely,", "Ann Cole",
        )
    )  # fmt: skip
    path.write_bytes(word(body))
    return path


def sidecar(path: Path, text: str) -> Path:
    beside = path.with_name(path.name + ".plainletter.toml")
    beside.write_text(text, encoding="utf-8")
    return beside


def test_a_sidecar_covers_a_word_file(tmp_path: Path) -> None:
    path = docx(tmp_path)
    assert rules(check_file(path)) == [MUST, MUST]
    sidecar(path, f'[[allow]]\nrule = "{MUST}"\nbecause = "The order says so."\n')
    assert rules(check_file(path)) == []


def test_a_sidecar_may_name_the_words(tmp_path: Path) -> None:
    path = docx(tmp_path)
    sidecar(path, '[[allow]]\nrule = "tone.*"\nbecause = "Agreed."\ntext = "You must not"\n')
    report = check_file(path)
    assert [f.text for f in report.findings if f.rule == MUST] == ["You must"]
    assert UNUSED not in rules(report)


def test_an_idle_sidecar_entry_is_told(tmp_path: Path) -> None:
    path = docx(tmp_path)
    sidecar(path, '[[allow]]\nrule = "tone.*"\nbecause = "Agreed."\ntext = "you shall"\n')
    found = [f for f in check_file(path).findings if f.rule == UNUSED]
    assert len(found) == 1
    assert "allow number 1" in found[0].message + found[0].why


def test_the_rule_about_idle_ones_can_be_switched_off(tmp_path: Path) -> None:
    path = docx(tmp_path)
    sidecar(path, '[[allow]]\nrule = "tone.required-to"\nbecause = "Agreed."\n')
    assert UNUSED in rules(check_file(path))
    assert UNUSED not in rules(check_file(path, config=Config(ignore=("structure.*",))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[allow]]\nrule = "tone.*"\nbecause = " "\n', "allow number 1 gives no reason"),
        ('[[allow]]\nrule = "tone.*"\n', "missing required field “because”"),
        ('[[allow]]\nbecause = "x"\n', "missing required field “rule”"),
        ('[[allow]]\nrule = 1\nbecause = "x"\n', "Expected “str"),
        ('[[alow]]\nrule = "tone.*"\nbecause = "x"\n', "unknown field “alow”"),
        ('[[allow]]\nrule = "tone.*"\nbecause = "x"\nline = 3\n', "unknown field “line”"),
        ("[[allow]", "is not valid TOML"),
    ],
)
def test_a_wrong_sidecar_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = docx(tmp_path)
    beside = sidecar(path, text)
    with pytest.raises(ConfigError) as raised:
        check_file(path)
    message = str(raised.value)
    assert message.startswith(f"{beside}: ")
    assert said in message
    assert "\n" not in message


def test_a_sidecar_of_another_encoding_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path)
    sidecar(path, "").write_bytes('[[allow]]\nrule = "tone.*"\nbecause = "£"\n'.encode("cp1252"))
    with pytest.raises(ConfigError, match="is not valid TOML"):
        check_file(path)


def test_an_empty_sidecar_and_a_mark_at_its_start_do_no_harm(tmp_path: Path) -> None:
    path = docx(tmp_path)
    sidecar(path, "\ufeff")
    assert rules(check_file(path)) == [MUST, MUST]


def test_a_sidecar_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path)
    path.with_name(path.name + ".plainletter.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        check_file(path)


def test_a_name_too_long_for_a_sidecar_has_none(tmp_path: Path) -> None:
    document = read_bytes(b"Dear Ms Lowe", "a.txt")
    assert with_sidecar(document, tmp_path / ("a" * 250 + ".txt")) is document
