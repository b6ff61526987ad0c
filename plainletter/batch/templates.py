"""The template finder: which sentences many letters share, what is wrong with them, and what the council's
own text is worth beside what is written for each family.

Nothing of a letter's text is kept for this. The few lines that are shown are read anew from letters that
hold them, with names, dates and figures left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from plainletter import score
from plainletter.analysis.lexicon import is_ordinary
from plainletter.batch.lines import OPEN, line_parts
from plainletter.batch.store import Run, Store
from plainletter.batch.work import Task, content_key, read_letter
from plainletter.edits import apply_edits, edited, moved_span
from plainletter.errors import PlainletterError
from plainletter.measures import LONG_SENTENCE
from plainletter.model import LEVELS, Category, Edit, Finding, Level, Report, Span, Suggestion

if TYPE_CHECKING:
    from plainletter.engine import Checker
    from plainletter.letter import Anatomy

LEAST_LETTERS = 5
"""Different letters that have to share a sentence before it counts as a template's. Families with several
letters to them have fewer."""

LEAST_WORDS = 4
"""Words of a line that is told of; shorter ones ("Thank you for coming.") say nothing about a template."""

SAMPLES = 40
"""Letters with a line that are looked into, from all over the run, to see whether they are to different
families."""

TRIED = 3
"""How many lines are looked into for each one that is shown: some turn out to be one family's."""

_INSTITUTIONS = frozenset(
    [
        "act",
        "authority",
        "children",
        "council",
        "court",
        "education",
        "family",
        "health",
        "law",
        "local",
        "outline",
        "public",
        "services",
    ]
)
"""Words that stay in a line though they have a capital: they are no people's names."""

TARGET_AGE = 11.0
"""Reading age in years that both kinds of text are held against, as the profiles have it."""

_POINTS: Mapping[Category, Mapping[Level, float]] = {
    "tone": score.TONE_POINTS, "stigma": score.TONE_POINTS, "jargon": score.JARGON_POINTS,
}  # fmt: skip
_READABILITY_POINTS: Mapping[Level, float] = {"error": 8, "warning": 4, "advice": 2}

# CROSS JOIN holds SQLite to this order: a finding's sentence is one step by key, while it would look
# through all findings of a letter for each of its sentences.
_FINDINGS = (
    "letters CROSS JOIN findings ON findings.result = letters.result"
    " CROSS JOIN sentences ON sentences.result = findings.result"
    " AND sentences.number = findings.sentence"
)

