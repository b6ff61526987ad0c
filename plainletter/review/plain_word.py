"""A plain Word file of a letter's words, for letters that came as text, a page or a PDF.

It has headings, list items and paragraphs in the order of the letter, and nothing of how it looked: no
letterhead, pictures or tables.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from plainletter.model import Block, Document, Edit, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>'
    ),
    # Twelve points without serifs: what guides to readable letters ask for.
    "word/styles.xml": (
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="24"/>'
        '<w:szCs w:val="24"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        "</w:styles>"
    ),
}

# XML holds none of these; the same number of characters keeps every word in its place.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_PAGE = {"w": "11906", "h": "16838"}
_MARGIN = "1304"
"""A4, with margins of 2.3 cm; in twentieths of a point."""


def word_from(document: Document) -> bytes:
    """A Word file with the document's blocks, each a paragraph."""
    from lxml import etree

    root = etree.Element(_name("document"), nsmap={"w": _W})
    body = _add(root, "body")
    for block in document.blocks:
        if block.kind != "markup":
            text = _NO_XML.sub(" ", block.span.of(document.text))
            # Where lines of Markdown end in a paragraph, they only end in the file.
            wrapped = document.format == "md" and block.label == "body"
            _paragraph(body, block, text.replace("\n", " ") if wrapped else text)
    section = _add(body, "sectPr")
    _add(section, "pgSz", **_PAGE)
    _add(section, "pgMar", top=_MARGIN, right=_MARGIN, bottom=_MARGIN, left=_MARGIN)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        parts = {name: part.encode() for name, part in _PARTS.items()}
        for name, part in {**parts, "word/document.xml": content}.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            file.writestr(entry, part, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def carried(edits: Sequence[Edit], old: Document, new: Document) -> tuple[Edit, ...] | None:
    """The same edits in `new`, which holds the blocks of `old` in their order; None where an edit stands
    in a block that `new` does not hold word for word."""
    partners = _partners(old, new)
    found = []
    for edit in edits:
        home = next((b for b in old.blocks if b in partners and b.span.contains(edit.span)), None)
        if home is None:
            return None
        moved = partners[home].span.start - home.span.start
        found.append(replace(edit, span=Span(edit.span.start + moved, edit.span.end + moved)))
    return tuple(found)


def _partners(old: Document, new: Document) -> dict[Block, Block]:
    """Blocks of `old` and those of `new` with the same words."""
    from difflib import SequenceMatcher

    before = [_words(block, old) for block in old.blocks]
    after = [_words(block, new) for block in new.blocks]
    pairs = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {
        old.blocks[pair.a + k]: new.blocks[pair.b + k] for pair in pairs for k in range(pair.size)
    }


def _words(block: Block, document: Document) -> str:
    """The words of a block, with one sort of space, each where it was."""
    return re.sub(r"\s", " ", _NO_XML.sub(" ", block.span.of(document.text)))


def _paragraph(body: _Element, block: Block, text: str) -> None:
    paragraph = _add(body, "p")
    looks = _add(paragraph, "pPr")
    _add(looks, "spacing", after="160")
    if block.kind == "list_item":
        _add(looks, "ind", left=str(360 * max(block.level, 1)), hanging="360")
    run = _add(paragraph, "r")
    if block.kind == "heading" or block.bold:
        _add(_add(run, "rPr"), "b")
    if block.marker:
        _text(run, block.marker)
        _add(run, "tab")
    for number, line in enumerate(text.split("\n")):
        if number:
            _add(run, "br")
        for place, part in enumerate(line.split("\t")):
            if place:
                _add(run, "tab")
            _text(run, part)


def _text(run: _Element, text: str) -> None:
    if text:
        element = _add(run, "t")
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        element.text = text


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, _name(name))
    for key, value in attributes.items():
        element.set(_name(key), value)
    return element


def _name(name: str) -> str:
    return f"{{{_W}}}{name}"
