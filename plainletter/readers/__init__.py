"""Reads letters of every format into one `Document`.

`read_file` and `read_bytes` are the ways in. The reader is chosen by content; the suffix decides only
where content cannot (a Markdown file is a text file). Readers are imported when first needed.
"""

from __future__ import annotations

import errno
import importlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import cast

from plainletter import limits
from plainletter.errors import ReadError, printable
from plainletter.limits import Limits
from plainletter.model import Document, Problem

__all__ = ["FORMATS", "SUFFIXES", "detect", "file_bytes", "letters_in", "read_bytes", "read_file"]

FORMATS: Mapping[str, str] = MappingProxyType({
    "txt": "plainletter.readers.from_txt",
    "md": "plainletter.readers.from_md",
    "html": "plainletter.readers.from_html",
    "docx": "plainletter.readers.from_docx",
    "doc": "plainletter.readers.from_doc",
    "odt": "plainletter.readers.from_odt",
    "rtf": "plainletter.readers.from_rtf",
    "pdf": "plainletter.readers.from_pdf",
    "eml": "plainletter.readers.from_eml",
})  # fmt: skip
"""Format -> the module whose `read(data, path)` reads it."""

SUFFIXES: Mapping[str, str] = MappingProxyType({
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx",
    ".doc": "doc", ".dot": "doc", ".odt": "odt", ".ott": "odt", ".rtf": "rtf", ".pdf": "pdf",
    ".eml": "eml",
})  # fmt: skip
"""File name ending, in small letters -> format that a file of this name is expected to have."""

_PACKED = frozenset({"docx", "doc", "odt", "pdf"})

_HEAD = 1024
_SAMPLE = 64 * 1024

# First bytes of files that people mix up with letters, and what to call them.
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xffWPC", "a WordPerfect file"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF = re.compile(rb"%PDF-\d\.\d")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Stream names of OLE files, as they stand in the directory; the order matters, since a Word file may hold
# an Excel sheet.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "doc"),
    ("__properties_version1.0", "an Outlook message; save it as text or .eml"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("Workbook", "an Excel workbook"),
    ("Quill", "a Publisher file; save it as .docx"),
)
_PROTECTED = "it is protected with a password; save a copy without one"

_WORD_XML = (b"schemas.microsoft.com/office/word/2003/wordml", b'progid="Word.Document"')
_WORD_TYPES = (
    b"wordprocessingml.document.main+xml",
    b"wordprocessingml.template.main+xml",
    b"ms-word.document.macroEnabled.main+xml",
    b"ms-word.template.macroEnabledTemplate.main+xml",
)
_ODF_OTHERS = {
    "spreadsheet": "an OpenDocument spreadsheet",
    "presentation": "an OpenDocument presentation",
    "graphics": "an OpenDocument drawing",
}

_HTML = re.compile(
    # Atomic, so that a row of comments is not tried in every combination.
    rb"(?>(?:\s+|<\?xml[^>]*>|<!--.*?-->)*)<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,70}:[ \t\r\n]")
