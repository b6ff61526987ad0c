"""`check --watch` and `fix --watch`: the real command with real saves, and the folder's rules by a clock of ours."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plainletter.cli import watch
from plainletter.cli.watch_folder import Folder, Made, Reviewer, Wish, watch_folder
from plainletter.errors import ConfigError, ReadError, WriteError
from plainletter.limits import Limits

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
DEADLINE = 60.0
"""Seconds after which what was waited for will not come; a busy machine needs a part of it."""

MUST = "Dear Ms Adeyemi,\n\nYou must attend on Friday.\n\nYours sincerely,\n\nJo Marsh\n"
PACK = """
[pack]
id = "house"
title = "Words of this house"
version = 1

[[rule]]
id = "jargon.house-word"
kind = "phrase"
category = "jargon"
title = "House words"
level = "warning"
message = "“{found}” is a word of ours. Try “{first}”."
why = "A parent may not know it."
source = "Our style guide"
ok = ["The front door was locked."]
entries = [{ find = "front door service", pos = "NOUN", say = ["helpdesk"] }]

[[rule.bad]]
text = "The **front door service** will ring you."
"""

KIND = "Dear Mr Quill,\n\nThank you for coming to see us.\n\nYours sincerely,\n\nJo Marsh\n"


def hearing() -> None:
    """Hear signals as in a terminal, whatever whoever started the tests has switched off: the command leaves
    what was off as it is."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Command:
    """The command in a process of its own, and the lines it has printed so far."""

    def __init__(self, folder: Path, *arguments: str, screen: bool = False) -> None:
        self.lines: list[str] = []
        self.seen = 0
        self._news = threading.Condition()
        out, inner = pty.openpty() if screen else os.pipe()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TERM": "xterm", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "plainletter", *arguments],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=inner, stderr=inner, env=environment,
            start_new_session=True, preexec_fn=hearing,
        )  # fmt: skip
        os.close(inner)
        self._reader = threading.Thread(target=self._read, args=(out,), daemon=True)
        self._reader.start()

    def _read(self, out: int) -> None:
        rest = b""
        while True:
            try:
                got = os.read(out, 65536)
            except OSError:  # A terminal whose program has gone.
                got = b""
            *whole, rest = (rest + got).split(b"\n")
            with self._news:
                self.lines += [line.decode().rstrip("\r") for line in whole]
                self._news.notify_all()
            if not got:
                os.close(out)
                return

    def until(self, pattern: str, count: int = 1) -> str:
        """The next line that fits, or the last of `count` such; the test fails where it does not come."""
        fits = re.compile(pattern)
        end = time.monotonic() + DEADLINE
        with self._news:
            while True:
                while self.seen < len(self.lines):
                    line = self.lines[self.seen]
                    self.seen += 1
                    count -= fits.search(line) is not None
                    if not count:
                        return line
                left = end - time.monotonic()
                if left <= 0 or not (self._news.wait(min(left, 1.0)) or self._reader.is_alive()):
                    raise AssertionError(f"{pattern!r} did not come: {self.lines[-20:]}")

    def end(self, number: int) -> int:
        """The exit code after a signal to all its processes, as Ctrl-C and service managers send it."""
        os.killpg(self.process.pid, number)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once the process has ended of itself."""
        code = self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        assert "Traceback" not in "\n".join(self.lines)
        return code


Start = Callable[..., Command]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the command in a folder of its own; what still runs at the end of a test is ended."""
    begun: list[Command] = []

    def begin(*arguments: str, screen: bool = False) -> Command:
        begun.append(Command(tmp_path, *arguments, screen=screen))
        return begun[-1]

    yield begin
    for command in begun:
        if command.process.poll() is None:
            os.killpg(command.process.pid, signal.SIGKILL)
            command.process.wait()


def renamed_into(path: Path, data: bytes) -> None:
    """Saves as word processors do: a new file under another name, which then takes the letter's place."""
    new = path.with_name(f"lu81{path.stem}.tmp")
    new.write_bytes(data)
    new.replace(path)


