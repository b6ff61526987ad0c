"""The report as a person at a terminal reads it: what to fix first, then by paragraph, then what the
letter says and leaves out, then the scores as bars; nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from plainletter.errors import unsteered, unsteered_lines
from plainletter.model import Block, ChecklistItem, Driver, Finding, Level, Report, Score, Span
from plainletter.priorities import priorities
from plainletter.reporters import Options, gravest

_STYLES: dict[Level, str] = {"error": "bold red", "warning": "yellow", "advice": "cyan"}
_BAND_STYLES = {"good": "green", "fair": "yellow", "poor": "red"}
_WORDS: dict[Level, str] = {"error": "must fix", "warning": "please look", "advice": "advice"}
_BAR = 20
_FEW = 5
"""Findings of one letter that are shown where several letters are checked at once."""


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write each report as it comes and, after several, a table of them all."""
    console = Console(
        file=stream, width=options.width, markup=False, emoji=False, highlight=False,
        force_terminal=options.colour, no_color=not options.colour, legacy_windows=False,
    )  # fmt: skip
    rows = []
    for report in reports:
        if not options.quiet:
            _Writer(console, report, options).write()
        rows.append(_row(report))
    if options.several and rows and not options.quiet:
        _table(console, rows)


class _Writer:
    def __init__(self, console: Console, report: Report, options: Options) -> None:
        self.console = console
        self.report = report
        self.options = options
        self.explained: set[str] = set()

    def line(self, text: Text | str = "", indent: int = 0) -> None:
        """One paragraph of output, its further lines indented like its first."""
        body = text if isinstance(text, Text) else Text(text)
        if not indent:
            self.console.print(body)
            return
        for wrapped in body.wrap(self.console, max(self.console.width - indent, 20)):
            self.console.print(Text(" " * indent) + wrapped)

    def heading(self, text: str) -> None:
        self.line()
        self.line(Text(text, style="bold"))

    def write(self) -> None:
        report = self.report
        title = Text()
        title.append(clean(report.path or "text"), style="bold underline")
        if report.words:
            title.append(
                f"   checked as a {clean(report.profile.replace('-', ' '))}, {report.words} words"
            )
        self.line(title)
        self._problems()
        if not report.words:
            self.line()
            return
        self._first()
        self._paragraphs()
        self._reading()
        self._checklist()
        self._scores()
        self.line()

    def _problems(self) -> None:
        for problem in self.report.problems:
            self.line(Text(f"Not checked: {clean(problem.message)}", style="bold red"), 2)

    def _first(self) -> None:
        first = priorities(self.report)
        if not first:
            return
        self.heading("What to fix first")
        for number, priority in enumerate(first, 1):
            text = Text(f"{number}. {clean(priority.text)}")
            text.append(f"  (+{priority.gain:.0f})" if priority.gain >= 1 else "", style="green")
            self.line(text, 2)

    def _paragraphs(self) -> None:
        findings = [finding for finding in self.report.findings if len(finding.span)]
        if not findings:
            return
        most = self.options.max_findings or (_FEW if self.options.several else len(findings))
        shown = gravest(findings, most)
        self.heading("Paragraph by paragraph")
        document = self.report.document
        paragraph: Block | None = None
        for sentence, together in by_sentence(shown):
            block = document.block_at(sentence.start)
            if block is not paragraph:
                paragraph = block
                self.line()
                name = place_name(together[0], self._section(together[0]))
                self.line(Text(name, style="bold dim"), 2)
                for finding in shown:
                    if is_wide(finding) and document.block_at(finding.span.start) is block:
                        self._finding(finding, 4)
            narrow = [finding for finding in together if not is_wide(finding)]
            if narrow:
                self.line(marked(document.text, sentence, narrow), 4)
                for finding in narrow:
                    self._finding(finding, 6)
        left = len(findings) - len(shown)
        if left:
            self.line()
            self.line(
                Text(
                    f"… and {left} more; see them with --max-findings 0 on this letter alone."
                    if self.options.several
                    else f"… and {left} more.",
                    style="dim",
                ),
                2,
            )

    def _section(self, finding: Finding) -> str:
        """The heading above a finding, or nothing."""
        document = self.report.document
        above = [
            block for block in document.blocks
            if block.label == "heading" and block.span.start <= finding.span.start
        ]  # fmt: skip
        return clean(above[-1].span.of(document.text)) if above else ""

    def _finding(self, finding: Finding, indent: int) -> None:
        style = _STYLES[finding.level]
        text = Text()
        text.append(f"● {_WORDS[finding.level]}: ", style=style)
        text.append(clean(finding.message))
        again = finding.rule in self.explained
        self.explained.add(finding.rule)
        if not again:
            # Once a letter is enough: a reason read ten times is not read at all.
            text.append(f" {clean(finding.why)}", style="dim")
        text.append(f"  [{clean(finding.rule)}]", style="dim")
        self.line(text, indent)
        edits = [s for s in finding.suggestions if s.edits]
        advice = [s for s in finding.suggestions if not s.edits]
        if edits:
            better = Text("→ " + clean(" · ".join(s.text for s in edits)), style="green")
            self.line(better, indent + 2)
        for suggestion in advice:
            if not (again and is_wide(finding)):
                self.line(Text(f"→ {clean(suggestion.text)}", style="green"), indent + 2)

    def _reading(self) -> None:
        age = self.report.measures.get("reading_age")
        if age is None or age.limit is None or round(age.value) <= age.limit:
            return
        low, high = (self.report.measures[f"reading_age_{end}"].value for end in ("low", "high"))
        self.heading(
            f"Reading age: about {age.value:.0f} years (from {low:.0f} to {high:.0f}). "
            f"Aim for {age.limit:.0f} or less."
        )
        for kind, lead in (
            ("sentence", "These sentences raise it most"),
            ("word", "So do these words"),
        ):
            drivers = [driver for driver in self.report.drivers if driver.kind == kind][:4]
            if drivers:
                self.line(Text(f"{lead}:"), 2)
                self._drivers(drivers, one_line=kind == "word")

    def _drivers(self, drivers: Sequence[Driver], *, one_line: bool) -> None:
        def gain(driver: Driver) -> str:
            return f"(−{driver.gain:.2f} years)" if driver.gain >= 0.005 else ""

        if one_line:
            self.line(Text(clean(", ".join(f"{d.text} {gain(d)}".strip() for d in drivers))), 4)
            return
        for driver in drivers:
            text = Text(f"“{clean(shorten(driver.text, 74))}” ")
            text.append(gain(driver), style="green")
            self.line(text, 4)

    def _checklist(self) -> None:
        items = [item for item in self.report.checklist if item.status != "not_checked"]
        if not items:
            return
        said = [item for item in items if item.status == "present"]
        plan = self.report.profile == "plan"
        it = "plan" if plan else "letter"
        self.heading(f"What the {it} says: {len(said)} of {len(items)} things it needs")
        for status, mark, style in (("missing", "✗", "red"), ("partial", "◐", "yellow")):
            for item in items:
                if item.status == status:
                    self._item(item, mark, style)
        if plan:
            # Its figures are news even where all is well; what is asked was answered.
            for item in said:
                self._item(item, "✓", "green", told=not item.message.endswith("?"))
        elif said:
            text = Text()
            text.append("✓ ", style="green")
            text.append(f"It says these: {', '.join(clean(item.id) for item in said)}", style="dim")
            self.line(text, 2)

    def _item(self, item: ChecklistItem, mark: str, style: str, *, told: bool = True) -> None:
        text = Text()
        text.append(f"{mark} ", style=style)
        text.append(f"{clean(item.title)} ({clean(item.id)})", style="bold")
        text.append(" in part" if item.status == "partial" else "", style=style)
        if told:
            text.append(f"  {clean(item.message)}", style="dim")
        self.line(text, 2)

    def _scores(self) -> None:
        self.heading("Scores")
        for name, score in self.report.scores.items():
            self.line(bar(name, score), 2)