Finder = Callable[[Collection[str]], Mapping[str, Task]]
"""From paths as the database has them to tasks that read the letters again; those not found are left out."""


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A sentence that many letters share and that has something wrong with it.

    letters: how many letters change with this one line. text: the line, "…" for what is left open; None
    where no letter with it is at hand. better: the line with better wordings; None where there are none
    that could be put in. advice: what to do about the rest, which only a person can. rules: ids and titles of what was found in it,
    costliest first. points: what the line costs each letter, before it is set against the letter's length.
    """

    letters: int
    words: int
    reading_age: float
    points: float
    rules: tuple[tuple[str, str], ...]
    text: str | None = None
    better: str | None = None
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class TextKind:
    """The template text, or the free text, of all letters together. `share` is its part of all words;
    scores are 0 to 100, worked out as for one letter but without credit for warmth."""

    words: int
    sentences: int
    share: float
    reading_age: float
    readability: int
    tone: int
    jargon: int


@dataclass(frozen=True, slots=True)
class Templates:
    """What the letters of a run share. `shared_lines` is how many lines that are; `lines` are the faulty
    ones that cost the most. `least` is from how many letters on a sentence counts as shared."""

    least: int
    shared_lines: int
    lines: tuple[TemplateLine, ...]
    template: TextKind | None
    free: TextKind | None

    def to_dict(self) -> dict[str, Any]:
        """The templates as JSON has them."""
        return asdict(self)


@dataclass(slots=True)
class _Line:
    """A faulty line while it is put together."""

    line: int
    letters: int
    words: int
    reading_age: float
    points: float
    rules: tuple[tuple[str, str], ...]


def find_templates(
    store: Store, run: Run, find: Finder, *, min_group: int = LEAST_LETTERS, most: int = 10
) -> Templates:
    """What the letters of a run share, and the `most` faulty lines that cost the most.

    Raises `StoreError`. A letter that is gone or has changed since is not shown from.
    """
    least = max(LEAST_LETTERS, min_group)
    with store.faults():
        store.db.execute("DROP TABLE IF EXISTS temp.lines")
        store.db.execute(
            "CREATE TEMP TABLE lines AS SELECT line FROM sentences WHERE result IN"
            " (SELECT result FROM letters WHERE run = ?) GROUP BY line"
            " HAVING count(DISTINCT result) >= ?", (run.run, least),
        )  # fmt: skip
        store.db.execute("CREATE UNIQUE INDEX temp.lines_by_line ON lines (line)")
    faulty = sorted(_faulty(store, run), key=lambda line: (-line.letters * line.points, line.line))
    return Templates(
        least=least,
        shared_lines=store.one("SELECT count(*) FROM temp.lines"),
        lines=tuple(_shown(store, run, faulty[: TRIED * most], find))[:most],
        template=_kind(store, run, template=True),
        free=_kind(store, run, template=False),
    )


def _faulty(store: Store, run: Run) -> list[_Line]:
    points: dict[int, float] = {}
    rules: dict[int, dict[tuple[str, str], float]] = {}
    sizes = {
        line: (letters, words, age)
        for line, letters, words, age in store.rows(
            "SELECT line, count(DISTINCT path), max(words), avg(reading_age)"
            " FROM letters JOIN sentences USING (result)"
            " WHERE run = ? AND line IN (SELECT line FROM temp.lines) GROUP BY line", run.run,
        )
    }  # fmt: skip
    for line, rule, title, category, level, found in store.rows(
        "SELECT line, findings.rule, coalesce(rules.title, findings.rule), findings.category,"
        " findings.level, count(*)"
        f" FROM {_FINDINGS} LEFT JOIN rules ON rules.rule = findings.rule"
        " WHERE run = ? AND line IN (SELECT line FROM temp.lines)"
        " GROUP BY line, findings.rule, findings.category, findings.level", run.run,
    ):  # fmt: skip
        each = _POINTS.get(category, _READABILITY_POINTS)[level] * found / sizes[line][0]
        points[line] = points.get(line, 0.0) + each
        own = rules.setdefault(line, {})
        own[rule, title] = own.get((rule, title), 0.0) + each
    return [
        _Line(
            line, sizes[line][0], sizes[line][1], round(sizes[line][2], 1), round(cost, 2),
            # What is found in one letter of many is that letter's own affair.
            tuple(
                name for name, each in sorted(rules[line].items(), key=lambda r: (-r[1], r[0]))
                if each >= 1
            ),
        )
        for line, cost in points.items()
        if cost >= 1 and sizes[line][1] >= LEAST_WORDS
    ]  # fmt: skip


def _kind(store: Store, run: Run, *, template: bool) -> TextKind | None:
    member = f"line {'' if template else 'NOT '}IN (SELECT line FROM temp.lines)"
    words, sentences, aged, long_words, longest = next(
        store.rows(
            "SELECT sum(words), count(*), sum(words * reading_age),"
            " sum(CASE WHEN words > ? THEN words ELSE 0 END), max(words)"
            f" FROM letters JOIN sentences USING (result) WHERE run = ? AND {member}",
            LONG_SENTENCE, run.run,
        )
    )  # fmt: skip
    if not words:
        return None
    total = store.one(
        "SELECT sum(sentences.words) FROM letters JOIN sentences USING (result) WHERE run = ?",
        run.run,
    )
    lost = {"tone": 0.0, "jargon": 0.0}
    for category, level, found in store.rows(
        f"SELECT category, level, count(*) FROM {_FINDINGS}"
        f" WHERE run = ? AND {member} GROUP BY category, level", run.run,
    ):  # fmt: skip
        if category in _POINTS:
            name = "jargon" if category == "jargon" else "tone"
            lost[name] += _POINTS[category][level] * found * score.WORDS_PER_SHARE / words
    age = aged / words
    return TextKind(
        words, sentences, round(words / total, 3), round(age, 1),
        score.readability(age, TARGET_AGE, long_words, words, longest).value,
        *(max(0, round(100 - lost[name])) for name in ("tone", "jargon")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands in a letter, in code points of its text."""

    path: str
    result: str
    content: str
    span: Span


