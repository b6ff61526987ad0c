"""The dashboard of an audit: one HTML file that needs no network, no script and no other file.

What it says in words is made here, from the figures of a summary; how it looks stands in dashboard.html.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from plainletter.batch import charts
from plainletter.batch.charts import Part, Point, Row, plain
from plainletter.batch.summary import Coverage, Fault, Group, Spread, Summary
from plainletter.batch.templates import TARGET_AGE, Templates
from plainletter.model import Level, Weight
from plainletter.pages import environment
from plainletter.score import FAIR, GOOD

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

FEW = 30
"""Letters below which the page says that one more could change its figures. Our own judgement."""

MOST_BARS = 20
"""Bars in one chart, so that it fits on a sheet of paper; the table has all."""

MOST_MONTHS = 36
"""Months in the chart: three years."""

_LEAST_FOR_SPREAD = 5
_LEAST_CHANGE = 2.0
_WINDOW = 3
_LINE = 1200

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

_NAMES = {
    "overall": "Overall",
    "readability": "Easy to read",
    "tone": "Tone",
    "jargon": "No jargon",
    "content": "Says what it should",
}
"""What scores are called on the page, so that it is plain what 100 stands for."""

_LEVELS: dict[Level, str] = {"error": "Must fix", "warning": "Please look", "advice": "Advice"}
_WEIGHTS: dict[Weight, str] = {
    "law": "What the law asks for",
    "inspection": "What inspectors look for",
    "guidance": "What national guidance asks for",
    "advice": "What experts advise",
    "good": "What is good to have",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing for a desk and one for a phone; `caption` says the main thing in words, `key` names the
    colours where there are several."""

    wide: Markup
    narrow: Markup
    caption: str
    key: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the reader, its answer, and the part of the page (an id and its name) with more."""

    question: str
    text: str
    part: str = ""
    link: str = ""


def page(summary: Summary, templates: Templates) -> str:
    """The dashboard as a whole HTML document; the same summary gives the same text."""
    change = _change(summary)
    spread = _spread_of(summary)
    small = {
        "team": {group.name for group in summary.teams if group.hidden},
        "month": {group.name for group in summary.months if group.hidden},
    }
    groups = _coverage_groups(summary)
    view: dict[str, Any] = {
        "summary": summary,
        "run": summary.run,
        "templates": templates,
        "title": "Letters to families: how we are doing",
        "when": _when(summary.run.finished or summary.run.started),
        "unfinished": not summary.run.complete,
        "unchecked": summary.letters - summary.checked,
        "in_part": max(summary.run.problems - (summary.letters - summary.checked), 0),
        "answers": _answers(summary, templates, change),
        "spread": spread,
        "colours": charts.COLOURS,
        "target_age": TARGET_AGE,
        "good": GOOD,
        "fair": FAIR,
        "score_names": _NAMES,
        "levels": _LEVELS,
        "small": small,
        "distribution": _distribution(spread),
        "bands": _bands(summary.scores),
        "trend": _trend(summary, change),
        "months": _in_order(summary.months),
        "teams": _by_name(summary.teams),
        "team_chart": _team_chart(summary.teams),
        "fault_chart": _fault_chart(summary),
        "fault_title": lambda fault: _fault_title(fault, summary.coverage),
        "coverage": groups,
        "kinds": _kinds(templates),
        "kind_chart": _kind_chart(templates),
        "any_team": any(letter.team and letter.team not in small["team"] for letter in summary.weakest),
        "any_month": any(
            letter.month and letter.month not in small["month"] for letter in summary.weakest
        ),
        "any_missing": any(letter.missing for letter in summary.weakest),
        "message": _message,
        "whys": {fault.rule: fault.why for fault in summary.faults if fault.why},
    }  # fmt: skip
    view["parts"] = _parts(summary, view)
    return _template().render(view)


@lru_cache(maxsize=1)
def _template() -> Template:
    shared = environment().overlay()
    shared.filters = shared.filters | {
        "number": _number, "share": _share, "many": _many, "plain": plain, "month": _month,
        "points": _points, "changed": _changed, "path": lambda text: plain(text, 160, middle=True),
        "age": lambda age: f"{age:.1f}",
    }  # fmt: skip
    shared.tests = shared.tests | {"all_hidden": _all_hidden}
    return shared.get_template("batch/dashboard.html")


# -- Words ---------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _share(part: int, whole: int) -> str:
    """A share in per cent; never "0%" of something or "100%" where some are left."""
    if not whole:
        return "–"
    per_cent = round(100 * part / whole)
    if part and not per_cent:
        return "under 1%"
    if part < whole and per_cent == 100:
        return "over 99%"
    return f"{per_cent}%"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _band(value: float) -> str:
    return "good" if value >= GOOD else "fair" if value >= FAIR else "poor"


def _month(name: str) -> str:
    """ "April 2026" for 2026-04; anything else as it is."""
    found = _MONTH.fullmatch(name)
    if not found:
        return plain(name, 60)
    return f"{_MONTHS[int(found.group(2)) - 1]} {int(found.group(1))}"


def _when(moment: str) -> str:
    """ "22 November 2026, 15:04 UTC" for a time as a run has it."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?", moment, re.ASCII)
    if not found or not 1 <= int(found.group(2)) <= 12:
        return plain(moment, 40)
    day = f"{int(found.group(3))} {_MONTHS[int(found.group(2)) - 1]} {found.group(1)}"
    return f"{day}, {found.group(4)} UTC" if found.group(4) else day


