"""Broken input by the hundred thousand, for everything that takes files or messages from elsewhere.

    python tests/fuzzing.py                          every target, 2,000 cases each
    python tests/fuzzing.py pdf --cases 50000 --seed 7
    python tests/fuzzing.py --list

Hypothesis picks a sample and what to spoil in it: bytes, numbers, signs that mean something in the format, parts
of other samples; inside the parts of packed files too. Each case has to give a document, a report, an answer
or one of our own errors, in one line and within the limits: no other exception, no hang, no crash. Cases run
in processes of some thousand, so that a crash is seen and told with its seed; the same seed gives the same
cases.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from plainletter.errors import PlainletterError, ReadError  # noqa: E402
from plainletter.limits import Limits, within  # noqa: E402
from plainletter.model import Document, Report  # noqa: E402

CHUNK = 2_500
"""Cases of one process."""

HANG = 60
"""Seconds after which a case hangs."""

TIGHT = Limits(
    file_megabytes=4, text_megabytes=2, unpacked_megabytes=8, paragraphs=3_000, characters=60_000,
    pages=200, parts=300, marks=200_000,
)  # fmt: skip
"""Limits under which no case takes long, whatever became of its numbers."""

LETTER = """Wexbridge Council
1 Moot Hall Lane, Wexbridge WX1 2AB

9 March 2026

Dear Ms Lowe

You must attend the meeting on Tuesday 17 March at 10 am. You failed to engage with professionals.
We will commence an assessment prior to the LAC review. It is felt that Kai is at risk of significant harm.

1. Ring Joy on 01632 960 123.
2. Tell us if you cannot come.

Yours sincerely

Ann Pell
"""
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Letter</title><style>p{color:red}</style>
</head><body><h1>About Kai</h1><p>Dear Ms Lowe</p><p>You <b>must</b> attend&nbsp;the meeting &ndash; <i>please</i>.
<!-- note --><ul><li>Ring us<li>Come in</ul><table border=1><tr><td>Who<td>What</tr><tr><td rowspan=2>Ann<td>visit
</table><pre>a  b</pre><div style="display:none">no</div><script>var a="</p>";</script></body></html>"""
MAIL = """From: Ann Pell <a.pell@wex.example>
To: =?utf-8?q?M=C3=A1ire?= <m@box.example>
Subject: Our meeting
Date: Mon, 9 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Dear Ms Lowe=2C

You must attend.=
--b2
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+RGVhciBNcyBMb3dlPC9wPjxwPllvdSBtdXN0IGF0dGVuZC48L3A+
--b2--
--b1
Content-Type: message/rfc822

From: x@y.example
Subject: Fwd

Inside
--b1--
"""
RICH = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset2 Symbol;}}{\stylesheet{\s1 heading 1;}}
{\info{\title Letter}}\pard\s1\b About Kai\b0\par\pard Dear Ms Lowe\par You must \ul attend\ulnone  the meeting \u8211?
here.\par{\field{\*\fldinst HYPERLINK "x"}{\fldrslt our page}}\par{\*\listtext\tab 1.}Ring us\par\trowd\cellx4000\cellx8000
\intbl Who\cell What\cell\row\pard{\footnote\chftn note}{\pict\wmetafile8 0102}{\*\bkmkstart a}\bin3 abc\'e9\uc1\u233?\par}"""