# Lines that mail programs write and people do not: a memo may begin with From, To and Date as well.
_MAIL_ONLY = re.compile(
    rb"^(?:Return-Path|Received|Message-ID|MIME-Version|Delivered-To|X-[\w-]+|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_FROM = re.compile(rb"^(?:From|Subject):", re.IGNORECASE | re.MULTILINE)
# Control characters that no text has; tab, line ends, form feed, escape and end-of-file are met in old ones.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


def read_file(path: Path | str, within: Limits | None = None) -> Document:
    """Read the letter in a file, `within` limits other than those in force.

    Raises `ReadError`, in one line that begins with the path as given: no such file, a folder, not
    allowed to open, too large, empty, not a format that can be read, damaged, protected.
    """
    return read_bytes(file_bytes(path, within), os.fspath(path), within)


def file_bytes(path: Path | str, within: Limits | None = None) -> bytes:
    """The content of a letter's file, if `within` these limits, or else those in force.

    Raises `ReadError`, in one line that begins with the path as given: no such file, a folder, not
    allowed to open, too large.
    """
    name = os.fspath(path)
    most = (within or limits.now()).file_bytes
    try:
        with open(name, "rb", opener=_open_now) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _named(name, "it is not an ordinary file; name a letter")
            if status.st_size > most:
                raise _named(name, _too_large(status.st_size, most))
            # One byte more than allowed: a file may grow while it is read.
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        # ValueError is what a name with a null character gives.
        raise _named(name, _why(error, name)) from error


def read_bytes(data: bytes, name: str, within: Limits | None = None) -> Document:
    """Read a letter held in memory; `name` gives the suffix, the document's path and the start of messages.
    `within` are limits other than those in force.

    Raises `ReadError`, in one line that begins with `name`.
    """
    if within is not None:
        with limits.within(within):
            return read_bytes(data, name)
    try:
        _refuse_larger(data, limits.now().file_bytes)
        found = detect(data, name)
        if found not in _PACKED:
            _refuse_larger(data, limits.now().text_bytes)
        read = cast(Callable[[bytes, str], Document], importlib.import_module(FORMATS[found]).read)
        return read(data, name)
    except RecursionError as error:
        raise _named(name, "it is nested too deeply to be read; it may be harmful") from error
    except ReadError as error:
        raise _named(name, str(error)) from error


def detect(data: bytes, name: str) -> str:
    """The format (a key of `FORMATS`) of a file, by its content first and its name second.

    Raises `ReadError` (without the name) for an empty file, a protected one, and one of a kind that
    holds no letter that could be read.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("it is empty")
    if data.startswith(_ZIP):
        return _detect_zip(data)
    if data.startswith(_OLE):
        return _detect_ole(data)
    if _PDF.search(data, 0, _HEAD):
        return "pdf"
    head = data[:_SAMPLE]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    for magic, kind in _KNOWN:
        # A text may begin with the letters "MZ" as well; the other marks cannot stand in one.
        if head.startswith(magic) and not (magic.isalnum() and _is_text(head)):
            raise ReadError(f"it is {kind}, not a letter")
    if not _is_text(head):
        raise ReadError("it does not look like text; save it as .docx, .pdf or .txt")
    return _detect_text(head, SUFFIXES.get(PurePath(name).suffix.lower(), "txt"))


def letters_in(
    folder: Path | str,
    on_problem: Callable[[Problem], None] | None = None,
    within: Limits | None = None,
) -> Iterator[Path]:
    """All files under a folder whose names have a suffix that can be read, sorted within each folder.

    Left out: hidden files and folders, lock files of Word and LibreOffice, README files and
    `*.plainletter.toml`. Links to folders are followed, each folder is entered once. A folder that
    cannot be listed goes to `on_problem` and the walk goes on; without `on_problem` the walk ends with a
    `ReadError`, after the last file, so that nobody takes part of a folder for all of it. A starting
    folder that is missing or cannot be listed is a `ReadError` in both cases.
    """
    top = Path(folder)
    lost: list[Problem] = []
    report = lost.append if on_problem is None else on_problem
    entered: set[tuple[int, int]] = set()
    seen, most = 0, (within or limits.now()).files
    # Files and folders still to come, the next one last.
    waiting: list[tuple[Path, bool]] = [(top, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) in entered and status.st_ino:
                continue
            entered.add((status.st_dev, status.st_ino))
            inside = _wanted(path)
        except (OSError, ValueError) as error:
            if path == top:
                raise _named(str(path), _why(error, str(path), folder=True)) from error
            why = _why(error, str(path), folder=True)
            report(Problem("read", f"{printable(str(path))}: {why}", str(path)))
            continue
        seen += len(inside)
        if seen > most:
            message = f"it holds more than {most:,} files; name smaller folders"
            report(Problem("read", f"{printable(str(top))}: {message}", str(top)))
            break
        waiting.extend(reversed(inside))
    if lost:
        more = f" ({len(lost) - 1} more like it)" if len(lost) > 1 else ""
        raise ReadError(lost[0].message + more)


def _wanted(folder: Path) -> list[tuple[Path, bool]]:
    """(path, is a folder) of what is to be read or entered in one folder, sorted by name."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                continue
            if _leads_to_folder(entry):
                found.append((folder / entry.name, True))
                continue
            path = folder / entry.name
            if path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme":
                found.append((path, False))
    return sorted(found)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads back to itself; opened as a file it gives a clear message.
        return False


def _detect_zip(data: bytes) -> str:
    from plainletter.readers.package import open_package

    package = open_package(data)
    names = frozenset(package.names)
    if "mimetype" in names:
        kind = (package.bytes("mimetype") or b"")[:100].decode("ascii", "replace").strip()
        _, _, odf = kind.partition("application/vnd.oasis.opendocument.")
        if odf.startswith("text"):
            return "odt"
        for word, called in _ODF_OTHERS.items():
            if odf.startswith(word):
                raise ReadError(f"it is {called}, not a letter")
        if kind == "application/epub+zip":
            raise ReadError("it is an e-book, not a letter")
    types = package.bytes("[Content_Types].xml") or b""
    if any(word in types for word in _WORD_TYPES) or "word/document.xml" in names:
        return "docx"
    for folder, called in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation")):
        if any(name.startswith(folder) for name in names):
            raise ReadError(f"it is {called}, not a letter")
    if any(name.endswith(".iwa") for name in names):
        raise ReadError("it is an Apple Pages, Numbers or Keynote file; export it as .docx")
    raise ReadError("it is a zip archive, not a letter; unpack it first")


def _detect_ole(data: bytes) -> str:
    # The directory may stand anywhere in the file, so its names are searched for, not parsed.
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError(_PROTECTED)
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            if kind == "doc":
                return kind
            raise ReadError(f"it is {kind}" if ";" in kind else f"it is {kind}, not a letter")
    raise ReadError("it is an office file of an unknown kind, or damaged; save it as .docx")


def _detect_text(head: bytes, expected: str) -> str:
    """The format of a file that is text: what its first lines show, else what its name says."""
    start = head[:_HEAD]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    elif start.count(0) > len(start) // 4:
        start = start.replace(b"\x00", b"")
    start = start.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        return "html"
    if any(mark in head for mark in _WORD_XML):
        raise ReadError("it is a Word file saved as XML; save it as .docx")
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").replace(b"\r\n", b"\n")
    header = lines.split(b"\n\n", 1)[0]
    if _HEADER_LINE.match(header) or header.startswith(b"From "):
        by_machine = _MAIL_ONLY.search(header) and _MAIL_FROM.search(header)
        if expected == "eml" or (by_machine and expected not in ("md", "html")):
            return "eml"
    # Text under the name of a package, or an .eml without headers, is read as the text it is.
    return expected if expected in ("txt", "md", "html") else "txt"


def _is_text(head: bytes) -> bool:
    """Whether bytes can be text in some encoding: UTF-8, an 8-bit one, or UTF-16 with or without mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros:
        even, odd = head[::2].count(0), head[1::2].count(0)
        # UTF-16 of Latin letters has its zero bytes all on one side.
        return zeros > len(head) // 4 and min(even, odd) <= max(even, odd) // 20
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= len(head) // 100


def _refuse_larger(data: bytes, most: int) -> None:
    if len(data) > most:
        raise ReadError(_too_large(len(data), most))


def _too_large(size: int, limit: int) -> str:
    return (
        f"it has {limits.megabytes(size)}, more than the {limits.megabytes(limit)} allowed; "
        "take pictures out or split it"
    )


def _open_now(path: str, flags: int) -> int:
    # Opening a pipe must not wait for somebody to write into it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _why(error: Exception, name: str, *, folder: bool = False) -> str:
    """An operating system error in plain words."""
    kind = "folder" if folder else "file"
    code = getattr(error, "errno", None)
    if code in (errno.ENOENT, errno.ENOTDIR) or isinstance(error, ValueError):
        return f"there is no such {kind}; check the name"
    if code in (errno.EACCES, errno.EPERM):
        return f"you are not allowed to open this {kind}; ask its owner"
    if code == errno.ENAMETOOLONG:
        return "its name is longer than a name can be; check it"
    if code == errno.EISDIR or (not folder and Path(name).is_dir()):
        return "it is a folder; name a letter in it"
    if code == errno.ELOOP:
        return "it is a link that leads back to itself; name the letter"
    return f"the {kind} cannot be read ({getattr(error, 'strerror', None) or 'unknown error'}); try again"


def _named(name: str, what: str) -> ReadError:
    return ReadError(f"{printable(name)}: {what}")