def _message(message: str, path: str) -> str:
    """What is wrong with a letter, without its path, which stands beside it."""
    told = plain(message.removeprefix(f"{path}: "), 400)
    return told[:1].upper() + told[1:]


def _changed(better: str, now: str) -> Markup:
    """The better wording of a line, with the words marked that are not in the line as it is now."""
    from difflib import SequenceMatcher

    from markupsafe import Markup, escape

    old, new = plain(now, _LINE).split(" "), plain(better, _LINE).split(" ")
    parts = []
    for what, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if start == end:
            continue
        words = escape(" ".join(new[start:end]))
        parts.append(words if what == "equal" else Markup("<mark>{}</mark>").format(words))
    return Markup(" ").join(parts)


def _fault_title(fault: Fault, coverage: Sequence[Coverage]) -> str:
    # The rules of the checklist are titled by what a letter should say.
    title = plain(fault.title, 160)
    if fault.category == "content" and any(fault.title == item.title for item in coverage):
        return f"Not said, or not clearly: {title}"
    return title


def _parts(summary: Summary, view: dict[str, Any]) -> list[tuple[str, str]]:
    """The parts of the page that have something to say, by id and name, in order."""
    checked, several = bool(summary.checked), summary.checked > 1
    parts = [
        ("scores", "How the scores are spread", checked),
        ("months", "Month by month", several and bool(summary.months)),
        ("teams", "Team by team", several and bool(summary.teams)),
        ("faults", "What goes wrong most", checked),
        ("coverage", "What the letters say, and what they leave out", bool(view["coverage"])),
        ("templates", "Template lines to change", several),
        ("first", "Letters to look at first", several and bool(summary.weakest)),
        ("unchecked", "Letters that could not be checked", bool(summary.troubles)),
        ("about", "About this page", True),
    ]
    return [(name, title) for name, title, there in parts if there]


# -- Answers -------------------------------------------------------------------------------------------


