"""What the README shows to document systems: a mail merge and calls of the service, run as printed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from conftest import SAMPLES
from served import served

import plainletter
from plainletter.readers import read_file

ROOT = Path(__file__).resolve().parent.parent
HEADING = "### From a document system"
ADDRESS = "http://127.0.0.1:8765"


def block(language: str) -> str:
    """The block of code in that language under the heading."""
    _, found, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"{HEADING}\n")
    assert found
    section = re.split(r"^#{1,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return str(code)


def make_template(path: Path) -> None:
    """A good letter with fields for the parent's name and the day of the meeting."""
    document = docx.Document(str(SAMPLES / "kind-and-complete.docx"))
    fields = {"Tracey": "{{ parent }}", "Wednesday 27\N{NO-BREAK SPACE}January 2027": "{{ day }}"}
    put = 0
    for paragraph in document.paragraphs:
        text = paragraph.text
        for word, name in fields.items():
            text = text.replace(word, name)
        if text != paragraph.text:
            paragraph.text = text
            put += 1
    assert put == 3
    document.save(str(path))


def test_a_mail_merge_sends_no_letter_with_errors(tmp_path: Path) -> None:
    code = block("python")
    assert len([line for line in code.splitlines() if line]) <= 15
    make_template(tmp_path / "template.docx")
    (tmp_path / "to-send").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    good, bad = done.stdout.splitlines()
    assert good == "letter-1.docx may be sent"
    assert bad.startswith("letter-2.docx ")
    assert "27 January 2027 is a Wednesday" in bad
    assert [path.name for path in (tmp_path / "to-send").iterdir()] == ["letter-1.docx"]
    text = read_file(tmp_path / "letter-2.docx").text
    assert "Marek" in text
    assert "{{" not in text


@pytest.mark.usefixtures("loopback")
def test_the_service_is_called_with_curl(tmp_path: Path) -> None:
    for needed in ("curl", "openssl"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed, so the calls in the README were not tried")
    make_token, serve, *calls = block("sh").splitlines()
    assert len(calls) == 2

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    shutil.copy2(SAMPLES / "harsh.docx", tmp_path / "letter.docx")
    assert shell(make_token).returncode == 0
    program, command, *options = shlex.split(serve)
    assert (program, command) == ("plainletter", "serve")
    with served(tmp_path, *options) as running:
        for call in calls:
            assert ADDRESS in call
            done = shell(call.replace(ADDRESS, running.address))
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        wanted = plainletter.check_file(SAMPLES / "harsh.docx").to_dict()
        assert report["findings"] == wanted["findings"]
        with ZipFile(tmp_path / "letter.reviewed.docx") as package:
            assert "word/comments.xml" in package.namelist()
        for call in calls:
            (tmp_path / "token.txt").write_text("0123456789abcdef", encoding="utf-8")
            done = shell(call.replace(ADDRESS, running.address))
            assert done.returncode == 22
            assert "401" in done.stderr
