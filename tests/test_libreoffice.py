"""Real LibreOffice, set to the service as its LanguageTool server, finds our findings in a document."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import served

pytestmark = pytest.mark.usefixtures("loopback")

PYTHON = "/usr/bin/python3"
"""Debian's Python, which is the one that LibreOffice's bridge is made for."""

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="BaseURL" oor:op="fuse"><value>{address}/v2</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="IsEnabled" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""

TEXT = """Dear Ms Lowe
We have commenced an assessment 😀. You must attend the meeting on 3 May.
We would like to hear what you think.
"""


def has_bridge() -> bool:
    if shutil.which("soffice") is None or not Path(PYTHON).exists():
        return False
    return (
        subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode
        == 0
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    """LibreOffice without a window, listening on a pipe; its grammar checker is our service."""
    if not has_bridge():
        pytest.skip("needs Debian's libreoffice-writer and python3-uno")
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    pipe = f"plainletter{abs(hash(str(tmp_path)))}"
    with served(tmp_path) as service:
        (profile / "registrymodifications.xcu").write_text(SETTINGS.format(address=service.address))
        process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo",
             f"-env:UserInstallation={profile.parent.as_uri()}", f"--accept=pipe,name={pipe};urp"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield pipe
        finally:
            try:
                process.wait(20)  # It was asked to end at the end of the test.
            except subprocess.TimeoutExpired:
                process.kill()


def test_its_grammar_checker_finds_our_findings(office: str) -> None:
    script = Path(__file__).with_name("office_proofread.py")
    done = subprocess.run(
        [PYTHON, str(script), office],
        input=TEXT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["supported"]
    found = {error["words"]: error for error in told["errors"]}
    assert set(found) == {"commenced", "You must"}
    assert found["commenced"]["suggestions"] == ["started", "begun"]
    assert "order" in found["You must"]["message"]
