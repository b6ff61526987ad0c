"""How runs compare: what each of them found, and what became better or worse between two of them.

Letters are held together by their path. What two runs say of the letters in both is like for like; new
letters make no run worse, and neither do new rules: a letter whose bytes are the same cannot have got worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, TypeVar

from plainletter.batch.store import Run, Store
from plainletter.batch.summary import MIN_GROUP, WORST_LEVEL, hidden_groups
from plainletter.errors import UsageError
from plainletter.model import SCORES, Level, Weight

_Change = TypeVar("_Change", "RuleChange", "ItemChange")


@dataclass(frozen=True, slots=True)
class RunRow:
    """A finished run in figures.

    letters, checked, problems: how many there were, of how many there are figures, and how many could not
        be checked or only in part.
    scores: means by score name, in points. good, fair, poor: shares of letters by their overall band,
        from 0 to 1. errors: how many a letter has. reading_age: mean, in years. None where there is nothing
        to take a mean of.
    """

    run: int
    finished: str
    version: str
    ruleset: str
    profile: str
    letters: int
    checked: int
    problems: int
    scores: dict[str, float]
    good: float | None
    fair: float | None
    poor: float | None
    errors: float | None
    reading_age: float | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How often a rule found something, for each 100 letters."""

    rule: str
    title: str
    level: Level
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ItemChange:
    """The share of letters that say something, from 0 to 1, of those that were to say it."""

    item: str
    title: str
    weight: Weight
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A team's mean overall score. None in a run that had no letters of it, and in both runs where it is
    too small to be shown in one of them: then it is `hidden`."""

    team: str
    hidden: bool
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class LetterChange:
    """A letter with other words than before: its overall score, and its errors."""

    path: str
    team: str | None
    before: int
    after: int
    errors_before: int
    errors_after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, `before` and `after`, by their numbers.

    same_scope: whether both were asked for the same folders, with the same options.
    same_rules, same_version: whether both were checked with the same rules and settings, and the same
        plainletter; where not, part of every difference may come from that.
    both, new, gone: letters in both runs, only in `after`, only in `before`.
    compared: letters in both that could be checked in full both times. All that follows is about them.
    better, worse, same: by overall score. mean_before, mean_after: their mean overall scores.
    changed: letters that are not as they were. changed_by: what their overall scores gained, together.
    more_errors: changed letters that have more errors than before.
    by_rules: letters that are the same byte for byte, checked with other rules. by_rules_gain: what their
        mean overall score gained by that.
    lost: letters in both that could be checked in full before, and now cannot.
    rules_more … items_less: what changed most, the largest change first. worst: the changed letters that
        lost most.
    """

    before: int
    after: int
    same_rules: bool
    same_scope: bool
    same_version: bool
    both: int
    new: int
    gone: int
    compared: int
    better: int
    worse: int
    same: int
    mean_before: float | None
    mean_after: float | None
    changed: int
    changed_by: int
    more_errors: int
    by_rules: int
    by_rules_gain: float | None
    lost: int
    rules_more: tuple[RuleChange, ...]
    rules_less: tuple[RuleChange, ...]
    items_more: tuple[ItemChange, ...]
    items_less: tuple[ItemChange, ...]
    worst: tuple[LetterChange, ...]
    teams: tuple[TeamChange, ...]

    @property
    def got_worse(self) -> bool:
        """True when the changed letters lost points together, or one of them has more errors."""
        return self.changed_by < 0 or self.more_errors > 0


@dataclass(frozen=True, slots=True)
class History:
    """All finished runs, the oldest first, and how two of them compare."""

    runs: tuple[RunRow, ...]
    comparison: Comparison
    min_group: int

    def to_dict(self) -> dict[str, Any]:
        """The history as JSON has it."""
        shape = asdict(self)
        shape["comparison"]["got_worse"] = self.comparison.got_worse
        return shape


def history(
    store: Store,
    before: int | None = None,
    after: int | None = None,
    *,
    min_group: int = MIN_GROUP,
    most: int = 5,
) -> History:
    """The runs of a store, with two of them compared: by their numbers, or the last two.

    Where only `after` is named, it is compared with the newest run before it that asked for the same, else
    with the newest; where only `before` is named, with the last. `most` is how many rules, items and letters are told of. Raises `UsageError` for a run that is
    not there or not finished, or where there are no two; and `StoreError`.
    """
    first, second = _chosen(store, before, after)
    return History(_runs(store), _compare(store, first, second, min_group, most), min_group)


