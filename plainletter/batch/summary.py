"""What a run says about its letters as a whole: figures only, ready to be shown.

Groups of fewer letters than `min_group` show no figures. Where that hides one group alone, the next
smallest is hidden too, since its figures could be worked out from the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from plainletter.batch.known import NEW
from plainletter.batch.store import Run, Store
from plainletter.model import SCORES, Category, Level, Weight

MIN_GROUP = 5
"""Letters that a group needs to show figures, unless told otherwise: the least that the Office for
National Statistics lets stand in its tables."""

BINS = 10
"""Bars of a distribution: scores 0 to 9, 10 to 19 … and 90 to 100."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a score is spread over letters. `bins` counts letters by tens of points, from 0; `good`, `fair`
    and `poor` count them by band. `mean` and `median` are None where there is no letter."""

    name: str
    letters: int
    mean: float | None
    median: float | None
    bins: tuple[int, ...]
    good: int
    fair: int
    poor: int


@dataclass(frozen=True, slots=True)
class Group:
    """A team or a month. `hidden` says that it is too small to be shown: then there are no figures, not
    even how many letters. `scores` are means by score name, in points; `reading_age` is a mean in years."""

    name: str
    hidden: bool
    letters: int | None
    scores: dict[str, float]
    reading_age: float | None
    errors: float | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that found something: in how many letters, how often, why it matters and what to do. Sorted by letters,
    an error counting five times and a warning two and a half times as much as advice."""

    rule: str
    title: str
    category: Category
    level: Level
    letters: int
    findings: int
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many letters say something that a letter has to say."""

    item: str
    title: str
    weight: Weight
    present: int
    partial: int
    missing: int
    not_checked: int

    @property
    def asked(self) -> int:
        """How many letters were to say it."""
        return self.present + self.partial + self.missing


@dataclass(frozen=True, slots=True)
class Weak:
    """A letter to look at, and what makes it so. `missing` are titles of statements the law needs."""

    path: str
    team: str | None
    month: str | None
    overall: int
    errors: int
    warnings: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A letter that could not be checked, or only in part."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """All there is to say about a run.

    letters, checked: how many there are, and how many of them could be checked at all.
    troubles, troubles_left: the first letters with a problem, and how many more there are.
    teams, months: empty where nothing is known of them.
    new_only: the faults are only those that an earlier report did not have.
    """

    run: Run
    letters: int
    checked: int
    words: int
    min_group: int
    scores: tuple[Spread, ...]
    reading_age: float | None
    months: tuple[Group, ...]
    teams: tuple[Group, ...]
    faults: tuple[Fault, ...]
    coverage: tuple[Coverage, ...]
    weakest: tuple[Weak, ...]
    troubles: tuple[Trouble, ...]
    troubles_left: int
    new_only: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON has it."""
        return asdict(self)


WORST_LEVEL = (
    "CASE max(CASE level WHEN 'error' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END)"
    " WHEN 3 THEN 'error' WHEN 2 THEN 'warning' ELSE 'advice' END"
)
"""The gravest severity level of a group of findings, as SQL."""

_CHECKED = "letters.run = ? AND letters.result IN (SELECT result FROM results WHERE words > 0)"


def summarise(
    store: Store, run: Run, *, min_group: int = MIN_GROUP, most: int = 20, new_only: bool = False
) -> Summary:
    """Summarise a run. `most` is how many faults, letters and problems are told of, the gravest first.

    With `new_only` the table `temp.known` (see `plainletter.batch.known`) has to be there. Raises `StoreError`.
    """
    number = run.run
    months, teams = (_groups(store, number, column, min_group) for column in ("month", "team"))
    checked = store.one(f"SELECT count(*) FROM letters WHERE {_CHECKED}", number)
    words = store.one(
        "SELECT sum(words) FROM letters JOIN results USING (result) WHERE run = ?", number
    )
    age = store.one(
        "SELECT avg(value) FROM letters JOIN measures USING (result)"
        " WHERE run = ? AND name = 'reading_age'", number,
    )  # fmt: skip
    return Summary(
        run=run,
        letters=store.one("SELECT count(*) FROM letters WHERE run = ?", number),
        checked=checked,
        words=words or 0,
        min_group=min_group,
        scores=tuple(_spread(store, number, name) for name in SCORES),
        reading_age=None if age is None else round(age, 1),
        months=months,
        teams=teams,
        faults=_faults(store, number, most, new_only=new_only),
        coverage=_coverage(store, number),
        weakest=_weakest(store, number, most, _hidden(teams), _hidden(months)),
        troubles=tuple(
            Trouble(path, message)
            for path, message in store.rows(
                "SELECT path, problem FROM letters WHERE run = ? AND problem IS NOT NULL"
                " ORDER BY path LIMIT ?", number, most,
            )
        ),
        troubles_left=max(run.problems - most, 0),
        new_only=new_only,
    )  # fmt: skip


