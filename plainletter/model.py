"""The words everyone in plainletter uses, as frozen dataclasses.

All positions are half-open spans of Unicode code points into `Document.text`, which never changes
after reading.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from plainletter.sourcemap import SourceMap

Level = Literal["advice", "warning", "error"]
Category = Literal["readability", "tone", "jargon", "stigma", "content", "structure", "privacy"]
Band = Literal["good", "fair", "poor"]
Status = Literal["present", "partial", "missing", "not_checked"]
Weight = Literal["law", "guidance", "inspection", "advice", "good"]
Stage = Literal["read", "analyse", "detect", "report"]

BlockKind = Literal[
    "paragraph", "heading", "list_item", "table_cell", "quote", "note", "furniture", "markup"
]
"""What the file says a block is. `furniture` is headers and footers; `markup` is text that only tools
read, such as an HTML comment in a plain-text file."""

Label = Literal[
    "letterhead", "address", "date", "reference", "salutation", "subject", "heading", "body", "list",
    "table", "quotation", "signoff", "enclosure", "note", "furniture", "markup",
]  # fmt: skip
"""What a block is in the anatomy of a letter."""

SCORED_LABELS: frozenset[Label] = frozenset({"body", "list", "table", "note"})
"""Labels whose sentences count for the scores."""

SCORES = ("overall", "readability", "tone", "jargon", "content")
"""Names of the scores, in the order in which they are shown."""

LEVELS: tuple[Level, ...] = get_args(Level)
CATEGORIES: tuple[Category, ...] = get_args(Category)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a document's text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters this span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share a character; an empty span overlaps what surrounds it."""
        if not len(self) or not len(other):
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as a person would name it; every count starts at 1."""

    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    cell: int | None = None

    def to_dict(self) -> dict[str, int]:
        """Only the parts that are known."""
        names = ("line", "column", "page", "paragraph", "table", "row", "cell")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table cell: sentences never cross its edges.

    `level` is the depth of a heading or list item, from 1; 0 where it means nothing. `marker` is a
    printed list number or bullet that is not part of the text. `bold` says that every word is bold.
    """

    kind: BlockKind
    span: Span
    label: Label = "body"
    level: int = 0
    marker: str = ""
    bold: bool = False
    header: bool = False
    place: Place = Place()

    @property
    def scored(self) -> bool:
        """True when its sentences count for the scores."""
        return self.label in SCORED_LABELS


