"""The comments of a Word file: those that are there, and new ones with all that belongs to them."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

from plainletter.readers.package import Package
from plainletter.readers.wordnames import WORD_STRICT, attribute
from plainletter.review.runs import SPACE

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_KIND_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


class Comments:
    """Comments of one author to be added to a file, with the part, the relation and the content type they
    need where the file has none yet."""

    def __init__(self, package: Package, main: str, author: str, initials: str, date: str) -> None:
        self._package = package
        self._main = main
        self._told = {"author": author, "initials": initials, "date": date}
        self._new: dict[str, _Element] = {}
        root = package.xml(main)
        assert root is not None, "the letter was read from it"
        self._space = root.tag[: root.tag.index("}") + 1]
        self._name = self._existing_part()
        held = package.xml(self._name) if self._name in package.names else None
        self._root: _Element = (
            held if held is not None
            else root.makeelement(f"{self._space}comments", {}, {"w": self._space[1:-1]})
        )  # fmt: skip
        numbers = [attribute(c, "id") for c in self._root]
        self._next = max((int(n) for n in numbers if n.isdigit()), default=-1) + 1
        self._ours = {
            attribute(comment, "id"): "\n".join(
                "".join(t.text or "" for t in p.iter("{*}t")) for p in comment.iter("{*}p")
            )
            for comment in self._root if attribute(comment, "author") == author
        }  # fmt: skip

    def has(self, lines: Sequence[str]) -> bool:
        """True when the same author has written just this already: a file that is reviewed again gets no
        comment twice. Each comment that is there answers for one."""
        text = "\n".join(lines)
        number = next((n for n, said in self._ours.items() if said == text), None)
        return number is not None and bool(self._ours.pop(number))

    def add(self, lines: Sequence[str]) -> int:
        """Write a comment of these paragraphs; its number."""
        number, self._next = self._next, self._next + 1
        w = self._space
        comment = self._root.makeelement(
            f"{w}comment",
            {f"{w}id": str(number), **{f"{w}{name}": told for name, told in self._told.items()}},
        )
        for k, line in enumerate(lines):
            paragraph = comment.makeelement(f"{w}p")
            if k == 0:
                sign = paragraph.makeelement(f"{w}r")
                sign.append(sign.makeelement(f"{w}annotationRef"))
                paragraph.append(sign)
            run = paragraph.makeelement(f"{w}r")
            text = run.makeelement(f"{w}t", {SPACE: "preserve"})
            text.text = line
            run.append(text)
            paragraph.append(run)
            comment.append(paragraph)
        self._root.append(comment)
        self._new[self._name] = self._root
        return number

    def marks(self, number: int, like: _Element) -> tuple[_Element, _Element, _Element]:
        """The marks in the letter where a comment begins and ends, and the run that refers to it."""
        w = self._space
        told = {f"{w}id": str(number)}
        reference = like.makeelement(f"{w}r")
        reference.append(reference.makeelement(f"{w}commentReference", dict(told)))
        return (
            like.makeelement(f"{w}commentRangeStart", dict(told)),
            like.makeelement(f"{w}commentRangeEnd", dict(told)),
            reference,
        )

    def parts(self) -> dict[str, _Element]:
        """The parts of the package that are new or changed; none where no comment was added."""
        if self._new and self._name not in self._package.names:
            self._add_relation()
            self._add_type()
        return dict(self._new)

    def _existing_part(self) -> str:
        relations = self._package.xml(self._relations_part())
        for relation in relations if relations is not None else ():
            if relation.get("Type") in (_KIND, _KIND_STRICT):
                target = relation.get("Target", "")
                folder = posixpath.dirname(self._main)
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return posixpath.join(posixpath.dirname(self._main), "comments.xml")

    def _relations_part(self) -> str:
        folder, name = posixpath.split(self._main)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _add_relation(self) -> None:
        name = self._relations_part()
        root = self._package.xml(name)
        if root is None:
            root = self._root.makeelement(f"{{{_RELATIONS}}}Relationships")
        taken = {relation.get("Id") for relation in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdPl{n}" not in taken)
        strict = self._space == f"{{{WORD_STRICT}}}"
        root.append(
            root.makeelement(
                f"{{{_RELATIONS}}}Relationship",
                {
                    "Id": f"rIdPl{number}", "Type": _KIND_STRICT if strict else _KIND,
                    "Target": posixpath.basename(self._name),
                },
            )
        )  # fmt: skip
        self._new[name] = root

    def _add_type(self) -> None:
        root = self._package.xml("[Content_Types].xml")
        assert root is not None, "no Word file is without it"
        wanted = f"/{self._name}"
        if not any(held.get("PartName") == wanted for held in root):
            told = {"PartName": wanted, "ContentType": _CONTENT}
            root.append(root.makeelement(f"{{{_TYPES}}}Override", told))
        self._new["[Content_Types].xml"] = root
