"""Hostile letters are read or refused in one line that names the file, within the limits; nothing else is
opened, nothing is fetched, nothing is run. Figures for the large sizes: `python tests/benchmarks/hostile.py`.
"""

from __future__ import annotations

import builtins
import json
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import hostile
import pytest
from conftest import Outcome
from hostile import CASES, LINE, Case

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers import FORMATS, file_bytes, read_bytes, read_file

pytestmark = pytest.mark.timeout(120)

MEMORY = 3 * 2**30
"""Bytes of address space for the command; the language pipeline alone maps about 1.5 GB."""

# What a reader may open while it reads: its own modules and those of its libraries.
_OWN = (str(Path(sys.prefix)), str(Path(sys.base_prefix)), str(Path(__file__).resolve().parents[1]))


def outcome(data: bytes, name: str) -> Document | str:
    """The document, or the message; whatever else comes fails the test."""
    try:
        return read_bytes(data, name)
    except ReadError as error:
        return str(error)


def assert_kept(found: Document | str, case: Case) -> None:
    """The promise of every reader, and what this case expects."""
    if isinstance(found, str):
        assert found.startswith(f"{case.file}: ")
        assert found.isprintable()
        assert len(found) < 250
        assert case.said != "", found
        assert case.said is None or case.said in found
        return
    assert not case.said, f"read, and not refused: {case.said}"
    now = limits.now()
    assert len(found.text) <= 1.1 * now.characters
    assert len(found.blocks) <= now.paragraphs
    assert len(found.problems) <= now.paragraphs
    assert sum(len(block.marker) for block in found.blocks) <= 100 * now.paragraphs
    # A lone surrogate cannot be written anywhere.
    found.text.encode()
    assert all(problem.message.isprintable() for problem in found.problems)
    for block in found.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(found.text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_document_or_one_line(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes(b"Dear Ms Lowe", "a.txt")
    data = case.data()
    opened: list[str] = []

    def noting(name: Any, *more: Any, real: Any = builtins.open, **named: Any) -> Any:
        opened.append(str(name))
        return real(name, *more, **named)

    def noting_os(name: Any, *more: Any, real: Any = os.open, **named: Any) -> Any:
        opened.append(str(name))
        return real(name, *more, **named)

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a reader started a program")

    monkeypatch.setattr(builtins, "open", noting)
    monkeypatch.setattr(os, "open", noting_os)
    monkeypatch.setattr(subprocess, "Popen", never)
    monkeypatch.setattr(os, "system", never)
    found = outcome(data, case.file)
    monkeypatch.undo()
    assert_kept(found, case)
    assert [name for name in opened if not name.startswith(_OWN)] == []


def test_every_format_is_attacked() -> None:
    assert {Path(case.file).suffix[1:] for case in CASES} >= set(FORMATS)
    assert len({case.name for case in CASES}) == len(CASES)


# -- the command ----------------------------------------------------------------------------------

# Each of these goes through the command: the bombs, and what would reach out or run.
COMMANDED = (
    "zip flat bomb", "zip part declared small", "zip overlapping entries", "zip of 100,000 entries",
    "zip name escape codes", "xml billion laughs", "xml billion laughs UTF-32", "xml external entity file",
    "xml external DTD UTF-32", "xml 100,000 levels", "docx external relationships", "docx remote template",
    "docx macros", "docx fields that reach out", "docx number of 4,300 digits",
    "docx empty paragraphs", "docx notes that name each other", "docx text of 100 MB",
    "docx bidirectional and zero-width", "odt columns repeated", "odt section from outside",
    "odt outline level huge", "odt empty paragraphs", "rtf bin huge", "rtf 100,000 groups", "rtf include",
    "rtf list text flood", "rtf header paragraphs flood", "pdf kids are their own parent",
    "pdf cross-reference to itself", "pdf bomb of letters", "pdf bomb of letters, packed once",
    "pdf form that draws itself", "pdf actions", "pdf 1,000,000 pages", "pdf letters become lone surrogates",
    "html scripts and frames", "html number of 5,000 digits", "html impossible characters",
    "eml parts 10,000 deep", "eml body elsewhere", "eml escape codes in names", "eml character set is a packer",
    "md link titles", "txt 40 MB", "txt control characters", "txt surrogates as UTF-8", "doc that is a workbook",
)  # fmt: skip


def capped() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def command(folder: Path, *names: str) -> Outcome:
    """`plainletter check` in a process that may not take more than `MEMORY`."""
    done = subprocess.run(
        [
            sys.executable, "-m", "plainletter", "check", "--format", "json", "--with-text",
            "--fail-on", "never", *names,
        ],
        cwd=folder, capture_output=True, preexec_fn=capped, check=False, timeout=110,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.usefixtures("loopback")
def test_the_command_survives_all_and_fetches_nothing(tmp_path: Path) -> None:
    """One call for all of them: a report each, one line for each that is refused, no connection."""
    chosen = {case.name: case for case in CASES}
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        here = f"127.0.0.1:{server.getsockname()[1]}"
        expected: dict[str, Case] = {}
        for number, name in enumerate(COMMANDED):
            case = chosen[name]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(hostile, "ADDRESS", f"http://{here}/letter")
                data = case.data().replace(b"127.0.0.1:9/", f"{here}/".encode())
            called = f"{number:02}{Path(case.file).suffix}"
            (tmp_path / called).write_bytes(data)
            expected[called] = case
        done = command(tmp_path, *expected)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err + done.out
    assert "root:x:0" not in done.out
    assert done.code == 3
    told = done.err.splitlines()
    assert all(line.startswith("plainletter: ") for line in told)
    reports = json.loads(done.out)["reports"]
    assert [report["path"] for report in reports] == list(expected)
    for called, case in expected.items():
        mine = [line for line in told if line.startswith(f"plainletter: {called}: ")]
        if case.said:
            assert len(mine) == 1
            assert case.said in mine[0]
    for report in reports:
        if expected[report["path"]].said == "":
            # Read, if not always an English letter.
            stages = {problem["stage"] for problem in report["problems"]}
            assert report["document"]["words"] > 0 or stages == {"analyse"}


def test_no_word_of_a_file_outside_is_read() -> None:
    """File links name a file that is there; none of what it holds comes into the letter."""
    secret = Path("/etc/passwd")
    if not secret.is_file():
        pytest.skip("needs /etc/passwd")
    first = secret.read_text(encoding="utf-8").split("\n", 1)[0]
    for case in CASES:
        if case.name in NAME_A_FILE:
            found = outcome(case.data(), case.file)
            assert first not in (found if isinstance(found, str) else found.text), case.name


NAME_A_FILE = (
    "xml external entity file", "xml external entity UTF-32", "xml include", "docx fields that reach out",
    "docx relationship to a file outside", "odt section from outside", "odt external entity", "rtf include",
    "pdf external stream", "html scripts and frames", "zip link",
)  # fmt: skip


def test_letters_with_macros_and_actions_are_still_read() -> None:
    for name in ("docx macros", "docx remote template", "pdf actions", "html scripts and frames"):
        case = next(case for case in CASES if case.name == name)
        found = outcome(case.data(), case.file)
        assert isinstance(found, Document), found
        assert LINE in found.text.replace("\n", " ")


# -- odd files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "/dev/full", "/proc/self/mem"])
def test_devices_are_no_letters(name: str) -> None:
    if not Path(name).exists():
        pytest.skip(f"there is no {name} here")
    with pytest.raises(ReadError) as caught:
        read_file(name)
    assert str(caught.value).startswith(f"{name}: ")
    assert str(caught.value).isprintable()


def test_files_that_say_they_are_empty() -> None:
    """What lies in /proc has no size until it is read."""
    if not Path("/proc/self/status").exists():
        pytest.skip("there is no /proc here")
    assert b"Name:" in file_bytes("/proc/self/status")


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    with pytest.raises(ReadError, match="leads back to itself"):
        read_file(tmp_path / "a.txt")


def test_a_link_to_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").symlink_to("pipe")
    with pytest.raises(ReadError, match="not an ordinary file"):
        read_file(tmp_path / "a.txt")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size is asked first; what is written after that does not get past the limit."""
    path = tmp_path / "a.txt"
    path.write_bytes(LINE.encode())
    real = os.fstat

    def growing(number: int) -> os.stat_result:
        found = real(number)
        with path.open("ab") as file:
            file.truncate(limits.now().file_bytes + 10_000_000)
        return found

    monkeypatch.setattr(os, "fstat", growing)
    data = file_bytes(path)
    monkeypatch.undo()
    assert len(data) == limits.now().file_bytes + 1
    with pytest.raises(ReadError, match="more than the 50 MB allowed"):
        read_bytes(data, "a.txt")


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LINE, encoding="utf-8")
    real = os.open

    def vanishing(name: Any, *more: Any, **named: Any) -> int:
        path.unlink(missing_ok=True)
        return real(name, *more, **named)

    monkeypatch.setattr(os, "open", vanishing)
    with pytest.raises(ReadError, match="there is no such file"):
        read_file(path)


@pytest.mark.parametrize(
    "name",
    [b"line\nbreak.txt", b"\x1b]0;title\x07.txt", b"\xff\xfe.txt", "\u202etxt.eman".encode()],
)
def test_names_that_would_steer_a_terminal(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"")
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value).isprintable()
    str(caught.value).encode()