def clean(text: str) -> str:
    """`text` on one line and without characters that could steer a terminal."""
    return unsteered(text)


def shorten(text: str, most: int) -> str:
    """`text` cut at a word to at most `most` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + "…"


def bar(name: str, score: Score) -> Text:
    """A score as a bar: name, bar, value and band."""
    filled = round(score.value / 100 * _BAR)
    text = Text()
    text.append(f"{name.capitalize():<12} ", style="bold" if name == "overall" else "")
    text.append("█" * filled, style=_BAND_STYLES[score.band])
    text.append("░" * (_BAR - filled), style="dim")
    text.append(f" {score.value:>3}  {score.band}")
    return text


def marked(source: str, sentence: Span, findings: Iterable[Finding]) -> Text:
    """The sentence on one line, the words of each finding in the style of its level."""
    spans = sorted(
        (f.span, f.level) for f in findings if sentence.contains(f.span) and f.span != sentence
    )
    text = Text("“")
    position = sentence.start
    for span, level in spans:
        if span.start < position:
            continue
        text.append(_flat(source[position : span.start]))
        text.append(_flat(span.of(source)), style=f"{_STYLES[level]} underline")
        position = span.end
    text.append(_flat(source[position : sentence.end]))
    text.append("”")
    return text


def _flat(text: str) -> str:
    # A mark may begin or end at a space, which stays.
    return re.sub(r"\s+", " ", unsteered_lines(text))


def is_wide(finding: Finding) -> bool:
    """True for a finding about a whole paragraph or letter."""
    return len(finding.span) > len(finding.sentence)


def by_sentence(findings: Sequence[Finding]) -> list[tuple[Span, list[Finding]]]:
    """Findings grouped by their sentence, in the order of the letter."""
    groups: dict[Span, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.sentence, f.span)):
        groups.setdefault(finding.sentence, []).append(finding)
    return list(groups.items())


def place_name(finding: Finding, section: str = "") -> str:
    """Where a finding stands, in words; `section` is the heading above it."""
    place = finding.place
    parts = []
    if place.table:
        parts.append(f"Table {place.table}, row {place.row}, column {place.cell}")
    elif place.line:
        parts.append(f"Line {place.line}")
    elif place.page:
        parts.append(f"Page {place.page}")
    elif place.paragraph:
        parts.append(f"Paragraph {place.paragraph}")
    if section:
        parts.append(f"{'under' if parts else 'Under'} “{shorten(section, 60)}”")
    return ", ".join(parts) or "In the letter"


def _row(report: Report) -> tuple[str, str, Score | None, int, int, int]:
    counts = {level: sum(f.level == level for f in report.findings) for level in _STYLES}
    score = report.scores["overall"] if report.words else None
    missing = sum(item.status == "missing" for item in report.checklist)
    return (
        clean(report.path), "not checked" if not report.words else "",
        score, counts["error"], counts["warning"] + counts["advice"], missing,
    )  # fmt: skip


def _table(console: Console, rows: Sequence[tuple[str, str, Score | None, int, int, int]]) -> None:
    width = max(len(row[0]) for row in rows)
    console.print(
        Text(f"{'Letter':<{width}}  Overall         Must fix  To look at  Not said", style="bold")
    )
    for path, unread, score, errors, others, missing in rows:
        text = Text(f"{path:<{width}}  ")
        if score is None:
            text.append(unread, style="bold red")
        else:
            text.append(f"{score.value:>3} {score.band:<11}", style=_BAND_STYLES[score.band])
            text.append(f" {errors:>8}  {others:>10}  {missing:>8}")
        console.print(text)
