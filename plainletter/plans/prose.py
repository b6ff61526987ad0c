"""Actions from sentences and lists: "Mum to …", "Priya will … by 3 June so that …", "1. Ring …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainletter.analysis.units import Sentence, Unit
from plainletter.plans.owners import People, opens_with_owner, owners_in
from plainletter.plans.parts import Part, Role
from plainletter.plans.tables import roles_of
from plainletter.plans.words import ACTION_HEADING, LABELS, OTHER_HEADING

_ORDER = r"(?P<modal>to|will(?: need to)?|must|shall|should|needs? to|is to|are to|has to|have to|(?:has|have) (?:all )?agreed (?:to|that \w+ will)|agrees? to|agreed to|is going to|are going to)"
_ACTS = re.compile(
    rf"^(?:(?:\d+|[a-z])[.)] |[-•] )?(?:(?i:it (?:was|is|has been) (?:also )?agreed that|(?:we|all|everyone) (?:have |has )?(?:also )?agreed that) )?(?P<who>[^.;:!?]{{1,90}}?) {_ORDER} (?!(?:be able|need|know)\b)(?:(?:also|both|each|now|then|all|not|always|never|only) )*(?P<verb>[a-z][a-z'-]+)"
)
_PASSIVE = re.compile(
    r"^(?:(?:\d+|[a-z])[.)] |[-•] )?(?P<thing>[A-Z&][^.;:!?,]{1,60}?) to (?:be (?:\w+ly |re-?)?\w+(?:ed|en|un|ld|pt|ne|ut|ght|nt|de)|take place|continue|happen|go ahead)\b"
)
_CONDITION = re.compile(r"^(?:if|when|unless|should|where|once|in case|as|because|since|while|although|what|how|why|who|whether|that|this|it|there)\b", re.IGNORECASE)  # fmt: skip
_TALK = re.compile(
    r"^(?:meet|have|review|look at|talk about|come back|be|become|feel|see|help if|decide|think|want|hope|live|stop if|end|continue to be worried)\b(?! (?:me|us|him|her|the (?:gp|doctor|dentist)))"
)
_STATIVE = re.compile(r"^(?:be|have|become|feel|seem|remain|know|notice|enjoy|sleep|grow|like|want|love|mean|happen|end|stay the same|need)\b")  # fmt: skip
_ITEM_SPLIT = re.compile(
    r" – | - | — |; | \((?=[^)]{2,60}\)\.?$)|\)\.?$|\. (?=[A-Z][^.]{0,60}\.?$)"
)
_SECTION = re.compile(r"^(?:action|step|task|goal)?\s*\d{1,2}\b[.:)]?\s*|^(?:action|task|step)\s*:\s*", re.IGNORECASE)  # fmt: skip
_NEXT = re.compile(
    r"(?:this|the|our|these) (?:plan|agreement|document|meeting|conference|review)\b|(?:any )?(?:failure|non-)|if\b|unless\b|contingency|signed|all (?:agencies|professionals)",
    re.IGNORECASE,
)
"""What begins a sentence that says something of the plan, no more of the action before it."""
_LONGEST_WHO = 9


@dataclass(frozen=True, slots=True)
class Told:
    """An action in sentences: its words, the labelled parts of it, and what is said above it."""

    what: Part
    who: Part | None
    fields: tuple[tuple[Role, Part], ...] = ()
    above: str = ""


def actions_told(
    units: Sequence[Unit], people: People, *, letter: bool, tabled: bool
) -> Iterator[Told]:
    """The actions of a document's prose and lists.

    letter: it greets somebody, so that only lists under a fitting heading and lines such as "Mum to …"
    are read. tabled: there are actions in tables, so that only such lines are.
    """
    reader = _Reader(people, letter=letter, tabled=tabled)
    for unit in units:
        yield from reader.read(unit)
    yield from reader.flush()


class _Reader:
    def __init__(self, people: People, *, letter: bool, tabled: bool) -> None:
        self.people = people
        self.letter = letter
        self.tabled = tabled
        self.section: bool | None = None
        self.heading: Part | None = None
        self.above = ""
        self.open: Told | None = None

    def flush(self) -> Iterator[Told]:
        if self.open is not None:
            yield self.open
        self.open = None

    def read(self, unit: Unit) -> Iterator[Told]:
        label = unit.block.label
        if unit.block.place.table is not None or label not in (
            "body",
            "list",
            "heading",
            "subject",
        ):
            return
        if label in ("heading", "subject"):
            yield from self.flush()
            self._head(unit)
            return
        fields = _fields(Part.of([(unit, 0, len(unit.text))]))
        if fields and fields[0][0] != "what" and fields[0][2] == 0:
            self._continue(fields)
            return
        if self.section is False:
            return
        listed = label == "list" or unit.block.kind == "list_item"
        found = list(self._in_list(unit) if listed else self._in_body(unit))
        if found:
            yield from self.flush()
            yield from found[:-1]
            self.open = found[-1]
        elif not listed:
            yield from self.flush()
            self.above = unit.text

    def _head(self, unit: Unit) -> None:
        text = unit.text
        acting = ACTION_HEADING.search(text) is not None
        numbered = re.match(r"(?:action|step|task|goal)?\s*\d{1,2}\b", text, re.IGNORECASE)
        if numbered and self.section:
            acting = True
        other = OTHER_HEADING.search(text) is not None
        self.section = True if acting else False if other else None
        self.heading = Part.of([(unit, 0, len(unit.text))])
        self.above = text if not numbered else self.above

    def _continue(self, fields: list[tuple[Role, Part, int]]) -> None:
        """A line such as "Who: Priya" belongs to the action before it, or to the heading above it."""
        told = self.open
        numbered = self.heading is not None and _SECTION.match(self.heading.text) is not None
        if (
            told is None
            and self.heading is not None
            and not self.letter
            and (self.section or numbered)
        ):
            what = self.heading
            number = _SECTION.match(what.text)
            told = Told(what.cut(number.end(), len(what.text)) if number else what, None)
            self.heading = None
        if told is None or not told.what.text:
            return
        new = tuple((role, part) for role, part, _ in fields)
        who = next((part for role, part in new if role == "who"), told.who)
        self.open = Told(told.what, who, (*told.fields, *new), told.above)

    def _in_list(self, unit: Unit) -> Iterator[Told]:
        whole = Part.of([(unit, 0, len(unit.text))])
        announced = self.section is True or (
            self.section is None and self.above.rstrip().endswith(":")
            and ACTION_HEADING.search(self.above) is not None
        )  # fmt: skip
        told = list(self._ordered(unit, announced=announced))
        fields = _fields(whole)
        labelled = {"who", "when"} & {role for role, _, _ in fields}
        opens = bool(fields) and fields[0][0] == "what" and fields[0][2] == 0
        if opens or (fields and (announced or told or labelled)):
            yield self._made(whole, fields, None)
        elif told and not (self.tabled and not any(minute for _, minute in told)):
            yield from (action for action, _ in told)
        elif announced and not self.tabled and not _CONDITION.match(unit.text):
            yield self._made(whole, [], self._tail_owner(whole))
        elif not self.letter and not self.tabled and self.section is None:
            owner = self._tail_owner(whole)
            if owner is not None and len(whole.text.split()) > 3:
                yield self._made(whole, [], owner)

    def _in_body(self, unit: Unit) -> Iterator[Told]:
        whole = Part.of([(unit, 0, len(unit.text))])
        fields = _fields(whole)
        if fields and fields[0][0] == "what" and fields[0][2] == 0:
            yield self._made(whole, fields, None)
            return
        for action, minute in self._ordered(unit):
            if minute or not (self.tabled or self.letter):
                yield action

    def _ordered(self, unit: Unit, *, announced: bool = False) -> Iterator[tuple[Told, bool]]:
        """Each sentence that gives somebody something to do, with those behind it that do not; and
        whether it is put as minutes do ("Mum to …")."""
        begun: tuple[int, bool, Part | None] | None = None
        end = 0
        for sentence in unit.sentences:
            order = self._order(unit, sentence, announced=announced)
            if order is None and begun is not None and _NEXT.match(sentence.text):
                yield self._stretch(unit, begun[0], end, begun[2]), begun[1]
                begun = None
            if order is not None:
                if begun is not None:
                    yield self._stretch(unit, begun[0], end, begun[2]), begun[1]
                minute, who = order
                begun = sentence.start, minute, who
            end = sentence.end
        if begun is not None:
            yield self._stretch(unit, begun[0], end, begun[2]), begun[1]

    def _stretch(self, unit: Unit, start: int, end: int, who: Part | None) -> Told:
        whole = Part.of([(unit, start, end)])
        return Told(whole, who, (), self.above)

    def _order(
        self, unit: Unit, sentence: Sentence, *, announced: bool
    ) -> tuple[bool, Part | None] | None:
        text = sentence.text
        match = _ACTS.match(text)
        if _CONDITION.match(text) and (match is None or match.start("who") == 0):
            return None
        passive = _PASSIVE.match(text)
        if match is not None and (passive is None or match.end("who") < passive.end("thing")):
            who = match["who"]
            minute = match["modal"] == "to"
            verb = text[match.start("verb") :]
            idle = _STATIVE if self.section else _TALK
            if len(who.split()) > _LONGEST_WHO or (not (minute or announced) and idle.match(verb)):
                return None
            head = re.split(r", |\(", who)[0]
            owners = owners_in(head, self.people)
            if not opens_with_owner(head, self.people):
                return None
            if not owners or (minute and re.search(r"\b(?:is|are|was|were|has|have|had|would|like|want|need|ask|able|time)\b", who)):  # fmt: skip
                return None
            if any(owner.kind == "child" for owner in owners) and not (minute or announced):
                return None
            start = sentence.start + match.start("who")
            return minute, Part.of([(unit, start, start + len(who))])
        if passive is not None and not re.search(r"\b(?:is|are|was|were|has|have|need|needs|like|want)\b", passive["thing"]):  # fmt: skip
            return True, None
        return None

    def _tail_owner(self, whole: Part) -> Part | None:
        """The owner at the end of a line: "Ring the GP – Mum – by 3 June"."""
        edges = [0]
        for match in _ITEM_SPLIT.finditer(whole.text):
            edges += [match.start(), match.end()]
        edges.append(len(whole.text))
        pieces = list(zip(edges[::2], edges[1::2], strict=True))
        for start, end in pieces[1:]:
            words = whole.text[start:end].strip(" .()")
            first = re.split(r", ", words)[0]
            owners = owners_in(first, self.people)
            if owners and len(first.split()) <= 6:
                return whole.cut(start, end)
        return None

    def _made(self, whole: Part, fields: list[tuple[Role, Part, int]], who: Part | None) -> Told:
        what = next((part for role, part, _ in fields if role == "what"), None)
        if what is None and fields:
            what = whole.cut(0, min(start for _, _, start in fields))
        told = tuple((role, part) for role, part, _ in fields if role != "what")
        named = next((part for role, part in told if role == "who"), who)
        return Told(what if what is not None and what.text else whole, named, told, self.above)


def _fields(whole: Part) -> list[tuple[Role, Part, int]]:
    """The labelled parts of a text: what each tells, its words, and where its label begins."""
    labels = list(LABELS.finditer(whole.text))
    found: list[tuple[Role, Part, int]] = []
    for k, match in enumerate(labels):
        roles = roles_of(match["label"])
        end = labels[k + 1].start() if k + 1 < len(labels) else len(whole.text)
        for role in sorted(roles):
            found.append((role, whole.cut(match.end(), end), match.start()))
    return found
