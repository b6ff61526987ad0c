"""`plainletter history`: runs side by side, two of them compared, and a job that fails where letters got worse."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from plainletter.batch.history import LetterChange, history
from plainletter.batch.result import FoundRow, ItemRow, MeasureRow, Result, ScoreRow
from plainletter.batch.store import Letter, Store
from plainletter.errors import UsageError
from plainletter.model import SCORES

ITEMS = {"C01": ("Who writes", "guidance"), "C07": ("What support was given", "law")}


@dataclass(frozen=True)
class L:
    """A letter of a run: its overall score, its errors, and what else a test wants of it."""

    overall: int
    errors: int = 0
    orders: int = 0
    said: tuple[str, ...] = ("C01", "C07")
    team: str | None = None
    content: str = ""
    ruleset: str = "rules1"
    version: str = "0.9"
    problem: str | None = None


def result(path: str, letter: L) -> Result:
    band = "good" if letter.overall >= 70 else "fair" if letter.overall >= 50 else "poor"
    found = [("content.no-offer-of-help", "content", "error")] * letter.errors
    found += [("tone.bare-command", "tone", "advice")] * letter.orders
    content = letter.content or f"{path} {letter}"
    return Result(
        id=f"{content} {letter.ruleset} {letter.version} {path}", content=content,
        ruleset=letter.ruleset, version=letter.version, format="docx",
        profile="letter-to-family", words=300, paragraphs=8, month="",
        scores=tuple(ScoreRow(name, letter.overall, band) for name in SCORES),
        measures=(MeasureRow("reading_age", 10.0 + letter.errors, "years", 11.0, False),),
        findings=tuple(
            FoundRow(rule, category, level, f"{n}", 0, 4, 0, False)
            for n, (rule, category, level) in enumerate(found)
        ),
        checklist=tuple(
            ItemRow(item, "present" if item in letter.said else "missing", weight)
            for item, (_, weight) in ITEMS.items()
        ),
    )  # fmt: skip


def fill(
    store: Store, letters: Mapping[str, L | None], *, finish: bool = True, scope: str = "all"
) -> int:
    """A run with these letters; None is one that could not be read."""
    some = next((letter for letter in letters.values() if letter), L(0))
    run = store.begin_run(scope, some.ruleset, some.version, "letter-to-family")
    with store.transaction():
        for path, letter in letters.items():
            if letter is None:
                store.put_letter(run.run, Letter(path), None, "the file is damaged")
                continue
            kept = result(path, letter)
            store.put_result(kept)
            store.put_letter(run.run, Letter(path, letter.team), kept.id, letter.problem)
        store.db.execute("INSERT OR REPLACE INTO rules VALUES ('tone.bare-command', 'tone', 'advice',"
                         " 'A bare command', 'It sounds harsh.', 'Say please.', 'our own', NULL)")  # fmt: skip
        for item, (title, weight) in ITEMS.items():
            store.db.execute(
                "INSERT OR REPLACE INTO items VALUES (?, 'letter-to-family', ?, ?)",
                (item, title, weight),
            )
    if finish:
        store.end_run(run.run, "finished", sweep=False)
    return run.run


@pytest.fixture
def database(tmp_path: Path) -> Callable[..., Path]:
    """`database({...}, {...})`: a database with a finished run for each."""

    def make(*runs: Mapping[str, L | None]) -> Path:
        path = tmp_path / "results.sqlite"
        with Store.open(path) as store:
            for letters in runs:
                fill(store, letters)
        return path

    return make


def compared(path: Path, *runs: int, **options: Any) -> Any:
    with Store.open(path, create=False) as store:
        return history(store, *runs, **options).comparison


TWO = (
    {"a": L(60, 1), "b": L(80), "c": L(50), "gone": L(90)},
    {"a": L(66, 1), "b": L(76), "c": L(50), "new": L(20, 7)},
)


def test_the_runs_in_figures(database: Callable[..., Path]) -> None:
    path = database({"a": L(40, 2), "b": L(75), "c": None}, {"a": L(90)}, {})
    with Store.open(path, create=False) as store:
        first, second, third = history(store).runs
    assert (first.letters, first.checked, first.problems) == (3, 2, 1)
    assert first.scores == dict.fromkeys(SCORES, 57.5)
    assert (first.good, first.fair, first.poor) == (0.5, 0.0, 0.5)
    assert (first.errors, first.reading_age) == (1.0, 11.0)
    assert (second.errors, second.scores["tone"], second.good) == (0.0, 90.0, 1.0)
    assert (third.letters, third.scores, third.good, third.errors) == (0, {}, None, None)


def test_letters_are_compared_by_path(database: Callable[..., Path]) -> None:
    told = compared(database(*TWO))
    assert (told.before, told.after) == (1, 2)
    assert (told.both, told.new, told.gone, told.compared) == (3, 1, 1, 3)
    assert (told.better, told.worse, told.same) == (1, 1, 1)
    assert (told.mean_before, told.mean_after) == (63.3, 64.0)
    assert (told.changed, told.changed_by, told.more_errors) == (2, 2, 0)
    assert not told.got_worse
    assert told.worst == (LetterChange("b", None, 80, 76, 0, 0),)


def test_a_letter_that_could_not_be_checked_is_not_compared(database: Callable[..., Path]) -> None:
    path = database(
        {"a": L(60), "b": L(60), "c": None, "d": L(60, problem="a page is missing")},
        {"a": None, "b": L(99, problem="a page is missing"), "c": L(10), "d": L(10)},
    )
    told = compared(path)
    assert (told.both, told.compared, told.lost) == (4, 0, 2)
    assert (told.mean_before, told.worst, told.got_worse) == (None, (), False)


def test_rules_are_counted_for_each_100_letters(database: Callable[..., Path]) -> None:
    path = database(
        {f"{n}": L(60, 1, orders=2) for n in range(10)},
        {f"{n}": L(60, 2 if n < 1 else 1, orders=1) for n in range(40)} | {"x": None},
    )
    told = compared(path)
    (more,), (less,) = told.rules_more, told.rules_less
    assert (more.rule, more.before, more.after) == ("content.no-offer-of-help", 100.0, 102.5)
    assert (less.title, less.level, less.before, less.after) == (
        "A bare command", "advice", 200.0, 100.0,
    )  # fmt: skip


def test_what_letters_say_is_compared_by_share(database: Callable[..., Path]) -> None:
    path = database(
        {f"{n}": L(60, said=("C07",)) for n in range(4)},
        {f"{n}": L(60, said=("C01", "C07") if n < 5 else ()) for n in range(10)},
    )
    told = compared(path)
    (more,), (less,) = told.items_more, told.items_less
    assert (more.item, more.title, more.before, more.after) == ("C01", "Who writes", 0.0, 0.5)
    assert (less.item, less.weight, less.before, less.after) == ("C07", "law", 1.0, 0.5)


def test_only_so_many_are_told_of(database: Callable[..., Path]) -> None:
    path = database({f"{n}": L(60) for n in range(9)}, {f"{n}": L(50 - n) for n in range(9)})
    with Store.open(path, create=False) as store:
        assert [w.path for w in history(store, most=2).comparison.worst] == ["8", "7"]
        assert len(history(store).comparison.worst) == 5


def test_new_rules_make_no_letter_worse(database: Callable[..., Path], run: Any) -> None:
    old = {"a": L(60, content="a"), "b": L(70, content="b")}
    path = database(old, {k: replace(v, overall=v.overall - 9, errors=3, ruleset="rules2")
                          for k, v in old.items()})  # fmt: skip
    told = compared(path)
    assert (told.same_rules, told.same_version) == (False, True)
    assert (told.worse, told.changed, told.by_rules, told.by_rules_gain) == (2, 0, 2, -9.0)
    assert not told.got_worse
    outcome = run("history", path, "--fail-if-worse")
    assert (outcome.code, outcome.err) == (0, "")
    flat = " ".join(outcome.out.split())
    assert "Part of the difference may come from that, and not from the letters." in flat
    assert "moved the mean overall score there by -9.0" in flat


def test_suppressions_beside_a_letter_are_a_change(tmp_path: Path) -> None:
    """The same bytes and the same rules, and another result: what stands beside the letter was changed."""
    with Store.open(tmp_path / "results.sqlite") as store:
        fill(store, {"a": L(60, content="a")})
        number = fill(store, {})
        again = replace(result("a", L(50, 1, content="a")), id="another")
        with store.transaction():
            store.put_result(again)
            store.put_letter(number, Letter("a"), again.id, None)
        told = history(store).comparison
    assert (told.changed, told.by_rules, told.more_errors) == (1, 0, 1)


def test_another_version_is_told(database: Callable[..., Path], run: Any) -> None:
    path = database({"a": L(60)}, {"a": L(60, version="1.0", ruleset="rules2")})
    out = " ".join(run("history", path).out.split())
    assert "plainletter and its rules changed between these runs." in out
    same = run("history", database({"a": L(60)}), "--from", 2, "--to", 3)
    assert "changed between" in same.out


def test_small_teams_show_no_figures(database: Callable[..., Path], run: Any) -> None:
    first = {f"h{n}": L(60, team="Harbour") for n in range(9)}
    first |= {f"m{n}": L(50, team="Moorside") for n in range(8)}
    first |= {f"q{n}": L(70, team="Quarry Lane") for n in range(7)}
    second = {path: replace(letter, overall=64) for path, letter in first.items()}
    del second["q0"], second["q1"], second["q2"]
    path = database(first, second)
    teams = {team.team: team for team in compared(path, min_group=5).teams}
    assert (teams["Harbour"].before, teams["Harbour"].after) == (60.0, 64.0)
    # Four letters in the second run: hidden in both, and with it the next smallest.
    for name in ("Quarry Lane", "Moorside"):
        assert (teams[name].hidden, teams[name].before, teams[name].after) == (True, None, None)
    out = run("history", path).out
    assert "Harbour" in out
    assert "Quarry Lane" not in out
    assert "2 teams are too small to show (--min-group is 5)." in out
    assert "Quarry Lane" in run("history", path, "--min-group", 1).out


# The command


def test_the_command_compares_the_last_two(database: Callable[..., Path], run: Any) -> None:
    path = database({"a": L(10)}, *TWO)
    outcome = run("history", path)
    assert (outcome.code, outcome.err) == (0, "")
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
    assert "\x1b" not in outcome.out
    flat = " ".join(outcome.out.split())
    for told in (
        "Run 2 (", "3 letters are in both runs; 1 is new, 1 is gone.",
        "Of 3 that could be compared: 1 better, 1 worse, 1 with the same overall score.",
        "Their mean overall score was 63.3 and is 64.0 (+0.7).", "b 80 → 76 0 → 0",
    ):  # fmt: skip
        assert told in flat


@pytest.mark.parametrize(
    ("options", "chosen"),
    [((), (2, 3)), (("--from", 1), (1, 3)), (("--to", 2), (1, 2)), (("--from", 3, "--to", 1), (3, 1))],
)  # fmt: skip
def test_two_runs_can_be_chosen(
    database: Callable[..., Path], run: Any, options: tuple[Any, ...], chosen: tuple[int, int]
) -> None:
    path = database({"a": L(10)}, *TWO)
    with Store.open(path) as store:
        fill(store, {"a": L(1)}, finish=False)  # Still running: not one of them.
    told = json.loads(run("history", path, "--format", "json", *options).out)
    assert told["schema"] == "plainletter.history/1"
    assert (told["comparison"]["before"], told["comparison"]["after"]) == chosen
    assert [row["run"] for row in told["runs"]] == [1, 2, 3]


def test_as_json_and_as_csv(database: Callable[..., Path], run: Any, tmp_path: Path) -> None:
    path = database(*TWO)
    told = json.loads(run("history", path, "--format", "json").out)
    assert told["comparison"]["worst"][0]["path"] == "b"
    assert told["comparison"]["got_worse"] is False
    out = run("history", path, "--format", "csv").out
    first, second = csv.DictReader(io.StringIO(out))
    assert (first["run"], first["letters"], first["overall"]) == ("1", "4", "70.0")
    assert second["good"] == "0.25"
    file = tmp_path / "runs.csv"
    assert run("history", path, "--format", "csv", "--output", file).out == ""
    assert file.read_bytes() == b"\xef\xbb\xbf" + out.encode()


@pytest.mark.parametrize(
    ("after", "code", "told"),
    [
        ({"a": L(60), "b": L(71)}, 0, ""),
        ({"a": L(59), "b": L(71)}, 0, ""),  # As much better as worse.
        ({"a": L(58), "b": L(71)}, 1, "the mean overall score of changed letters fell by 0.5"),
        ({"a": L(60), "b": L(71, 1)}, 1, "1 letter got more errors"),
        ({"a": L(50, 1), "b": L(70)}, 1, "fell by 10.0 and 1 letter got more errors"),
        ({"a": L(60), "b": L(70), "new": L(0, 9)}, 0, ""),  # No regress of the old ones.
        ({"a": L(60)}, 0, ""),
        ({"a": L(60), "b": L(70), "new": None}, 0, ""),
        ({"a": L(60), "b": None}, 3, "1 letter could be checked before, and not now."),
        ({"a": L(1, 9), "b": None}, 3, "1 letter could be checked before, and not now."),
        ({"new": L(99)}, 3, "No letter could be checked in both runs"),
        ({}, 3, "No letter could be checked in both runs"),
    ],
)
def test_nothing_may_get_worse(
    database: Callable[..., Path], run: Any, after: dict[str, L | None], code: int, told: str
) -> None:
    path = database({"a": L(60), "b": L(70)}, after)
    assert run("history", path).code == 0
    outcome = run("history", path, "--fail-if-worse")
    assert outcome.code == code
    if code:
        assert told in outcome.one_line_error()
    else:
        assert outcome.err == ""


def test_bad_ends(database: Callable[..., Path], run: Any, tmp_path: Path) -> None:
    path = database(*TWO)
    with Store.open(path) as store:
        fill(store, {"a": L(1)}, finish=False)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE things (thing)")
    db.close()
    text = tmp_path / "letter.txt"
    text.write_text("Dear Ms Okoro, " * 200)
    for arguments, told in (
        ((tmp_path / "none.sqlite",), "there is no such database"),
        ((tmp_path,), "there is no such database"),
        ((other,), "is a database of another program"),
        ((text,), "is no results database"),
        ((path, "--from", 9), "there is no run 9 in it"),
        ((path, "--to", 3), "run 3 was not finished"),
        ((path, "--to", 1), "there is no run before run 1"),
        ((path, "--from", 2), "run 2 cannot be compared with itself"),
        ((path, "--output", path), "is the database itself"),
        ((path, "--format", "xml"), "xml"),
        ((path, "--min-group", 0), "--min-group"),
    ):
        outcome = run("history", *arguments)
        assert outcome.code == 2, arguments
        assert told.lower() in outcome.one_line_error().lower()
        assert outcome.out == ""
    assert other.read_bytes()[:6] == b"SQLite"
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (3,)
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert "newer plainletter" in run("history", path).one_line_error()


@pytest.mark.parametrize("runs", [(), ({"a": L(60)},)])
def test_too_few_runs(database: Callable[..., Path], run: Any, runs: tuple[Any, ...]) -> None:
    outcome = run("history", database(*runs))
    assert outcome.code == 2
    told = "there is one run in it" if runs else "there is no finished run in it"
    assert told in outcome.one_line_error()


def test_a_locked_database(
    database: Callable[..., Path], run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plainletter.batch.store.BUSY_SECONDS", 0.05)
    path = database(*TWO)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        outcome = run("history", path)
    finally:
        holder.close()
    assert outcome.code == 3
    assert "another program has it open" in outcome.one_line_error()
    assert run("history", path).code == 0


def test_names_cannot_steer_the_terminal(database: Callable[..., Path], run: Any) -> None:
    name = "a\x1b[31m[bold]\u202e.txt"
    out = run("history", database({name: L(60)}, {name: L(50)}), "--no-color").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]" in out


def test_an_unknown_run_for_callers(database: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="no run 7"):
        compared(database(*TWO), 7, 1)


def test_like_is_compared_with_like(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "a.sqlite"
    with Store.open(path) as store:
        for scope, score in (("north", 60), ("south", 40), ("north", 65)):
            fill(store, {"a.docx": L(score)}, scope=scope)
    told = compared(path)
    assert (told.before, told.after, told.same_scope) == (1, 3, True)
    out = run("history", path, "--from", 2, "--to", 3).out
    assert "other folders or options" in out
    assert "other folders or options" not in run("history", path).out