def _shown(store: Store, run: Run, lines: Sequence[_Line], find: Finder) -> list[TemplateLine]:
    """The lines with their text and better wordings, as far as letters with them are at hand."""
    from plainletter.engine import checker

    places = {line.line: _places(store, run, line.line) for line in lines}
    tasks = find({place.path for own in places.values() for place in own})
    letters: dict[str, Anatomy | None] = {}

    def letter(place: _Place) -> Anatomy | None:
        if place.path not in letters:
            task = tasks.get(place.path)
            letters[place.path] = _read(task, place.content, store) if task is not None else None
        return letters[place.path]

    reports: dict[str, Report] = {}
    shown = []
    for line in lines:
        held: list[tuple[_Place, Anatomy]] = []
        several = False
        # Letters that served another line are read already.
        for place in sorted(places[line.line], key=lambda place: place.path not in letters):
            found = letter(place)
            if found is not None:
                held.append((place, found))
                several = families([anatomy for _, anatomy in held]) >= LEAST_LETTERS
            if several:
                break
        bare = TemplateLine(line.letters, line.words, line.reading_age, line.points, line.rules)
        if not held:
            shown.append(bare)
            continue
        if not several:
            continue  # Many letters to one family share what is about them alone.
        # A letter that served another line saves a check.
        place, found = next((pair for pair in held if pair[0].path in reports), held[0])
        check = checker(tasks[place.path].config)
        if place.path not in reports:
            reports[place.path] = check.check(found.document)
        names = frozenset[str]().union(*(anatomy.names for _, anatomy in held))
        taken = _rewrites(place, found, reports[place.path], check)
        text, better = _worded(place, found, names, [e for _, edits in taken for e in edits])
        mended = {finding.key for finding, _ in taken} if better is not None else set()
        advice = _advice(place, names, reports[place.path], mended)
        shown.append(replace(bare, text=text, better=better, advice=advice))
    return shown


def families(letters: Sequence[Anatomy]) -> int:
    """How many letters there are, at the least, of which no two name the same person, those who write
    left out: so many different families. Letters to one family all name its child."""
    taken: set[str] = set()
    count = 0
    # Those with few names first: they get in the way of fewest others.
    for own in sorted((set(letter.names) - _writers(letter) for letter in letters), key=len):
        if own and not own & taken:
            taken |= own
            count += 1
    return count


def _writers(letter: Anatomy) -> set[str]:
    """Words of the council's own blocks: who signs, where it is, who is to be asked."""
    text = letter.document.text
    labels = {"signoff", "letterhead", "reference", "enclosure", "furniture"}
    return {
        word.lower()
        for block in letter.document.blocks
        if block.label in labels
        for word in re.findall(r"[^\W\d_]+", block.span.of(text))
    }


