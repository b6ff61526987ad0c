"""A plan taken apart: each action with who, by when and why.

Plans stand in tables, in lists or in sentences. What is read here is judged elsewhere; the one judgement
made here is of what kind an owner, a date and a reason are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import is_ordinary
from plainletter.letter.words import NOT_NAMES
from plainletter.model import Span
from plainletter.plans.owners import People, is_owner, opens_with_owner, owners_in
from plainletter.plans.parts import Action, Due, Owner, Part, Plan, Reason, Role
from plainletter.plans.prose import Told, actions_told
from plainletter.plans.tables import Row, rows_of_actions
from plainletter.plans.times import day_written, due_in_cell, due_in_text, review_in
from plainletter.plans.words import BECAUSE, CHILD, EMPTY, FORMULA, LONGEST_FORMULA

__all__ = ["Action", "Due", "Owner", "Part", "Plan", "Reason", "read_plan"]

_CAPITAL = re.compile(r"([a-z,] )?\b([A-Z][a-z]+(?:-[A-Z][a-z]+)?)")
"""A word with a capital, and what shows that it does not open a sentence."""
_LEAST_REASON = 4
"""Words from which a cell says something about a child."""


def read_plan(letter: Analysis) -> Plan:
    """The actions of a document, in the order of its tables or else of its text.

    Of a letter, which greets somebody, only tables, lists under a fitting heading and lines in the
    manner of minutes are read. Raises nothing for any document.
    """
    document = letter.document
    people = People(document, letter.names)
    written = letter.anatomy.letter_date or day_written(document.text)
    review = review_in(document.text, written)
    greeted = any(block.label == "salutation" for block in document.blocks)
    rows = list(rows_of_actions(letter.units, lambda text: is_owner(text, people)))
    if greeted:
        # Tables in a letter may as well tell of help that was given.
        rows = [row for row in rows if {"who", "when"} & row.columns]
    told = list(actions_told(letter.units, people, letter=greeted, tabled=len(rows) > 1))
    maker = _Maker(people, written)
    made = [maker.from_row(row) for row in rows] + [maker.from_prose(one) for one in told]
    found = sorted((action for action in made if action is not None), key=_place)
    return Plan(
        tuple(_numbered(action, number) for number, action in enumerate(found, 1)),
        written.isoformat() if written is not None else "",
        Span(review[0], review[1]) if review is not None else None,
        review[2] if review is not None else "",
    )


def _place(action: Action) -> tuple[int, int]:
    return (action.what.whole.start, action.number)


def _numbered(action: Action, number: int) -> Action:
    return Action(
        number, action.what, action.who, action.owners, action.due, action.reason, action.sign,
        action.tabled,
    )  # fmt: skip


class _Maker:
    """Makes actions of rows and of sentences."""

    def __init__(self, people: People, written: date | None) -> None:
        self.people = people
        self.written = written

    def from_row(self, row: Row) -> Action | None:
        """The action of a row of a table."""
        cells = row.cells
        what = cells.get("what") or cells.get("who") or cells.get("when")
        if what is None:
            return None
        due = due_in_cell(cells.get("when"), self.written)
        if due.kind in ("none", "other", "open", "trigger") or "when" not in row.columns:
            inside = due_in_text(what, _stop(what), self.written)
            due = inside if inside.kind == "date" or due.part is None else due
        if due.kind == "none" and "when" not in row.columns and "review" in cells:
            due = due_in_cell(cells["review"], self.written)
        owners = self._owners(cells.get("who"), what)
        return Action(
            0, what, cells.get("who"), owners, due, self._reason(what, cells, ""),
            cells.get("outcome"), tabled=True,
        )  # fmt: skip

    def from_prose(self, told: Told) -> Action | None:
        """The action of a sentence or list item."""
        fields: dict[Role, Part] = {}
        for role, part in told.fields:
            fields.setdefault(role, part)
        if "when" in fields:
            due = due_in_cell(fields["when"], self.written)
            inside = due_in_text(told.what, _stop(told.what), self.written)
            due = inside if due.kind != "date" and inside.kind == "date" else due
        else:
            due = due_in_text(told.what, _stop(told.what), self.written)
        owners = self._owners(told.who, told.what)
        reason = self._reason(told.what, fields, told.above)
        return Action(
            0, told.what, told.who, owners, due, reason, fields.get("outcome"), tabled=False
        )

    def _owners(self, who: Part | None, what: Part) -> tuple[Owner, ...]:
        found = owners_in(who.text, self.people) if who is not None else ()
        if any(owner.named for owner in found):
            return found
        start = re.match(
            r"(.{1,80}?) (?:to|will|must|should|needs? to|has agreed to|have agreed to)\b(?! be\b)",
            what.text,
        )
        named = start is not None and opens_with_owner(start[1], self.people)
        inside = owners_in(start[1], self.people) if start is not None and named else ()
        inside = tuple(owner for owner in inside if owner.kind not in ("child", "blank"))
        if any(owner.named for owner in inside) or (inside and not found):
            return inside
        return found

    def _reason(self, what: Part, cells: Mapping[Role, Part], above: str) -> Reason:
        because = BECAUSE.search(what.text)
        if because is not None:
            return Reason("child", what.cut(because.start(), len(what.text)))
        formula: Part | None = None
        roles: tuple[Role, ...] = ("why", "outcome", "worry")
        for role in roles:
            part = cells.get(role)
            if part is None or EMPTY.match(part.text.strip()):
                continue
            if self._speaks_of_child(part.text, told=role == "why"):
                return Reason("child", part)
            if role != "worry":
                formula = formula or part
        if BECAUSE.search(above) or (above.rstrip().endswith(":") and self._speaks_of_child(above, told=False)):  # fmt: skip
            return Reason("child")
        return Reason("formula", formula) if formula is not None else Reason("none")

    def _speaks_of_child(self, text: str, *, told: bool) -> bool:
        """True for words about the child; `told` where they stand in a column for reasons, so that a whole
        sentence will do."""
        words = text.split()
        if FORMULA.match(text) and len(words) <= LONGEST_FORMULA and not BECAUSE.search(text):
            return False
        if len(words) < _LEAST_REASON:
            return False
        named = any(
            self.people.kinds.get(word.lower(), "child") == "child"
            for at, word in _CAPITAL.findall(text)
            if word.lower() in self.people.names
            or word.lower() in self.people.kinds
            or (at and not (is_ordinary(word.lower()) or word.lower() in NOT_NAMES))
        )
        # What happened on a day, or how often, is about this child even where nobody is named.
        told = told or re.search(r"\d", text) is not None
        return named or CHILD.search(text) is not None or (told and len(words) > _LEAST_REASON)


def _stop(what: Part) -> int:
    """Where the reason of an action begins in its words."""
    match = BECAUSE.search(what.text)
    return match.start() if match is not None else len(what.text)