def _chosen(store: Store, before: int | None, after: int | None) -> tuple[Run, Run]:
    for number in (before, after):
        if number is not None and store.get_run(number).state != "finished":
            raise UsageError(f"{store.path}: run {number} was not finished. Choose another.")
    finished = [run.run for run in store.runs() if run.state == "finished"]
    if not finished:
        raise UsageError(
            f"{store.path}: there is no finished run in it. Run plainletter audit first."
        )
    if len(finished) == 1:
        raise UsageError(
            f"{store.path}: there is one run in it, and nothing to compare it with. Run the audit again."
        )
    if after is None:
        after = finished[-1]
    if before is None:
        earlier = [number for number in finished if number < after]
        if not earlier:
            raise UsageError(
                f"{store.path}: there is no run before run {after}. Choose one with --from."
            )
        # Two folders may be audited in turns: like is compared with like, where there is like.
        scope = store.scope_of(after)
        alike = [number for number in earlier if store.scope_of(number) == scope]
        before = (alike or earlier)[-1]
    if before == after:
        raise UsageError(f"Run {after} cannot be compared with itself. Choose two runs.")
    return store.get_run(before), store.get_run(after)


# Runs


def _runs(store: Store) -> tuple[RunRow, ...]:
    scores: dict[int, dict[str, float]] = {}
    for run, name, mean in store.rows(
        "SELECT run, name, avg(value) FROM letters JOIN scores USING (result) GROUP BY run, name"
    ):
        scores.setdefault(run, {})[name] = round(mean, 1)
    bands = {
        run: shares
        for run, *shares in store.rows(
            "SELECT run, avg(band = 'good'), avg(band = 'fair'), avg(band = 'poor')"
            " FROM letters JOIN scores USING (result) WHERE name = 'overall' GROUP BY run"
        )
    }
    counts = {
        run: (checked, errors)
        for run, checked, errors in store.rows(
            "SELECT run, count(*), avg(errors) FROM letters JOIN results USING (result)"
            " WHERE words > 0 GROUP BY run"
        )
    }
    ages = dict(
        store.rows(
            "SELECT run, avg(value) FROM letters JOIN measures USING (result)"
            " WHERE name = 'reading_age' GROUP BY run"
        )
    )
    rows = []
    for run in store.runs():
        if run.state != "finished":
            continue
        checked, errors = counts.get(run.run, (0, None))
        means = scores.get(run.run, {})
        good, fair, poor = (
            None if share is None else round(share, 4)
            for share in bands.get(run.run, (None, None, None))
        )
        rows.append(
            RunRow(
                run.run, run.finished or run.started, run.version, run.ruleset, run.profile,
                run.letters, checked, run.problems, {s: means[s] for s in SCORES if s in means},
                good, fair, poor, _rounded(errors, 2), _rounded(ages.get(run.run), 1),
            )
        )  # fmt: skip
    return tuple(rows)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


# Two runs

# The letters in both runs, as a table to choose from. A letter has not changed where its result is the same,
# or its bytes are and only the rules are others; what stands beside a letter (suppressions) counts as a change.
_PAIRS = """
WITH pairs AS (
    SELECT a.path, coalesce(b.team, a.team) AS team, old.value AS before, new.value AS after,
        ra.errors AS errors_before, rb.errors AS errors_after,
        a.problem IS NULL AND b.problem IS NOT NULL AS lost,
        a.problem IS NULL AND b.problem IS NULL AND old.value IS NOT NULL AND new.value IS NOT NULL
            AS compared,
        ra.content = rb.content AND (ra.ruleset <> rb.ruleset OR ra.version <> rb.version) AS by_rules,
        a.result <> b.result
            AND NOT (ra.content = rb.content AND (ra.ruleset <> rb.ruleset OR ra.version <> rb.version))
            AS changed
    FROM letters AS a CROSS JOIN letters AS b ON b.run = ?2 AND b.path = a.path
    LEFT JOIN results AS ra ON ra.result = a.result
    LEFT JOIN results AS rb ON rb.result = b.result
    LEFT JOIN scores AS old ON old.result = a.result AND old.name = 'overall'
    LEFT JOIN scores AS new ON new.result = b.result AND new.name = 'overall'
    WHERE a.run = ?1
)
"""


def _compare(store: Store, first: Run, second: Run, min_group: int, most: int) -> Comparison:
    a, b = first.run, second.run
    (
        both, lost, compared, better, worse, same, mean_before, mean_after, changed, changed_by,
        more_errors, by_rules, gain,
    ) = next(
        store.rows(
            _PAIRS + "SELECT count(*), total(lost), total(compared),"
            " count(*) FILTER (WHERE compared AND after > before),"
            " count(*) FILTER (WHERE compared AND after < before),"
            " count(*) FILTER (WHERE compared AND after = before),"
            " avg(before) FILTER (WHERE compared), avg(after) FILTER (WHERE compared),"
            " count(*) FILTER (WHERE compared AND changed),"
            " total(after - before) FILTER (WHERE compared AND changed),"
            " count(*) FILTER (WHERE compared AND changed AND errors_after > errors_before),"
            " count(*) FILTER (WHERE compared AND by_rules),"
            " avg(after - before) FILTER (WHERE compared AND by_rules)"
            " FROM pairs", a, b,
        )
    )  # fmt: skip
    rules = _rules(store, a, b)
    items = _items(store, a, b)
    teams = _teams(store, a, b, min_group)
    hidden = frozenset(team.team for team in teams if team.hidden)
    return Comparison(
        before=a, after=b,
        same_scope=store.scope_of(a) == store.scope_of(b), same_rules=first.ruleset == second.ruleset, same_version=first.version == second.version,
        both=both, new=_alone(store, b, a), gone=_alone(store, a, b),
        compared=int(compared), better=better, worse=worse, same=same,
        mean_before=_rounded(mean_before, 1), mean_after=_rounded(mean_after, 1),
        changed=changed, changed_by=int(changed_by), more_errors=more_errors,
        by_rules=by_rules, by_rules_gain=_rounded(gain, 1), lost=int(lost),
        rules_more=_most(rules, lambda c: c.after - c.before, most),
        rules_less=_most(rules, lambda c: c.before - c.after, most),
        items_more=_most(items, lambda c: c.after - c.before, most),
        items_less=_most(items, lambda c: c.before - c.after, most),
        worst=_worst(store, a, b, most, hidden),
        teams=teams,
    )  # fmt: skip