@dataclass(frozen=True, slots=True)
class Allowance:
    """A writer's wish to let a rule's findings stand: a suppression, with its reason.

    `span` is the stretch it covers, or None for the whole letter; `text` narrows it to findings whose
    text is exactly that. `where` names the place of the wish itself, for the report.
    """

    rule: str
    reason: str
    span: Span | None
    where: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or checked. A document with a problem is never "clean"."""

    stage: Stage
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file: its text, the blocks in it, and where each character came from."""

    text: str
    blocks: tuple[Block, ...]
    source: SourceMap
    format: str
    path: str = ""
    title: str = ""
    placeholders: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    problems: tuple[Problem, ...] = ()

    def block_at(self, offset: int) -> Block | None:
        """The block that holds a position of the text, or None between blocks."""
        index = bisect_right(self.blocks, offset, key=lambda block: block.span.end)
        if index < len(self.blocks) and self.blocks[index].span.start <= offset:
            return self.blocks[index]
        return None

    def with_blocks(self, blocks: tuple[Block, ...]) -> Document:
        """The same document with other blocks (relabelled ones)."""
        return replace(self, blocks=blocks)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape: start, end, text."""
        return {"start": self.span.start, "end": self.span.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better wording. `text` is what a person reads; `edits` make it so, and may be empty for advice
    that only the writer can carry out. `safe` means it may be applied without a person."""

    text: str
    edits: tuple[Edit, ...] = ()
    safe: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "text": self.text,
            "edits": [edit.to_dict() for edit in self.edits],
            "safe": self.safe,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what, where, why, and better wordings, best first."""

    rule: str
    category: Category
    level: Level
    message: str
    why: str
    source: str
    span: Span
    text: str
    sentence: Span
    place: Place = Place()
    suggestions: tuple[Suggestion, ...] = ()
    key: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "rule": self.rule,
            "category": self.category,
            "level": self.level,
            "message": self.message,
            "why": self.why,
            "source": self.source,
            "span": _span_dict(self.span),
            "text": self.text,
            "place": self.place.to_dict(),
            "sentence": _span_dict(self.sentence),
            "suggestions": [suggestion.to_dict() for suggestion in self.suggestions],
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what it is held against. `limit` and `passed` are None where no limit is set."""

    value: float
    unit: str
    limit: float | None = None
    passed: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "value": self.value,
            "unit": self.unit,
            "limit": self.limit,
            "passed": self.passed,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score in words, and the points it adds (above zero) or takes away (below zero)."""

    text: str
    points: float

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"text": self.text, "points": self.points}


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, 100 is best. The reasons' points and 100 add up to the value, before it is clamped."""

    value: int
    band: Band
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "value": self.value,
            "band": self.band,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """Something the letter has to say, and whether it does."""

    id: str
    title: str
    status: Status
    weight: Weight
    message: str
    evidence: tuple[Span, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "id": self.id,
            "title": self.title,
            "status": self.status,
            "weight": self.weight,
            "message": self.message,
            "evidence": [_span_dict(span) for span in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class SentenceInfo:
    """A scored sentence: where it is, how long (in words), and its reading age in years."""

    span: Span
    words: int
    reading_age: float
    block: int

    def to_dict(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            **_span_dict(self.span),
            "words": self.words,
            "reading_age": self.reading_age,
            "block": self.block,
        }


@dataclass(frozen=True, slots=True)
class Driver:
    """A sentence or word that drives the reading age, and how many years would be gained by mending it."""

    kind: Literal["sentence", "word"]
    span: Span
    text: str
    gain: float

    def to_dict(self) -> dict[str, Any]:
        """The shape of a driver in the report; an addition to the contract."""
        return {**_span_dict(self.span), "kind": self.kind, "text": self.text, "gain": self.gain}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything plainletter has to say about one document; its JSON is the public contract."""

    path: str
    document: Document
    profile: str
    words: int
    paragraphs: int
    scores: Mapping[str, Score]
    measures: Mapping[str, Measure]
    sentences: tuple[SentenceInfo, ...] = ()
    drivers: tuple[Driver, ...] = ()
    findings: tuple[Finding, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    ruleset: str = ""
    version: str = field(default="")

    def to_dict(self, *, with_text: bool = False, with_sentences: bool = False) -> dict[str, Any]:
        """The report in the shape of the product contract.

        The letter's text and its sentences are left out unless asked for: they are the confidential part.
        """
        document: dict[str, Any] = {
            "format": self.document.format,
            "profile": self.profile,
            "title": self.document.title,
            "words": self.words,
            "sentences": len(self.sentences),
            "paragraphs": self.paragraphs,
        }
        if with_text:
            document["text"] = self.document.text
        shape: dict[str, Any] = {
            "path": self.path,
            "document": document,
            "scores": {name: score.to_dict() for name, score in self.scores.items()},
            "measures": {name: measure.to_dict() for name, measure in self.measures.items()},
            "drivers": [driver.to_dict() for driver in self.drivers],
            "findings": [finding.to_dict() for finding in self.findings],
            "checklist": [item.to_dict() for item in self.checklist],
            "problems": [
                {"stage": p.stage, "message": p.message, "where": p.where} for p in self.problems
            ],
        }
        if with_sentences:
            shape["sentences"] = [sentence.to_dict() for sentence in self.sentences]
        return shape


def _span_dict(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
