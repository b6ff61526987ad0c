"""Nothing of a letter goes anywhere: every command in a watched home, with the network shut, and killed.

Each command runs in processes of its own that end if they ask for the network, and that note each file they
open to write, with those that they start.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from conftest import SAMPLES
from served import served
from test_offline import ASKED, GUARD

ROOT = SAMPLES.parent
MARK = "Quillfeather"
TEXT = (
    f"Dear Ms {MARK}\n\nYou must attend the meeting at Sprocketwell House on 9 March 2026. We will commence an "
    "assessment prior to that. It is felt that you failed to engage.\n\nYours sincerely\n\nAnn Pell\n"
)
WORDS = (MARK, "Sprocketwell", "must attend the meeting")
"""What stands in the letter and nowhere else."""

WATCH = """
import os, sys
_log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

def _seen(event, arguments):
    told = None
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, (str, bytes)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            told = path
    elif event in ("sqlite3.connect", "os.mkdir", "os.symlink"):
        told = arguments[0]
    elif event in ("os.rename", "os.link"):
        told = arguments[1]
    if told is not None:
        os.write(_log, os.path.abspath(os.fsdecode(told)).encode("utf-8", "surrogateescape") + b"\\n")

sys.addaudithook(_seen)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A place to work in, with a home and a folder for temporary files that are looked at afterwards."""

    work: Path
    home: Path
    temporary: Path
    environment: dict[str, str]

    def run(self, *arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Call the command; it must end well or with findings, and without asking for the network."""
        done = subprocess.run(
            [sys.executable, "-m", "plainletter", *map(str, arguments)], cwd=self.work, input=stdin,
            capture_output=True, text=True, check=False, env=self.environment, timeout=120,
        )  # fmt: skip
        assert done.returncode in (0, 1), (done.returncode, done.stderr[-300:])
        return done

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Begin a command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "plainletter", *map(str, arguments)], cwd=self.work, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment,
        )  # fmt: skip

    def files(self) -> set[str]:
        """All that stands in the three places, but for the code of the watch."""
        return {
            path.relative_to(self.work.parent).as_posix()
            for place in (self.work, self.home, self.temporary) for path in place.rglob("*")
        }  # fmt: skip

    def written(self) -> set[Path]:
        """The files that were opened to be written, or made, since the watch began."""
        log = Path(self.environment["WATCH_LOG"])
        found = {Path(line) for line in log.read_text(encoding="utf-8").splitlines()}
        # Python keeps its own code compiled; a terminal and a place for nothing hold nothing.
        return {
            p
            for p in found
            if p.suffix != ".pyc" and "__pycache__" not in p.parts and p.parts[1] != "dev"
        }


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    places = [tmp_path / name for name in ("work", "home", "tmp", "code")]
    for place in places:
        place.mkdir()
    work, home, temporary, code = places
    (code / "sitecustomize.py").write_text(GUARD + WATCH, encoding="utf-8")
    (work / "letters").mkdir()
    (work / "letter.txt").write_text(TEXT, encoding="utf-8")
    (work / "letters" / "one.txt").write_text(TEXT, encoding="utf-8")
    (work / "letters" / "two.txt").write_text(TEXT.replace("9 March", "10 March"), encoding="utf-8")
    for name in (
        "letter.docx",
        "letter.pdf",
        "letter.odt",
        "letter.rtf",
        "letter.eml",
        "letter.doc",
    ):
        shutil.copy(SAMPLES / "formats" / name, work / name)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("XDG_")},
        "HOME": str(home), "TMPDIR": str(temporary), "WATCH_LOG": str(code / "log"),
        "PYTHONPATH": os.pathsep.join((str(code), str(ROOT))),
    }  # fmt: skip
    return Watched(work, home, temporary, environment)


COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # What is asked, and the files that it names to be written.
    (
        "check letter.txt letter.docx letter.pdf letter.odt letter.rtf letter.eml --fail-on never",
        (),
    ),
    ("check letters --jobs 2 --quiet", ()),
    ("check letter.txt --format html --output report.html --redact", ("report.html",)),
    ("check letter.txt --format json --output report.json --with-text", ("report.json",)),
    ("check letter.txt --save-baseline base.json --quiet", ("base.json",)),
    ("check letters --format sarif", ()),
    ("fix letter.txt -o copy.txt --quiet", ("copy.txt",)),
    ("fix letter.docx -o copy.docx --quiet", ("copy.docx",)),
    ("fix letter.txt --diff", ()),
    ("fix letter.txt --in-place --quiet", ("letter.txt", "letter.txt.bak")),
    (
        "audit letters --db a.sqlite --jobs 2 --quiet --dashboard d.html --export a.xlsx --export findings:f.csv",
        ("a.sqlite", "a.sqlite-journal", "d.html", "a.xlsx", "f.csv"),
    ),
    ("audit letters --db b.sqlite --jobs 1 --pseudonymise", ("b.sqlite", "b.sqlite-journal")),
    ("rules", ()),
    ("explain tone.order-must", ()),
    ("config letter.txt", ()),
    ("wordlist lint", ()),
    ("wordlist new house", ("house.toml",)),
    ("--help", ()),
    ("--version", ()),
)
HOLDS_TEXT = ("report.html", "report.json", "copy.txt", "copy.docx", "letter.txt", "letter.txt.bak")
"""Outputs that hold words of the letter, since that is what they are for."""


def _top(path: Path, place: Path) -> str:
    """The first part of a path below a place; "" elsewhere."""
    parts = path.relative_to(place).parts if path.is_relative_to(place) else ()
    return parts[0] if parts else ""


@pytest.mark.parametrize(("asked", "named"), COMMANDS, ids=[asked for asked, _ in COMMANDS])
def test_a_command_writes_what_it_is_told_to(
    watched: Watched, asked: str, named: tuple[str, ...]
) -> None:
    before = watched.files()
    done = watched.run(*asked.split())
    new = {name.removeprefix("work/") for name in watched.files() - before}
    assert {name.partition("/")[0] for name in new} <= set(named)
    for path in watched.written():
        temporary = path.name.startswith((".plainletter-", *(f".{name}." for name in named)))
        inside = [part for part in path.parts if part.startswith(".plainletter-")]
        below = path != watched.work and _top(path, watched.work) in named
        assert (
            below
            or temporary
            or inside
            or path.is_relative_to(watched.temporary)
            or path == watched.work
        ), path
    assert not list(watched.home.iterdir())
    assert not list(watched.temporary.iterdir())
    for name in new - set(HOLDS_TEXT):
        path = watched.work / name
        if path.is_file():
            data = path.read_bytes()
            assert not [word for word in WORDS if word.encode() in data]
    # Messages may name a file; none says what stands in it.
    assert not [word for word in WORDS if word in done.stderr]


def test_covered_reports_hold_no_name(watched: Watched) -> None:
    watched.run("check", "letter.txt", "--format", "html", "--output", "report.html", "--redact")
    assert MARK not in (watched.work / "report.html").read_text(encoding="utf-8")


def test_a_letter_that_is_piped(watched: Watched) -> None:
    before = watched.files()
    done = watched.run("check", "-", "--stdin-filename", "letter.txt", stdin=TEXT)
    assert "must attend" in done.stdout
    assert watched.files() == before
    assert not watched.written()