def _answers(summary: Summary, templates: Templates, change: str) -> list[Answer]:
    left = summary.letters - summary.checked
    if not summary.letters:
        return [
            Answer(
                "How are we doing?",
                "There were no letters to check, so there is nothing to say yet.",
            )
        ]
    if not summary.checked:
        none = (
            "The one letter could not be checked"
            if summary.letters == 1
            else f"None of the {summary.letters:,} letters could be checked"
        )
        return [
            Answer(
                "How are we doing?",
                f"{none}, so nobody can say yet. The list below says why.",
                *(("unchecked", "What went wrong") if summary.troubles else ()),
            )
        ]
    answers = [
        Answer("How are we doing?", _how(summary), "scores", "How the scores are spread"),
        Answer(
            "What goes wrong most?",
            _wrong(summary),
            "faults",
            "What goes wrong, and what to do",
        ),
    ]
    if summary.checked > 1:
        answers.append(
            Answer(
                "Is it getting better?",
                change,
                *(("months", "Month by month") if summary.months else ()),
            )
        )
        answers.append(_line_answer(templates))
    missing = _not_in_figures(summary, left)
    if missing:
        answers.append(
            Answer(
                "What do these figures leave out?", missing,
                *(("unchecked", "Which letters, and why") if summary.troubles else ()),
            )
        )  # fmt: skip
    return answers


def _how(summary: Summary) -> str:
    spread = _spread_of(summary)
    if spread is None or spread.mean is None:
        return "There are no scores to show."
    if spread.letters == 1:
        which = "The letter" if summary.letters == 1 else "The one letter that could be checked"
        return f"{which} scores {spread.mean:.0f} out of 100. That is {_band(spread.mean)}."
    counts = (("good", spread.good), ("fair", spread.fair), ("poor", spread.poor))
    if spread.letters < FEW:
        told = [f"{many} {'is' if many == 1 else 'are'} {band}" for band, many in counts if many]
    else:
        told = [f"{_share(many, spread.letters)} are {band}" for band, many in counts if many]
    if len(told) == 1:
        band = next(band for band, many in counts if many)
        text = f"All {spread.letters:,} letters that were checked are {band}."
    else:
        text = f"Of the {spread.letters:,} letters that were checked, {_joined(told)}."
    text += f" On average they score {spread.mean:.0f} out of 100."
    if spread.letters < FEW:
        text += " These are few letters, so one more could change the figures."
    return text


def _wrong(summary: Summary) -> str:
    if not summary.faults:
        if summary.new_only:
            return "Nothing new was found since the earlier report."
        return "Nothing was found to change in what could be checked."
    fault = summary.faults[0]
    first = "The first new thing to mend" if summary.new_only else "The first thing to mend"
    told = f"{first}: {_stopped(_fault_title(fault, summary.coverage))}"
    if summary.checked == 1:
        return told
    share = _share(fault.letters, summary.checked)
    return f"{told} It is in {_many(fault.letters, 'letter')} ({share})."


def _line_answer(templates: Templates) -> Answer:
    question = "Which template line would help the most letters?"
    if not templates.lines:
        if not templates.shared_lines:
            text = f"None was found: no line is shared by {templates.least:,} letters or more."
            return Answer(question, text)
        text = "None. Nothing was found to change in the lines that letters share."
        return Answer(question, text, "templates", "Template text and free text")
    at, line = max(enumerate(templates.lines, 1), key=lambda pair: (pair[1].letters, -pair[0]))
    told = f"Changing one line improves {_many(line.letters, 'letter')}."
    if line.text is not None:
        told += f" It reads: “{plain(line.text, 220)}”"
    elif line.rules:
        told += f" What was found in it: {_joined([plain(title, 120) for _, title in line.rules])}."
    link = "A better wording" if line.better else "What to do about it"
    return Answer(question, told, f"line-{at}", link)


def _not_in_figures(summary: Summary, left: int) -> str:
    told = []
    if left:
        they, them = ("It", "it") if left == 1 else ("They", "them")
        told.append(
            f"{_many(left, 'letter')} could not be checked. {they} may be better or worse than the"
            f" others, so nothing here speaks for {them}."
        )
    part = max(summary.run.problems - left, 0)
    if part:
        more = " more" if left else ""
        told.append(f"{part:,}{more} could be checked only in part.")
    return " ".join(told)


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _stopped(text: str) -> str:
    return text if text[-1:] in ".?!…" else f"{text}."


# -- Change over time ------------------------------------------------------------------------------------


def _in_order(months: Sequence[Group]) -> list[Group]:
    return sorted(months, key=lambda month: month.name)


