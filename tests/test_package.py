"""The gate for zip packages: what it lets through and what it refuses, each in one clear line."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from conftest import Tighten
from wordfile import p, pack, word

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.readers.package import open_package, parse_xml


def test_names_bytes_and_xml() -> None:
    package = open_package(pack({"a.xml": "<a><!-- no -->x<?no?>y</a>", "dir/b": b"\x00\xff"}))
    assert package.names == ("a.xml", "dir/b")
    assert package.bytes("dir/b") == b"\x00\xff"
    assert package.bytes("c") is None
    assert package.xml("c") is None
    root = package.xml("a.xml")
    assert root is not None
    assert (root.tag, root.text) == ("a", "xy")


def test_backslashes_are_folders() -> None:
    assert open_package(pack({"word\\document.xml": "x"})).names == ("word/document.xml",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", word(p("x"))[:400]])
def test_no_zip(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged or only part"):
        open_package(data)


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "a\\..\\evil"])
def test_names_that_lead_out(name: str) -> None:
    with pytest.raises(ReadError, match="leads out of the file"):
        open_package(pack({name: "x"}))


def test_repeated_names() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.xml", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", "two")
    with pytest.raises(ReadError, match=r"the part a\.xml twice"):
        open_package(held.getvalue())


def test_too_many_parts(tighten: Tighten) -> None:
    tighten(parts=3)
    open_package(pack({str(n): "x" for n in range(3)}))
    with pytest.raises(ReadError, match="more than 3 parts"):
        open_package(pack({str(n): "x" for n in range(4)}))


def test_a_huge_directory_is_not_even_read(
    monkeypatch: pytest.MonkeyPatch, tighten: Tighten
) -> None:
    data = pack({str(n): "x" for n in range(50)})
    tighten(parts=3)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ReadError, match="more than 3 parts"):
        open_package(data)


def test_too_large_a_file(tighten: Tighten) -> None:
    tighten(file_megabytes=100 / 2**20)
    with pytest.raises(ReadError, match="more than the 0"):
        open_package(pack({"a": "x" * 50, "b": "y"}))


def test_too_large_unpacked() -> None:
    with pytest.raises(ReadError, match=r"unpacks to 105 MB, more than the 100 MB"):
        open_package(pack({str(n): bytes(2**20 * 21) for n in range(5)}))


def test_packed_too_tightly() -> None:
    with pytest.raises(ReadError, match="packed far more tightly"):
        open_package(pack({"a": bytes(limits.RATIO_FREE + 1)}))
    assert open_package(pack({"a": bytes(limits.RATIO_FREE)})).names == ("a",)


def flagged(data: bytes, at: int, value: int) -> bytes:
    """The zip with two bytes changed at `at` in the first entry of its directory."""
    start = data.index(b"PK\x01\x02") + at
    return data[:start] + struct.pack("<H", value) + data[start + 2 :]


def test_encrypted_parts() -> None:
    with pytest.raises(ReadError, match="protected with a password"):
        open_package(flagged(pack({"a": "x"}), 8, 1))


def test_other_packing_methods() -> None:
    with pytest.raises(ReadError, match="unusual way"):
        open_package(flagged(pack({"a": "x"}), 10, zipfile.ZIP_BZIP2))


def test_damaged_part() -> None:
    data = pack({"a": b"plain text that packs a little, a little, a little"})
    place = data.index(b"a", 30) + 5
    broken = data[:place] + bytes(4) + data[place + 4 :]
    with pytest.raises(ReadError, match="its part a is damaged"):
        open_package(broken).bytes("a")


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-7"])
def test_document_types_are_refused(coding: str) -> None:
    text = f'<?xml version="1.0" encoding="{coding}"?><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'
    with pytest.raises(ReadError, match=r"defines its own XML entities|damaged"):
        parse_xml(text.encode(coding), "a.xml")


def test_the_words_alone_are_refused_before_parsing() -> None:
    with pytest.raises(ReadError, match="defines its own XML entities"):
        parse_xml(b"<a><![CDATA[<!DOCTYPE x>]]></a>", "a.xml")


def test_document_types_in_other_encodings_are_refused_after_parsing() -> None:
    text = '<?xml version="1.0" encoding="UTF-32"?><!DOCTYPE a [<!ENTITY e "x">]><a/>'
    with pytest.raises(ReadError, match="defines its own XML entities"):
        parse_xml(text.encode("utf-32"), "a.xml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<a>", "damaged"),
        (b"", "damaged"),
        (b"<a>&undefined;</a>", "damaged"),
        (b"<a>" * 400 + b"</a>" * 400, "nested too deeply"),
        (b"<a>" + b"x" * (11 * 2**20) + b"</a>", "too large for a letter"),
        (b"<a>" + b"<b/>" * limits.now().marks + b"</a>", "too large for a letter"),
    ],
    ids=["open", "empty", "entity", "deep", "long", "many"],
)
def test_bad_xml(content: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        parse_xml(content, "a.xml")


def test_messages_show_odd_names_in_one_short_line() -> None:
    with pytest.raises(ReadError) as caught:
        parse_xml(b"", "line\nbreak\x1b[31m" + "x" * 300)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 150
