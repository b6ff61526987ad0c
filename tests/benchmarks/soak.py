"""The service under load for as long as it takes: does it hold every request, and does its memory stay?

    python tests/benchmarks/soak.py [REQUESTS] [--threads N] [--jobs N]

Starts `plainletter serve` as a child and sends it 20,000 requests over loopback, from a few threads: checks
of text in both protocols, letters pasted into the page, files, and what clients do wrong. Each kind has the
statuses that it must be answered with. Prints memory (resident MB of all the service's processes) at every
tenth. Ends with exit code 1 where a request went unanswered or wrongly answered, the service ended, or
memory at the end is more than 1.25 times that after the first fifth. Linux only.
"""

from __future__ import annotations

import argparse
import random
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

import httpx  # noqa: E402
from served import Served, served  # noqa: E402

SAMPLES = CHECKOUT / "samples"
TOKEN = "a-token-for-the-soak-alone"
MOST_GROWTH = 1.25
"""How much more memory there may be at the end than after the first fifth."""

GONE = 0
"""Stands for the status of a request whose client did not wait for the answer."""

NAMES = ("Ms Lowe", "Mr Achebe", "Mrs Iqbal", "Miss Novak", "Dear parents", "Ms Årsdal")
LINES = (
    "You must attend the meeting on Friday {} June.",
    "We have commenced work with your family on day {}.",
    "The school told us that Temi missed {} days.",
    "You have failed to engage with the worker {} times.",
    "Please ring Ann Cole on the {}th if you want to talk.",
)


class Load:
    """What is sent: each request is one of a few kinds, chosen by a seeded generator."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urlsplit(address)
        self.place = (parts.hostname or "", parts.port or 0)
        self.files = [
            (path.name, path.read_bytes())
            for path in (
                SAMPLES / "kind-but-empty.docx", SAMPLES / "formats/letter.pdf",
                SAMPLES / "formats/letter.txt", SAMPLES / "formats/letter.odt",
            )
        ]  # fmt: skip
        self.right = {"authorization": f"Bearer {TOKEN}"}

    def kinds(self) -> dict[str, tuple[int, Callable[..., int], set[int]]]:
        """By name: how often of a thousand, what sends it, and the statuses it may have."""
        return {
            "LanguageTool": (342, self.languagetool, {200}),
            "check, JSON": (200, self.check, {200}),
            "page": (60, self.page, {200}),
            "file": (40, self.file, {200}),
            "broken file": (20, self.broken, {200}),
            "malformed": (100, self.malformed, {400, 415}),
            "unknown address": (78, self.unknown, {404, 405}),
            "wrong token": (80, self.stranger, {401, 403, 421}),
            "hangs up": (60, self.hangs_up, {GONE}),
            "no HTTP": (20, self.no_http, {400}),
        }

    def text(self, rng: random.Random) -> str:
        """A short letter; few are alike."""
        lines = "\n\n".join(line.format(rng.randrange(9999)) for line in rng.sample(LINES, 2))
        return f"Dear {rng.choice(NAMES)},\n\n{lines}\n"

    def languagetool(self, http: httpx.Client, rng: random.Random) -> int:
        sent = {"text": rng.choice(LINES).format(rng.randrange(9999)), "language": "en-GB"}
        return http.post("/v2/check", data=sent, headers=self.right).status_code

    def check(self, http: httpx.Client, rng: random.Random) -> int:
        return http.post("/check", json={"text": self.text(rng)}, headers=self.right).status_code

    def page(self, http: httpx.Client, rng: random.Random) -> int:
        if rng.random() < 0.5:
            return http.get("/", headers=self.right).status_code
        return http.post("/", data={"text": self.text(rng)}, headers=self.right).status_code

    def file(self, http: httpx.Client, rng: random.Random) -> int:
        sent = {"file": rng.choice(self.files)}
        return http.post("/check", files=sent, headers=self.right).status_code

    def broken(self, http: httpx.Client, rng: random.Random) -> int:
        name, data = rng.choice(self.files)
        if name.endswith(".txt"):
            name, data = "letter.docx", rng.randbytes(4000)
        cut = data[: rng.randrange(1, len(data) // 2)]
        return http.post("/check", files={"file": (name, cut)}, headers=self.right).status_code

    def malformed(self, http: httpx.Client, rng: random.Random) -> int:
        kind, body = rng.choice(
            (
                ("application/json", b"{"),
                ("application/json", b"[" * 5000),
                ("application/json", b'{"text": 5}'),
                ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
                ("multipart/form-data", b"no boundary"),
                ("image/png", rng.randbytes(100)),
            )
        )
        headers = {**self.right, "content-type": kind}
        return http.post("/check", content=body, headers=headers).status_code

    def unknown(self, http: httpx.Client, rng: random.Random) -> int:
        path = rng.choice(("/nowhere", "/../../etc/passwd", "/rules/tone.none", "/check", "/%00"))
        return http.get(path, headers=self.right).status_code

    def stranger(self, http: httpx.Client, rng: random.Random) -> int:
        headers = rng.choice(
            (
                {"authorization": f"Bearer {rng.randbytes(12).hex()}"},
                {},
                {**self.right, "host": "letters.example"},
                {**self.right, "origin": "https://letters.example"},
            )
        )
        return http.post("/check", json={"text": self.text(rng)}, headers=headers).status_code

    def hangs_up(self, http: httpx.Client, rng: random.Random) -> int:
        del http
        body = f'{{"text": "{self.text(rng)!r}"}}'.encode()
        head = (
            f"POST /check HTTP/1.1\r\nHost: {self.place[0]}\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        whole = head + body
        with socket.create_connection(self.place, timeout=60) as door:
            door.sendall(whole[: rng.randrange(1, len(whole) + 1)])
        return GONE

    def no_http(self, http: httpx.Client, rng: random.Random) -> int:
        del http
        with socket.create_connection(self.place, timeout=60) as door:
            with suppress(OSError):
                door.sendall(b"\x16\x03\x01" + rng.randbytes(60) + b"\r\n\r\n")
            return int((door.recv(64).split() or [b"", b"-1"])[1])


def memory(service: Served) -> float:
    """Resident MB of the service and all its children."""
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError, IndexError):
            status = (folder / "status").read_text(encoding="utf-8", errors="replace")
            parents[int(folder.name)] = int(status.split("PPid:")[1].split()[0])
            sizes[int(folder.name)] = int(status.split("VmRSS:")[1].split()[0])
    ours = {service.process.pid}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(sizes.get(pid, 0) for pid in ours) / 1024


def main() -> int:
    """Soak the service and print what became of it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("requests", nargs="?", type=int, default=20_000)
    options.add_argument("--threads", type=int, default=6)
    options.add_argument("--jobs", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder, "token")
        token.write_text(TOKEN, encoding="utf-8")
        with served(Path(folder), "--token-file", str(token), "--jobs", str(asked.jobs)) as service:
            return _soak(service, asked.requests, asked.threads)