def _dated(months: Sequence[Group]) -> list[Group]:
    """Months in order, or none where one of them is no month."""
    return _in_order(months) if all(_MONTH.fullmatch(month.name) for month in months) else []


def _change(summary: Summary) -> str:
    """Whether letters get better, in words."""
    if not summary.months:
        return "Nobody can say: it is not known when the letters were written."
    dated = _dated(summary.months)
    if not dated:
        return "Nobody can say: the months are not all written like 2026-04, so they have no order."
    shown = [month for month in dated if not month.hidden and "overall" in month.scores]
    if not shown:
        return "It is too early to say: no month’s figures can be shown."
    if len(shown) == 1:
        return f"It is too early to say: only the figures of {_month(shown[0].name)} can be shown."
    window = _WINDOW if len(shown) >= 2 * _WINDOW else 1
    before, after = _mean(shown[:window]), _mean(shown[-window:])
    told = f"{before.score:.0f} ({before.name}) to {after.score:.0f} ({after.name})"
    gain = after.score - before.score
    # Twice the standard error of a difference of two means: what chance alone seldom makes.
    chance = 2 * _deviation(summary) * math.sqrt(1 / before.letters + 1 / after.letters)
    if abs(gain) < max(chance, _LEAST_CHANGE):
        return f"Not clearly. The average score went from {told}. So small a change may be chance."
    if gain > 0:
        return f"Yes. The average score rose from {told}."
    return f"No. The average score fell from {told}."


@dataclass(frozen=True, slots=True)
class _Mean:
    name: str
    letters: int
    score: float


def _mean(months: Sequence[Group]) -> _Mean:
    letters = sum(month.letters or 0 for month in months) or 1
    score = sum((month.letters or 0) * month.scores["overall"] for month in months) / letters
    return _Mean(_period(months[0].name, months[-1].name), letters, score)


def _period(first: str, last: str) -> str:
    if first == last:
        return _month(first)
    if first[:4] == last[:4]:
        return f"{_MONTHS[int(first[5:]) - 1]} to {_month(last)}"
    return f"{_month(first)} to {_month(last)}"


def _deviation(summary: Summary) -> float:
    """The standard deviation of the overall score in points, as near as the tens tell."""
    spread = _spread_of(summary)
    if spread is None or not spread.letters:
        return 0.0
    step = 100 / len(spread.bins)
    middles = [(at + 0.5) * step for at in range(len(spread.bins))]
    total = sum(spread.bins) or 1
    mean = sum(m * n for m, n in zip(middles, spread.bins, strict=True)) / total
    return math.sqrt(
        sum(n * (m - mean) ** 2 for m, n in zip(middles, spread.bins, strict=True)) / total
    )


# -- Charts ----------------------------------------------------------------------------------------------


def _chart(
    name: str, what: str, draw: Any, caption: str, key: tuple[tuple[str, str], ...] = ()
) -> Chart:
    from markupsafe import Markup

    title = f"Chart: {what}. The figures are in the table that follows."
    wide, narrow = (
        Markup(charts.svg(draw(width), f"chart-{name}-{width}", title)) for width in charts.WIDTHS
    )
    return Chart(wide, narrow, caption, key)


def _spread_of(summary: Summary, name: str = "overall") -> Spread | None:
    return next((s for s in summary.scores if s.name == name and s.letters), None)


def _distribution(spread: Spread | None) -> Chart | None:
    if spread is None or spread.letters < _LEAST_FOR_SPREAD or spread.median is None:
        return None
    bands = {"poor": (0, FAIR), "fair": (FAIR, GOOD), "good": (GOOD, 100)}
    return _chart(
        "scores", "how many letters have which overall score",
        lambda width: charts.histogram(spread.bins, width, bands),
        f"Half of the letters score {spread.median:.0f} or more.",
    )  # fmt: skip