def _spread(store: Store, run: int, name: str) -> Spread:
    counts: dict[int, int] = {}
    bands = {"good": 0, "fair": 0, "poor": 0}
    for value, band, many in store.rows(
        "SELECT value, band, count(*) FROM letters JOIN scores USING (result)"
        " WHERE run = ? AND name = ? GROUP BY value, band", run, name,
    ):  # fmt: skip
        counts[value] = counts.get(value, 0) + many
        bands[band] += many
    bins = [0] * BINS
    for value, many in counts.items():
        bins[min(value * BINS // 100, BINS - 1)] += many
    total = sum(counts.values())
    mean = sum(v * n for v, n in counts.items()) / total if total else None
    return Spread(
        name, total, None if mean is None else round(mean, 1), _median(counts, total), tuple(bins),
        **bands,
    )  # fmt: skip


def _median(counts: dict[int, int], total: int) -> float | None:
    if not total:
        return None
    at, seen, low = 0, 0, None
    for value in sorted(counts):
        seen += counts[value]
        if low is None and seen * 2 >= total:
            low = value
        if seen * 2 > total:
            at = value
            break
    return (at + (low if low is not None else at)) / 2


def _groups(store: Store, run: int, column: str, min_group: int) -> tuple[Group, ...]:
    sizes = list(
        store.rows(
            f"SELECT {column}, count(*) FROM letters WHERE {_CHECKED} AND {column} IS NOT NULL"
            f" GROUP BY {column} ORDER BY {column}", run,
        )
    )  # fmt: skip
    hidden = hidden_groups(sizes, min_group)
    groups = []
    for name, letters in sizes:
        if name in hidden:
            groups.append(Group(name, True, None, {}, None, None))
            continue
        means = {
            score: round(mean, 1)
            for score, mean in store.rows(
                f"SELECT name, avg(value) FROM letters JOIN scores USING (result)"
                f" WHERE run = ? AND {column} = ? GROUP BY name", run, name,
            )
        }  # fmt: skip
        age, errors = next(
            store.rows(
                f"SELECT avg(reading_age), avg(errors) FROM letter_overview"
                f" WHERE run = ? AND {column} = ? AND words > 0", run, name,
            )
        )  # fmt: skip
        groups.append(
            Group(
                name, False, letters, {s: means[s] for s in SCORES if s in means},
                None if age is None else round(age, 1), None if errors is None else round(errors, 1),
            )
        )  # fmt: skip
    return tuple(groups)


def hidden_groups(sizes: Iterable[tuple[str, int]], min_group: int) -> frozenset[str]:
    """The groups whose figures are not shown, from their sizes in letters.

    Those below `min_group`; and where these together hold fewer than that many letters, so that they could
    be worked out from the total, the next smallest as well.
    """
    ordered = sorted(sizes, key=lambda size: (size[1], size[0]))
    hidden = [name for name, letters in ordered if letters < min_group]
    held = sum(letters for _, letters in ordered[: len(hidden)])
    if hidden and held < min_group and len(hidden) < len(ordered):
        hidden.append(ordered[len(hidden)][0])
    return frozenset(hidden)


def _faults(store: Store, run: int, most: int, *, new_only: bool) -> tuple[Fault, ...]:
    new = NEW if new_only else ""
    return tuple(
        Fault(*row)
        for row in store.rows(
            "SELECT found.rule, coalesce(rules.title, found.rule), found.category, found.level,"
            " found.letters, found.findings, coalesce(rules.why, ''), coalesce(rules.advice, '')"
            " FROM (SELECT rule, category, " + WORST_LEVEL + " AS level, count(DISTINCT path) AS letters,"
            f" count(*) AS findings FROM letters JOIN findings USING (result) WHERE run = ?{new}"
            " GROUP BY rule, category) AS found LEFT JOIN rules ON rules.rule = found.rule"
            " ORDER BY found.letters * CASE found.level WHEN 'error' THEN 10 WHEN 'warning' THEN 5"
            " ELSE 2 END DESC, found.findings DESC, found.rule LIMIT ?", run, most,
        )
    )  # fmt: skip


def _coverage(store: Store, run: int) -> tuple[Coverage, ...]:
    # One id may stand for different statements in letters of different sorts.
    counts: dict[tuple[str, str, Weight], dict[str, int]] = {}
    for item, title, weight, status, many in store.rows(
        "SELECT item, coalesce(title, item), checklist.weight, status, count(*)"
        " FROM letters JOIN results USING (result) JOIN checklist USING (result)"
        " LEFT JOIN items USING (item, profile) WHERE run = ? GROUP BY 1, 2, 3, 4", run,
    ):  # fmt: skip
        found = counts.setdefault((item, title, weight), {})
        found[status] = found.get(status, 0) + many
    return tuple(
        Coverage(
            *about,
            *(found.get(status, 0) for status in ("present", "partial", "missing", "not_checked")),
        )
        for about, found in sorted(counts.items())
    )


def _hidden(groups: Sequence[Group]) -> frozenset[str]:
    return frozenset(group.name for group in groups if group.hidden)


def _weakest(
    store: Store, run: int, most: int, teams: frozenset[str], months: frozenset[str]
) -> tuple[Weak, ...]:
    """The letters with the lowest scores. Those of hidden teams are left out, since their folders may say
    whose they are; a hidden month is not named."""
    chosen: list[Weak] = []
    for path, team, month, overall, errors, warnings, result in store.rows(
        "SELECT path, team, month, overall, errors, warnings, result FROM letter_overview"
        " WHERE run = ? AND overall IS NOT NULL ORDER BY overall, errors DESC, path", run,
    ):  # fmt: skip
        if len(chosen) == most:
            break
        if team not in teams:
            shown = None if month in months else month
            chosen.append(
                Weak(path, team, shown, overall, errors, warnings, _missing_law(store, result))
            )
    return tuple(chosen)


def _missing_law(store: Store, result: str) -> tuple[str, ...]:
    return tuple(
        title
        for (title,) in store.rows(
            "SELECT items.title FROM checklist JOIN results USING (result) JOIN items USING (item, profile)"
            " WHERE result = ? AND status = 'missing' AND items.weight = 'law' ORDER BY item", result,
        )
    )  # fmt: skip
