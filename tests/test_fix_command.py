"""`plainletter fix` as a person meets it: what is written where, and what is said when it cannot be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from nastyword import FILES

from plainletter.cli.main import main
from plainletter.readers import read_file

TEXT = "Dear Ms Okafor\n\nWe will commence the work prior to the visit. You must attend.\n"
FIXED = TEXT.replace("commence", "start").replace("prior to", "before")


class Done:
    """What a call printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "letter.docx").write_bytes(FILES["tables"])

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["plainletter", "fix", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return run


def test_a_copy_beside_the_letter(fix, tmp_path: Path) -> None:
    done = fix("letter.txt")
    assert done.code == 0
    assert (tmp_path / "letter.reviewed.txt").read_text(encoding="utf-8") == FIXED
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == TEXT
    assert "2 changes made" in done.err
    assert "“commence” → “start”" in done.err
    assert "jargon +" in done.err


def test_quiet_says_nothing(fix) -> None:
    done = fix("letter.txt", "--quiet")
    assert (done.out, done.err) == ("", "")


def test_standard_streams() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plainletter", "fix", "-", "--quiet"],
        input=TEXT.encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode() == FIXED


def test_the_same_bytes_for_the_same_date(fix, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        assert fix("letter.docx", "-o", name, "--date", "2027-01-04").code == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with ZipFile(tmp_path / "a.docx") as packed:
        assert b"2027-01-04T00:00:00Z" in packed.read("word/document.xml")
        assert b"plainletter" in packed.read("word/comments.xml")


def test_safe_only_writes_no_comments(fix, tmp_path: Path) -> None:
    assert fix("letter.docx", "--safe-only").code == 0
    with ZipFile(tmp_path / "letter.reviewed.docx") as packed:
        assert "word/comments.xml" not in packed.namelist()
        assert b"w:ins" in packed.read("word/document.xml")


def test_diff_writes_nothing(fix, tmp_path: Path) -> None:
    done = fix("letter.docx", "--diff")
    assert done.code == 0
    assert any(line.startswith("-") and "commence" in line for line in done.out.splitlines())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.docx", "letter.txt"]


def test_in_place_keeps_a_copy(fix, tmp_path: Path) -> None:
    assert fix("letter.txt", "--in-place").code == 0
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == FIXED
    assert (tmp_path / "letter.txt.bak").read_text(encoding="utf-8") == TEXT
    (tmp_path / "letter.txt").write_text(TEXT, encoding="utf-8")
    assert fix("letter.txt", "--in-place").code == 0
    assert (tmp_path / "letter.txt.bak2").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("letter.txt", "--safe-only", "--all"), 2, "contradict each other"),
        (("letter.txt", "-o", "letter.txt"), 2, "Use --in-place"),
        (("letter.txt", "-o", "."), 2, "is a folder"),
        (("letter.txt", "-o", "x.txt", "--in-place"), 2, "leave out -o"),
        (("letter.txt", "--diff", "-o", "x.txt"), 2, "--diff only shows"),
        (("missing.txt",), 3, "missing.txt: there is no such file"),
        (("letter.txt", "-o", "no/such/place.txt"), 3, "there is no such folder"),
        (("letter.txt", "--profile", "nonsense"), 2, "There is no profile"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    fix, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = fix(*arguments)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == TEXT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.docx", "letter.txt"]


def test_a_pdf_cannot_be_changed(fix) -> None:
    sample = Path(__file__).parents[1] / "samples" / "formats" / "letter.pdf"
    done = fix(str(sample))
    assert done.code == 3
    assert "a PDF file cannot be changed" in done.err
    assert fix(str(sample), "--diff").code == 0


def test_a_full_disk_leaves_the_letter_alone(
    fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for arguments in (("letter.txt",), ("letter.txt", "--in-place")):
        done = fix(*arguments)
        assert done.code == 3
        assert "no space left on device" in done.err
        assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == TEXT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.docx", "letter.txt"]


def test_a_read_only_letter_stays(fix, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").chmod(0o444)
    done = fix("letter.txt", "--in-place")
    assert done.code == 3
    assert "letter.txt: is read-only" in done.err
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == TEXT
    assert not (tmp_path / "letter.txt.bak").exists()
    assert fix("letter.txt").code == 0, "a copy beside it can be written"


def test_killed_half_way_the_letter_is_whole(fix, tmp_path: Path) -> None:
    """A process that is killed just before the new file takes its place leaves the old one, byte for byte."""
    code = (
        "import os, signal, sys\n"
        "os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.argv = ['plainletter', 'fix', 'letter.docx', '--in-place', '--quiet']\n"
        "from plainletter.cli.main import main\n"
        "main()\n"
    )
    before = (tmp_path / "letter.docx").read_bytes()
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "letter.docx").read_bytes() == before
    assert fix("letter.docx", "--in-place").code == 0
    assert (tmp_path / "letter.docx").read_bytes() != before
    assert (tmp_path / "letter.docx.bak").read_bytes() == before


def test_one_after_the_other(fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["a", "u", "s", "a", "l", "The family asked.", "w"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(answers))
    done = fix("letter.txt", "--interactive")
    assert done.code == 0
    assert "“commence”" in done.out or "[commence]" in done.out
    text = (tmp_path / "letter.reviewed.txt").read_text(encoding="utf-8")
    assert "commence" in text
    assert "before the visit" in text
    sidecar = tmp_path / "letter.reviewed.txt.plainletter.toml"
    assert 'because = "The family asked."' in sidecar.read_text(encoding="utf-8")
    assert read_file(tmp_path / "letter.reviewed.txt").text == text


def test_leaving_writes_nothing(fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["a", "q"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(answers))
    assert fix("letter.txt", "--interactive").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.docx", "letter.txt"]