def _bands(spreads: Sequence[Spread]) -> Chart | None:
    held = [spread for spread in spreads if spread.letters and spread.mean is not None]
    if not held or held[0].letters < _LEAST_FOR_SPREAD:
        return None
    rows = [
        Row(
            _NAMES.get(spread.name, spread.name),
            tuple(
                Part(many / spread.letters, colour, _share(many, spread.letters))
                for colour, many in (
                    ("good", spread.good), ("fair", spread.fair), ("poor", spread.poor)
                )
            ),
            f"average {spread.mean:.0f}",
        )
        for spread in held
    ]  # fmt: skip
    own = [spread for spread in held if spread.name != "overall"]
    caption = "Each bar is all letters."
    if len(own) > 1:
        best, worst = (pick(own, key=lambda spread: spread.mean or 0) for pick in (max, min))
        caption += (
            f" Best on average: {_NAMES.get(best.name, best.name).lower()} ({best.mean:.0f})."
            f" Weakest: {_NAMES.get(worst.name, worst.name).lower()} ({worst.mean:.0f})."
        )
    key = (
        ("good", f"good ({GOOD} or more)"),
        ("fair", f"fair ({FAIR} to {GOOD - 1})"),
        ("poor", f"poor (under {FAIR})"),
    )
    return _chart(
        "bands", "how many letters are good, fair and poor, by score",
        lambda width: charts.bars(rows, width), caption, key,
    )  # fmt: skip


def _trend(summary: Summary, change: str) -> Chart | None:
    dated = _dated(summary.months)
    if sum(not month.hidden for month in dated) < 2:
        return None
    scores = {month.name: month.scores.get("overall") for month in dated if not month.hidden}
    names = _calendar(dated[0].name, dated[-1].name)[-MOST_MONTHS:]
    points = [
        Point(
            (_MONTHS[int(name[5:]) - 1][:3], str(int(name[:4]))),
            scores.get(name),
        )
        for name in names
    ]
    if sum(point.score is not None for point in points) < 2:
        return None
    caption = f"{change} The dashed lines are at {FAIR} (fair) and {GOOD} (good)."
    if any(point.score is None for point in points):
        caption += " A gap is a month that has no letters or is not shown."
    return _chart(
        "months", "the average overall score in each month",
        lambda width: charts.trend(points, width, (FAIR, GOOD)),
        caption,
    )  # fmt: skip


