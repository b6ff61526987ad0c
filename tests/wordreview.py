"""What Word does with a reviewed file, for tests: accept or reject our changes, and take our comments out.

Two runs that look alike and stand side by side are one, and so are two insertions by the same person: Word
cuts and joins them as it likes. `shape` makes files comparable in that way.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from plainletter.model import Document
from plainletter.readers.from_docx import read
from plainletter.readers.package import open_package
from plainletter.readers.wordnames import attribute, child, short_name
from plainletter.review.package import packed

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "plainletter"


def parts(data: bytes) -> dict[str, _Element]:
    """The stories of a Word file: every XML part that holds paragraphs, but no comments."""
    package = open_package(data)
    found = {}
    for name in package.names:
        if name.endswith(".xml") and name != "word/comments.xml":
            root = package.xml(name)
            if root is not None and next(root.iter("{*}p"), None) is not None:
                found[name] = root
    return found


def without_comments(root: _Element, ours: set[str]) -> _Element:
    """The part without the marks of our comments."""
    for element in list(
        root.iter("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")
    ):
        if attribute(element, "id") in ours:
            run = element.getparent()
            assert run is not None
            run.remove(element)
            if short_name(run.tag) == "w:r" and not len(run):
                above = run.getparent()
                assert above is not None
                above.remove(run)
    return root


def our_comments(data: bytes) -> dict[str, str]:
    """Number of each of our comments -> its text."""
    root = open_package(data).xml("word/comments.xml")
    return {
        attribute(c, "id"): "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in c.iter("{*}p"))
        for c in (root if root is not None else ()) if attribute(c, "author") == AUTHOR
    }  # fmt: skip


def settled(root: _Element, *, accept: bool) -> _Element:
    """The part with all our changes accepted, or all rejected."""
    root = deepcopy(root)
    for mark in list(root.iter("{*}ins", "{*}del")):
        if attribute(mark, "author") != AUTHOR or mark.getparent() is None:
            continue
        stays = (short_name(mark.tag) == "w:ins") == accept
        above = mark.getparent()
        at = above.index(mark)
        if stays:
            for k, held in enumerate(list(mark)):
                above.insert(at + k, held)
        above.remove(mark)
    for text in list(root.iter("{*}delText")):
        if not any(short_name(a.tag) in ("w:del", "w:moveFrom") for a in text.iterancestors()):
            text.tag = text.tag.replace("delText", "t")
    return root


def shape(root: _Element) -> str:
    """The part as a string in which neighbouring runs that look alike are one."""
    from lxml import etree

    root = deepcopy(root)
    for insertion in list(root.iter("{*}ins")):
        following = insertion.getnext()
        while (
            following is not None
            and following.tag == insertion.tag
            and all(
                attribute(insertion, name) == attribute(following, name)
                for name in ("author", "date")
            )
            and attribute(insertion, "author")
        ):
            for held in list(following):
                insertion.append(held)
            above = following.getparent()
            above.remove(following)
            following = insertion.getnext()
    for run in list(root.iter("{*}r")):
        if short_name(run.tag) != "w:r" or run.getparent() is None:
            continue
        while (
            (other := run.getnext()) is not None
            and other.tag == run.tag
            and _look(run) == _look(other)
        ):
            if _special(run) or _special(other):
                break
            for held in list(other):
                if short_name(held.tag) != "w:rPr":
                    run.append(held)
            run.getparent().remove(other)
    for run in root.iter("{*}r"):
        texts = [held for held in run if short_name(held.tag) in ("w:t", "w:delText")]
        for text in texts:
            before = text.getprevious()
            if before is not None and before.tag == text.tag:
                before.text = (before.text or "") + (text.text or "")
                run.remove(text)
    for text in root.iter("{*}t", "{*}delText"):
        text.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    return etree.tostring(root, method="c14n").decode()


def _look(run: _Element) -> bytes:
    from lxml import etree

    look = child(run, "w:rPr")
    return etree.tostring(look, method="c14n") if look is not None else b""


def _special(run: _Element) -> bool:
    return any(short_name(held.tag) in ("w:fldChar", "w:instrText") for held in run)


def rejected(data: bytes) -> Document:
    """What a Word file says once all our changes are rejected."""
    old = {name: settled(root, accept=False) for name, root in parts(data).items()}
    return read(packed(data, old), "letter.docx")