def office_save(letter: Path, folder: Path) -> subprocess.Popen[bytes]:
    """LibreOffice, on its way to save a letter into a new folder as .odt; a renamed file where it is not."""
    if shutil.which("soffice") is None:
        folder.mkdir()
        renamed_into(folder / f"{letter.stem}.odt", letter.read_bytes())
        return subprocess.Popen([sys.executable, "-c", ""])
    profile = f"-env:UserInstallation={(folder.parent.parent / 'profile').as_uri()}"
    return subprocess.Popen(
        ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", folder, letter],
        stdout=subprocess.DEVNULL,
    )


def temporary(folder: Path) -> list[str]:
    """Files that a stopped write has left behind."""
    return [path.name for path in folder.rglob("*") if path.suffix == ".tmp"]


# check --watch


@pytest.fixture
def checks(tmp_path: Path, start: Start) -> tuple[Command, Command]:
    """One command that writes a report a line, and one on a screen; started together, since that takes longest."""
    for folder in ("letters", "desk", "desk/rules"):
        (tmp_path / folder).mkdir()
    (tmp_path / "letters" / "a.txt").write_text(MUST)
    (tmp_path / "letters" / "b.txt").write_text(KIND)
    (tmp_path / "desk" / "letter.txt").write_text(KIND)
    (tmp_path / "desk" / "plainletter.toml").write_text('packs = ["rules"]\n')
    (tmp_path / "desk" / "rules" / "words.toml").write_text(PACK)
    lines = start(
        "check", "letters", "--watch", "--format", "jsonl", "--select", "tone.order-must",
        "--fail-on", "warning",
    )  # fmt: skip
    screen = start(
        "check", "desk/letter.txt", "--watch", "--poll", "--select", "jargon", screen=True
    )
    return lines, screen


def test_check_again_whenever_something_changes(
    tmp_path: Path, checks: tuple[Command, Command]
) -> None:
    command, screen = checks
    letters = tmp_path / "letters"

    def report(name: str) -> dict[str, Any]:
        shape: dict[str, Any] = json.loads(command.until(f'"path": "letters/{name}"'))
        return shape

    def found(name: str) -> list[str]:
        return [finding["level"] for finding in report(name)["findings"]]

    assert found("a.txt") == ["warning"]
    assert found("b.txt") == []
    # A person at a screen, where the system sends no word, works on another letter meanwhile.
    letter, pack = tmp_path / "desk" / "letter.txt", tmp_path / "desk" / "rules" / "words.toml"
    assert "\x1b[2J" in screen.until("letter.txt")
    screen.until("Watching 1 letter; Ctrl-C stops")
    letter.write_text(KIND.replace("coming to see us", "ringing the front door service"))
    command.until(r"^Checked at \d\d:\d\d\. Watching 2 letters; Ctrl-C stops\.$")

    # What word processors leave beside a letter is none; a letter saved by renaming is.
    (letters / "~$a.docx").write_bytes(b"x")
    (letters / ".~lock.a.txt#").write_bytes(b"x")
    renamed_into(letters / "b.txt", MUST.encode())
    assert found("b.txt") == ["warning"]
    command.until("Watching 2 letters")

    (letters / "a.txt.plainletter.toml").write_text(
        '[[allow]]\nrule = "tone.order-must"\nbecause = "The court asks for it."\n'
    )
    assert found("a.txt") == []
    command.until("Watching 2 letters")

    assert "\x1b[2J" in screen.until("letter.txt")
    screen.until("helpdesk")
    screen.until("Watching 1 letter;")
    pack.write_text(PACK.replace("helpdesk", "hotline"))
    (letters / "plainletter.toml").write_text('levels = { "tone.order-must" = "err')
    assert "plainletter.toml: is not valid TOML" in command.until("^plainletter: ")
    command.until("^Not checked. Watching 2 letters")
    (letters / "plainletter.toml").write_text('levels = { "tone.order-must" = "error" }\n')
    assert found("b.txt") == ["error"]

    # A new folder with a letter that comes in two pieces; the first alone could not be read.
    whole = (SAMPLES / "middling.docx").read_bytes()
    screen.until("hotline")
    screen.until("Watching 1 letter;")
    letter.unlink()
    (letters / "north").mkdir()
    (letters / "north" / "c.docx").write_bytes(whole[:2000])
    time.sleep(0.5)
    (letters / "north" / "c.docx").write_bytes(whole)
    assert report("north/c.docx")["problems"] == []
    command.until("Watching 3 letters")
    (letters / "north" / "c.docx").write_bytes(whole[:2000])
    assert report("north/c.docx")["problems"]
    assert "c.docx: it is damaged" in command.until("^plainletter: ")
    screen.until("plainletter: desk/letter.txt: is gone. It is checked again when it is back.")
    screen.until("Watching 0 letters")
    letter.write_text(KIND)
    shutil.rmtree(letters / "north")
    command.until("^plainletter: letters/north/c.docx: is gone")
    command.until("Watching 2 letters")
    assert command.end(signal.SIGINT) == 1
    screen.until("Watching 1 letter;")
    assert screen.end(signal.SIGTERM) == 0
    assert sum('north/c.docx"' in line for line in command.lines) == 2


