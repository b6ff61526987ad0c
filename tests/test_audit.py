"""`plainletter audit`: what it finds, keeps and says, and that engines, shards and kills change nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from auditrows import CLUSTER, finished, rows, workers, workers_of
from conftest import Outcome
from manyletters import Folder, write_letters

import plainletter
from plainletter.batch.migrations import MIGRATIONS
from plainletter.batch.store import Store

Run = Callable[..., Outcome]

COUNT, BROKEN = 16, 14


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A few of a year's letters, some of them broken."""
    return write_letters(tmp_path_factory.mktemp("year") / "letters", COUNT, broken=BROKEN, seed=7)


@pytest.fixture(scope="module")
def audited(year: Folder) -> Path:
    """The database of an undisturbed audit in one process."""
    database = year.root.parent / "serial.sqlite"
    done = command(year, database, "--jobs", "1")
    assert done.returncode == 3, done.stderr
    return database


def arguments(year: Folder, database: Path, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "plainletter", "audit", str(year.root), "--database", str(database),
        "--metadata", str(year.metadata), *more,
    ]  # fmt: skip


def command(year: Folder, database: Path, *more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        arguments(year, database, *more), capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def one(database: Path, query: str) -> object:
    with sqlite3.connect(database) as db:
        value = db.execute(query).fetchone()[0]
    db.close()
    return value


@pytest.fixture(scope="module")
def shards(year: Folder, audited: Path) -> list[Path]:
    parts = [audited.with_name(f"part{number}.sqlite") for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        command(year, part, "--jobs", "1", "--shard", f"{number}/3")
    return parts


class TestWhatIsKept:
    def test_every_file_is_a_row(self, year: Folder, audited: Path) -> None:
        found = dict(read(audited, "SELECT path, problem FROM letters"))
        names = {path.relative_to(year.root).as_posix() for path in (*year.letters, *year.broken)}
        assert set(found) == names
        broken = {path.relative_to(year.root).as_posix() for path in year.broken}
        assert {path for path, problem in found.items() if problem} == broken

    def test_figures_are_those_of_a_check(self, year: Folder, audited: Path) -> None:
        for path in year.letters[:3]:
            report = plainletter.check_file(path)
            name = path.relative_to(year.root).as_posix()
            scores = dict(read(
                audited, "SELECT name, value FROM letters JOIN scores USING (result) WHERE path = ?", name
            ))  # fmt: skip
            assert scores == {n: s.value for n, s in report.scores.items()}
            keys = [k for (k,) in read(
                audited, "SELECT key FROM letters JOIN findings USING (result) WHERE path = ?"
                " ORDER BY number", name
            )]  # fmt: skip
            with Store.open(audited, create=False) as store:
                assert keys == [store.salts.text(finding.key) for finding in report.findings]

    def test_a_letter_that_could_not_be_checked_has_no_score(self, audited: Path) -> None:
        query = "SELECT count(*) FROM letter_overview WHERE overall IS NOT NULL AND coalesce(words, 0) = 0"
        assert one(audited, query) == 0
        assert one(audited, "SELECT count(*) FROM letter_overview WHERE words > 0") == COUNT

    def test_no_word_of_a_letter_is_in_it(self, year: Folder, audited: Path) -> None:
        tables = rows(audited)
        # What rules say of themselves may use words that letters use too.
        kept = "\n".join(
            str(cell)
            for table, found in tables.items()
            if table not in ("rules", "items")
            for row in found
            for cell in row
        )
        looked = 0
        for path in year.letters[:8]:
            words = plainletter.check_file(path).document.text.split()
            for at in range(len(words) - 4):
                assert " ".join(words[at : at + 5]) not in kept
                looked += 1
        assert looked > 1000

    def test_text_is_kept_where_it_is_asked_for(
        self, year: Folder, tmp_path: Path, run: Run
    ) -> None:
        letter = next(path for path in year.letters if path.suffix == ".txt")
        run("audit", letter, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--with-text", "--quiet")
        text = one(tmp_path / "a.sqlite", "SELECT text FROM results")
        assert text == plainletter.check_file(letter).document.text
        assert one(tmp_path / "a.sqlite", "SELECT count(message) FROM findings")

    def test_facts_from_a_file_and_from_folders_are_the_same(
        self, year: Folder, audited: Path, tmp_path: Path, run: Run
    ) -> None:
        letters = year.root / next(iter(year.letters)).relative_to(year.root).parts[0]
        run("audit", letters.parent, "--db", tmp_path / "f.sqlite", "--jobs", 1, "--quiet",
            "--folders", "team/month", "--include", f"/{letters.name}/")  # fmt: skip
        query = "SELECT path, team, month FROM letters WHERE problem IS NULL ORDER BY path"
        by_file = {row[0]: row for row in read(audited, query)}
        by_folder = read(tmp_path / "f.sqlite", query)
        assert by_folder
        assert all(by_file[row[0]] == row for row in by_folder)

    def test_other_columns_are_kept_as_details(self, audited: Path) -> None:
        told = read(audited, "SELECT details FROM letters WHERE problem IS NULL")
        assert all(json.loads(details)["district"] for (details,) in told)

    def test_paths_and_authors_can_be_hashed(self, year: Folder, tmp_path: Path) -> None:
        database = tmp_path / "p.sqlite"
        command(year, database, "--jobs", "1", "--pseudonymise", "--include", "*.txt")
        data = database.read_bytes()
        for path in year.letters:
            assert path.stem.encode() not in data
        authors = {
            a for (a,) in read(database, "SELECT author FROM letters WHERE author IS NOT NULL")
        }
        assert authors
        assert all(len(author) == 16 and int(author, 16) >= 0 for author in authors)
        again = command(year, database, "--jobs", "1", "--include", "*.txt")
        assert again.returncode in (0, 1, 3)
        assert one(database, "SELECT count(DISTINCT length(path)) FROM letters") == 1

    def test_hashed_paths_are_not_mixed_with_plain_ones(self, year: Folder, audited: Path) -> None:
        copy = audited.with_name("mixed.sqlite")
        shutil.copy(audited, copy)
        done = command(year, copy, "--pseudonymise")
        assert done.returncode == 2
        assert "holds paths as they are" in done.stderr


def read(database: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as db:
        found = db.execute(query, values).fetchall()
    db.close()
    return found


class TestAgain:
    def test_what_has_not_changed_is_not_checked_again(
        self, year: Folder, audited: Path, monkeypatch: pytest.MonkeyPatch, run: Run
    ) -> None:
        copy = audited.with_name("again.sqlite")
        shutil.copy(audited, copy)
        before = rows(copy)
        checked = []
        from plainletter.batch import engines

        real = engines.check_letter
        monkeypatch.setattr(
            engines, "check_letter", lambda t, read: checked.append(t.path) or real(t, read)
        )
        run("audit", year.root, "--db", copy, "--metadata", year.metadata, "--jobs", 1, "--quiet")
        assert 0 < len(checked) <= len(year.broken)  # A problem may have gone since.
        assert set(checked) <= {str(path) for path in year.broken}
        after = rows(copy)
        for table in ("results", "findings", "scores", "sentences", "checklist"):
            assert after[table] == before[table]
        assert len(after["letters"]) == 2 * len(before["letters"])

    def test_a_changed_letter_and_changed_rules_are_checked(self, tmp_path: Path, run: Run) -> None:
        folder = tmp_path / "letters"
        folder.mkdir()
        for name in ("one", "two"):
            (folder / f"{name}.txt").write_text(f"Dear Ms Lowe,\n\nYou must come. It is {name}.\n")
        database = tmp_path / "a.sqlite"

        def results() -> int:
            run("audit", folder, "--db", database, "--jobs", 1, "--quiet")
            return int(str(one(database, "SELECT count(*) FROM results")))

        assert results() == 2
        assert results() == 2
        (folder / "one.txt").write_text("Dear Ms Lowe,\n\nPlease come.\n")
        assert results() == 3  # The old one belongs to the first run still.
        (folder / "plainletter.toml").write_text('ignore = ["readability.*"]\n')
        assert results() == 5

    def test_copies_share_a_result(self, tmp_path: Path, run: Run) -> None:
        for name in ("a.txt", "b.txt", "c.md"):
            (tmp_path / name).write_text("Dear Ms Lowe,\n\nPlease come on Friday.\n")
        run("audit", tmp_path, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
        assert one(tmp_path / "a.sqlite", "SELECT count(*) FROM letters") == 3
        assert (
            one(tmp_path / "a.sqlite", "SELECT count(*) FROM results") == 2
        )  # Markdown reads otherwise.

    def test_suppressions_beside_a_letter_count(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "a.txt").write_text("Dear Ms Lowe,\n\nYou must attend the review.\n")
        run("audit", tmp_path, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
        found = one(tmp_path / "a.sqlite", "SELECT count(*) FROM findings")
        (tmp_path / "a.txt.plainletter.toml").write_text(
            '[[allow]]\nrule = "tone.*"\nbecause = "A judge said so."\n'
        )
        run("audit", tmp_path, "--db", tmp_path / "b.sqlite", "--jobs", 1, "--quiet")
        assert one(tmp_path / "b.sqlite", "SELECT count(*) FROM findings") != found


class TestEngines:
    def test_two_processes_give_the_same_rows(self, year: Folder, audited: Path) -> None:
        database = audited.with_name("two.sqlite")
        command(year, database, "--jobs", "2")
        assert rows(database) == rows(audited)

    def test_shards_give_the_same_rows(self, shards: list[Path], audited: Path, run: Run) -> None:
        whole = audited.with_name("whole.sqlite")
        merges = [word for part in reversed(shards) for word in ("--merge", part)]
        assert run("audit", "--db", whole, *merges).code == 3
        assert rows(whole) == rows(audited)

    def test_what_is_no_whole_audit_is_not_merged(
        self, shards: list[Path], audited: Path, tmp_path: Path, run: Run
    ) -> None:
        one_part, other, _ = shards
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "a.txt").write_text("Dear Ms Lowe,\n\nPlease come.\n")
        strange = tmp_path / "strange.sqlite"
        run(
            "audit", tmp_path / "letters", "--db", strange, "--jobs", 1, "--quiet", "--shard", "3/3"
        )
        target = tmp_path / "whole.sqlite"
        for parts, told in (
            ((one_part, other), "Shard 3/3 is missing"),
            ((one_part, one_part), "same shard"),
            ((one_part, other, strange), "no part of the same audit"),
            ((one_part, audited), "is no shard"),
            ((tmp_path / "gone.sqlite",), "no such database"),
        ):
            merges = [word for part in parts for word in ("--merge", part)]
            done = run("audit", "--db", target, *merges)
            assert done.code == 2
            assert told in done.one_line_error()
            assert not target.exists()

    def test_a_process_that_dies_takes_no_letter_with_it(self, year: Folder, audited: Path) -> None:
        database = audited.with_name("killed-worker.sqlite")
        process = subprocess.Popen(
            arguments(year, database, "--jobs", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        killed = 0
        while process.poll() is None and killed < 2:
            time.sleep(0.7)
            for child in workers(process.pid):
                os.kill(child, signal.SIGKILL)
                killed += 1
                break
        process.communicate()
        assert killed
        assert rows(database) == rows(audited)

    @pytest.mark.parametrize("seed", range(2))
    def test_killed_and_resumed(self, year: Folder, audited: Path, seed: int) -> None:
        database = audited.with_name(f"killed{seed}.sqlite")
        wait = random.Random(seed)
        for longest in (2, 4):
            if finished(database):
                break
            process = subprocess.Popen(
                arguments(year, database, "--jobs", "2"),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            time.sleep(wait.uniform(0.3, longest))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        if not finished(database):
            command(year, database, "--jobs", "2")
        assert rows(database) == rows(audited)

    def test_stopped_by_hand_it_goes_on(self, year: Folder, audited: Path) -> None:
        database = audited.with_name("stopped.sqlite")
        process = subprocess.Popen(
            arguments(year, database, "--jobs", "2"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(3.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert "Traceback" not in told
        if process.returncode == 130:
            assert told.count("\n") == 1
            assert "goes on from there" in told
        if not finished(database):
            command(year, database, "--jobs", "2")
        assert rows(database) == rows(audited)


class TestDask:
    @pytest.fixture
    def cluster(self, tmp_path: Path) -> Iterator[list[str]]:
        """The address of a cluster of two workers on this machine, and their processes."""
        script = tmp_path / "cluster.py"
        script.write_text(CLUSTER)
        with subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL, cwd=tmp_path,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            yield process.stdout.readline().split()
            process.communicate()

    def test_a_cluster_gives_the_same_rows(
        self, year: Folder, audited: Path, cluster: list[str]
    ) -> None:
        database = audited.with_name("dask.sqlite")
        done = command(year, database, "--engine", "dask", "--scheduler", cluster[0])
        assert done.returncode == 3, done.stderr
        assert rows(database) == rows(audited)

    def test_a_killed_worker_changes_nothing(
        self, year: Folder, audited: Path, cluster: list[str]
    ) -> None:
        database = audited.with_name("dask-killed.sqlite")
        process = subprocess.Popen(
            arguments(year, database, "--engine", "dask", "--scheduler", cluster[0]),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(5)
        os.kill(workers_of(cluster)[0], signal.SIGKILL)
        _, told = process.communicate()
        assert process.returncode == 3, told
        assert rows(database) == rows(audited)

    def test_no_scheduler(self, year: Folder, tmp_path: Path) -> None:
        done = command(
            year, tmp_path / "a.sqlite", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"
        )
        assert done.returncode == 3
        assert "no Dask scheduler answers" in done.stderr
        assert done.stderr.count("\n") == 1


class TestFinish:
    def test_killed_while_it_sums_up_it_is_still_one_run(
        self, year: Folder, audited: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        database = audited.with_name("late.sqlite")
        asked = (
            "audit",
            year.root,
            "--db",
            database,
            "--metadata",
            year.metadata,
            "--jobs",
            1,
            "--quiet",
        )

        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("plainletter.batch.summary.summarise", stop)
            assert run(*asked).code == 130
        assert one(database, "SELECT state FROM runs") == "checked"
        run(*asked)
        assert rows(database) == rows(audited)


class TestBadEnds:
    @pytest.fixture
    def letters(self, tmp_path: Path) -> Path:
        folder = tmp_path / "letters"
        folder.mkdir()
        (folder / "a.txt").write_text("Dear Ms Lowe,\n\nPlease come on Friday.\n")
        return folder

    def test_locked(self, letters: Path, tmp_path: Path, run: Run,
                    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        monkeypatch.setattr("plainletter.batch.store.BUSY_SECONDS", 0.1)
        database = tmp_path / "a.sqlite"
        with Store.open(database):
            done = run("audit", letters, "--db", database)
        assert done.code == 3
        assert "another program has it open" in done.one_line_error()

    def test_a_database_that_may_only_be_read_is_shown(
        self, letters: Path, tmp_path: Path, run: Run
    ) -> None:
        database = tmp_path / "a.sqlite"
        run("audit", letters, "--db", database, "--quiet", "--jobs", 1)
        held = sqlite3.connect(database)
        held.execute("BEGIN")
        held.execute(
            "SELECT count(*) FROM runs"
        ).fetchall()  # Somebody reads it, so nobody may write.
        assert run("audit", "--db", database).code in (0, 1)
        held.close()

    def test_newer(self, letters: Path, tmp_path: Path, run: Run) -> None:
        database = tmp_path / "a.sqlite"
        run("audit", letters, "--db", database, "--quiet", "--jobs", 1)
        with sqlite3.connect(database) as db:
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        db.close()
        before = database.read_bytes()
        done = run("audit", letters, "--db", database)
        assert done.code == 2
        assert "newer plainletter" in done.one_line_error()
        assert database.read_bytes() == before

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"Dear Ms Lowe, this is a letter. " * 40, "no results database"),
            (None, "another program"),
        ],
    )
    def test_another_file(
        self, letters: Path, tmp_path: Path, run: Run, content: bytes | None, told: str
    ) -> None:
        database = tmp_path / "other.sqlite"
        if content is None:
            with sqlite3.connect(database) as db:
                db.execute("CREATE TABLE theirs (x)")
            db.close()
        else:
            database.write_bytes(content)
        before = database.read_bytes()
        done = run("audit", letters, "--db", database)
        assert done.code == 2
        assert told in done.one_line_error()
        assert database.read_bytes() == before

    def test_full_disk(self, letters: Path, tmp_path: Path, run: Run,
                       monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        database = tmp_path / "a.sqlite"
        run("audit", letters, "--db", database, "--quiet", "--jobs", 1)
        kept = rows(database)
        for number in range(40):
            (letters / f"b{number}.txt").write_text(
                f"Dear Ms Lowe,\n\nPlease come on day {number}.\n"
            )
        size = one(database, "PRAGMA page_count")
        real = Store._set_up

        def small(store: Store, *, create: bool) -> None:
            real(store, create=create)
            store.db.execute(f"PRAGMA max_page_count = {size}")

        with monkeypatch.context() as patch:
            patch.setattr(Store, "_set_up", small)
            done = run("audit", letters, "--db", database, "--quiet", "--jobs", 1)
        assert done.code == 3
        assert "disk is full" in done.one_line_error()
        assert rows(database)["results"] == kept["results"]
        assert run("audit", letters, "--db", database, "--quiet", "--jobs", 1).code in (0, 1)
        assert one(database, "SELECT count(*) FROM letters WHERE run = 2") == 41

    def test_a_file_that_vanishes_is_a_row(
        self, letters: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from plainletter.batch import audit, engines

        real = audit.identify

        def vanish(task: object) -> object:
            found = real(task)  # type: ignore[arg-type]
            (letters / "a.txt").unlink()
            return found

        monkeypatch.setattr(audit, "identify", vanish)
        assert engines
        done = run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1)
        assert done.code == 3
        assert "there is no such file" in done.out
        assert read(tmp_path / "a.sqlite", "SELECT path, result FROM letters") == [("a.txt", None)]

    def test_a_closed_folder(
        self, letters: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (letters / "closed").mkdir()
        real = os.scandir

        def scandir(path: Path) -> object:
            # As the system says it to all but root, who may be running the tests.
            if Path(path).name == "closed":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        done = run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
        assert done.code == 3
        assert "not allowed" in done.one_line_error()
        assert one(tmp_path / "a.sqlite", "SELECT count(*) FROM letters") == 1

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            (["--new-only"], "needs --baseline"),
            (["--engine", "dask"], "needs --scheduler"),
            (["--scheduler", "tcp://127.0.0.1:1"], "goes with --engine dask"),
            (["--since", "soon"], "is no day"),
            (["--shard", "3/2"], "write it as 2/4"),
            (["--export", "a.doc"], "ends in"),
            (["--export", "names:a.csv"], "no table"),
            (["--export", "a.csv", "--export", "a.csv"], "named twice"),
            (["--dashboard", "nowhere/a.html"], "no such folder"),
            (["--metadata", "nowhere.csv"], "cannot be read"),
            (["--folders", "team/team"], "twice"),
            (["--baseline", "nowhere.json"], "cannot be read"),
            (["--profile", "memo"], "no profile"),
        ],
    )
    def test_wrong_usage(
        self, letters: Path, tmp_path: Path, run: Run, more: list[str], told: str
    ) -> None:
        done = run("audit", letters, "--db", tmp_path / "a.sqlite", *more)
        assert done.code == 2
        assert told in done.one_line_error()

    def test_no_letter(self, tmp_path: Path, run: Run) -> None:
        done = run("audit", tmp_path, "--db", tmp_path / "a.sqlite", "--jobs", 1)
        assert done.code == 3
        assert "no letter to check" in done.one_line_error()

    def test_no_folder(self, tmp_path: Path, run: Run) -> None:
        done = run("audit", tmp_path / "gone", "--db", tmp_path / "a.sqlite", "--jobs", 1)
        assert done.code == 3

    def test_no_such_database(self, tmp_path: Path, run: Run) -> None:
        done = run("audit", "--db", tmp_path / "a.sqlite")
        assert done.code == 2
        assert "no such database" in done.one_line_error()
        assert not (tmp_path / "a.sqlite").exists()

    def test_a_bad_ignore_file_is_told(self, letters: Path, tmp_path: Path, run: Run) -> None:
        (letters / ".plainletterignore").write_bytes(b"\xff\xfe\xff")
        done = run("audit", letters, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
        assert done.code == 3
        assert ".plainletterignore" in done.one_line_error()


class TestWhichLetters:
    @pytest.fixture
    def letters(self, tmp_path: Path) -> Path:
        root = tmp_path / "letters"
        for name in ("north/a.txt", "north/draft-b.txt", "south/c.md", "south/old/d.txt"):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Dear Ms Lowe,\n\nPlease come to {name}.\n")
        return root

    @pytest.fixture
    def taken(self, letters: Path, tmp_path: Path, run: Run) -> Callable[..., set[object]]:
        def take(*more: object, places: tuple[object, ...] = ()) -> set[object]:
            database = tmp_path / "a.sqlite"
            database.unlink(missing_ok=True)
            run("audit", *(places or (letters,)), "--db", database, "--jobs", 1, "--quiet", *more)
            return {path for (path,) in read(database, "SELECT path FROM letters")}

        return take

    def test_all(self, taken: Callable[..., set[object]]) -> None:
        assert taken() == {"north/a.txt", "north/draft-b.txt", "south/c.md", "south/old/d.txt"}

    def test_globs(self, taken: Callable[..., set[object]], letters: Path) -> None:
        assert taken("--include", "*.md") == {"south/c.md"}
        assert taken("--exclude", "draft*", "--exclude", "/south/old/") == {
            "north/a.txt",
            "south/c.md",
        }
        found = taken(places=(str(letters / "*" / "*.txt"),))
        assert {str(path).rsplit("/", 1)[-1] for path in found} == {"a.txt", "draft-b.txt"}

    def test_ignore_files(self, taken: Callable[..., set[object]], letters: Path) -> None:
        (letters / ".plainletterignore").write_text("# drafts\ndraft*\n")
        (letters / "south" / ".plainletterignore").write_text("old/\n")
        assert taken() == {"north/a.txt", "south/c.md"}

    def test_since(self, taken: Callable[..., set[object]], letters: Path) -> None:
        long_ago = time.time() - 40 * 86_400
        os.utime(letters / "north" / "a.txt", (long_ago, long_ago))
        assert "north/a.txt" not in taken("--since", "30d")
        assert "north/a.txt" in taken("--since", "6w")
        assert taken("--since", "2100-01-01") == set()

    def test_places_inside_one_another(
        self, taken: Callable[..., set[object]], letters: Path
    ) -> None:
        assert len(taken(places=(letters, letters / "north", letters / "north" / "a.txt"))) == 4

    def test_any_place_that_fsspec_knows(
        self, taken: Callable[..., set[object]], letters: Path, tmp_path: Path
    ) -> None:
        archive = shutil.make_archive(str(tmp_path / "year"), "zip", letters)
        found = taken(places=(f"zip://**/*.txt::file://{archive}",))
        assert {str(path).rsplit("/", 1)[-1] for path in found} >= {"a.txt", "d.txt"}
        assert taken(places=(f"file://{letters}",)) == {
            "north/a.txt", "north/draft-b.txt", "south/c.md", "south/old/d.txt",
        }  # fmt: skip

    def test_what_is_packed_reads_by_its_own_name(self, tmp_path: Path, run: Run) -> None:
        letters = tmp_path / "letters"
        letters.mkdir()
        (letters / "a.md").write_text("Dear Ms Lowe,\n\n**You must attend** the review.\n")
        (letters / "a.md.plainletter.toml").write_text(
            '[[allow]]\nrule = "tone"\nbecause = "Said so."\n'
        )
        archive = shutil.make_archive(str(tmp_path / "year"), "zip", letters)
        run("audit", letters, "--db", tmp_path / "plain.sqlite", "--jobs", 1, "--quiet")
        plain = rows(tmp_path / "plain.sqlite")
        assert plain["results"]
        for number, place in enumerate(
            (f"zip://*.md::file://{archive}", f"zip://::file://{archive}")
        ):
            database = tmp_path / f"packed{number}.sqlite"
            run("audit", place, "--db", database, "--jobs", 1, "--quiet")
            for table in ("results", "findings"):
                assert rows(database)[table] == plain[table]

    def test_the_dashboard_is_no_letter(self, letters: Path, tmp_path: Path, run: Run) -> None:
        page = letters / "north" / "page.html"
        for _ in range(2):
            run(
                "audit",
                letters,
                "--db",
                tmp_path / "a.sqlite",
                "--jobs",
                1,
                "--quiet",
                "--dashboard",
                page,
            )
        assert page.stat().st_size > 1000
        paths = {path for (path,) in read(tmp_path / "a.sqlite", "SELECT path FROM letters")}
        assert len(paths) == 4

    def test_an_address_with_nothing(self, tmp_path: Path, run: Run) -> None:
        done = run("audit", f"file://{tmp_path}/gone", "--db", tmp_path / "a.sqlite", "--jobs", 1)
        assert done.code == 3


class TestBaseline:
    @pytest.fixture
    def job(self, tmp_path: Path, run: Run) -> Callable[[], int]:
        """A scheduled job that lets nothing get worse; gives its exit code."""
        (tmp_path / "letters").mkdir()
        database = tmp_path / "a.sqlite"

        def call() -> int:
            return run(
                "audit", tmp_path / "letters", "--db", database, "--jobs", 1, "--fail-on", "warning",
                "--baseline", database, "--new-only", "--quiet",
            ).code  # fmt: skip

        (tmp_path / "letters" / "a.txt").write_text(
            "Dear Ms Lowe,\n\nYou must attend the review.\n"
        )
        run("audit", tmp_path / "letters" / "a.txt", "--db", database, "--jobs", 1, "--quiet")
        return call

    def test_nothing_may_get_worse(self, tmp_path: Path, job: Callable[[], int]) -> None:
        assert job() == 0  # The first of its kind has nothing to be compared with.
        assert job() == 0
        worse = tmp_path / "letters" / "b.txt"
        worse.write_text("Dear Mr Hale,\n\nYou failed to comply with the plan.\n")
        assert job() == 1
        assert job() == 1  # It stays so until it is mended.
        worse.unlink()
        assert job() == 0

    def test_a_fault_that_is_known_of_another_letter_is_new(
        self, tmp_path: Path, job: Callable[[], int]
    ) -> None:
        assert job() == 0
        first = tmp_path / "letters" / "a.txt"
        (tmp_path / "letters" / "copy.txt").write_text(first.read_text())
        assert job() == 1

    def test_new_only_tells_of_nothing_else(self, tmp_path: Path, run: Run) -> None:
        letters, database = tmp_path / "letters", tmp_path / "a.sqlite"
        letters.mkdir()
        (letters / "a.txt").write_text("Dear Ms Lowe,\n\nYou must attend the review.\n")
        asked = ("audit", letters, "--db", database, "--jobs", 1, "--format", "json")
        assert json.loads(run(*asked).out)["faults"]
        told = run(*asked, "--baseline", database, "--new-only")
        assert json.loads(told.out)["faults"] == []

    def test_a_report_or_another_database_will_do(self, tmp_path: Path, run: Run) -> None:
        letter, report = tmp_path / "a.txt", tmp_path / "before.json"
        letter.write_text("Dear Ms Lowe,\n\nYou must attend the review.\n")
        run("check", letter, "--format", "json", "--output", report)
        run("audit", letter, "--db", tmp_path / "old.sqlite", "--jobs", 1, "--quiet")
        for baseline in (report, tmp_path / "old.sqlite"):
            done = run("audit", letter, "--db", tmp_path / "new.sqlite", "--jobs", 1, "--fail-on",
                       "advice", "--baseline", baseline, "--quiet")  # fmt: skip
            assert done.code == 0

    def test_a_database_with_other_salts_needs_the_letters(self, tmp_path: Path, run: Run) -> None:
        letter = tmp_path / "a.txt"
        letter.write_text("Dear Ms Lowe,\n\nYou must attend the review.\n")
        old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
        for database in (old, new):
            run("audit", letter, "--db", database, "--jobs", 1, "--quiet")
        again = run("audit", "--db", new, "--baseline", old, "--quiet")
        assert again.code == 2
        assert "Name their folder too" in again.one_line_error()
        letter.write_text("Dear Ms Lowe,\n\nYou must attend the review. You must come at once.\n")
        done = run("audit", letter, "--db", new, "--jobs", 1, "--baseline", old, "--new-only",
                   "--fail-on", "advice", "--format", "json")  # fmt: skip
        assert done.code == 1
        found = json.loads(done.out)["faults"]
        assert [fault["findings"] for fault in found if fault["rule"] == "tone.order-must"] == [1]

    def test_fail_under(self, tmp_path: Path, run: Run) -> None:
        letter = tmp_path / "a.txt"
        letter.write_text("Dear Ms Lowe,\n\nYou must attend the review.\n")
        for score, code in ((1, 0), (100, 1)):
            done = run("audit", letter, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet",
                       "--fail-on", "never", "--fail-under", score)  # fmt: skip
            assert done.code == code


class TestPrivacy:
    @pytest.fixture
    def teams(self, tmp_path: Path) -> Path:
        folder = tmp_path / "letters"
        for team, many in (("north", 7), ("south", 6), ("west", 2)):
            (folder / team).mkdir(parents=True)
            for number in range(many):
                text = f"Dear Ms Lowe,\n\nYou must attend the review of {team} {number}.\n"
                (folder / team / f"{number}.txt").write_text(text)
        return folder

    def test_nothing_is_told_of_a_small_team(self, teams: Path, tmp_path: Path, run: Run) -> None:
        told = run("audit", teams, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--folders", "team",
                   "--format", "json").out  # fmt: skip
        found = json.loads(told)
        hidden = {group["name"] for group in found["teams"] if group["hidden"]}
        # With the smallest alone hidden, its figures could be worked out.
        assert hidden == {"west", "south"}
        assert all(group["letters"] is None for group in found["teams"] if group["hidden"])
        assert {letter["team"] for letter in found["weakest"]} == {"north"}

    def test_text_of_another_run_is_not_exported(
        self, teams: Path, tmp_path: Path, run: Run
    ) -> None:
        database, table = tmp_path / "a.sqlite", tmp_path / "f.csv"
        run("audit", teams, "--db", database, "--jobs", 1, "--quiet", "--with-text")
        run(
            "audit",
            teams,
            "--db",
            database,
            "--jobs",
            1,
            "--quiet",
            "--export",
            f"findings:{table}",
        )
        assert "You must" not in table.read_text()

    def test_other_columns_are_not_kept_with_hashed_paths(
        self, teams: Path, tmp_path: Path, run: Run
    ) -> None:
        database = tmp_path / "a.sqlite"
        run("audit", teams, "--db", database, "--jobs", 1, "--quiet", "--folders", "family",
            "--pseudonymise")  # fmt: skip
        assert b"north" not in database.read_bytes()


class TestOddLetters:
    def test_names_that_are_no_text_or_very_long(self, tmp_path: Path, run: Run) -> None:
        folder = tmp_path / "letters"
        folder.mkdir()
        odd = [b"caf\xe9.txt", b"a" * 250 + b".txt", b"new\nline.txt", b"--help.txt"]
        for name in odd:
            with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123
                file.write(b"Dear Ms Lowe,\n\nPlease come on Friday.\n")
        done = run("audit", folder, "--db", tmp_path / "a.sqlite", "--jobs", 1)
        assert done.code in (0, 1)
        paths = {path for (path,) in read(tmp_path / "a.sqlite", "SELECT path FROM letters")}
        assert len(paths) == len(odd)
        assert "caf\\xe9.txt" in paths

    def test_a_text_too_short_to_judge_has_no_overall_score(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "a.txt").write_text("Please ring me on Monday.\n")
        run("audit", tmp_path / "a.txt", "--db", tmp_path / "a.sqlite", "--jobs", 1, "--quiet")
        names = {name for (name,) in read(tmp_path / "a.sqlite", "SELECT name FROM scores")}
        assert names == {"readability", "tone", "jargon"}

    def test_the_gravest_level_is_told(self, tmp_path: Path, run: Run) -> None:
        for team, level in (("a", "error"), ("b", "advice")):
            (tmp_path / team).mkdir()
            (tmp_path / team / "plainletter.toml").write_text(
                f'levels = {{ "tone.*" = "{level}" }}\n'
            )
            (tmp_path / team / "x.txt").write_text(f"Dear Ms Lowe,\n\nYou must attend {team}.\n")
        told = run(
            "audit", tmp_path, "--db", tmp_path / "a.sqlite", "--jobs", 1, "--format", "json"
        ).out
        levels = {fault["rule"]: fault["level"] for fault in json.loads(told)["faults"]}
        assert levels["tone.order-must"] == "error"

    def test_names_cannot_steer_the_terminal(self, tmp_path: Path, run: Run) -> None:
        for number in range(6):
            folder = tmp_path / "letters" / "be\x1b[31;1mta"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.txt").write_text(f"Dear Ms Lowe,\n\nYou must attend {number}.\n")
        done = run("audit", tmp_path / "letters", "--db", tmp_path / "a.sqlite", "--jobs", 1,
                   "--folders", "team")  # fmt: skip
        assert "\x1b" not in done.out + done.err

    def test_a_database_that_goes_away_is_told(
        self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.txt").write_text("Dear Ms Lowe,\n\nPlease come.\n")
        database = tmp_path / "a.sqlite"
        from plainletter.batch import audit

        real = audit.identify

        def lose(task: object) -> object:
            database.unlink(missing_ok=True)
            return real(task)  # type: ignore[arg-type]

        monkeypatch.setattr(audit, "identify", lose)
        done = run("audit", tmp_path / "a.txt", "--db", database, "--jobs", 1, "--quiet")
        assert done.code == 3
        assert "moved or deleted" in done.one_line_error()


class TestShownAgain:
    def test_the_last_run_without_its_folder(self, audited: Path, run: Run) -> None:
        done = run("audit", "--db", audited, "--format", "json")
        assert done.code == 3
        told = json.loads(done.out)
        assert told["letters"] == COUNT + BROKEN
        assert told["schema"] == "plainletter.audit/1"

    def test_the_terminal_says_what_matters(self, audited: Path, run: Run) -> None:
        out = run("audit", "--db", audited).out
        assert f"{COUNT + BROKEN} letters" in out
        assert "What goes wrong most" in out
        assert "Could not be checked" in out
