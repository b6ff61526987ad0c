"""What the service holds out against: clients that are slow, endless, greedy, or after something else."""

from __future__ import annotations

import hmac
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from served import Served, served

from plainletter.server.connection import Connection
from plainletter.server.guard import HEADERS, Guard, Limits, Receive, Send
from plainletter.server.listen import server

pytestmark = [pytest.mark.usefixtures("loopback"), pytest.mark.timeout(120)]

TOKEN = "correct-horse-battery-staple"
LETTER = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"
WANTED = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "cache-control",
}  # fmt: skip

Place = tuple[str, int]
"""Host and port."""


def exchange(place: Place, sent: bytes, seconds: float = 10.0) -> bytes:
    """What comes back for bytes, until the service closes or says no more."""
    held = b""
    with socket.create_connection(place, timeout=seconds) as door:
        # A client may be turned away before all of it is in.
        with suppress(OSError):
            door.sendall(sent)
        with suppress(OSError):
            while piece := door.recv(65536):
                held += piece
                if b"\r\n\r\n" in held and "connection: close" not in head_of(held):
                    door.settimeout(0.5)
    return held


def head_of(answer: bytes) -> str:
    """The head of an answer, in small letters."""
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower()


def assert_guarded(answer: httpx.Response | bytes) -> None:
    """The answer has each of the secure headers, once, and tells nothing of the server."""
    if isinstance(answer, bytes):
        lines = (line.partition(":") for line in head_of(answer).split("\r\n")[1:])
        found = [(name, value.strip()) for name, _, value in lines]
    else:
        found = [(name.lower(), value) for name, value in answer.headers.multi_items()]
    names = [name for name, _ in found]
    assert set(names) >= WANTED
    assert all(names.count(name) == 1 for name in WANTED)
    assert not set(names) & {"server", "x-powered-by", "access-control-allow-origin"}
    held = dict(found)
    policy = held["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert held["cache-control"] == "no-store"
    assert held["x-content-type-options"] == "nosniff"


def test_the_headers_are_those_that_are_promised() -> None:
    assert {name.decode() for name, _ in HEADERS} == WANTED


# -- A small application behind the same door, whose patience is short --------------------------------


class Hasty(Connection):
    """A connection that waits for nobody."""

    most = 24
    head_seconds = 1.0
    read_seconds = 1.0


SHORT = Limits(body=2**16, seconds=1.5, together=4)


async def echo(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Answers with the size of a body; /big with more than a client takes unasked."""
    if scope["type"] == "lifespan":
        for _ in range(2):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
        return
    body = (await receive()).get("body", b"")
    told = b"x" * 2**25 if scope["path"] == "/big" else str(len(body)).encode()
    length = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": told})


class Door:
    """The small service: where it is, its guard, and its connections."""

    def __init__(self, place: Place, guard: Guard, connections: set[Any]) -> None:
        self.place = place
        self.guard = guard
        self.connections = connections

    def answers(self) -> bool:
        """True where somebody in no hurry to do harm gets an answer."""
        request = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
        return exchange(self.place, request).endswith(b"\r\n\r\n3")

    def empties(self) -> bool:
        """True once all connections are closed and no body is held."""
        for _ in range(100):
            if not self.connections and not self.guard._held:
                return True
            time.sleep(0.1)
        return False


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with socket_on_loopback() as listening:
        guard = Guard(echo, SHORT)
        running = server(guard, Hasty)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield Door(listening.getsockname(), guard, running.server_state.connections)
        running.should_exit = True
        thread.join(30)


@contextmanager
def socket_on_loopback() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening


@contextmanager
def dawdlers(door: Door, many: int, begin: bytes) -> Iterator[list[socket.socket]]:
    """So many clients that begin a request and then send a byte now and then, for as long as they may."""
    ended = threading.Event()
    doors = [socket.create_connection(door.place, timeout=10) for _ in range(many)]

    def trickle() -> None:
        while not ended.wait(0.2):
            for own in doors:
                with suppress(OSError):
                    own.send(b"a")

    for own in doors:
        with suppress(OSError):
            own.sendall(begin)
    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield doors
    finally:
        ended.set()
        thread.join()
        for own in doors:
            own.close()


HEAD = b"POST /letter HTTP/1.1\r\nHost: localhost\r\n"


class TestSlowClients:
    @pytest.mark.parametrize(
        "begin",
        [b"", b"POST / HTTP/1.1\r\nHost: local", HEAD + b"Content-Length: 60000\r\n\r\n",
         HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n",
         b"GET / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 60000\r\n\r\n"],
        ids=["nothing", "head", "body", "chunk", "refused"],
    )  # fmt: skip
    def test_many_at_once_keep_nobody_out(self, door: Door, begin: bytes) -> None:
        with dawdlers(door, 3 * Hasty.most, begin):
            assert all(door.answers() for _ in range(5))
            assert len(door.connections) <= Hasty.most + 1
            # They are shown the door although they go on sending.
            assert door.empties()
        assert door.answers()

    def test_an_answer_that_nobody_takes(self, door: Door) -> None:
        with socket.socket() as own:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            own.connect(door.place)
            own.sendall(b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3)
            assert own.recv(100).startswith(b"HTTP/1.1 200")
            assert door.empties()

    def test_an_open_line_with_nothing_more_to_say(self, door: Door) -> None:
        with socket.create_connection(door.place, timeout=10) as own:
            own.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert own.recv(4096).startswith(b"HTTP/1.1 200")
            assert door.empties()

    def test_a_body_that_is_too_slow_is_told_so(self, door: Door) -> None:
        answer = exchange(door.place, HEAD + b"Content-Length: 9\r\n\r\nab")
        assert answer.startswith(b"HTTP/1.1 408")
        assert "1.5 seconds" in json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
        assert_guarded(answer)


class TestEndless:
    @pytest.mark.parametrize(
        "sent",
        [b"GET / HTTP/1.1\r\n" + b"X-A: " + b"a" * 2**20, b"GET /" + b"a" * 2**20,
         b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 2**17],
        ids=["header", "address", "headers"],
    )  # fmt: skip
    def test_a_head_without_end(self, door: Door, sent: bytes) -> None:
        answer = exchange(door.place, sent)
        # It may be cut off while it still sends, and then hears nothing.
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
        assert door.empties()
        assert door.answers()

    def test_a_body_without_end(self, door: Door) -> None:
        chunk = b"1000\r\n" + b"a" * 4096 + b"\r\n"
        answer = exchange(door.place, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 100)
        assert answer.startswith(b"HTTP/1.1 413")
        assert_guarded(answer)
        assert door.empties()

    @pytest.mark.parametrize("body", [b"zz\r\n", b"-1\r\n", b"1\r\nabc", b"1;" + b"e" * 2**17])
    def test_chunks_that_are_none(self, door: Door, body: bytes) -> None:
        answer = exchange(door.place, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        assert answer.startswith(b"HTTP/1.1 400")
        assert_guarded(answer)
        assert door.empties()

    def test_more_than_was_declared_is_no_part_of_the_letter(self, door: Door) -> None:
        answer = exchange(door.place, HEAD + b"Content-Length: 5\r\n\r\nhello and goodbye\r\n\r\n")
        first, second = (answer[at.start() :] for at in re.finditer(rb"HTTP/1\.1 ", answer))
        assert first.startswith(b"HTTP/1.1 200")
        assert second.startswith(b"HTTP/1.1 400")
        assert_guarded(second)

    @pytest.mark.parametrize(
        "lengths",
        [b"Content-Length: 99999999999999999999999", b"Content-Length: -1", b"Content-Length: 1e3",
         b"Content-Length: \xb2", b"Content-Length: 3\r\nContent-Length: 4",
         b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: identity"],
    )  # fmt: skip
    def test_lengths_that_are_none(self, door: Door, lengths: bytes) -> None:
        answer = exchange(door.place, HEAD + lengths + b"\r\n\r\nabc")
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))
        assert_guarded(answer)

    def test_no_more_than_so_many_bodies_at_a_time(self, door: Door) -> None:
        # Forms of the page may be larger than letters.
        head = HEAD.replace(b"/letter", b"/") + b"Content-Length: 1000000\r\n\r\n"
        part = head + b"a" * 900_000
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: exchange(door.place, part), range(8)))
        statuses = [answer.split()[1] for answer in answers]
        assert b"503" in statuses
        assert set(statuses) <= {b"503", b"408"}
        busy = next(answer for answer in answers if answer.split()[1] == b"503")
        assert "retry-after: 2" in head_of(busy)
        assert_guarded(busy)
        assert door.empties()
        assert door.answers()

    def test_nothing_is_unpacked(self, door: Door) -> None:
        for kind in (b"gzip", b"br", b"deflate, gzip", b"x-unknown"):
            sent = (
                HEAD
                + b"Content-Encoding: "
                + kind
                + b"\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
            )
            answer = exchange(door.place, sent)
            assert answer.startswith(b"HTTP/1.1 415")
            assert b"not compressed" in answer


# -- The service itself ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("service")
    (folder / "token").write_text(TOKEN)
    (folder / "secret.txt").write_text("Zebedee")
    with served(folder, "--token-file", "token", "--megabytes", "1") as running:
        yield running


@pytest.fixture
def place(service: Served) -> Place:
    parts = urlsplit(service.address)
    return parts.hostname or "", parts.port or 0


@pytest.fixture
def client(service: Served) -> Iterator[httpx.Client]:
    right = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=service.address, timeout=60, trust_env=False, headers=right) as http:
        yield http


ASKS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (200, "GET", "/health", {}),
    (200, "GET", "/", {}),
    (200, "GET", "/page.css", {}),
    (200, "GET", "/page.js", {}),
    (200, "GET", "/rules", {}),
    (200, "GET", "/openapi.json", {}),
    (200, "GET", "/v2/languages", {}),
    (200, "POST", "/check", {"json": {"text": LETTER}}),
    (200, "POST", "/", {"data": {"text": LETTER}}),
    (200, "POST", "/v2/check", {"data": {"text": LETTER, "language": "en-GB"}}),
    (200, "POST", "/fix", {"files": {"file": ("a.txt", LETTER.encode())}}),
    (307, "GET", "/rules/", {}),
    (400, "POST", "/check", {"json": {"txt": LETTER}}),
    (400, "POST", "/", {"data": {}}),
    (401, "GET", "/", {"headers": {"authorization": "Bearer wrong"}}),
    (401, "GET", "/", {"headers": {"authorization": "", "accept": "text/html"}}),
    (403, "POST", "/check", {"json": {"text": ""}, "headers": {"origin": "https://evil.example"}}),
    (404, "GET", "/nowhere", {}),
    (404, "GET", "/rules/tone.none", {}),
    (405, "GET", "/check", {}),
    (405, "DELETE", "/", {}),
    (413, "POST", "/check", {"json": {"text": "a" * 2**21}}),
    (413, "POST", "/", {"data": {"text": "a" * 2**22}}),
    (415, "POST", "/check", {"content": b"x", "headers": {"content-type": "image/png"}}),
    (415, "POST", "/check", {"content": b"x", "headers": {"content-encoding": "gzip"}}),
    (421, "GET", "/", {"headers": {"host": "evil.example"}}),
    (422, "POST", "/fix", {"files": {"file": ("a.pdf", b"%PDF-1.4 junk")}}),
)  # fmt: skip


@pytest.mark.parametrize(("status", "method", "path", "sent"), ASKS)
def test_every_answer_has_the_headers(
    client: httpx.Client, status: int, method: str, path: str, sent: dict[str, Any]
) -> None:
    answer = client.request(method, path, **sent)
    assert answer.status_code == status, answer.text
    assert_guarded(answer)
    assert "Traceback" not in answer.text


def test_what_is_no_http_has_the_headers_too(place: Place) -> None:
    for sent in (b"\x16\x03\x01\x02\x00\x01\xfc\r\n\r\n", b"HELO\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"):  # fmt: skip
        answer = exchange(place, sent)
        assert answer.startswith(b"HTTP/1.1 400")
        assert_guarded(answer)


@pytest.mark.parametrize(
    "target",
    [
        "/../../../../etc/passwd", "/page.css/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd", "/%252e%252e/etc/passwd", "/..\\..\\etc\\passwd",
        "/%5c..%5c..%5cetc%5cpasswd", "//etc/passwd", "/.//../etc/passwd", "/%00", "/page.css%00.html",
        "/etc/passwd", "/C:/Windows/win.ini", "/%c0%ae%c0%ae/etc/passwd", "/static/../secret.txt",
        "/secret.txt", "/../secret.txt", "/%2e%2e%2fsecret.txt", "/rules/../secret.txt",
        "/rules/..%2f..%2fsecret.txt", "/rules/%2e%2e", "/token", "/./token", "/page.html", "/.git/config",
        "http://evil.example/secret.txt", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_no_file_is_to_be_had(place: Place, target: str) -> None:
    for method in ("GET", "POST"):
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        answer = exchange(place, head.encode())
        assert answer.split()[1] in (b"400", b"404", b"405")
        assert not any(held in answer for held in (b"root:", b"Zebedee", TOKEN.encode()))
        assert_guarded(answer)


NAMES = (
    "../../../etc/passwd", "..\\..\\secret.txt", "/etc/passwd", "C:\\Windows\\win.ini", "secret.txt",
    "~/.ssh/id_rsa", "a\x00.txt", "file:///etc/passwd", "a/../../../../tmp/owned.txt", ".", "..",
    'a"; filename="b.txt', "a\r\nSet-Cookie: b=c", "\u202egnp.txt", "n" * 5000, "| touch owned", "-o/tmp/x",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_an_upload_is_a_name_and_no_place(
    client: httpx.Client, service: Served, name: str
) -> None:
    before = sorted(service.log.parent.iterdir())
    told = name.encode("utf-8").replace(b"\r\n", b"%0D%0A").replace(b'"', b"%22")
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n--x--\r\n'
    )
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for path in ("/check", "/fix"):
        answer = client.post(path, content=body % (told, LETTER.encode()), headers=kind)
        assert answer.status_code in (200, 400, 422), answer.text
        assert "Zebedee" not in answer.text
        assert "root:" not in answer.text
        assert "set-cookie" not in answer.headers
        saved = answer.headers.get("content-disposition", "")
        simple = re.search(r'filename="([^"]*)"', saved)
        assert simple is None or not set(simple[1]) & set("/\\\x00\r\n")
        assert not re.search(r"%(2f|5c)", saved.lower())
    if not name.strip("."):
        return
    asked = client.post("/check", json={"text": LETTER, "name": name})
    assert asked.status_code == 200
    assert "Zebedee" not in asked.text
    assert sorted(service.log.parent.iterdir()) == before


class TestTokens:
    @pytest.mark.parametrize(
        "shown",
        ["", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN.upper()}",
         f"Bearer  {TOKEN}", f"Token {TOKEN[::-1]}", "Bearer é" + TOKEN[1:], "Bearer \u00ff" * 9,
         "Basic Og==", "Basic w6k6w6k=", "Basic " + "A" * 5000, "Bearer null", "Bearer " + "a" * 9000],
    )  # fmt: skip
    def test_wrong_ones(self, service: Served, shown: str) -> None:
        sent = {"authorization": shown.encode("latin-1")}
        answer = httpx.get(f"{service.address}/rules", headers=sent, trust_env=False)
        assert answer.status_code == 401
        assert TOKEN not in answer.text
        assert answer.json()["error"].startswith("A token is needed.")

    def test_none_and_one_in_the_address(self, service: Served) -> None:
        for asked in ("/rules", f"/rules?token={TOKEN}", f"/?access_token={TOKEN}", f"/{TOKEN}"):
            answer = httpx.get(service.address + asked, trust_env=False)
            assert answer.status_code == 401
        in_url = service.address.replace("http://", f"http://:{TOKEN}x@")
        assert httpx.get(f"{in_url}/rules", trust_env=False).status_code == 401
        cookie = {"cookie": f"token={TOKEN}"}
        assert (
            httpx.get(f"{service.address}/rules", headers=cookie, trust_env=False).status_code
            == 401
        )

    def test_nothing_of_them_is_logged(self, service: Served) -> None:
        told = service.log.read_text(encoding="utf-8")
        assert TOKEN not in told
        assert told.count("\n") == 1

    def test_only_health_is_open(self, service: Served, client: httpx.Client) -> None:
        paths = [
            *client.get("/openapi.json").json()["paths"],
            "/",
            "/page.js",
            "/openapi.json",
            "/nowhere",
        ]
        for path in paths:
            for method in ("GET", "POST", "PUT", "OPTIONS", "HEAD", "TRACE"):
                answer = httpx.request(method, service.address + path, trust_env=False)
                assert answer.status_code == 401 or path == "/health"

    def test_they_are_compared_in_constant_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        compared: list[tuple[bytes, bytes]] = []

        def compare(one: bytes, other: bytes) -> bool:
            compared.append((one, other))
            return True

        monkeypatch.setattr(hmac, "compare_digest", compare)
        guard = Guard(echo, Limits(token=TOKEN))
        # With every comparison said to be equal, any token is let in: there is no other one.
        guard._check_token({"path": "/rules"}, {"authorization": "Bearer wrong"})
        guard._check_token({"path": "/rules"}, {})
        assert compared == [(b"wrong", TOKEN.encode()), (b"", TOKEN.encode())]


class TestOtherPlaces:
    @pytest.mark.parametrize(
        "host",
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:80", "127.1",
         "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]", "localhost@evil.example", "evil.example#localhost",
         "localhost, evil.example", "[", "169.254.169.254", "a:b:localhost"],
    )  # fmt: skip
    def test_names_that_are_not_ours(self, client: httpx.Client, host: str) -> None:
        """A page of elsewhere may give its own name the address of this machine."""
        for path in ("/health", "/", "/rules"):
            answer = client.get(path, headers={"host": host})
            assert answer.status_code == 421
        spoofed = {"host": host, "x-forwarded-host": "localhost", "forwarded": "host=localhost"}
        assert client.get("/rules", headers=spoofed).status_code == 421

    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:1",
         "HTTPS://EVIL.EXAMPLE", "http://", "https://localhost"],
    )  # fmt: skip
    def test_pages_that_are_not_ours(self, client: httpx.Client, origin: str) -> None:
        for path in ("/", "/check", "/fix", "/reviewed", "/v2/check"):
            for content in ("text/plain", "application/x-www-form-urlencoded"):
                sent = {"origin": origin, "content-type": content}
                answer = client.post(path, content=b"text=You+must+come.", headers=sent)
                assert answer.status_code == 403
                assert "access-control-allow-origin" not in answer.headers

    def test_our_own_page(self, client: httpx.Client, service: Served) -> None:
        sent = {"origin": service.address}
        assert client.post("/", data={"text": LETTER}, headers=sent).status_code == 200

    @pytest.mark.parametrize(
        "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "LETTER", "HEAD"]
    )
    def test_methods(self, client: httpx.Client, method: str) -> None:
        for path in ("/", "/check", "/rules", "/v2/check"):
            answer = client.request(method, path)
            assert answer.status_code == 405
            assert set(answer.headers["allow"].split(", ")) <= {"GET", "POST"}
            assert_guarded(answer)

    def test_no_other_protocol(self, place: Place) -> None:
        for told in ("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: YQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\n", "Upgrade: h2c\r\nConnection: Upgrade\r\n"):  # fmt: skip
            head = f"GET / HTTP/1.1\r\nHost: localhost\r\n{told}\r\n"
            answer = exchange(place, head.encode())
            assert answer.startswith(b"HTTP/1.1 401")
