"""Choosing the reader by content, refusing what is no letter, and walking folders."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from conftest import Tighten
from wordfile import p, pack, word

from plainletter import readers
from plainletter.errors import ReadError
from plainletter.model import Document, Problem
from plainletter.readers import detect, letters_in, read_bytes, read_file

ODT = "application/vnd.oasis.opendocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIL = (
    b"From: a@x.example\r\nTo: b@x.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n\r\nText\r\n"
)
MEMO = b"From: Social Services\nTo: Ms Lowe\nDate: 4 May\n\nDear Ms Lowe\n"
LETTER = b"Dear Ms Lowe\n\nWe are worried.\n"


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (LETTER, "a.txt", "txt"),
        (LETTER, "a", "txt"),
        (LETTER, "a.md", "md"),
        (LETTER, "A.MARKDOWN", "md"),
        (LETTER, "a.docx", "txt"),
        (LETTER, "a.eml", "txt"),
        (b"<p>Dear</p>", "a.html", "html"),
        (b"<p>Dear</p>", "a.txt", "txt"),
        (b"<!DOCTYPE html>\n<p>x", "a.doc", "html"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><HTML lang='en'>", "a.txt", "html"),
        ("<!doctype html><p>x".encode("utf-16"), "a.txt", "html"),
        ("<html >x".encode("utf-16-le"), "a.txt", "html"),
        ("Dear £".encode("utf-16"), "a.txt", "txt"),
        ("Dear Ms Lowe £".encode("utf-16-le"), "a.txt", "txt"),
        ("Dear Ms Lowe £ “x”".encode("cp1252"), "a.txt", "txt"),
        (b"PK Sharma\n4 High Street\n", "a.txt", "txt"),
        (b"MZ and GIF8 are names\n", "a.txt", "txt"),
        (b"MZ", "a.txt", "txt"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"%PDF-1.7\n", "a.docx", "pdf"),
        (b"junk\n" * 100 + b"%PDF-1.4", "a.pdf", "pdf"),
        (MAIL, "a.eml", "eml"),
        (MAIL, "a.txt", "eml"),
        (MAIL, "a", "eml"),
        (MAIL, "a.md", "md"),
        (MAIL, "a.html", "html"),
        (b"From x Mon\r\n" + MAIL, "a.eml", "eml"),
        (MEMO, "a.txt", "txt"),
        (MEMO, "a.eml", "eml"),
        (word(p("x")), "a.docx", "docx"),
        (word(p("x")), "a.txt", "docx"),
        (pack({"mimetype": ODT + "text", "content.xml": "<x/>"}), "a.docx", "odt"),
        (pack({"mimetype": ODT + "text-template", "content.xml": "<x/>"}), "a.ott", "odt"),
        (stream("WordDocument"), "a.docx", "doc"),
        (stream("WordDocument") + "Workbook".encode("utf-16-le"), "a.doc", "doc"),
    ],
)
def test_detect(data: bytes, name: str, expected: str) -> None:
    assert detect(data, name) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (b" \r\n\t", "it is empty"),
        (bytes(100), "it is empty"),
        (bytes(range(256)) * 4, "does not look like text"),
        (b"Dear\x00Ms Lowe" * 10, "does not look like text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50) + b"x", r"a picture \(PNG\)"),
        (b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF\x00", r"a picture \(JPEG\)"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff", r"a picture \(GIF\)"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "a program"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
        (stream("EncryptedPackage"), "protected with a password"),
        (stream("Workbook"), "an Excel workbook"),
        (stream("PowerPoint Document"), "a PowerPoint"),
        (stream("__properties_version1.0"), "an Outlook message; save it"),
        (stream("Nothing"), "unknown kind"),
        (pack({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "x"}), "an Excel workbook"),
        (pack({"[Content_Types].xml": "<x/>", "ppt/slides.xml": "x"}), "a PowerPoint"),
        (pack({"mimetype": ODT + "spreadsheet"}), "an OpenDocument spreadsheet"),
        (pack({"mimetype": "application/epub+zip"}), "an e-book"),
        (pack({"Index/Document.iwa": "x"}), "an Apple Pages"),
        (pack({"letter.txt": "x"}), "a zip archive"),
        (b"PK\x03\x04 half a file", "damaged or only part"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "saved as XML"),
    ],
)
def test_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_bytes(data, "x/a.txt")
    assert str(caught.value).startswith("x/a.txt: ")
    assert str(caught.value).count("x/a.txt") == 1
    assert str(caught.value).isprintable()


def test_many_comments_before_html_take_no_time() -> None:
    assert detect(b"<!-- -->" * 100 + b"x", "a.txt") == "txt"


def test_tables_agree() -> None:
    assert set(readers.SUFFIXES.values()) == set(readers.FORMATS)
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in readers.SUFFIXES)


def test_read_file_gives_the_document(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(word(p("Dear Ms Lowe")))
    document = read_file(path)
    assert (document.text, document.format, document.path) == ("Dear Ms Lowe", "docx", str(path))


class TestFilesThatCannotBeRead:
    def fails(self, path: Path | str, message: str) -> None:
        with pytest.raises(ReadError) as caught:
            read_file(path)
        text = str(caught.value)
        assert message in text
        assert text.startswith("".join(c if c.isprintable() else "?" for c in str(path)) + ": ")
        assert "\n" not in text

    def test_missing(self, tmp_path: Path) -> None:
        self.fails(tmp_path / "no.docx", "there is no such file")
        self.fails(str(tmp_path / "null\x00"), "there is no such file")
        self.fails(tmp_path / "line\nbreak.txt", "there is no such file")

    def test_folder(self, tmp_path: Path) -> None:
        self.fails(tmp_path, "it is a folder")

    def test_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
        self.fails(tmp_path / "a.txt", "not allowed to open")

    def test_link_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to("a.txt")
        self.fails(tmp_path / "a.txt", "leads back to itself")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")
        self.fails(tmp_path / "a.txt", "not an ordinary file")

    def test_too_large(self, tmp_path: Path, tighten: Tighten) -> None:
        tighten(file_megabytes=1)
        (tmp_path / "a.pdf").write_bytes(bytes(3 * 2**19))
        self.fails(tmp_path / "a.pdf", "it has 1.5 MB, more than the 1 MB allowed")

    def test_text_has_its_own_limit(self, tmp_path: Path, tighten: Tighten) -> None:
        tighten(text_megabytes=10 / 2**20)
        (tmp_path / "a.txt").write_bytes(b"more than ten")
        self.fails(tmp_path / "a.txt", "more than the 0")


def test_endless_nesting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(data: bytes, path: str) -> Document:
        return deep(data, path)

    monkeypatch.setattr("plainletter.readers.from_docx.read", deep)
    with pytest.raises(ReadError, match=r"^a\.docx: it is nested too deeply"):
        read_bytes(word(p("x")), "a.docx")


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in letters_in(folder)]


class TestFolders:
    def test_sorted_and_filtered(self, tmp_path: Path) -> None:
        touch(tmp_path, "b.txt", "a.DOCX", "c/d.pdf", "c/a/z.md", "B.rtf")
        touch(tmp_path, ".hidden.txt", ".git/x.txt", "~$a.docx", ".~lock.a.odt#", "README.md")
        touch(tmp_path, "Readme.txt", "a.plainletter.toml", "x.xlsx", "y", "c/readme.html")
        assert found(tmp_path) == ["B.rtf", "a.DOCX", "b.txt", "c/a/z.md", "c/d.pdf"]

    def test_empty(self, tmp_path: Path) -> None:
        assert found(tmp_path) == []

    def test_links(self, tmp_path: Path) -> None:
        touch(tmp_path, "in/a.txt", "other/b.txt")
        (tmp_path / "in" / "up").symlink_to(tmp_path / "in")
        (tmp_path / "in" / "way").symlink_to(tmp_path / "other")
        (tmp_path / "in" / "gone.txt").symlink_to("nowhere.txt")
        (tmp_path / "in" / "self.txt").symlink_to("self.txt")
        assert found(tmp_path / "in") == ["a.txt", "gone.txt", "self.txt", "way/b.txt"]

    def test_missing_folder(self, tmp_path: Path) -> None:
        problems: list[Problem] = []
        for on_problem in (None, problems.append):
            with pytest.raises(ReadError, match="there is no such folder"):
                list(letters_in(tmp_path / "no", on_problem))
        assert problems == []

    def closed(self, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        scandir = os.scandir

        def refuse(path: Path) -> object:
            if path.name in names:
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)

    def test_closed_folders_are_reported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        touch(tmp_path, "a.txt", "b/x.txt", "c/y.txt", "d.txt")
        self.closed(monkeypatch, "b", "c")
        problems: list[Problem] = []
        assert [path.name for path in letters_in(tmp_path, problems.append)] == ["a.txt", "d.txt"]
        assert [problem.where for problem in problems] == [str(tmp_path / n) for n in ("b", "c")]
        assert "not allowed to open this folder" in problems[0].message

    def test_closed_folders_end_the_walk_when_nobody_listens(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        touch(tmp_path, "a.txt", "b/x.txt", "c/y.txt", "d.txt")
        self.closed(monkeypatch, "b", "c")
        walk = letters_in(tmp_path)
        assert [next(walk).name, next(walk).name] == ["a.txt", "d.txt"]
        with pytest.raises(ReadError, match=r"b: you are not allowed .* \(1 more like it\)"):
            next(walk)

    def test_endless_folders(self, tmp_path: Path, tighten: Tighten) -> None:
        tighten(files=2)
        touch(tmp_path, "a.txt", "b.txt", "c.txt")
        with pytest.raises(ReadError, match="more than 2 files"):
            found(tmp_path)


class TestOldWord:
    def test_needs_libreoffice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(
            ReadError, match=r"^a\.doc: .*needs LibreOffice .*or save the letter as"
        ):
            read_bytes(stream("WordDocument"), "a.doc")

    def test_protected(self) -> None:
        data = bytearray(stream("WordDocument"))
        data[512:512] = b"\xec\xa5" + bytes(8) + b"\x00\x01"
        with pytest.raises(ReadError, match="protected with a password"):
            read_bytes(bytes(data), "a.doc")

    def test_other_bytes_never_reach_libreoffice(self) -> None:
        from plainletter.readers.from_doc import read

        with pytest.raises(ReadError, match="not an old Word file"):
            read(b"plain text", "a.doc")

    def program(self, folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
        """A stand-in for LibreOffice; $out is the folder it is told to write to."""
        tool = folder / "soffice"
        head = '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && out="$2"; shift; done\n'
        tool.write_text(f"{head}{script}\n", encoding="utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell")
    def test_converted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "ready.docx").write_bytes(word(p("Dear")))
        log = tmp_path / "log"
        self.program(
            tmp_path,
            monkeypatch,
            f'cp "{tmp_path}/ready.docx" "$out/letter.docx"; echo "$out" > {log}',
        )
        document = read_bytes(stream("WordDocument"), "a.doc")
        assert (document.text, document.format, document.path) == ("Dear", "doc", "a.doc")
        assert not Path(log.read_text(encoding="utf-8").strip()).parent.exists()

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell")
    def test_success_without_output_is_a_failure(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.program(tmp_path, monkeypatch, "exit 0")
        with pytest.raises(ReadError, match="LibreOffice could not read it"):
            read_bytes(stream("WordDocument"), "a.doc")

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell")
    def test_too_slow(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tighten: Tighten
    ) -> None:
        tighten(convert_seconds=0.2)
        late = tmp_path / "late"
        self.program(tmp_path, monkeypatch, f'(sleep 0.6; touch "{late}") & wait')
        with pytest.raises(ReadError, match="did not finish"):
            read_bytes(stream("WordDocument"), "a.doc")
        time.sleep(0.8)
        assert not late.exists(), "what the program started is still running"
