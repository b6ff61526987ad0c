"""What an audit promises of many letters, tried out: the same rows whatever engine checks them and however
often it is killed, memory that does not grow, and the use it makes of a second process.

    python tests/benchmarks/auditing.py engines [LETTERS]   serial, two processes, Dask, shards, killed worker
    python tests/benchmarks/auditing.py kills [TIMES]       kill -9 at random moments, resumed
    python tests/benchmarks/auditing.py memory              peak at 500 and at 2,000 letters
    python tests/benchmarks/auditing.py speed               two processes against one, in turns

Letters are generated (`tests/manyletters.py`); nothing is needed from elsewhere. Times are wall-clock seconds
of the whole command. Memory is the sum of what the audit and its processes hold (proportional set size, so
that what they share counts once), looked at five times a second; Linux only.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from auditrows import CLUSTER, finished, rows, workers, workers_of  # noqa: E402
from manyletters import Folder, write_letters  # noqa: E402

LETTERS, BROKEN = 2000, 40


def audit(year: Folder, database: Path, *more: str) -> list[str]:
    """The command for an audit of a year's letters."""
    return [
        sys.executable, "-m", "plainletter", "audit", str(year.root), "--quiet", "--database",
        str(database), "--metadata", str(year.metadata), *more,
    ]  # fmt: skip


def run(command: list[str]) -> float:
    """Run an audit to its end; its seconds."""
    begin = time.monotonic()
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1, 3) or "Traceback" in done.stderr:
        raise SystemExit(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
    return time.monotonic() - begin


@contextmanager
def cluster(folder: Path) -> Iterator[list[str]]:
    """A Dask cluster of two workers: its address, and the processes that look after them."""
    script = folder / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL, cwd=folder, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process.stdout.readline().split()
        process.communicate()


def engines(folder: Path, letters: int) -> None:
    """The same rows from every engine."""
    year = write_letters(folder / "year", letters, broken=BROKEN)
    serial = folder / "serial.sqlite"
    print(f"{letters} letters and {BROKEN} broken files")
    print(f"  serial            {run(audit(year, serial, '--jobs', '1')):7.0f} s")
    expected = rows(serial)
    told = {table: len(found) for table, found in expected.items() if found}
    print("  rows:", ", ".join(f"{table} {number:,}" for table, number in told.items()))

    def compare(name: str, database: Path, seconds: float) -> None:
        same = rows(database) == expected
        print(f"  {name:<18}{seconds:7.0f} s  {'same rows' if same else 'OTHER ROWS'}", flush=True)

    compare(
        "two processes",
        folder / "two.sqlite",
        run(audit(year, folder / "two.sqlite", "--jobs", "2")),
    )
    with cluster(folder) as found:
        dask = ("--engine", "dask", "--scheduler", found[0])
        compare(
            "Dask, two workers",
            folder / "dask.sqlite",
            run(audit(year, folder / "dask.sqlite", *dask)),
        )
    with cluster(folder) as found:
        dask = ("--engine", "dask", "--scheduler", found[0])
        begin = time.monotonic()
        process = subprocess.Popen(
            audit(year, folder / "half.sqlite", *dask), cwd=CHECKOUT, stderr=subprocess.DEVNULL
        )
        time.sleep(max(letters / 12, 5))
        os.kill(workers_of(found)[0], signal.SIGKILL)
        process.wait()
        compare("  a worker killed", folder / "half.sqlite", time.monotonic() - begin)
    begin = time.monotonic()
    whole = folder / "whole.sqlite"
    parts = [folder / f"part{number}.sqlite" for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        run(audit(year, part, "--jobs", "2", "--shard", f"{number}/3"))
    merges = [word for part in parts for word in ("--merge", str(part))]
    run([sys.executable, "-m", "plainletter", "audit", "--quiet", "--db", str(whole), *merges])
    compare("three shards", whole, time.monotonic() - begin)


def kills(folder: Path, times: int) -> None:
    """Kill -9 at random moments; each time the next run goes on."""
    year = write_letters(folder / "year", 60, broken=15)
    expected_at = folder / "whole.sqlite"
    seconds = run(audit(year, expected_at, "--jobs", "2"))
    expected = rows(expected_at)
    chance = random.Random(11)
    lost = 0
    for number in range(times):
        database = folder / f"killed{number}.sqlite"
        process = subprocess.Popen(
            audit(year, database, "--jobs", "2"), cwd=CHECKOUT, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.2, seconds))
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        before = rows(database)["letters"] if database.exists() and tables(database) else []
        if not finished(database):  # Else the kill came after the last word.
            run(audit(year, database, "--jobs", "2"))
        same = rows(database) == expected
        lost += not same
        print(
            f"  kill {number + 1:2}: {len(before):3} letters done before, "
            f"{'same rows' if same else 'OTHER ROWS'} after",
            flush=True,
        )
    print(f"{times} kills, {lost} with other rows than an undisturbed run")


def tables(database: Path) -> bool:
    """Whether the kill came after the tables were made."""
    return bool(rows(database).get("letters") is not None)


def memory(folder: Path) -> None:
    """Peak memory at 500 and at 2,000 letters."""
    peaks = {}
    for letters in (500, 2000):
        year = write_letters(folder / f"year{letters}", letters)
        process = subprocess.Popen(
            audit(year, folder / f"{letters}.sqlite", "--jobs", "2"), cwd=CHECKOUT
        )
        main, whole = 0.0, 0.0
        while process.poll() is None:
            held = [megabytes(pid) for pid in (process.pid, *workers(process.pid))]
            main, whole = max(main, held[0]), max(whole, sum(held))
            time.sleep(0.2)
        peaks[letters] = whole
        print(
            f"  {letters:5} letters: {whole:6.0f} MB in all, {main:4.0f} MB in the main process",
            flush=True,
        )
    print(f"ratio {peaks[2000] / peaks[500]:.2f}")


def megabytes(pid: int) -> float:
    """Proportional set size of a process; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def speed(folder: Path) -> None:
    """Two processes against one, in turns."""
    year = write_letters(folder / "year", 300)
    ratios = []
    for turn in range(3):
        seconds = {}
        for jobs in (1, 2):
            database = folder / f"{turn}-{jobs}.sqlite"
            seconds[jobs] = run(audit(year, database, "--jobs", str(jobs)))
        ratios.append(seconds[1] / seconds[2])
        print(
            f"  one {seconds[1]:.1f} s, two {seconds[2]:.1f} s, ratio {ratios[-1]:.2f}", flush=True
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


def main() -> int:
    """Run what the first argument names."""
    names: dict[str, Callable[[Path], None]] = {
        "engines": lambda folder: engines(folder, number(LETTERS)),
        "kills": lambda folder: kills(folder, number(30)),
        "memory": memory,
        "speed": speed,
    }
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted not in names:
        print(__doc__)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="plainletter-audit-"))
    try:
        names[wanted](folder)
    finally:
        shutil.rmtree(folder)
    return 0


def number(default: int) -> int:
    """The second argument as a number."""
    return int(sys.argv[2]) if len(sys.argv) > 2 else default


if __name__ == "__main__":
    sys.exit(main())