def test_the_watch_sees(watched: Watched) -> None:
    """Without this, a watch that sees nothing would pass everything."""
    program = (
        "import socket, sys; open('left', 'w').close(); socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=watched.work, env=watched.environment, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == ASKED
    assert watched.written() == {watched.work / "left"}


def _frames(*messages: dict[str, object]) -> bytes:
    framed = []
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        framed.append(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    return b"".join(framed)


def test_an_editor(watched: Watched) -> None:
    letter = {"uri": (watched.work / "letter.txt").as_uri()}
    said = _frames(
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": {**letter, "languageId": "plaintext", "version": 1, "text": TEXT}}},
        {"id": 2, "method": "textDocument/diagnostic", "params": {"textDocument": letter}},
    )  # fmt: skip
    before = watched.files()
    with subprocess.Popen(
        [sys.executable, "-m", "plainletter", "lsp"], cwd=watched.work, env=watched.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as editor:  # fmt: skip
        assert editor.stdin is not None
        assert editor.stdout is not None
        assert editor.stderr is not None
        editor.stdin.write(said)
        editor.stdin.flush()
        answer = b""
        while b'"id":2' not in answer.replace(b" ", b""):
            answer += editor.stdout.read1()
        editor.stdin.write(_frames({"id": 3, "method": "shutdown"}, {"method": "exit"}))
        editor.stdin.close()
        answer += editor.stdout.read()
        told = editor.stderr.read().decode()
        assert editor.wait(30) == 0
    assert b"tone.order-must" in answer
    assert watched.files() == before
    assert not watched.written()
    assert not [word for word in WORDS if word in told]


def test_an_assistant(watched: Watched) -> None:
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a", "version": "1"},
    }
    messages: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "check", "arguments": {"text": TEXT}}},
    ]  # fmt: skip
    before = watched.files()
    with subprocess.Popen(
        [sys.executable, "-m", "plainletter", "mcp"], cwd=watched.work, env=watched.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as assistant:  # fmt: skip
        assert assistant.stdin is not None
        assert assistant.stdout is not None
        assert assistant.stderr is not None
        for message in messages:
            assistant.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            assistant.stdin.flush()
        answers = [assistant.stdout.readline() for _ in range(2)]
        assistant.stdin.close()
        told = assistant.stderr.read()
        assistant.wait(30)
    assert "tone.order-must" in answers[1]
    assert watched.files() == before
    assert not watched.written()
    assert not [word for word in WORDS if word in told]


@pytest.mark.usefixtures("loopback")
def test_the_service(watched: Watched) -> None:
    code = Path(watched.environment["WATCH_LOG"]).parent
    (code / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    logs = watched.work.parent / "logs"
    logs.mkdir()
    upload = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\n\r\n<p>'
        + TEXT.encode() + b"<!--" + b" " * (3 * 2**20) + b"-->" + b"\r\n--b--\r\n"
    )  # fmt: skip
    before = watched.files()
    with served(logs, environment=watched.environment) as service:
        for kind, body in (
            ("application/json", json.dumps({"text": TEXT, "with_text": True}).encode()),
            # Larger than what a server keeps in memory otherwise.
            ("multipart/form-data; boundary=b", upload),
        ):
            request = Request(f"{service.address}/check", body, {"Content-Type": kind})
            with urlopen(request, timeout=60) as answer:
                assert b"tone.order-must" in answer.read()
        log = service.log.read_text(encoding="utf-8")
    assert not [word for word in WORDS if word in log]
    assert watched.files() == before
    assert watched.written() <= {logs / "serve.log"}


# -- Killed -------------------------------------------------------------------------------------------------


def until(what: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait until something is so; what never is, fails."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)


def test_a_killed_conversion_leaves_nothing(watched: Watched) -> None:
    process = watched.start("check", "letter.doc")
    until(lambda: list(watched.temporary.glob("*/letter.doc")))
    (folder,) = watched.temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not list(watched.temporary.iterdir()))
    time.sleep(0.5)  # LibreOffice would make its folder anew.
    assert not list(watched.temporary.iterdir())


def test_a_killed_report_leaves_nothing(watched: Watched) -> None:
    before = watched.files()
    for number in range(200):
        (watched.work / "letters" / f"{number}.txt").write_text(TEXT * 20, encoding="utf-8")
    process = watched.start("check", "letters", "--format", "json", "--output", "report.json")
    until(lambda: [p for p in watched.work.glob(".report.json.*") if p.stat().st_size])
    (temporary,) = watched.work.glob(".report.json.*")
    assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not temporary.exists())
    left = {name for name in watched.files() if "/letters/" not in name}
    assert left == {name for name in before if "/letters/" not in name}
