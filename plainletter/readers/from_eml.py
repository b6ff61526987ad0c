"""Reads mails (.eml): the text a person sees, without headers and attachments.

The plain text is taken where there is one, else the HTML. Anchors count code points in that part after its
transfer encoding and character set are undone; `Anchor.part` is "text/plain" or "text/html", and
`Anchor.node` the number of the text part in the mail, from 0.

The standard library parses, and each call into it that fails on odd mail is guarded: unknown character
sets, broken headers, bad base64, deep nesting.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from plainletter import limits
from plainletter.errors import ReadError, printable
from plainletter.model import Block, Document
from plainletter.readers.decode import NO_TEXT, decode
from plainletter.readers.from_html import write_html
from plainletter.readers.from_txt import write_blocks
from plainletter.sourcemap import Anchor, DocumentBuilder

_MOST_PARTS = 1_000
_MOST_TRIES = 100_000_000
# Latin-1 in the label means Windows-1252 in the mail: the difference is control characters there and
# quotation marks here.
_REALLY_1252 = frozenset({"iso8859-1", "ascii"})
_LETTER_FILES = (
    ".docx", ".doc", ".docm", ".dotx", ".odt", ".rtf", ".pdf", ".txt", ".md", ".htm", ".html", ".eml",
    ".msg", ".pages", ".wpd",
)  # fmt: skip
_TEXTS = ("text/plain", "text/html")
_LONE = re.compile("[\x00\ud800-\udfff]")

_ATTRIBUTION = re.compile(
    r"(?:on\b.{4,200}|.{0,120}<[^<>\s]+@[^<>\s]+>.{0,40})\bwrote:$", re.IGNORECASE | re.DOTALL
)
_FORWARDED = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|forwarded by)\b.*|begin forwarded message:?",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_LINE = re.compile(r"(?:from|sent|date|to|cc|subject|importance|reply-to):\s", re.IGNORECASE)
_FROM_LINE = re.compile(r"from:\s+\S", re.IGNORECASE)
_SENT_LINE = re.compile(r"(?:sent|date):\s", re.IGNORECASE)


def read(data: bytes, path: str) -> Document:
    """Read a mail held in memory; its subject becomes the document's title.

    Earlier mail that it quotes becomes blocks of kind "quote". Attached letters are not read and are a
    problem of the document. Raises `ReadError` for a mail that cannot be taken apart or holds no text.
    """
    mail = _parsed(data)
    builder = DocumentBuilder()
    texts, attached = _parts(mail)
    for number, part in enumerate(texts):
        _write_part(builder, part, number)
    for name in attached:
        builder.problem(
            f"the attachment {_shown(name)} was not checked; save it and check it by itself",
            "attachment",
        )
    if not any(block.kind != "markup" for block in builder.blocks):
        raise ReadError(
            "it is a mail without text of its own; save its attachments and check those"
            if attached
            else NO_TEXT
        )
    document = builder.build(format="eml", path=path, title=_subject(mail))
    return document.with_blocks(tuple(_quoted(document)))


# -- taking the mail apart ------------------------------------------------------------------------


def _parsed(data: bytes) -> Message:
    # The parser tries every open part's boundary on every line, so few megabytes could take it an hour.
    if data.count(b"\n") * data.lower().count(b"boundary") > _MOST_TRIES:
        raise ReadError("it is nested too deeply to be read; it may be harmful")
    try:
        return message_from_bytes(data, policy=policy.compat32)
    except RecursionError as error:
        raise ReadError("it is nested too deeply to be read; it may be harmful") from error
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise ReadError("it is damaged; save the mail again") from error


@dataclass(frozen=True, slots=True)
class _Text:
    kind: str
    text: str
    flowed: bool
    joined: bool


def _parts(mail: Message) -> tuple[list[_Text], list[str]]:
    """The text parts to read, in order, and the names of attached letters."""
    texts: list[_Text] = []
    attached: list[str] = []
    seen = 0
    waiting: list[tuple[Message, int]] = [(mail, 0)]
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > limits.now().depth or seen > _MOST_PARTS:
            raise ReadError("it is nested too deeply to be read; it may be harmful")
        kind = part.get_content_type()
        name = _file_name(part)
        inner = part.get_payload()
        if depth and (part.get_content_disposition() == "attachment" or kind == "message/rfc822"):
            only = not texts and not waiting and kind == "message/rfc822"
            if not (only and isinstance(inner, list)):
                if kind == "message/rfc822" or name.lower().endswith(_LETTER_FILES):
                    attached.append(name or "message")
                continue
        if not isinstance(inner, list):
            if part.get_content_maintype() == "multipart":
                # Its boundary is missing: all of it is taken for text.
                kind = _TEXTS[0]
            if kind in _TEXTS and not name.lower().endswith(_LETTER_FILES):
                texts += _text(part, kind)
            elif name.lower().endswith(_LETTER_FILES):
                attached.append(name)
            continue
        children = [child for child in inner if isinstance(child, Message)]
        if kind == "multipart/alternative":
            children = _best(children)
        waiting.extend((child, depth + 1) for child in reversed(children))
    return texts, attached


def _best(children: list[Message]) -> list[Message]:
    """The form of the same text that is read: plain text, else HTML, else the last."""
    for wanted in _TEXTS:
        for child in children:
            if child.get_content_type() == wanted and _text(child, wanted):
                return [child]
    for child in children:
        # Plain text and HTML may stand deeper, beside the pictures that belong to them.
        if child.is_multipart():
            return [child]
    return children[-1:]


def _text(part: Message, kind: str) -> list[_Text]:
    coding = str(part.get("Content-Transfer-Encoding", ""))
    if coding != coding.strip():
        part.replace_header("Content-Transfer-Encoding", coding.strip())
    try:
        payload = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError, AttributeError):
        # Transfer encodings that cannot be undone: what is there may still be readable.
        payload = None
    if not isinstance(payload, bytes):
        raw = part.get_payload()
        payload = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    text = _decoded(payload, _parameter(part, "charset"))
    if not text.strip():
        return []
    flowed = _parameter(part, "format").lower() == "flowed"
    return [_Text(kind, text, flowed, _parameter(part, "delsp").lower() == "yes")]


def _decoded(payload: bytes, charset: str) -> str:
    try:
        name = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        name = ""
    if name in _REALLY_1252:
        try:
            # What a mail calls ASCII may well be UTF-8.
            return _lines(payload.decode("utf-8" if name == "ascii" else "cp1252"))
        except UnicodeDecodeError:
            name = ""
    if name:
        try:
            return _lines(payload.decode(name))
        except (UnicodeError, LookupError, ValueError):
            # LookupError: base64 and such are codecs, too, and no character sets.
            pass
    return decode(payload)


def _lines(text: str) -> str:
    shown = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # Some character sets (UTF-7, unicode-escape) let halves of characters through, which nothing can write.
    return _LONE.sub("\ufffd", shown)


def _parameter(part: Message, name: str) -> str:
    try:
        found = part.get_param(name)
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    if isinstance(found, tuple):
        return str(found[2])
    return str(found or "")


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _subject(mail: Message) -> str:
    try:
        written = str(mail.get("Subject") or "")
        pieces = [
            piece if isinstance(piece, str) else _decoded(piece, charset or "")
            for piece, charset in decode_header(written)
        ]
    except (LookupError, ValueError, TypeError, AttributeError, MessageError, ReadError):
        return ""
    return " ".join("".join(pieces).split())


def _shown(name: str) -> str:
    # Names come from the file: keep messages to one printable, short line.
    clean = printable(name)
    return f"“{clean if len(clean) <= 60 else clean[:57] + '...'}”"


# -- writing --------------------------------------------------------------------------------------


def _write_part(builder: DocumentBuilder, part: _Text, number: int) -> None:
    if builder.length:
        builder.insert("\n")
    if part.kind == "text/html":
        write_html(builder, part.text, part=part.kind, node=number)
        return
    base = builder.length
    pieces = list(_unflowed(part.text, part.joined)) if part.flowed else [(part.text, 0)]
    for text, offset in pieces:
        builder.text(text, Anchor(part.kind, number, offset))
    write_blocks(builder, "".join(text for text, _ in pieces), base=base)


def _unflowed(text: str, joined: bool) -> Iterator[tuple[str, int]]:
    """Text in format=flowed (RFC 3676) with its soft line ends undone: pieces and where they begin.

    A line that ends in a blank goes on in the next one of the same quotation depth; with `joined`
    (DelSp) the blank goes, too.
    """
    position = 0
    depth_before: int | None = None
    for line in text.split("\n"):
        quoted = len(line) - len(line.lstrip(">"))
        start = quoted + line.startswith(" ", quoted)
        goes_on = depth_before is not None and depth_before == quoted
        if position and not goes_on:
            yield "\n", position - 1
        shown = start if goes_on else 0 if quoted else start
        soft = line.endswith(" ", start) and line[start:] != "-- "
        end = len(line) - (soft and joined)
        yield line[shown : max(end, shown)], position + shown
        depth_before = quoted if soft else None
        position += len(line) + 1


def _quoted(document: Document) -> Iterator[Block]:
    """The blocks of a mail, with the earlier mail below it as quotation.

    Where nothing stands above a forwarded mail, the forwarded text is what is to be read, and only the
    lines that announce it are quotation.
    """
    blocks = document.blocks
    texts = [block.span.of(document.text) for block in blocks]
    written = announced = below = False
    attributed = 0
    for index, block in enumerate(blocks):
        text = texts[index]
        if block.kind in ("quote", "markup"):
            announced = False
            yield block
            continue
        header = _HEADER_LINE.match(text) is not None
        forwarded = _FORWARDED.fullmatch(text) is not None
        lines = _attribution(texts, index)
        attributed = max(attributed - 1, lines)
        if not below and written:
            after = index + lines
            bare = after >= len(blocks) or blocks[after].kind != "quote"
            below = forwarded or _is_header(texts, index) or (lines > 0 and bare)
        if below or forwarded or attributed or (announced and header):
            announced = forwarded or (announced and header)
            yield replace(block, kind="quote", level=0)
            continue
        announced = False
        written = written or not header
        yield block


def _attribution(texts: list[str], index: int) -> int:
    """How many blocks say "On 3 May 2026, Jo Green wrote:", which may take two lines; 0 for none."""
    text = texts[index]
    if len(text) > 300:
        return 0
    if _ATTRIBUTION.fullmatch(text):
        return 1
    if text[:3].lower() == "on " and index + 1 < len(texts) and len(texts[index + 1]) < 200:
        return 2 if _ATTRIBUTION.fullmatch(f"{text} {texts[index + 1]}") else 0
    return 0


def _is_header(texts: list[str], index: int) -> bool:
    """True for the From line that mail programs put above the mail that is answered, with its date."""
    if not _FROM_LINE.match(texts[index]):
        return False
    lines = [line for text in texts[index : index + 5] for line in text[:1_000].split("\n")]
    return any(_SENT_LINE.match(line) for line in lines[1:6])
