"""The rows of a results database, and the processes of an audit: for tests and benchmarks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

TIMES = ("started", "finished")
HASHED = ("result", "content", "key", "line")
USES = (
    "SELECT result, content FROM letters JOIN results USING (result) ORDER BY run, path",
    "SELECT key FROM letters JOIN findings USING (result) ORDER BY run, path, number",
    "SELECT line FROM letters JOIN sentences USING (result) ORDER BY run, path, number",
)


def rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a database but for times, by table; each salted hash as the number of its first use, in the
    order of the letters."""
    with sqlite3.connect(database) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {}
        numbers: dict[object, int] = {}
        for query in USES if "letters" in tables else ():
            for row in db.execute(query):
                for value in row:
                    numbers.setdefault(value, len(numbers))
        for table in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(f'"{column}"' for column in columns if column not in TIMES)
            where = " WHERE name <> 'salt'" if table == "about" else ""
            hashed = [k for k, c in enumerate(c for c in columns if c not in TIMES) if c in HASHED]
            found[table] = sorted(
                (
                    tuple(numbers.get(v, v) if k in hashed else v for k, v in enumerate(row))
                    for row in db.execute(f"SELECT {kept} FROM {table}{where}")
                ),
                key=repr,
            )
    db.close()
    return found


def finished(database: Path) -> bool:
    """Whether an audit had ended before it was killed."""
    return database.exists() and any(row[1] == "finished" for row in rows(database).get("runs", ()))


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
                           dashboard_address=None, worker_dashboard_address=None)
    print(cluster.scheduler_address, *(w.pid for w in cluster.workers.values()), flush=True)
    sys.stdin.read()
    cluster.close()
"""


def workers_of(cluster: list[str]) -> list[int]:
    """The processes that check letters; those that are named first look after them."""
    nannies = map(int, cluster[1:])
    return [pid for nanny in nannies for pid in (*workers(nanny), nanny)]


def workers(pid: int) -> Iterator[int]:
    """The processes that check letters, of an audit: children that are no helper of the language."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            continue
        if b"spawn_main" in line:
            yield int(child)
