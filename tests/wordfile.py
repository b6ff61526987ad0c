"""Builds small Word files from raw XML, for tests: every feature just as Word writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
}
_ROOTS = {"header": "hdr", "footer": "ftr"}


def t(text: str) -> str:
    """A text element that keeps its blanks."""
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{t(text)}</w:r>"


def p(content: str, properties: str = "") -> str:
    """A paragraph; `content` is runs, or plain text when it holds no markup."""
    inner = content if "<" in content else r(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def row(*cells: str, properties: str = "") -> str:
    """A table row; each cell is the XML of its paragraphs."""
    head = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{head}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def field(instruction: str, result: str | None = None) -> str:
    """A complex field; `result` is runs, None for a field without a result part."""
    code = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    shown = "" if result is None else f"{mark('separate')}{result}"
    return f"{mark('begin')}{code}{shown}{mark('end')}"


def mark(kind: str, inside: str = "") -> str:
    """The run that begins, parts or ends a complex field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def style(
    identity: str, name: str, inside: str = "", kind: str = "paragraph", based: str = ""
) -> str:
    """One style."""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{identity}"><w:name w:val="{name}"/>{on}{inside}</w:style>'


def word(
    body: str,
    parts: Mapping[str, str] | None = None,
    *,
    strict: bool = False,
    main_type: str = MAIN_TYPE,
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """A Word file. `parts` maps styles, numbering, settings, footnotes, endnotes, headerN and footerN to
    what goes inside their root; "header1" has the relationship id "header1". `extra` adds whole parts."""
    files: dict[str, bytes | str] = {}
    relations = []
    for name, inside in (parts or {}).items():
        kind = _KINDS.get(name, name.rstrip("0123456789"))
        root = _ROOTS.get(kind, kind)
        files[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"
        relations.append((name, f"{R}/{kind}", f"{name}.xml"))
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
    )
    files["_rels/.rels"] = _relations([("main", f"{R}/officeDocument", "word/document.xml")])
    files["word/_rels/document.xml.rels"] = _relations(relations)
    files["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    files.update(extra or {})
    if strict:
        for name, content in files.items():
            if isinstance(content, str):
                for old, new in STRICT.items():
                    content = content.replace(old, new)
                files[name] = content
    return pack(files)


def pack(files: Mapping[str, bytes | str]) -> bytes:
    """A zip file of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _relations(found: list[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{i}" Type="{k}" Target="{target}"/>' for i, k, target in found
    )
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{uri}">{inside}</Relationships>'
