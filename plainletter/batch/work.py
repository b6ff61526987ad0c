"""Checks one letter for an audit: the one function that every engine runs, on this machine or another."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace

from plainletter.allowances import allowances_in
from plainletter.apart import Read, read_here
from plainletter.api import explained
from plainletter.batch.lines import line_hash
from plainletter.batch.places import place_bytes, place_name, sidecar_place
from plainletter.batch.result import (
    FoundRow,
    ItemRow,
    MeasureRow,
    ProblemRow,
    Result,
    ScoreRow,
    SentenceRow,
)
from plainletter.config import Config
from plainletter.errors import ReadError
from plainletter.model import Document, Finding, Report
from plainletter.version import __version__


@dataclass(frozen=True, slots=True)
class Task:
    """A letter to check. `path` is a file of this machine or an address that fsspec knows; `sidecar`
    says that a file with suppressions stands beside it."""

    path: str
    config: Config
    sidecar: bool = False
    with_text: bool = False


def content_key(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def result_id(content: str, suffix: str, sidecar: bytes, ruleset: str) -> str:
    """What a result is known by: the same for the same bytes, kind of file, suppressions and rules."""
    basis = f"{content}\n{suffix.lower()}\n{content_key(sidecar) if sidecar else ''}\n{ruleset}"
    return hashlib.sha256(basis.encode()).hexdigest()[:16]


def suffix_of(path: str) -> str:
    """The ending of a file's name, with its dot; it takes part in the choice of the reader."""
    name = place_name(path).replace("\\", "/").rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def identify(task: Task) -> str:
    """The result id of a letter as it stands there now. Raises `ReadError`."""
    from plainletter.engine import checker

    data, sidecar = _bytes_of(task)
    ruleset = checker(task.config).fingerprint
    return result_id(content_key(data), suffix_of(task.path), sidecar, ruleset)


def check_letter(task: Task, read: Read = read_here) -> Result:
    """What an audit keeps of one letter, read in one way or another. A letter that cannot be read or checked gives a result with a
    problem; only a wrong setting or pack raises (`UsageError`, `PackError`)."""
    from plainletter.engine import checker

    ruleset = checker(task.config).fingerprint
    try:
        data, sidecar = _bytes_of(task)
    except ReadError as error:
        return unread(task, str(error), ruleset)
    content = content_key(data)
    id = result_id(content, suffix_of(task.path), sidecar, ruleset)
    report = explained(
        lambda: checker(task.config).check(_document(task, data, sidecar, read)), task.path,
        task.config.profile,
    )  # fmt: skip
    return summarised(report, id, content, ruleset, task)


def unread(task: Task, message: str, ruleset: str) -> Result:
    """The result for a letter that could not even be read."""
    problem = ProblemRow("read", without_path(message, task.path))
    return Result(
        "", "", ruleset, __version__, "unknown", task.config.profile, 0, 0, "", problems=(problem,)
    )


def _bytes_of(task: Task) -> tuple[bytes, bytes]:
    most = task.config.limits
    data = place_bytes(task.path, most)
    return data, place_bytes(sidecar_place(task.path), most) if task.sidecar else b""


def read_letter(task: Task) -> tuple[bytes, Document]:
    """The bytes of a letter as it stands there now, and the document in them.

    Raises `ReadError`, and `ConfigError` for suppressions beside it that cannot be used.
    """
    data, sidecar = _bytes_of(task)
    return data, _document(task, data, sidecar, read_here)


def _document(task: Task, data: bytes, sidecar: bytes, read: Read) -> Document:
    document = read(data, place_name(task.path), task.config.limits)
    if not sidecar:
        return document
    own = allowances_in(sidecar, sidecar_place(task.path))
    return replace(document, allowances=(*document.allowances, *own))


def without_path(message: str, path: str) -> str:
    """A problem's message without the path it begins with, which may hold a name."""
    for name in (path, place_name(path)):
        message = message.removeprefix(f"{name}: ").replace(name, "the file")
    return " ".join(message.split())


def summarised(report: Report, id: str, content: str, ruleset: str, task: Task) -> Result:
    """What is kept of a report."""
    from plainletter.letter import anatomy

    letter = anatomy(report.document)
    text = report.document.text
    starts = [sentence.span.start for sentence in report.sentences]

    def sentence_of(finding: Finding) -> int | None:
        at = bisect_right(starts, finding.sentence.start) - 1
        inside = at >= 0 and finding.sentence.start < report.sentences[at].span.end
        return at if inside and len(finding.sentence) else None

    def found(finding: Finding) -> FoundRow:
        wordings = [s for s in finding.suggestions if s.edits]
        row = FoundRow(
            finding.rule, finding.category, finding.level, finding.key, finding.span.start,
            finding.span.end, sentence_of(finding), bool(wordings),
        )  # fmt: skip
        if not task.with_text:
            return row
        first = wordings[0].text if wordings else None
        return replace(row, text=finding.text, message=finding.message, suggestion=first)

    # A letter of no words has no score, and one too short for its checklist none that counts it: a figure
    # would say that it is bad, or perfect.
    short = bool(report.checklist) and all(i.status == "not_checked" for i in report.checklist)
    left_out = ("overall", "content") if short else ()
    day = letter.letter_date
    return Result(
        id=id,
        content=content,
        ruleset=ruleset,
        version=__version__,
        format=report.document.format,
        profile=report.profile,
        words=report.words,
        paragraphs=report.paragraphs,
        month=f"{day:%Y-%m}" if day is not None else "",
        scores=tuple(
            ScoreRow(n, s.value, s.band)
            for n, s in report.scores.items()
            if report.words and n not in left_out
        ),
        measures=tuple(
            MeasureRow(n, m.value, m.unit, m.limit, m.passed)
            for n, m in report.measures.items()
            if report.words
        ),
        findings=tuple(found(finding) for finding in report.findings),
        checklist=tuple(ItemRow(i.id, i.status, i.weight) for i in report.checklist),
        sentences=tuple(
            SentenceRow(
                line_hash(s.span.of(text), letter.names), s.span.start, s.span.end, s.words,
                s.reading_age,
            )
            for s in report.sentences
        ),
        problems=tuple(
            ProblemRow(p.stage, without_path(p.message, task.path)) for p in report.problems
        ),
        text=text if task.with_text else None,
    )  # fmt: skip
