"""Refuses PDFs that would take all memory, before PDFium opens them: it draws a page in one go, makes an
object of every letter, and ends the whole process when memory is out.

The file is searched, not parsed: streams, what they are packed with, and which pictures they draw. A file
that hides this (in encryption, in other packing methods) gets past, so where many letters are checked PDFs
are read in a process that may die.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.readers.decode import check_limits

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,9})\s+\d{1,5}\s+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_PACKING = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)(?![A-Za-z0-9])")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z0-9])")
_IMAGE = re.compile(rb"/Subtype\s*/Image(?![A-Za-z0-9])")
_FORM = re.compile(rb"/Subtype\s*/Form(?![A-Za-z0-9])")
_REFERENCE = re.compile(rb"(?:/([^\s/<>\[\](){}%]{1,100})\s*)?(?<![0-9])(\d{1,9})\s+\d{1,5}\s+R\b")
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]{1,100})\s+Do\b")
_SHOWN = re.compile(rb"T[jJ]|['\"](?=\s)")
# Before a stream stands its dictionary, and before an object's end the whole of it.
_LONGEST_HEAD = 100_000
# Forms drawn by one form, those drawn by them and so on: far more than any page shows.
_MOST_DRAWN = 100_000
_DEEPEST_FORM = 30


@dataclass(frozen=True, slots=True)
class _Form:
    """A form picture: the names it draws, in order, and the objects that names stand for."""

    drawn: tuple[bytes, ...]
    names: Mapping[bytes, int]


def refuse_bombs(data: bytes) -> None:
    """Raise `ReadError` for a PDF whose pages unpack to more than the limits allow, are packed more than
    once, draw more letters than a document may have, or draw forms that draw themselves."""
    total = shown = 0
    heads: dict[int, bytes] = {}
    forms: dict[int, bytes] = {}
    for number, head, start in _objects(data):
        heads[number] = head
        if start < 0:
            continue
        if len(_PACKING.findall(head)) > 1:
            raise ReadError("it is packed several times over; it may be harmful")
        if _IMAGE.search(head):
            # Pictures are not unpacked to be read, and scans are large.
            continue
        room = limits.now().unpacked_bytes - total
        content = _unpacked(data, start, room) if _FLATE.search(head) else _plain(data, start)
        total += len(content)
        if total > limits.now().unpacked_bytes:
            raise ReadError(
                f"its pages unpack to more than the {limits.megabytes(limits.now().unpacked_bytes)} "
                "allowed; split it"
            )
        # Fonts hold these signs by chance, but far from that often.
        shown += len(_SHOWN.findall(content))
        check_limits(0, shown)
        if _FORM.search(head):
            forms[number] = content
    if forms:
        _refuse_loops(heads, forms)


def _objects(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(number, text before its stream or end, where its stream begins or -1) of every object in sight."""
    position = 0
    while (found := _OBJECT.search(data, position)) is not None:
        end = data.find(b"endobj", found.end())
        stream = _STREAM.search(data, found.end(), len(data) if end < 0 else end)
        stop = stream.start() if stream else end if end >= 0 else len(data)
        head = data[found.end() : min(stop, found.end() + _LONGEST_HEAD)]
        yield int(found[1]), head, stream.end() if stream else -1
        position = stream.end() if stream else max(end, found.end())


def _plain(data: bytes, start: int) -> bytes:
    end = data.find(b"endstream", start)
    return data[start : end if end >= 0 else len(data)]


def _unpacked(data: bytes, start: int, room: int) -> bytes:
    """A stream unpacked as far as it can be, and no further than one byte beyond `room`."""
    packed = memoryview(data)[start:]
    for window in (15, -15):
        unpacker = zlib.decompressobj(window)
        pieces: list[bytes] = []
        length = 0
        try:
            # In pieces, so that what stood before a fault is not lost.
            for at in range(0, len(packed), 2**16):
                waiting = bytes(packed[at : at + 2**16])
                while waiting and length <= room and not unpacker.eof:
                    piece = unpacker.decompress(waiting, min(2**20, room + 1 - length))
                    waiting = unpacker.unconsumed_tail
                    pieces.append(piece)
                    length += len(piece)
                if length > room or unpacker.eof:
                    break
        except zlib.error:
            pass
        if length:
            return b"".join(pieces)
    return b""


def _refuse_loops(heads: Mapping[int, bytes], contents: Mapping[int, bytes]) -> None:
    forms = {
        number: _Form(tuple(_DRAWN.findall(content)), _names(number, heads))
        for number, content in contents.items()
        if b"Do" in content
    }
    costs: dict[int, int] = {}

    def cost(number: int, depth: int) -> int:
        """How many forms are drawn to draw this one."""
        form = forms.get(number)
        if form is None:
            return 1
        if number not in costs:
            if depth > _DEEPEST_FORM:
                return _MOST_DRAWN + 1
            # While it is open, it costs all there is: one that draws itself has no end.
            costs[number] = _MOST_DRAWN + 1
            costs[number] = 1 + sum(
                cost(form.names[name], depth + 1) for name in form.drawn if name in form.names
            )
        return costs[number]

    if any(cost(number, 0) > _MOST_DRAWN for number in forms):
        raise ReadError("it holds drawings that draw each other without end; it may be harmful")


def _names(number: int, heads: Mapping[int, bytes]) -> dict[bytes, int]:
    """The objects that the names in an object stand for, also in the resources it refers to."""
    names: dict[bytes, int] = {}
    waiting, seen = [(number, 0)], {number}
    while waiting:
        at, depth = waiting.pop()
        for name, target in _REFERENCE.findall(heads.get(at, b"")):
            if name:
                names.setdefault(name, int(target))
            if name in (b"Resources", b"XObject") and int(target) not in seen and depth < 3:
                seen.add(int(target))
                waiting.append((int(target), depth + 1))
    return names