def _calendar(first: str, last: str) -> list[str]:
    """The months from one to another, at most as many as are drawn, so that a gap is seen as one."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    begin = max(int(first[:4]) * 12 + int(first[5:]) - 1, end - MOST_MONTHS + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1)]


def _by_name(teams: Sequence[Group]) -> list[Group]:
    """Teams as a reader looks them up: capitals and accents make no difference."""

    def bare(name: str) -> str:
        return "".join(
            c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)
        )

    return sorted(teams, key=lambda team: (bare(team.name).casefold(), team.name))


def _team_chart(teams: Sequence[Group]) -> Chart | None:
    shown = [team for team in _by_name(teams) if not team.hidden and "overall" in team.scores]
    if not 2 <= len(shown) <= MOST_BARS:
        return None
    rows = [
        Row(
            plain(team.name, 80),
            (Part(team.scores["overall"] / 100, "mark"),),
            f"{team.scores['overall']:.0f}",
        )
        for team in shown
    ]
    low, high = (pick(team.scores["overall"] for team in shown) for pick in (min, max))
    return _chart(
        "teams", "the average overall score of each team, by name",
        lambda width: charts.bars(rows, width, (FAIR / 100, GOOD / 100)),
        f"The teams’ averages lie between {low:.0f} and {high:.0f}. The thin lines are at {FAIR}"
        f" (fair) and {GOOD} (good).",
    )  # fmt: skip


def _fault_chart(summary: Summary) -> Chart | None:
    faults = summary.faults[: MOST_BARS // 2]
    if len(faults) < 2 or summary.checked < 2:
        return None
    rows = [
        Row(
            _fault_title(fault, summary.coverage),
            (Part(min(fault.letters / summary.checked, 1.0), "mark"),),
            _number(fault.letters),
        )
        for fault in faults
    ]
    most = max(faults, key=lambda fault: fault.letters)
    return _chart(
        "faults", "how many letters have each finding",
        lambda width: charts.bars(rows, width),
        f"A full bar would be all {summary.checked:,} letters. The one in most letters"
        f" ({_share(most.letters, summary.checked)}):"
        f" {_stopped(_fault_title(most, summary.coverage))}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duties:
    """Statements of one weight, those that the fewest letters make first."""

    id: str
    title: str
    items: tuple[Coverage, ...]
    chart: Chart | None


def _said(item: Coverage) -> tuple[float, float]:
    if not item.asked:
        return 2.0, 0.0  # Behind all others: nobody knows.
    return item.present / item.asked, item.partial / item.asked


def _coverage_groups(summary: Summary) -> list[Duties]:
    groups = []
    for weight, title in _WEIGHTS.items():
        items = sorted(
            (item for item in summary.coverage if item.weight == weight),
            key=lambda item: (*_said(item), item.item),
        )
        if items:
            asked = [item for item in items if item.asked]
            chart = _coverage_chart(weight, title, asked) if asked and summary.checked > 1 else None
            groups.append(Duties(f"coverage-{weight}", title, tuple(items), chart))
    return groups


def _coverage_chart(weight: str, title: str, items: Sequence[Coverage]) -> Chart:
    rows = [
        Row(
            plain(item.title, 120),
            tuple(
                Part(many / item.asked, colour, _share(many, item.asked))
                for colour, many in (
                    ("good", item.present), ("fair", item.partial), ("poor", item.missing)
                )
            ),
        )
        for item in items[:MOST_BARS]
    ]  # fmt: skip
    least = items[0]
    title_of_least = _stopped(plain(least.title, 120))
    if least.present == least.asked:
        caption = "All letters say all of it."
    elif not least.present:
        caption = f"Said in full by no letter: {title_of_least}"
    else:
        said = f"{least.present:,} of {_many(least.asked, 'letter')}"
        caption = f"Said least often, in {said}: {title_of_least}"
    key = (("good", "says it"), ("fair", "says it in part"), ("poor", "does not say it"))
    return _chart(
        weight, f"how many letters say it. {title}",
        lambda width: charts.bars(rows, width), caption, key,
    )  # fmt: skip


_KIND_SCORES = ("readability", "tone", "jargon")


def _kinds(templates: Templates) -> list[tuple[str, Any]]:
    kinds = (("Template text", templates.template), ("Free text", templates.free))
    return [(name, kind) for name, kind in kinds if kind is not None]


def _kind_chart(templates: Templates) -> Chart | None:
    kinds = _kinds(templates)
    if len(kinds) < 2:
        return None
    rows = [
        Row(
            f"{_NAMES[score]}: {name.lower()}",
            (Part(getattr(kind, score) / 100, colour),),
            str(getattr(kind, score)),
        )
        for score in _KIND_SCORES
        for (name, kind), colour in zip(kinds, ("mark", "fair"), strict=True)
    ]
    gaps = {
        score: getattr(kinds[0][1], score) - getattr(kinds[1][1], score) for score in _KIND_SCORES
    }
    score = max(gaps, key=lambda name: abs(gaps[name]))
    if abs(gaps[score]) < _LEAST_CHANGE:
        caption = "Template text and free text score about the same."
    else:
        better, worse = ("template", "free") if gaps[score] > 0 else ("free", "template")
        points = {"template": getattr(kinds[0][1], score), "free": getattr(kinds[1][1], score)}
        caption = (
            f"They differ most in “{_NAMES[score].lower()}”: the {better} text scores"
            f" {points[better]}, the {worse} text {points[worse]}."
        )
    return _chart(
        "kinds", "scores of template text and of free text",
        lambda width: charts.bars(rows, width, (FAIR / 100, GOOD / 100)), caption,
    )  # fmt: skip


def _all_hidden(groups: Sequence[Group]) -> bool:
    return all(group.hidden for group in groups)
