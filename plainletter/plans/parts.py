"""What a plan is made of: its actions, and the words in which each says what, who, by when and why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from plainletter.analysis.units import Unit
from plainletter.model import Span

Role = Literal["what", "who", "when", "why", "outcome", "worry", "review", "other"]
"""What a column, row or labelled line of a plan tells."""

OwnerKind = Literal["parent", "family", "child", "council", "agency", "everyone", "person", "blank"]
"""Whose an action is. `council` is children's services and its social workers; `person` is somebody
with a name of whom the plan does not say who they are."""

DueKind = Literal["date", "event", "other", "none", "open", "soon", "blank", "trigger"]
"""How a plan says when. `date` can be put in a calendar; `event` hangs on a meeting; `other` are words
that could be either; the rest say nothing a family could plan with."""

ReasonKind = Literal["child", "formula", "none"]
"""Whether an action says why it matters: for the child, in a set phrase that fits any child, or not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Clean positions `start` to `end` of a unit, which stand at `offset` of a part's text."""

    offset: int
    unit: Unit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a plan: clean text from one or more blocks, a space between them, and the way back."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, places: Iterable[tuple[Unit, int, int]]) -> Part:
        """The part made of these clean stretches, blanks at their ends left out."""
        text, pieces = "", []
        for unit, start, end in places:
            words = unit.text[start:end]
            start += len(words) - len(words.lstrip())
            words = words.strip()
            if words:
                text += " " * bool(text)
                pieces.append(Piece(len(text), unit, start, start + len(words)))
                text += words
        return cls(text, tuple(pieces))

    def span(self, start: int, end: int) -> Span:
        """The document span of `text[start:end]`, as far as it lies in one piece."""
        piece = self._piece(start)
        first = piece.start + start - piece.offset
        last = min(piece.start + end - piece.offset, piece.end)
        return piece.unit.span(first, max(last, first))

    def sentence(self, start: int) -> Span:
        """The sentence that holds a position of the text."""
        piece = self._piece(start)
        return piece.unit.sentence_at(piece.start + start - piece.offset).span

    @property
    def whole(self) -> Span:
        """The span of the first block it stands in, trimmed."""
        first = self.pieces[0]
        return first.unit.span(first.start, first.end)

    def cut(self, start: int, end: int) -> Part:
        """The part that holds `text[start:end]` only."""
        places = []
        for piece in self.pieces:
            low = max(start - piece.offset, 0)
            high = min(end - piece.offset, piece.end - piece.start)
            if low < high:
                places.append((piece.unit, piece.start + low, piece.start + high))
        return Part.of(places)

    def _piece(self, position: int) -> Piece:
        index = bisect_right(self.pieces, position, key=lambda piece: piece.offset)
        return self.pieces[max(index - 1, 0)]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who is to do something.

    named: the words tell one person from all others: a name, or "Mum" where there is one mum.
    group: the words are for two or more parents at once.
    """

    kind: OwnerKind
    label: str
    named: bool
    group: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When an action is to be done; `start` to `end` are the words in `part` that say so, and `day` the
    last day of the calendar among them, an ISO date, or "" where none is sure."""

    kind: DueKind
    part: Part | None = None
    start: int = 0
    end: int = 0
    day: str = ""

    @property
    def words(self) -> str:
        """The words that say when, or nothing."""
        return self.part.text[self.start : self.end] if self.part is not None else ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action matters; `part` holds the words that say so."""

    kind: ReasonKind
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a plan.

    number: its place among the plan's actions, from 1. what: the words that say what is to be done.
    who: the words that say who, where they stand apart. tabled: it is a row or column of a table.
    """

    number: int
    what: Part
    who: Part | None
    owners: tuple[Owner, ...]
    due: Due
    reason: Reason
    sign: Part | None
    tabled: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions of a document. written: the day the plan was made, an ISO date, or "". review: the
    words that say when it is looked at again, or None; review_day: that day, an ISO date, or ""."""

    actions: tuple[Action, ...]
    written: str = ""
    review: Span | None = None
    review_day: str = ""