TOKENS: dict[str, tuple[bytes, ...]] = {
    "text": (
        b"\n", b"\n\n", b"\r", b"\r\n", b"\t", b"\x00", b"\x0c", b"\x1b[31m", b"\xe2\x80\x8b", b"\xe2\x80\xae",
        b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc2\xa0", b"Dear ", b"You must ",
        b"1. ", b"- ", b"[name]", b"<<x>>", b"9 March 2026", b"a" * 500, b" " * 500, b"(" * 200, b"\xe2\x80\x9c", b"%",
        "İſ日ﬃ".encode(), b"we will not ", b"and then ", b"!!!", b"...",
    ),
    "md": (
        b"# ", b"```", b"~~~\n", b"> ", b"* ", b"**", b"__", b"`", b"[a](b)", b"![", b"](", b"[a]: b\n", b"|---|\n",
        b"| a |", b"<div>", b"<!--", b"-->", b"&#x110000;", b"&amp;", b"\\", b"---\n", b"    ", b"\t", b"1) ", b"<a@b>",
    ),
    "html": (
        b"<p>", b"</p>", b"<table>", b"<tr>", b"<td colspan=99999999>", b"<ul>", b"<li>", b"<!--", b"-->", b"<![CDATA[",
        b"<script>", b"</script>", b"<style>", b"<pre>", b"<br>", b"&#0;", b"&#xD800;", b"&#x110000;", b"&nosuch;", b"<svg>",
        b"<math>", b"<template>", b"<select>", b"<frameset>", b"<plaintext>", b"<b><i></b>", b"<meta charset=utf-7>",
        b"<meta charset=utf-16>", b"<!doctype", b"<", b">", b'"', b"<body hidden>", b"<div>" * 60, b"\x00",
    ),
    "xml": (
        b"<w:p/>", b"<w:p>", b"</w:p>", b"<w:r><w:t>x</w:t></w:r>", b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"</w:tc>", b"<w:sdt>",
        b'<w:fldChar w:fldCharType="begin"/>', b'<w:fldChar w:fldCharType="separate"/>', b'<w:fldChar w:fldCharType="end"/>',
        b"<w:ins>", b"<w:del>", b"<w:moveFrom>", b"<w:br/>", b"<w:tab/>", b'<w:gridSpan w:val="99999999"/>', b"<w:vMerge/>",
        b'<w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr>', b'<w:pStyle w:val="x"/>', b"<text:p>", b"</text:p>",
        b"<text:list>", b"<text:list-item>", b'<text:s text:c="99999999"/>', b"<text:span>", b"<table:table-row>",
        b'table:number-columns-repeated="99999999" ', b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x?>", b"&amp;", b"&#0;", b"&lol;",
        b'<!DOCTYPE a [<!ENTITY lol "x">]>', b'xmlns:q="q" ', b"\x00", b"\xff", b"<", b">", b"/>", b'"', b"<w:footnoteReference w:id='1'/>",
    ),
    "rtf": (
        b"{", b"}", b"\\par ", b"\\bin99999999 ", b"\\bin-1 ", b"\\u-1?", b"\\u99999999?", b"\\uc99 ", b"\\uc-1 ", b"\\'", b"\\'zz",
        b"\\*\\x", b"\\pict ", b"\\field ", b"\\fldinst ", b"\\trowd ", b"\\cell ", b"\\row ", b"\\intbl ", b"\\upr ", b"\\ud ",
        b"\\footnote ", b"\\v ", b"\\v0 ", b"\\plain ", b"\\f1 ", b"\\ansicpg65001 ", b"\\ansicpg99999 ", b"\\listtext ", b"\\deleted ",
        b"\\s99999 ", b"{" * 250, b"\\u55357?\\u56832?", b"\\u55357?", b"\\", b"\\objdata ", b"\\stylesheet ", b"\\fonttbl ",
    ),
    "pdf": (
        b"obj", b"endobj", b"stream\n", b"endstream", b"<<", b">>", b"[", b"]", b"/Kids [1 0 R]", b"/Parent 2 0 R", b"/Count 99999999",
        b"/Length -1", b"/Length 99999999", b"/Filter /FlateDecode", b"/Prev 0", b"/Root 1 0 R", b"trailer", b"startxref\n0\n", b"xref\n",
        b"1 0 R", b"99999999 0 R", b"/Encrypt 1 0 R", b"BT ", b" ET", b" Tj", b" Tf", b"(", b")", b"<", b">", b"/MediaBox [0 0 1e30 1e30]",
        b"/Type /Page", b"/Type /Pages", b"/JS (x)", b"/OpenAction 1 0 R", b" 0 0 0 0 0 0 cm", b" 1e38 1e38 Td", b"%%EOF", b"%PDF-1.7",
    ),
    "eml": (
        b"\n", b"\r\n", b"\n\n", b"--b1", b"--b2--", b"--", b"Content-Type: ", b"multipart/mixed; boundary=\"\"", b"boundary=b1",
        b"charset=nosuch", b"charset=utf-16", b"Content-Transfer-Encoding: base64\n", b"quoted-printable", b"uuencode", b"x-uuencode",
        b"=?utf-8?b?", b"?=", b"=?nosuch?q?x?=", b"message/rfc822", b"message/external-body; access-type=URL", b"text/html", b"=", b"=ZZ",
        b"Subject: ", b"From: ", b"a" * 1200, b"\x00", b"\xff", b"filename*0*=utf-8''", b"begin 644 x\n", b"Date: ", b"99999999",
    ),
    "toml": (
        b"[[rule]]\n", b"[[rule.entries]]\n", b"[[rule.bad]]\n", b"[limits]\n", b"[levels]\n", b"[[change]]\n", b"=", b"\n", b'"', b'"""', b"'",
        b"{", b"}", b"[", b"]", b"1e400", b"nan", b"-1", b"99999999999999999999", b"true", b"2026-03-09", b"\\u0000", b"\\", b"(?<", b"(a+)+$",
        b"(", b")", b"[", b"*", b"{99999}", b"kind = \"phrase\"\n", b"kind = \"pattern\"\n", b"kind = \"nosuch\"\n", b"level = \"loud\"\n", b"\xff",
        b"\x00", b"# x\n", b"options.x = 1\n", b"[" * 300, b"id = \"tone.order-must\"\n",
    ),
    "json": (
        b"{", b"}", b"[", b"]", b",", b":", b'"', b"null", b"true", b"-1", b"1e400", b"99999999999999999999", b'"\\ud800"', b'"\\u0000"', b"[" * 400,
        b'"text"', b'"line"', b'"character"', b'"uri"', b'"id"', b'"method"', b"\xff", b"\\", b"4294967296", b"0.5",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What is tried. seeds: sound input to spoil. tokens: names of `TOKENS`. run: takes the spoiled input and
    raises where something is wrong with what comes of it. packed: the input is a zip of parts."""

    seeds: Callable[[], Sequence[bytes]]
    tokens: tuple[str, ...]
    run: Callable[[bytes], None]
    packed: bool = False


# -- What to spoil --------------------------------------------------------------------------------------

Spoil = tuple[int, int, int]
"""What to do (see `_spoiled`), where (share of the length, of 2**16), and with what."""

PLACE = 2**16
SPOILS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, PLACE - 1), st.integers(0, 2**16 - 1)),
    min_size=1, max_size=7,
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"99999999999", b"1e9", b"")


def _spoiled(
    data: bytes, spoils: Sequence[Spoil], tokens: Sequence[bytes], others: Sequence[bytes]
) -> bytes:
    for kind, place, value in spoils:
        at = place * (len(data) + 1) // PLACE
        size = value % 97 + 1
        match kind:
            case 0 | 1 | 2:
                data = data[:at] + tokens[value % len(tokens)] + data[at:]
            case 3:
                data = data[:at] + bytes([value % 256]) + data[at + 1 :]
            case 4:
                data = data[:at] + data[at + size :]
            case 5:
                data = data[: at + size] + data[at : at + size] * (value % 40) + data[at + size :]
            case 6:
                found = _NUMBER.search(data, at) or _NUMBER.search(data)
                if found is not None:
                    number = _NUMBERS[value % len(_NUMBERS)]
                    data = data[: found.start()] + number + data[found.end() :]
            case 7:
                other = others[value % len(others)]
                data = data[:at] + other[place * len(other) // PLACE :][: 40 * size]
            case _:
                # Seldom, since little is left to spoil after it.
                data = data[:at] if value % 4 == 0 else data[:at] + data[at + 1 :]
    return data


def _repacked(data: bytes, part: int, spoils: Sequence[Spoil], tokens: Sequence[bytes]) -> bytes:
    """A packed file with one of its parts spoiled."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    main = [n for n in names if n in ("word/document.xml", "content.xml")]
    chosen = main[0] if main and part % 2 else names[part // 2 % len(names)]
    parts[chosen] = _spoiled(parts[chosen], spoils, tokens, [parts[name] for name in names])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def cases(target: Target) -> st.SearchStrategy[bytes]:
    """Spoiled input for a target."""
    seeds = list(target.seeds())
    tokens = [token for name in target.tokens for token in TOKENS[name]]

    def made(which: int, part: int, spoils: list[Spoil]) -> bytes:
        data = seeds[which % len(seeds)]
        if target.packed and part % 8:
            return _repacked(data, part, spoils, tokens)
        return _spoiled(data, spoils, tokens, seeds)

    return st.builds(made, st.integers(0, 2**10 - 1), st.integers(0, 2**8 - 1), SPOILS)


def run_cases(name: str, many: int, number: int) -> None:
    """Try so many cases, the same for the same number. Raises what is wrong, with the smallest case."""
    target = TARGETS[name]

    @seed(number)
    @settings(
        max_examples=many, database=None, deadline=None, print_blob=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases(target))
    def tried(data: bytes) -> None:
        if __name__ == "__main__":
            faulthandler.dump_traceback_later(HANG, exit=True)
        try:
            target.run(data)
        finally:
            if __name__ == "__main__":
                faulthandler.cancel_dump_traceback_later()

    tried()


# -- What has to hold -----------------------------------------------------------------------------------


def sound_error(error: PlainletterError, name: str = "") -> None:
    """One of our errors is one line, that begins with the name of the file."""
    told = str(error)
    assert told.isprintable(), told
    assert told.startswith(name), told


def sound_document(document: Document, limits: Limits) -> None:
    """Blocks stand in order inside a text that can be written anywhere."""
    text = document.text
    text.encode("utf-8")
    assert "\r" not in text
    assert len(text) <= limits.characters
    reached = 0
    for block in document.blocks:
        assert reached <= block.span.start <= block.span.end <= len(text), block
        reached = block.span.end


def sound_report(report: Report) -> None:
    """Findings spell what they say, and the report can be written."""
    text = report.document.text
    for finding in report.findings:
        span = finding.span
        assert 0 <= span.start <= span.end <= len(text)
        assert len(span) == 0 or finding.text == span.of(text)
        for suggestion in finding.suggestions:
            assert all(0 <= e.span.start <= e.span.end <= len(text) for e in suggestion.edits)
    json.dumps(report.to_dict(with_text=True, with_sentences=True)).encode("utf-8")


@cache
def _checker() -> Any:
    from plainletter.config import Config
    from plainletter.engine import Checker

    return Checker(Config())


def _reads(name: str, *, checks: int) -> Callable[[bytes], None]:
    """Read a letter; every so many cases the whole check follows."""
    done = 0

    def run(data: bytes) -> None:
        from plainletter.readers import read_bytes

        nonlocal done
        try:
            document = read_bytes(data, name, TIGHT)
        except ReadError as error:
            sound_error(error, name)
            return
        sound_document(document, TIGHT)
        done += 1
        if done % checks == 0 and len(document.text) < 20_000:
            sound_report(_checker().check(document))

    return run


def _settings_file(data: bytes) -> None:
    from plainletter.config import load_file, merge

    with _file("plainletter.toml", data) as path:
        try:
            merge((load_file(path),))
        except PlainletterError as error:
            sound_error(error, str(path))


def _pack(data: bytes) -> None:
    from plainletter.packs.load import load_packs

    with _file("house.toml", data) as path:
        try:
            load_packs([path])
        except PlainletterError as error:
            sound_error(error, str(path))


def _sidecar(data: bytes) -> None:
    from plainletter.allowances import allowances_in

    try:
        allowances_in(data, "letter.txt.plainletter.toml")
    except PlainletterError as error:
        sound_error(error, "letter.txt.plainletter.toml")


def _baseline(data: bytes) -> None:
    from plainletter.baseline import load_baseline

    with _file("before.json", data) as path:
        try:
            load_baseline(path)
        except PlainletterError as error:
            sound_error(error, str(path))


class _file:
    """A file in memory's file system, if there is one, gone afterwards."""

    def __init__(self, name: str, data: bytes) -> None:
        room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._folder = tempfile.TemporaryDirectory(dir=room)
        self.path = Path(self._folder.name) / name
        self.path.write_bytes(data)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


@cache
def _service() -> Any:
    """The HTTP service whose checks are made here, not in other processes."""
    from plainletter.server import app, pool

    class Here(pool.Pool):
        async def run(self, job: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            with within(TIGHT):
                return job(*args, **kwargs)

    real, app.Pool = app.Pool, Here  # type: ignore[misc]
    try:
        return app.make_app(app.Service())
    finally:
        app.Pool = real  # type: ignore[misc]


def _answered(path: str, kind: bytes, body: bytes) -> tuple[int, bytes]:
    """Status and body of the service's answer to a POST."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "root_path": "", "scheme": "http", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", kind), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80), "state": {},
    }  # fmt: skip
    came = iter([{"type": "http.request", "body": body, "more_body": False}])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(came, {"type": "http.disconnect"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(_service()(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def _languagetool(data: bytes) -> None:
    status, body = _answered("/v2/check", b"application/x-www-form-urlencoded", data)
    answer = json.loads(body)
    assert status in (200, 400, 413, 415, 422), (status, answer)
    if status == 200:
        for match in answer["matches"]:
            assert match["offset"] >= 0
            assert match["length"] >= 0
    else:
        assert answer["error"].isprintable()


def _web(data: bytes) -> None:
    status, body = _answered("/check", b"application/json", data)
    answer = json.loads(body)
    assert status in (200, 400, 413, 415, 422), (status, answer)


def _lsp(data: bytes) -> None:
    """Messages, one a line; the last one is sound and has to be answered."""
    editor = _editor()
    for line in data.split(b"\n"):
        editor.send(line)
    editor.still_there()


class _Editor:
    """An editor on a talk of its own with the server, in this process."""

    def __init__(self) -> None:
        from plainletter.lsp.service import EditorSettings, PlainletterServer
        from plainletter.lsp.stdio import Writer

        self.out = io.BytesIO()
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.server = PlainletterServer(EditorSettings(None, {}))
        self.server.begin(Writer(self.out, lambda: None))
        self.number = 10_000
        self.talk = 0
        start = {"capabilities": {}, "processId": None, "rootUri": None}
        self.ask("initialize", start)
        self.tell("initialized", {})

    def send(self, body: bytes) -> None:
        self.loop.run_until_complete(self._received(body))

    async def _received(self, body: bytes) -> None:
        # A message that ends the talk is followed by a new one.
        if b'"exit"' in body or b'"shutdown"' in body:
            return
        self.server.receive(body)
        await asyncio.sleep(0)

    def tell(self, method: str, params: object) -> None:
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def ask(self, method: str, params: object) -> dict[str, Any]:
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        self.send(json.dumps(message).encode())
        return self.loop.run_until_complete(self._answer(self.number))

    async def _answer(self, number: int) -> dict[str, Any]:
        end = time.monotonic() + HANG
        while time.monotonic() < end:
            for message in frames(self.out.getvalue()):
                if message.get("id") == number and "method" not in message:
                    return message
            await asyncio.sleep(0.001)
        raise AssertionError("no answer came")

    def still_there(self) -> None:
        """Nothing that was said tells of a fault, and the next letter is checked as ever."""
        self.talk += 1
        uri = f"untitled:sound{self.talk}.txt"
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": "You must attend.\n"}
        self.tell("textDocument/didOpen", {"textDocument": item})
        asked = {"textDocument": {"uri": uri}}
        answer = self.ask("textDocument/diagnostic", asked)
        assert answer["result"]["items"], answer
        self.tell("textDocument/didClose", asked)
        for message in frames(self.out.getvalue()):
            assert "fault in plainletter" not in json.dumps(message), message
        self.out.seek(0)
        self.out.truncate()


def frames(data: bytes) -> Iterator[dict[str, Any]]:
    """The messages in what a language server has written."""
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        size = int(re.search(rb"Content-Length: (\d+)", head)[1])  # type: ignore[index]
        yield json.loads(rest[:size])
        data = rest[size:]


@cache
def _editor() -> _Editor:
    return _Editor()


# -- Seeds ----------------------------------------------------------------------------------------------


def _samples(*suffixes: str) -> list[bytes]:
    found = [p for p in sorted((ROOT / "samples").rglob("*")) if p.suffix in suffixes]
    return [path.read_bytes() for path in found]


def _pdfs() -> list[bytes]:
    """The samples, and letters whose page can be spoiled, since nothing of them is packed."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0, invariant=1)
    for number, line in enumerate(LETTER.splitlines()):
        canvas.drawString(72, 780 - 14 * number, line)
    canvas.bookmarkPage("a")
    canvas.linkURL("http://wex.example", (72, 700, 200, 720))
    canvas.showPage()
    canvas.drawString(72, 780, "Page 2 of 2")
    canvas.save()
    return [made.getvalue()] * 3 + _samples(".pdf")


def _packs() -> list[bytes]:
    whole = [path.read_bytes() for path in sorted((ROOT / "wordlists").glob("*.toml"))]
    # Short ones: the head of a pack with one rule of it each.
    short = []
    for data in whole:
        head, *rules = re.split(rb"(?m)^(?=\[\[rule\]\])", data)
        short += [head + rule for rule in rules if len(rule) < 6_000]
    return short


def _forms() -> list[bytes]:
    marks = {
        "annotation": [
            {"text": "You must "},
            {"markup": "<b>", "interpretAs": " "},
            {"text": "attend."},
        ]
    }
    return [
        urlencode({"text": LETTER, "language": "en-GB"}).encode(),
        urlencode({"data": json.dumps(marks), "language": "auto", "level": "picky"}).encode(),
        urlencode({
            "text": "You must attend.", "language": "en-GB", "enabledRules": "tone.order-must", "enabledOnly": "true",
            "disabledCategories": "TONE", "preferredVariants": "en-GB",
        }).encode(),
    ]  # fmt: skip


def _requests() -> list[bytes]:
    return [
        json.dumps({"text": LETTER, "profile": "plan", "with_text": True}).encode(),
        json.dumps(
            {"text": "You must attend.", "select": ["tone.*"], "name": "letter.md"}
        ).encode(),
    ]


def _talks() -> list[bytes]:
    place = {"line": 8, "character": 4}
    letter = {"uri": "untitled:a.txt"}

    def said(method: str, number: int | None = None, **params: object) -> bytes:
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        return json.dumps(message if number is None else {**message, "id": number}).encode()

    opened = said(
        "textDocument/didOpen",
        textDocument={**letter, "languageId": "plaintext", "version": 1, "text": LETTER},
    )
    change = {
        "range": {"start": place, "end": {"line": 9, "character": 2}},
        "text": "We will commence.\n\nPrior to that",
    }
    changed = said(
        "textDocument/didChange", textDocument={**letter, "version": 2}, contentChanges=[change]
    )
    asked = said("textDocument/diagnostic", 1, textDocument=letter)
    hover = said("textDocument/hover", 2, textDocument=letter, position=place)
    actions = said(
        "textDocument/codeAction",
        3,
        textDocument=letter,
        range={"start": place, "end": place},
        context={"diagnostics": []},
    )
    closed = said("textDocument/didClose", textDocument=letter)
    return [
        b"\n".join([opened, changed, asked, hover, closed]),
        b"\n".join([opened, actions, closed]),
        b"\n".join([opened, said("$/cancelRequest", id=1), said("workspace/didChangeConfiguration", settings={}), closed]),
    ]  # fmt: skip


def _reports() -> list[bytes]:
    from plainletter import check_text

    report = check_text("Dear Ms Lowe\n\nYou must attend.\n").to_dict()
    whole = {"schema": "plainletter.report/1", "version": "0", "ruleset": "0", "reports": [report]}
    hashes = {"schema": "plainletter.baseline/1", "salt": "0" * 32, "findings": ["0" * 16]}
    return [json.dumps(shape).encode() + b"\n" for shape in (whole, report, hashes)]


SETTINGS = b"""profile = "auto"
select = ["tone.*"]
ignore = ["tone.order-must"]
packs = ["house"]
allow-words = ["Sure Start"]
fail-on = "advice"
fail-under = 60
max-findings = 3
target-age = 12.5
[levels]
"tone.*" = "error"
[limits]
pages = 12
seconds = 2.5
"""
SIDECAR = b"""[[allow]]
rule = "tone.order-must"
text = "must attend"
reason = "The court ordered it."
"""

TARGETS = {
    "txt": Target(lambda: [LETTER.encode(), *_samples(".txt")], ("text",), _reads("a.txt", checks=20)),
    "md": Target(lambda: [LETTER.encode(), *_samples(".md")], ("md", "text"), _reads("a.md", checks=20)),
    "html": Target(lambda: [PAGE.encode(), *_samples(".html")], ("html", "text"), _reads("a.html", checks=30)),
    "docx": Target(lambda: _samples(".docx"), ("xml", "text"), _reads("a.docx", checks=30), packed=True),
    "odt": Target(lambda: _samples(".odt"), ("xml", "text"), _reads("a.odt", checks=30), packed=True),
    "rtf": Target(lambda: [RICH.encode(), *_samples(".rtf")], ("rtf", "text"), _reads("a.rtf", checks=30)),
    "pdf": Target(_pdfs, ("pdf", "text"), _reads("a.pdf", checks=30)),
    "eml": Target(lambda: [MAIL.encode(), *_samples(".eml")], ("eml", "html", "text"), _reads("a.eml", checks=30)),
    "pack": Target(_packs, ("toml", "text"), _pack),
    "config": Target(lambda: [SETTINGS], ("toml", "text"), _settings_file),
    "sidecar": Target(lambda: [SIDECAR], ("toml", "text"), _sidecar),
    "baseline": Target(_reports, ("json",), _baseline),
    "languagetool": Target(_forms, ("json", "text"), _languagetool),
    "service": Target(_requests, ("json", "text"), _web),
    "lsp": Target(_talks, ("json", "text"), _lsp),
}  # fmt: skip
"""Everything that takes input from elsewhere, by its name."""


def main() -> int:
    """Run the cases of the targets that are named, and tell of each how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="none: all")
    parser.add_argument("--cases", type=int, default=2_000, help="cases for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="say which targets there are")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.list:
        print(*TARGETS, sep="\n")
        return 0
    if asked.here:
        run_cases(asked.targets[0], asked.cases, asked.seed)
        return 0
    wrong = [name for name in asked.targets if name not in TARGETS]
    if wrong:
        print(f"There is no target {wrong[0]}. The targets are: {', '.join(TARGETS)}.")
        return 2
    failed = 0
    for name in asked.targets or TARGETS:
        begun, done, faults = time.monotonic(), 0, 0
        while done < asked.cases:
            many = min(CHUNK, asked.cases - done)
            number = asked.seed * 1_000_000 + done
            command = [
                sys.executable,
                __file__,
                name,
                "--here",
                "--cases",
                str(many),
                "--seed",
                str(number),
            ]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            done += many
            if ended.returncode:
                faults += 1
                told = ended.stderr.strip().splitlines()
                # Where it hung or crashed stands first, what an exception said last.
                told = told[:15] if ended.returncode < 0 or "Timeout" in told[0] else told[-25:]
                print(
                    f"{name}, seed {number}: exit code {ended.returncode}",
                    *told,
                    sep="\n    ",
                    flush=True,
                )
        failed += faults
        seconds = time.monotonic() - begun
        print(
            f"{name:<14}{done:>9,} cases {seconds:>7.0f} s   {faults or 'nothing'} found",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
