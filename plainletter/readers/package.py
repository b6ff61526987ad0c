"""Opens zip packages (docx, odt) without trusting them.

Everything is checked from the zip's own directory before a byte is unpacked: number of entries, sizes,
packing ratio, names, encryption. XML is parsed with entities, network and external definitions off, and
a part with a document type declaration is refused: no office program writes one, and all known XML
attacks need one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from plainletter import limits
from plainletter.errors import ReadError, printable

if TYPE_CHECKING:
    from lxml.etree import _Element

# `Package.bytes` would hide the type's name inside the class.
_Content = bytes

_DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("ascii", "utf-16-le", "utf-16-be"))
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"


class Package:
    """An opened package whose directory has passed all checks; parts are unpacked when asked for."""

    __slots__ = ("_archive", "_entries", "names")

    def __init__(self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._entries = entries
        self.names = tuple(entries)
        """Names of all parts, with forward slashes, in the order of the package."""

    def xml(self, name: str) -> _Element | None:
        """The root element of an XML part, parsed anew at each call; None when there is no such part.

        Raises `ReadError` for a part that is too large, damaged, or holds a document type declaration.
        """
        data = self.bytes(name)
        if data is None:
            return None
        return parse_xml(data, name)

    def bytes(self, name: str) -> _Content | None:
        """The content of a part; None when there is no such part. Raises `ReadError` when damaged."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as part:
                # Read without a size, all that is packed there would be unpacked, however small the
                # directory says it is, and only then be cut.
                return part.read(entry.file_size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            # RuntimeError and ValueError are what zipfile raises for odd flags and offsets.
            raise ReadError(
                f"its part {_shown(name)} is damaged; ask for the file again"
            ) from error


def open_package(data: bytes) -> Package:
    """Open a zip package held in memory.

    Raises `ReadError` when it is no zip file or only part of one, and when its directory breaks one of
    the limits: too many entries, too large unpacked, packed too tightly, repeated names, names that lead
    out of the package, encrypted entries, or packing methods that office programs do not use.
    """
    if len(data) > limits.now().file_bytes:
        raise ReadError(
            f"it has {limits.megabytes(len(data))}, more than the "
            f"{limits.megabytes(limits.now().file_bytes)} allowed; take pictures out or split it"
        )
    if data.count(_DIRECTORY_ENTRY) > 2 * limits.now().parts:
        # Counted before the directory is read, which alone would take a gigabyte for a hostile file; twice,
        # since packages put inside a package have entries as well.
        raise ReadError(_too_many())
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        listed = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ReadError("it is damaged or only part of a file; ask for the file again") from error
    if len(listed) > limits.now().parts:
        raise ReadError(_too_many())
    unpacked = sum(entry.file_size for entry in listed)
    if unpacked > limits.now().unpacked_bytes:
        raise ReadError(
            f"it unpacks to {limits.megabytes(unpacked)}, more than the "
            f"{limits.megabytes(limits.now().unpacked_bytes)} allowed; take large pictures out and save it again"
        )
    if unpacked > limits.RATIO_FREE and unpacked > limits.now().ratio * len(data):
        raise ReadError(
            "it is packed far more tightly than office programs pack; it may be harmful"
        )
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        if entry.is_dir():
            continue
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise ReadError("a part of it has a name that leads out of the file; it may be harmful")
        if name in entries:
            raise ReadError(f"it holds the part {_shown(name)} twice; open it and save it again")
        if entry.flag_bits & _ENCRYPTED:
            raise ReadError("it is protected with a password; save a copy without one")
        if entry.compress_type not in _PLAIN_METHODS:
            # The other methods also unpack a block at once, whatever size the directory promises.
            raise ReadError("it is packed in an unusual way; open it and save it again")
        entries[name] = entry
    return Package(archive, entries)


def parse_xml(data: bytes, name: str) -> _Element:
    """The root element of an XML part given as bytes; `name` is for messages only.

    Comments and processing instructions are left out, so that the text of an element is in one piece.
    Raises `ReadError` for a part that is too large, damaged, or holds a document type declaration.
    """
    from lxml import etree

    if (
        len(data) > limits.now().part_bytes
        or data.count(b"<") + data.count(b"=") > limits.now().marks
    ):
        raise ReadError(_part_too_large(name))
    if any(mark in data for mark in _DOCTYPES):
        raise ReadError(_doctype(name))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise ReadError(
                f"its part {_shown(name)} is nested too deeply; it may be harmful"
            ) from error
        if "HUGE" in str(error):
            # One text or attribute of more than 10 MB, libxml2's own limit.
            raise ReadError(_part_too_large(name)) from error
        raise ReadError(f"its part {_shown(name)} is damaged; open it and save it again") from error
    if root.getroottree().docinfo.internalDTD is not None:
        # Other encodings of XML hide the declaration from the search above.
        raise ReadError(_doctype(name))
    return root


def _too_many() -> str:
    return f"it holds more than {limits.now().parts:,} parts; it is not an ordinary letter"


def _part_too_large(name: str) -> str:
    return f"its part {_shown(name)} is too large for a letter; split the document"


def _doctype(name: str) -> str:
    return f"its part {_shown(name)} defines its own XML entities; it may be harmful"


def _shown(name: str) -> str:
    # Names come from the file: keep messages to one printable, short line.
    clean = printable(name)
    return clean if len(clean) <= 60 else clean[:57] + "..."