def test_a_report_in_a_file_is_whole_each_time(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    for name, text in (("a.txt", MUST), ("b.txt", KIND)):
        (tmp_path / name).write_text(text)
    page = tmp_path / "report.html"
    pages: list[str] = []

    def written() -> None:
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if page.exists() and (text := page.read_text(encoding="utf-8")) not in pages:
                pages.append(text)
                return
            time.sleep(0.05)

    def person() -> None:
        written()
        (tmp_path / "b.txt").write_text(MUST.replace("Friday", "Tuesday"))
        written()
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=person)
    thread.start()
    done = run("check", ".", "--watch", "--quiet", "--format", "html", "--output", "report.html",
               "--select", "tone.*", "--fail-on", "warning")  # fmt: skip
    thread.join()
    signal.signal(signal.SIGINT, before)
    assert (done.code, done.out, done.err) == (1, "", "")
    assert ["</html>" in text for text in pages] == [True, True]
    assert pages[0].count("You must") < pages[1].count("You must")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "report.html"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("check", "-", "--watch"), 2, "standard input is none"),
        (("check", "a.txt", "--watch", "--format", "json"), 2, "Add --output FILE"),
        (("check", "a.txt", "--poll"), 2, "--poll goes with --watch"),
        (("check", "none.txt", "--watch"), 3, "none.txt: there is no such file"),
        (("check", "", "--watch"), 2, "is empty"),
        (
            ("check", "a.txt", "--watch", "--output", "b.json", "--baseline", "b.json"),
            2,
            "b.json: is the baseline",
        ),
        (("fix", ".", "--watch", "-o", "x"), 2, "leave out -o"),
        (("fix", ".", "--watch", "--diff"), 2, "leave out -o, --diff"),
        (("fix", "-", "--watch"), 2, "name a folder"),
        (("fix", "a.txt", "--poll"), 2, "--poll goes with --watch"),
        (("fix", "a.txt", "--watch"), 2, "a.txt: is a file"),
        (("fix", "none", "--watch"), 3, "none: there is no such folder"),
        (("fix", "."), 3, "it is a folder"),
    ],
)
def test_what_cannot_be_watched(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: int, told: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(KIND)
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert told in done.one_line_error()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


# fix --watch


def test_a_folder_that_letters_come_into(tmp_path: Path, start: Start) -> None:
    inbox, drive = tmp_path / "inbox", tmp_path / "drive"
    inbox.mkdir()
    drive.mkdir()
    (inbox / "old.txt").write_text(MUST)
    (inbox / "seen.txt").write_text(MUST)
    (inbox / "seen.reviewed.txt").write_text("Somebody's work.\n")
    command = start("fix", "inbox", "--watch", "--select", "tone.*")
    polling = start("fix", "drive", "--watch", "--poll", "--select", "tone.*")
    command.until("^plainletter: Watching inbox: 2 letters, 1 with a reviewed copy. Ctrl-C stops.")
    polling.until("Watching drive: 0 letters")
    saving = office_save(SAMPLES / "middling.docx", drive / "office")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d inbox/old\.txt: \d changes? made, \d things? left for you, "
        r"in old\.reviewed\.txt\.",
        command.until(r"inbox/old\.txt: "),
    )

    # A letter that grows, one that is damaged, two of one name, and many more, all in one go.
    whole = (SAMPLES / "harsh.docx").read_bytes()
    with (inbox / "slow.docx").open("wb") as slow:
        for k in range(0, len(whole), 9000):
            slow.write(whole[k : k + 9000])
            slow.flush()
            time.sleep(0.2)
        (inbox / "bad.docx").write_bytes(whole[:5000])
        (inbox / "two.txt").write_text(MUST)
        (inbox / "two.eml").write_text(f"Subject: Friday\n\n{MUST}")
        for k in range(200):
            (inbox / f"{k:03}.txt").write_text(MUST.replace("Friday", f"{k % 28 + 1} May"))
    saving.wait()
    polling.until("drive/office/middling.odt: .* in middling.reviewed.odt")
    saved = sorted(path.name for path in (drive / "office").iterdir())
    assert saved == ["middling.odt", "middling.reviewed.odt"]
    shutil.rmtree(drive)
    command.until(r"inbox/\d\d\d\.txt: ", count=200)
    assert len(list(inbox.glob("[0-9]*.reviewed.txt"))) == 200
    command.until("inbox/bad.docx: it is damaged")
    assert sum("slow.docx: " in line for line in command.lines) == 1
    assert (inbox / "slow.reviewed.docx").exists()
    assert (inbox / "two.txt.reviewed.txt").exists()
    assert (inbox / "two.eml.reviewed.txt").exists()
    polling.until("^plainletter: drive: the folder is gone, so nothing is left to watch.")
    assert polling.wait() == 3

    # Stopped in the middle of many, it ends what it is at and leaves nothing half done.
    for k in range(200, 400):
        (inbox / f"{k:03}.txt").write_text(MUST.replace("Friday", f"{k % 28 + 1} May"))
    command.until(r"inbox/\d\d\d\.txt: ")
    assert command.end(signal.SIGINT) == 3
    assert temporary(inbox) == []
    copies = [path.name for path in inbox.glob("[0-9]*.reviewed.txt")]
    # The damaged letter, and those whose turn had not come.
    left = f"{1 + 400 - len(copies)} letters"
    assert command.lines[-1] == f"plainletter: Stopped. Without a reviewed copy: {left}."
    logged = re.findall(r"in (\d\d\d\.reviewed\.txt)", "\n".join(command.lines))
    assert sorted(copies) == sorted(logged)
    assert "Adeyemi" not in "\n".join(command.lines)
    assert (inbox / "seen.reviewed.txt").read_text() == "Somebody's work.\n"


