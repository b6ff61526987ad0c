"""Writes changed parts back into a zip package; the parts that did not change stay byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from plainletter.model import Edit

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "plainletter"
INITIALS = "pl"


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a reviewed copy, and the changes that could not be made in it."""

    data: bytes
    refused: tuple[Edit, ...]


def packed(data: bytes, parts: Mapping[str, _Element]) -> bytes:
    """The package `data` with these parts in the place of its own, or added at its end."""
    new = {name: _serialised(root) for name, root in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as file:
        for entry in old.infolist():
            content = new.pop(entry.filename, None)
            if content is None:
                content = old.read(entry)
            file.writestr(entry, content, compress_type=entry.compress_type)
        for name, content in new.items():
            # The same bytes whenever it is written.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            file.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def iso(when: datetime) -> str:
    """A moment as both formats write it, in UTC; one without a time zone counts as UTC."""
    moment = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _serialised(root: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