def _most(
    changes: Iterable[_Change], by: Callable[[_Change], float], most: int
) -> tuple[_Change, ...]:
    """Those that grew by `by`, most first."""
    grown = [change for change in changes if by(change) > 0]
    return tuple(sorted(grown, key=by, reverse=True)[:most])


def _alone(store: Store, run: int, other: int) -> int:
    """How many letters of a run the other does not have."""
    alone: int = store.one(
        "SELECT count(*) FROM letters AS a WHERE run = ? AND NOT EXISTS"
        " (SELECT 1 FROM letters AS b WHERE b.run = ? AND b.path = a.path)", run, other,
    )  # fmt: skip
    return alone


def _checked(store: Store, run: int) -> int:
    many: int = store.one(
        "SELECT count(*) FROM letters JOIN results USING (result) WHERE run = ? AND words > 0", run
    )
    return many


def _rules(store: Store, a: int, b: int) -> list[RuleChange]:
    letters = {run: _checked(store, run) for run in (a, b)}
    if not all(letters.values()):
        return []
    changes = []
    for rule, title, level, before, after in store.rows(
        "SELECT found.rule, coalesce(rules.title, found.rule), coalesce(rules.level, found.level),"
        " before, after FROM (SELECT rule, " + WORST_LEVEL + " AS level, sum(run = ?1) AS before,"
        " sum(run = ?2) AS after FROM letters JOIN findings USING (result) WHERE run IN (?1, ?2)"
        " GROUP BY rule) AS found LEFT JOIN rules ON rules.rule = found.rule ORDER BY found.rule", a, b,
    ):  # fmt: skip
        rates = round(100 * before / letters[a], 1), round(100 * after / letters[b], 1)
        changes.append(RuleChange(rule, title, level, *rates))
    return changes


def _items(store: Store, a: int, b: int) -> list[ItemChange]:
    changes = []
    for item, title, weight, said_before, asked_before, said_after, asked_after in store.rows(
        "SELECT item, coalesce(title, item), checklist.weight,"
        " sum(run = ?1 AND status = 'present'), sum(run = ?1),"
        " sum(run = ?2 AND status = 'present'), sum(run = ?2)"
        " FROM letters JOIN results USING (result) JOIN checklist USING (result)"
        " LEFT JOIN items USING (item, profile)"
        " WHERE run IN (?1, ?2) AND status <> 'not_checked' GROUP BY 1, 2, 3 ORDER BY 1, 2", a, b,
    ):  # fmt: skip
        if asked_before and asked_after:
            shares = round(said_before / asked_before, 3), round(said_after / asked_after, 3)
            changes.append(ItemChange(item, title, weight, *shares))
    return changes


def _worst(
    store: Store, a: int, b: int, most: int, hidden: frozenset[str]
) -> tuple[LetterChange, ...]:
    """The letters that got worse most, without those of hidden teams, whose folders may say whose they are."""
    rows = store.rows(
        _PAIRS + "SELECT path, team, before, after, errors_before, errors_after FROM pairs"
        " WHERE compared AND changed AND (after < before OR errors_after > errors_before)"
        " ORDER BY after - before, errors_before - errors_after, path", a, b,
    )  # fmt: skip
    changes = (LetterChange(*row) for row in rows)
    return tuple(islice((change for change in changes if change.team not in hidden), most))


def _teams(store: Store, a: int, b: int, min_group: int) -> tuple[TeamChange, ...]:
    means: dict[int, dict[str, float]] = {}
    hidden: set[str] = set()
    for run in (a, b):
        rows = list(
            store.rows(
                "SELECT team, count(*), avg(value) FROM letters JOIN scores USING (result)"
                " WHERE run = ? AND name = 'overall' AND team IS NOT NULL GROUP BY team", run,
            )
        )  # fmt: skip
        means[run] = {team: round(mean, 1) for team, _, mean in rows}
        hidden |= hidden_groups([(team, letters) for team, letters, _ in rows], min_group)
    return tuple(
        TeamChange(team, True, None, None)
        if team in hidden
        else TeamChange(team, False, means[a].get(team), means[b].get(team))
        for team in sorted(means[a].keys() | means[b].keys())
    )
