"""Whatever is thrown at it: one clear line, the right exit code, and the other letters still checked."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from wordfile import p, word

from plainletter import check_many
from plainletter.config import Config

pytestmark = pytest.mark.usefixtures("folder")

Run = Callable[..., Any]
GOOD = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def protected() -> bytes:
    """The beginning of what Word makes of a document with a password: a package inside an OLE file."""
    names = ("EncryptionInfo", "EncryptedPackage", "StrongEncryptionDataSpace")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return OLE + entries + random.Random(3).randbytes(2048)


def truncated() -> bytes:
    data = word("".join(p(f"This is paragraph {number}.") for number in range(200)))
    return data[: len(data) * 2 // 3]


def scanned() -> bytes:
    """A page that is a picture, as a scanner makes it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(595, 842), invariant=1)
    picture = Image.effect_noise((200, 280), 60)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good letter in it, which the command is called in."""
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assert_told(done: Any, name: str, said: str) -> None:
    """One line that names the file, exit code 3, and the other letter checked."""
    line = done.one_line_error()
    assert line.startswith(f"plainletter: {name}: ")
    assert said in line
    assert done.code == 3
    bad, good = json.loads(done.out)["reports"]
    assert bad["path"] == name
    assert bad["problems"]
    assert bad["document"]["words"] == 0
    assert bad["findings"] == []
    assert good["path"] == "good.txt"
    assert good["problems"] == []
    assert good["document"]["words"] > 0


CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.txt", lambda: b"", "it is empty"),
    "blank": ("a.docx", lambda: b" \r\n\t\n", "it is empty"),
    "zeros": ("a.txt", lambda: bytes(5000), "it is empty"),
    "noise": ("a.txt", lambda: random.Random(1).randbytes(4000), "it does not look like text"),
    "picture": ("a.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "it is a picture (PNG), not a letter"),
    "sheet": ("a.docx", lambda: OLE + "Workbook".encode("utf-16-le"), "it is an Excel workbook"),
    "protected": ("a.docx", protected, "protected with a password"),
    "truncated": ("a.docx", truncated, "damaged"),
    "zip": ("a.docx", lambda: b"PK\x03\x04" + bytes(60), "damaged"),
    "odt": ("a.odt", lambda: b"PK\x05\x06" + bytes(18), "zip archive"),
    "no body": ("a.docx", lambda: word(""), ""),
    "scanned": ("a.pdf", scanned, "picture"),
    "broken pdf": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<", ""),
    "rtf": ("a.rtf", lambda: b"{\\rtf1", ""),
    "mail": ("a.eml", lambda: b"From: a@b.example\nSubject: x\n\n", ""),
    "html": ("a.html", lambda: b"<!doctype html><html><body></body></html>", ""),
    "too large": ("a.txt", lambda: b"Dear Ms Lowe. " * (50 * 2**20 // 14), "more than the 20 MB allowed"),
    "far too large": ("a.txt", lambda: b"Dear Ms Lowe. " * (51 * 2**20 // 14), "more than the 50 MB"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), CASES.values(), ids=CASES)
def test_files_that_are_no_letter(
    folder: Path, run: Run, name: str, make: Callable[[], bytes], said: str
) -> None:
    (folder / name).write_bytes(make())
    assert_told(run("check", name, "good.txt", "--format", "json"), name, said)


def test_missing_file(run: Run) -> None:
    done = run("check", "none.txt", "good.txt", "--format", "json")
    assert_told(done, "none.txt", "there is no such file; check the name")


def test_a_name_that_cannot_be(run: Run) -> None:
    name = "a" * 300 + ".txt"
    assert_told(run("check", name, "good.txt", "--format", "json"), name, "")


def test_an_empty_name(run: Run) -> None:
    done = run("check", "")
    assert (done.code, done.out) == (2, "")
    assert "empty" in done.one_line_error()


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to(path.name)])
def test_what_is_no_ordinary_file(folder: Path, run: Run, make: Callable[[Path], None]) -> None:
    make(folder / "odd.txt")
    assert_told(run("check", "odd.txt", "good.txt", "--format", "json"), "odd.txt", "")


def test_names_cannot_steer_the_terminal(folder: Path, run: Run) -> None:
    name = "\x1b[31mred\n.txt"
    (folder / name).write_bytes(b"")
    done = run("check", name)
    assert done.code == 3
    assert "\x1b" not in done.err + done.out
    done.one_line_error()


def test_a_folder_without_letters(folder: Path, run: Run) -> None:
    (folder / "none").mkdir()
    (folder / "none" / "photo.png").write_bytes(b"x")
    done = run("check", "none", "good.txt", "--format", "json")
    assert done.code == 3
    assert "none: there is no letter in this folder" in done.one_line_error()
    assert [r["path"] for r in json.loads(done.out)["reports"]] == ["good.txt"]


@pytest.fixture
def stranger(folder: Path, run: Run) -> Iterator[None]:
    """A folder of a user who may not read all of it; the command runs as that user meanwhile."""
    # Not below `folder`, which lies in a place that is closed to others altogether.
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    (place / "good.txt").write_text(GOOD, encoding="utf-8")
    locked = place / "locked.txt"
    locked.write_text(GOOD, encoding="utf-8")
    locked.chmod(0)
    inner = place / "inner"
    inner.mkdir()
    (inner / "a.txt").write_text(GOOD, encoding="utf-8")
    inner.chmod(0)
    os.chdir(place)
    # What is loaded on first use has to be loaded while it may be.
    run("check", "good.txt", "none.txt", "--format", "json")
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        os.chdir(folder)
        inner.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX rights")
@pytest.mark.parametrize("name", ["locked.txt", "inner/a.txt"])
@pytest.mark.usefixtures("stranger")
def test_a_file_one_may_not_read(run: Run, name: str) -> None:
    done = run("check", name, "good.txt", "--format", "json")
    assert_told(done, name, "you are not allowed to open this file; ask its owner")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX rights")
@pytest.mark.usefixtures("stranger")
def test_a_folder_one_may_not_enter(run: Run) -> None:
    done = run("check", "inner", "good.txt", "--format", "json")
    assert done.code == 3
    assert "you are not allowed to open this folder" in done.one_line_error()
    assert [r["path"] for r in json.loads(done.out)["reports"]] == ["good.txt"]


@pytest.mark.parametrize(
    "data",
    [
        "Dear Ms Lowe\r\n\r\nIt costs £5 – “really”.\r\n".encode("cp1252"),
        "Dear Ms Lowe\n\nIt costs £5 – “really”.\n".encode("utf-16"),
        "Dear Ms Lowe\n\nIt costs £5 – “really”.\n".encode("utf-16-le"),
        "Dear Ms Lowe\n\nIt costs £5 – “really”.\n".encode("utf-8-sig"),
    ],
)
def test_other_encodings_are_read(folder: Path, run: Run, data: bytes) -> None:
    (folder / "a.txt").write_bytes(data)
    done = run("check", "a.txt", "--format", "json", "--with-text", "--fail-on", "never")
    assert (done.code, done.err) == (0, "")
    (report,) = json.loads(done.out)["reports"]
    assert report["document"]["text"] == "Dear Ms Lowe\n\nIt costs £5 – “really”.\n"


def test_a_spoilt_byte_is_no_traceback(folder: Path, run: Run) -> None:
    (folder / "a.txt").write_bytes("Dear Ms Łowicz é\n\nWe are ".encode() + b"\xff worried.\n")
    done = run("check", "a.txt", "--format", "json", "--fail-on", "never")
    assert done.code in (0, 3)
    assert bool(done.err) == (done.code == 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--no-such-option",), "--no-such-option"),
        (("--profile", "letter"), "There is no profile “letter”. Choose from: "),
        (("--select", "tone.order-mst"), "There is no rule “tone.order-mst”. Did you mean tone.order-must?"),
        (("--ignore", "zzz"), "There is no rule “zzz”."),
        (("--format", "doc"), "'doc'"),
        (("--jobs", "0"), "--jobs"),
        (("--jobs", "two"), "--jobs"),
        (("--max-findings", "-1"), "--max-findings"),
        (("--fail-under", "lots"), "--fail-under"),
        (("--config", "none.toml"), "none.toml: cannot be read"),
        (("--config", "."), "cannot be read"),
    ],
)  # fmt: skip
def test_wrong_usage(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("check", "good.txt", "--format", "json", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.one_line_error()


def test_no_path(run: Run) -> None:
    done = run("check")
    assert (done.code, done.out) == (2, "")
    assert "PATH" in done.one_line_error()


def test_an_unknown_command(run: Run) -> None:
    done = run("chek")
    assert (done.code, done.out) == (2, "")
    assert "chek" in done.one_line_error()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail-onn = 'never'", "Did you mean “fail-on”?"),
        ("fail-on = ", "not valid TOML"),
        ("profile = 'letter'", "There is no profile “letter”"),
        ("ignore = ['tone.order-mst']", "There is no rule “tone.order-mst”"),
        ("packs = ['none']", "there is no pack (*.toml) in this folder"),
    ],
)
@pytest.mark.parametrize("inner", [False, True])
def test_broken_settings(folder: Path, run: Run, text: str, said: str, inner: bool) -> None:
    """Also where only one letter of several has them: nothing is printed that looks like a report."""
    place = folder / "inner" if inner else folder
    place.mkdir(exist_ok=True)
    (place / "plainletter.toml").write_text(text, encoding="utf-8")
    (place / "a.txt").write_text(GOOD, encoding="utf-8")
    done = run("check", "good.txt", str(place / "a.txt"), "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert said in done.one_line_error()


PACK = """
[pack]
id = "house"
title = "House rules"
version = 1
[[rule]]
id = "tone.house"
kind = "pattern"
category = "tone"
title = "House"
message = "{message}"
why = "Ours."
source = "Us"
{extra}
"""

BROKEN_PACKS = {
    "not toml": ("[pack", "not valid TOML"),
    "not utf-8": (b"# \xff", "is not UTF-8 text"),
    "deep": ("a = " + "[" * 3000 + "]" * 3000, ""),
    "no header": ("[[rule]]\nid = 'tone.x'\n", ""),
    "unknown key": (PACK + "entires = []", "“entires”. Did you mean “entries”?"),
    "expression": (
        PACK + "entries = [{find = '(', ask = 'No.'}]",
        "own.toml:15: tone.house: The expression '(' is wrong",
    ),
    "gate": (PACK + "entries = [{find = 'a', ask = 'No.'}]\nunless-before = ['(?i)a']", "is wrong"),
    "group": (PACK + "entries = [{find = 'a(?P<b>c)', say = ['{d}']}]", "no group of that name"),
    "category": (
        PACK.replace('"tone.house"', '"jargon.house"') + "entries = []",
        "jargon.house: The id must start with the rule's category: tone",
    ),
    "twice": (
        PACK + "entries = []\n" + PACK.split("version = 1\n")[1] + "entries = []",
        "tone.house: This rule stands there twice",
    ),
    "kind": (PACK.replace('"pattern"', '"patern"') + "entries = []", "patern"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_PACKS.values(), ids=BROKEN_PACKS)
def test_broken_packs(folder: Path, run: Run, text: str | bytes, said: str) -> None:
    house = folder / "house"
    house.mkdir()
    if isinstance(text, str):
        text = text.replace("{message}", "No.").replace("{extra}", "").encode()
    (house / "own.toml").write_bytes(text)
    (folder / "plainletter.toml").write_text("packs = ['house']", encoding="utf-8")
    done = run("check", "good.txt", "--format", "json")
    assert (done.code, done.out) == (2, "")
    line = done.one_line_error()
    assert f"{Path('house') / 'own.toml'}:" in line
    assert said in line


def test_a_house_pack_works(folder: Path, run: Run) -> None:
    house = folder / "house"
    house.mkdir()
    pack = PACK.replace("{message}", "“{found}” is not ours.").replace("{extra}", "")
    entry = "entries = [{find = '\\bon Friday\\b', say = ['soon']}]"
    (house / "own.toml").write_text("\ufeff" + pack + entry, encoding="utf-8")
    (folder / "plainletter.toml").write_text("packs = ['house']", encoding="utf-8")
    done = run("check", "good.txt", "--format", "json", "--select", "tone.house")
    (finding,) = json.loads(done.out)["reports"][0]["findings"]
    assert finding["message"] == "“on Friday” is not ours."
    assert "tone.house" in run("rules").out


def test_a_broken_sidecar(folder: Path, run: Run) -> None:
    shutil.copy(folder / "good.txt", folder / "a.txt")
    sidecar = folder / "a.txt.plainletter.toml"
    sidecar.write_text("[[allow]]\nrule = 'tone.*'\n", encoding="utf-8")
    done = run("check", "a.txt", "good.txt", "--format", "json")
    assert done.code == 3
    assert "a.txt.plainletter.toml: " in done.one_line_error()
    bad, good = json.loads(done.out)["reports"]
    assert bad["problems"][0]["stage"] == "analyse"
    assert good["findings"]


def test_many_bad_inputs_are_reports(folder: Path) -> None:
    """Through the library, too: a report each, in order, and no exception."""
    paths = []
    for number, (name, make, _) in enumerate(CASES.values()):
        if "large" not in list(CASES)[number]:
            path = folder / f"{number}-{name}"
            path.write_bytes(make())
            paths.append(path)
    paths.append(folder / "good.txt")
    found = list(check_many(paths, config=Config()))
    assert [report.path for report in found] == [str(path) for path in paths]
    assert [bool(report.problems) for report in found] == [True] * (len(paths) - 1) + [False]


def test_a_sample_cut_anywhere_is_never_a_traceback(folder: Path) -> None:
    """Every format, cut at a quarter, a half and three quarters, or with a stretch of it overwritten."""
    for sample in sorted(SAMPLES.glob("formats/letter.*")):
        if sample.suffix == ".doc":  # Read by another program, if at all.
            continue
        data = sample.read_bytes()
        for k in (1, 2, 3):
            at = len(data) * k // 4
            for spoilt in (data[:at], data[:at] + bytes(64) + data[at + 64 :]):
                path = folder / f"spoilt{sample.suffix}"
                path.write_bytes(spoilt)
                (report,) = check_many([path])
                told = [problem.message for problem in report.problems]
                assert not any("could not be checked (" in message for message in told), (
                    sample,
                    told,
                )