def _soak(service: Served, requests: int, threads: int) -> int:
    load = Load(service.address)
    kinds = load.kinds()
    names, shares = list(kinds), [share for share, _, _ in kinds.values()]
    statuses: Counter[tuple[str, int]] = Counter()
    wrong: Counter[str] = Counter()
    figures: list[tuple[int, float]] = []
    lock = threading.Lock()
    left = iter(range(1, requests + 1))
    begin = time.perf_counter()

    def send_all() -> None:
        with httpx.Client(base_url=service.address, timeout=120, trust_env=False) as http:
            while True:
                with lock:
                    number = next(left, None)
                if number is None:
                    return
                rng = random.Random(number)
                name = rng.choices(names, shares)[0]
                _, send, wanted = kinds[name]
                try:
                    status = send(http, rng)
                except (OSError, httpx.HTTPError, ValueError) as error:
                    status = -1
                    with lock:
                        wrong[f"{name}: no answer ({type(error).__name__})"] += 1
                with lock:
                    statuses[name, status] += 1
                    if status >= 0 and status not in wanted:
                        wrong[f"{name}: answered {status}"] += 1
                    if number % max(requests // 10, 1) == 0:
                        figures.append((number, memory(service)))
                        many, size = figures[-1]
                        passed = time.perf_counter() - begin
                        print(f"{many:>7,} {passed:>6.0f} s  {size:>7.1f} MB", flush=True)

    print(f"      0      0 s  {memory(service):>7.1f} MB", flush=True)
    workers = [threading.Thread(target=send_all) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begin
    print()
    for (name, status), many in sorted(statuses.items()):
        print(f"{name:<16} {status or 'gone':>4}  {many:>6,}")
    for told, many in sorted(wrong.items()):
        print(f"WRONG: {told}: {many:,}")
    held = sum(statuses.values()) - sum(wrong.values())
    print(f"\nheld {held:,} of {requests:,} requests, {requests / seconds:.0f} a second")
    if service.process.poll() is not None:
        print("The service came to an end.")
        return 1
    sizes = [size for _, size in sorted(figures)]
    fifth, last = sizes[max(len(sizes) // 5 - 1, 0)], sizes[-1]
    grown = last / fifth
    verdict = "bounded" if grown <= MOST_GROWTH else "GROWING"
    print(
        f"memory: {sizes[0]:.0f} MB after the first tenth, {fifth:.0f} MB after the first fifth,"
        f" {last:.0f} MB at the end: {grown:.2f} times; {verdict}"
    )
    return int(held != requests or grown > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