def _places(store: Store, run: Run, line: int) -> list[_Place]:
    """Letters that hold a line, from all over the run."""
    many = store.one(
        "SELECT count(DISTINCT result) FROM sentences WHERE line = ? AND result IN"
        " (SELECT result FROM letters WHERE run = ?)", line, run.run,
    )  # fmt: skip
    found: list[_Place] = []
    step = max(many // SAMPLES, 1)
    rows = store.rows(
        "SELECT result, min(number), start, \"end\" FROM sentences WHERE line = ? AND result IN"
        " (SELECT result FROM letters WHERE run = ?) GROUP BY result ORDER BY result", line, run.run,
    )  # fmt: skip
    for at, (result, _, start, end) in enumerate(list(rows)):
        if at % step == 0 and len(found) < SAMPLES:
            path, content = next(
                store.rows(
                    "SELECT min(path), content FROM letters JOIN results USING (result)"
                    " WHERE run = ? AND result = ?", run.run, result,
                )
            )  # fmt: skip
            found.append(_Place(path, result, content, Span(start, end)))
    return found


def _read(task: Task, content: str, store: Store) -> Anatomy | None:
    """A letter as it stands there, if it is still the one that was checked."""
    from plainletter.letter import anatomy

    try:
        data, document = read_letter(task)
    except PlainletterError:
        return None
    return anatomy(document) if store.salts.text(content_key(data)) == content else None


def _rewrites(
    place: _Place, letter: Anatomy, report: Report, check: Checker
) -> list[tuple[Finding, tuple[Edit, ...]]]:
    """The findings in a line whose first wording can be put in: the meaning guard lets it pass, it overlaps
    no other, and the letter with all of them raises nothing new there."""
    from plainletter.fix.rewrites import caution, overlaps

    taken: list[tuple[Finding, Suggestion]] = []
    for finding in report.findings:
        wording = next((s for s in finding.suggestions if s.edits), None)
        if wording is None or not all(place.span.contains(e.span) for e in wording.edits):
            continue
        if any(overlaps(wording, other) for _, other in taken):
            continue
        if not caution(finding, wording, letter):
            taken.append((finding, wording))
    edits = sorted((e for _, wording in taken for e in wording.edits), key=lambda e: e.span)
    if not edits:
        return []
    span = moved_span(place.span, edits)
    known = {f.rule for f in report.findings if f.span.overlaps(place.span)}
    after = check.check(edited(letter.document, edits))
    if any(f.rule not in known for f in after.findings if len(f.span) and f.span.overlaps(span)):
        return []
    return [(finding, wording.edits) for finding, wording in taken]


def _worded(
    place: _Place, letter: Anatomy, names: Collection[str], edits: Sequence[Edit]
) -> tuple[str, str | None]:
    """A line as a template has it, and with the better wordings in it."""
    sentence = place.span.of(letter.document.text)
    gaps = _gaps(sentence, letter, place.span.start, names)
    own = [
        Edit(Span(e.span.start - place.span.start, e.span.end - place.span.start), e.text)
        for e in edits
    ]
    text = _tidy(apply_edits(sentence, gaps))
    if not own or any(edit.span.overlaps(gap.span) for edit in own for gap in gaps):
        return text, None
    mended = sorted((*gaps, *own), key=lambda edit: edit.span)
    return text, _tidy(apply_edits(sentence, mended))


def _gaps(sentence: str, letter: Anatomy, start: int, names: Collection[str]) -> list[Edit]:
    """Edits that put "…" for names, dates, figures and whatever else has a capital or could be somebody's;
    `names` are those of all letters looked at. Names of laws, offices and short forms stay."""
    gaps: list[Edit] = []
    for first, last in _open_groups(sentence, names):
        span = Span(start + first, start + last)
        cited = any(citation.contains(span) for citation in letter.citations)
        if not (cited or _is_no_name(sentence[first:last], names)):
            gaps.append(Edit(Span(first, last), OPEN))
    opening = re.match(r"\W*([^\W\d_]+)", sentence)
    if opening and not is_ordinary(opening[1].lower()):
        span = Span(*opening.span(1))
        if not any(gap.span.overlaps(span) for gap in gaps):
            gaps.insert(0, Edit(span, OPEN))
    return gaps


def _is_no_name(words: str, names: Collection[str]) -> bool:
    """True for words of offices and courts, and for short forms in capitals."""
    return all(
        word.lower() in _INSTITUTIONS
        or (word.isupper() and 1 < len(word) < 6 and word.lower() not in names)
        for word in re.findall(r"\w+", words)
    ) and not any(char.isdigit() for char in words)


def _open_groups(sentence: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Where the open parts of a sentence stand; neighbours are one."""
    groups: list[tuple[int, int]] = []
    joined = False
    for _, start, end, is_open in line_parts(sentence, names):
        if is_open and joined:
            groups[-1] = (groups[-1][0], end)
        elif is_open:
            groups.append((start, end))
        joined = is_open
    return groups


def _advice(
    place: _Place, names: Collection[str], report: Report, mended: Collection[str]
) -> str | None:
    """What the gravest finding in a line that has no better wording asks the writer to do; `mended` are keys
    of those that have."""
    left = [
        finding for finding in report.findings
        if finding.suggestions and finding.key not in mended
        and place.span.contains(finding.span) and len(finding.span)
    ]  # fmt: skip
    for finding in sorted(left, key=lambda f: (-LEVELS.index(f.level), f.span.start)):
        wording = finding.suggestions[0]
        if not wording.edits:
            return wording.text
        # Words of one family's letter are not shown as the template's.
        if not any(is_open for *_, is_open in line_parts(_tidy(finding.text), names)):
            return f"“{_tidy(finding.text)}” → “{wording.text}”"
    return None


def _tidy(text: str) -> str:
    return " ".join(text.split())