# The rules of the folder, without processes: time is what the test says.


class Desk:
    """A folder, a clock, what was told, and reviews that say which letter they are of."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 0.0
        self.told: list[str] = []
        self.wrong: dict[str, Exception] = {}
        self.during: Callable[[], None] = lambda: None
        self.reviews = 0
        self.again()

    def again(self) -> None:
        """Stop, and start the watch anew."""
        self.folder = Folder(str(self.path), self.review, self.tell, lambda: self.now)
        self.folder.look()

    def tell(self, message: str, *, done: bool = False) -> None:
        del done
        self.told.append(message.replace(f"{self.path}/", ""))

    def review(self, data: bytes, path: str) -> Made:
        from plainletter.cli.fix import copy_name

        self.reviews += 1
        name = Path(path).name
        if name in self.wrong:
            raise self.wrong[name]
        self.during()
        return Made(copy_name(path), b"reviewed: " + data, 1, 2)

    def put(self, name: str, text: str = "Dear Ms Brook") -> None:
        """Save a letter; the clock of its file never stands still."""
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def after(self, seconds: float = 5.0) -> list[str]:
        """Look, wait, look and work; the lines told since the last time."""
        before = len(self.told)
        self.folder.look()
        self.now += seconds
        self.folder.look()
        self.folder.work(watch.Stop())
        return self.told[before:]

    def names(self) -> list[str]:
        return sorted(str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file())

    def text(self, name: str) -> str:
        return (self.path / name).read_text()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "inbox").mkdir()
    return Desk(tmp_path / "inbox")


def test_a_letter_is_left_until_it_is_quiet(desk: Desk) -> None:
    desk.put("a.txt", "Dear")
    assert desk.after(1.0) == []
    desk.put("a.txt", "Dear Mr")
    assert desk.after(1.0) == []
    assert 0 < (desk.folder.pause() or 0) <= 2.0
    desk.put("a.txt", "Dear Mr Okoro")
    assert desk.after() == ["a.txt: 1 change made, 2 things left for you, in a.reviewed.txt."]
    assert desk.text("a.reviewed.txt") == "reviewed: Dear Mr Okoro"
    assert desk.folder.pause() is None
    assert desk.names() == ["a.reviewed.txt", "a.txt"]


def test_a_content_is_reviewed_once(desk: Desk) -> None:
    desk.put("a.txt")
    desk.after()
    (desk.path / "a.reviewed.txt").unlink()
    os.utime(desk.path / "a.txt", (1, 1))
    assert desk.after() == []
    assert (desk.reviews, desk.names()) == (1, ["a.txt"])
    desk.put("a.txt.plainletter.toml", "# allowed")
    assert len(desk.after()) == 1, "what is let stand in it has changed"
    desk.put("a.txt", "Dear Ms Brook and Mr Lane")
    assert len(desk.after()) == 1
    assert desk.text("a.reviewed.txt") == "reviewed: Dear Ms Brook and Mr Lane"


@pytest.mark.parametrize(
    "lock", ["", ".~lock.letter.reviewed.txt#", "~$letter.reviewed.txt", "~$tter.reviewed.txt"]
)
def test_the_work_of_a_person_stays(desk: Desk, lock: str) -> None:
    desk.put("letter.txt")
    desk.after()
    if lock:
        desk.put(lock, "")
    else:
        desk.put("letter.reviewed.txt", "my own words")
    before = desk.text("letter.reviewed.txt")
    desk.put("letter.txt", "Dear Ms Brook, again")
    assert desk.after() == [
        "letter.txt: 1 change made, 2 things left for you, in letter.reviewed2.txt; "
        "the copy that was there stays."
    ]
    assert desk.text("letter.reviewed.txt") == before
    desk.put("letter.txt", "Dear Ms Brook, once more")
    desk.after()
    assert desk.text("letter.reviewed2.txt") == "reviewed: Dear Ms Brook, once more"
    assert not (desk.path / "letter.reviewed3.txt").exists()


def test_letters_that_were_there_before(desk: Desk) -> None:
    for name in ("new.txt", "seen.txt", "seen.reviewed.txt", "edited.txt", "edited.Reviewed3.txt"):
        desk.put(name)
    os.utime(desk.path / "edited.Reviewed3.txt", (1, 1))
    desk.again()
    assert desk.folder.open == 2
    assert [line.split(" ")[0] for line in desk.after()] == ["edited.txt:", "new.txt:"]
    assert (desk.path / "edited.reviewed.txt").exists()
    before = desk.names()
    desk.again()
    assert desk.after() == []
    assert desk.names() == before
    # A letter that comes while a copy of another by its name is there is new all the same.
    desk.put("late.reviewed.txt", "of a letter long gone")
    desk.after()
    desk.put("late.txt")
    os.utime(desk.path / "late.txt", (1, 1))
    assert "in late.reviewed2.txt; the copy that was there stays" in desk.after()[0]


def test_two_letters_of_one_name(desk: Desk) -> None:
    desk.put("a.docx")
    desk.after()
    desk.put("a.rtf")
    desk.put("a.odt")
    desk.after()
    copies = ["a.reviewed.docx", "a.reviewed.odt", "a.rtf.reviewed.docx"]
    assert [name for name in desk.names() if "reviewed" in name] == copies
    desk.again()
    assert desk.after() == [], "a.reviewed.docx can only be of a.docx"
    # Here nobody can tell whose the copy is, so neither letter is left without one.
    (desk.path / "a.rtf.reviewed.docx").unlink()
    desk.again()
    assert len(desk.after()) == 2
    desk.again()
    assert desk.after() == []


def test_letters_that_vanish(desk: Desk) -> None:
    desk.put("a.txt")
    desk.folder.look()
    (desk.path / "a.txt").unlink()
    assert desk.after() == []
    desk.put("b.txt")
    desk.during = (desk.path / "b.txt").unlink
    assert desk.after() == []
    desk.put("c.txt")
    desk.during = lambda: desk.put("c.txt", "Dear Ms Brook and more")
    assert desk.after() == []
    assert desk.names() == ["c.txt"]
    desk.during = lambda: None
    assert len(desk.after()) == 1
    assert desk.folder.without == 0


def test_what_cannot_be_read_is_told_once_it_stays(desk: Desk) -> None:
    desk.put("a.docx")
    desk.wrong["a.docx"] = ReadError("a.docx: it is damaged")
    assert desk.after() == [], "it may be half written"
    assert desk.after() == ["a.docx: it is damaged"]
    assert desk.after(1000.0) == []
    assert (desk.reviews, desk.folder.without) == (2, 1)
    desk.wrong.clear()
    desk.put("a.docx", "whole")
    assert len(desk.after()) == 1
    assert desk.folder.without == 0


def test_settings_that_are_wrong_for_a_while(desk: Desk) -> None:
    desk.put("a.docx")
    desk.wrong["a.docx"] = ConfigError("plainletter.toml: is not valid TOML.")
    assert desk.after() == ["a.docx: not reviewed. plainletter.toml: is not valid TOML."]
    assert desk.after(11.0) == []
    desk.wrong.clear()
    assert len(desk.after(21.0)) == 1


def test_a_full_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.put("a.txt")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        (told,) = desk.after()
        assert told.endswith("a.reviewed.txt: cannot be written (no space left on device).")
        assert desk.after(11.0) == []
    assert desk.names() == ["a.txt"]
    assert desk.folder.without == 1
    assert desk.after(5.0) == []
    assert len(desk.after(21.0)) == 1
    assert desk.names() == ["a.reviewed.txt", "a.txt"]


def test_a_folder_that_may_not_be_searched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("a.txt")
    desk.after()

    def closed(_path: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", closed)
        (told,) = desk.after()
        assert told.endswith("you are not allowed to open this folder; ask its owner")
        assert desk.after() == []
        with pytest.raises(ReadError, match="not allowed"):
            Folder(str(desk.path), desk.review, desk.tell).look()
    desk.put("b.txt")
    back, copy = desk.after()
    assert back.endswith("can be searched again.")
    assert copy.startswith("b.txt: 1 change")


def test_a_folder_that_is_gone_for_a_moment(desk: Desk) -> None:
    desk.put("a.txt")
    desk.after()
    desk.path.rename(desk.path.with_name("away"))
    desk.folder.look()
    desk.path.with_name("away").rename(desk.path)
    assert desk.after() == []
    shutil.rmtree(desk.path)
    with pytest.raises(ReadError, match="the folder is gone"):
        desk.after()


def test_a_stop_comes_between_two_letters(desk: Desk) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        desk.put(name)
    desk.folder.look()
    desk.now += 5
    stop = watch.Stop()
    desk.during = lambda: stop.hear(signal.SIGTERM)
    desk.folder.work(stop)
    assert desk.names() == ["a.reviewed.txt", "a.txt", "b.txt", "c.txt"]
    with pytest.raises(KeyboardInterrupt):
        stop.hear(signal.SIGINT)


def test_a_letter_that_kills_its_reader() -> None:
    reviewer = Reviewer(Wish(None, {}, False, True, None))
    try:
        with pytest.raises(ReadError, match="ended twice"):
            reviewer._run(exec, "import os; os._exit(1)", Limits())
        assert reviewer._run(len, "still there", Limits()) == 11
    finally:
        reviewer.close()


def test_signals_are_given_back(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with watch.stopping() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        watch.Wake(stop).wait()
        assert stop.is_set()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    with pytest.raises(ReadError):
        watch_folder(
            str(tmp_path / "none"), Wish(None, {}, False, True, None), poll=False, quiet=True
        )


def test_without_room_to_watch_it_looks_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(*_: object, **__: object) -> Iterator[set[Any]]:
        raise OSError(errno.ENOSPC, "OS file watch limit reached.")
        yield set()

    monkeypatch.setattr("watchfiles.watch", no_room)
    wake = watch.Wake(watch.Stop())
    wake.watch([str(tmp_path)])
    wake.watch([str(tmp_path)])
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "plainletter: The system does not tell of changes here, so plainletter looks every few seconds."
    ]
    wake.wait(0.01)


def test_pdf_letters_are_told() -> None:
    from plainletter.cli.watch_folder import _review

    letter = SAMPLES / "formats" / "letter.pdf"
    wish = Wish(None, {}, False, True, None)
    with pytest.raises(WriteError, match="a PDF file cannot be changed"):
        _review(str(letter), letter.read_bytes(), wish.settings(letter.parent), wish)
