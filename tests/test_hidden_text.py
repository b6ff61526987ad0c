"""Signs that nobody sees, in letters of each format: found, named and taken out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome
from test_read_odt_rtf import odt
from wordfile import p, word

from plainletter import check_file
from plainletter.model import Finding

RULE = "structure.hidden-text"
LINE = "Please come to the meet\u200bing with us at noon."
MARKUP = f"<html><body><p>Dear Ms Lowe</p><p>{LINE}</p></body></html>"
MAIL = (
    "From: a@wex.example\nTo: b@wex.example\nSubject: Your letter\nMIME-Version: 1.0\n"
    f"Content-Type: text/plain; charset=utf-8\n\nDear Ms Lowe\n\n{LINE}\n"
)
LETTERS = {
    "letter.txt": f"Dear Ms Lowe\n\n{LINE}\n".encode(),
    "letter.md": f"Dear Ms Lowe\n\n{LINE}\n".encode(),
    "letter.html": MARKUP.encode(),
    "letter.eml": MAIL.encode(),
    "letter.docx": word(p("Dear Ms Lowe") + p(LINE)),
    "letter.odt": odt(f"<text:p>Dear Ms Lowe</text:p><text:p>{LINE}</text:p>"),
    "letter.rtf": rb"{\rtf1\ansi Dear Ms Lowe\par Please come to the meet\u8203?ing with us at noon.\par}",
}


def found(path: Path) -> list[Finding]:
    return [finding for finding in check_file(path).findings if finding.rule == RULE]


@pytest.mark.parametrize("name", LETTERS)
def test_found_in_each_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(LETTERS[name])
    (finding,) = found(path)
    assert finding.text == "meet\u200bing"
    assert finding.suggestions[0].text == "meeting"
    assert "\u200b" not in finding.message


@pytest.mark.parametrize("name", ["letter.txt", "letter.html", "letter.docx", "letter.odt"])
def test_a_copy_without_it(tmp_path: Path, run: Callable[..., Outcome], name: str) -> None:
    path, copy = tmp_path / name, tmp_path / f"copy-{name}"
    path.write_bytes(LETTERS[name])
    assert run("fix", path, "-o", copy).code == 0
    assert found(path)
    assert not found(copy)
