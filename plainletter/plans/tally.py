"""A plan in figures: what an inspector would ask of it, each as a status and the figures that show it.

The shares from which something counts as there are our own judgement: four in five actions will do, since
one that is plain from the rest need not repeat it, and below two in five a plan does not do it at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from plainletter.model import Measure, Span, Status
from plainletter.plans.acts import Terms, first_fault
from plainletter.plans.parts import Action, Owner, Plan
from plainletter.plans.words import EMPTY

Count = Literal[
    "actions", "acts", "owners", "dates", "reasons", "shared", "plain", "review", "change", "own"
]
"""What can be counted in a plan."""

MOST, SOME = 0.8, 0.4
"""Shares of the actions from which something is there, and from which it is there in part."""
MANY, TOO_MANY = 10, 12
"""Actions from which a plan is long, and from which it is too long ("more than about ten", our own
judgement)."""
PARENTS_SHARE = 0.6
"""The largest share of parts that parents should hold (our own judgement)."""
ALONE_SHARE = 0.9
"""The share of parts from which parents and children's services carry a plan alone."""
LEAST_OTHERS = 2
"""People or services beside parents and the social worker that a shared plan has at least."""
PLAIN_YEARS = 12.5
"""Reading age, in years, up to which a plan can count as plain to a family."""
_MOST_EVIDENCE = 4
_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the figures that a message may use, and the places that show it."""

    status: Status
    values: Mapping[str, str]
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over the actions of a plan. parents, council, family, services and others (people of whom
    the plan does not say who they are) count parts: an action that two people share has two."""

    plan: Plan
    vague: tuple[Action, ...]
    process: tuple[Action, ...]
    undated: tuple[Action, ...]
    unowned: tuple[Action, ...]
    unreasoned: tuple[Action, ...]
    anybodys: tuple[Action, ...]
    unsigned: tuple[Action, ...]
    parents: int
    council: int
    family: int
    services: int
    others: int
    agencies: tuple[str, ...]

    @property
    def all(self) -> int:
        """How many actions there are."""
        return len(self.plan.actions)

    @property
    def parts(self) -> int:
        """How many parts people have in the plan."""
        return self.parents + self.council + self.family + self.services + self.others


def tally(plan: Plan, vague: Iterable[Terms], process: Iterable[Terms], names: Iterable[str]) -> Tally:  # fmt: skip
    """Count a plan; `vague` and `process` are the terms of the rules that look for such acts."""
    vague, process = tuple(vague), tuple(process)
    known = frozenset(names)
    owners = [owner for action in plan.actions for owner in action.owners]
    kinds = Counter(owner.kind for owner in owners)
    two = sum(owner.group for owner in owners)

    def those(test: Callable[[Action], bool]) -> tuple[Action, ...]:
        return tuple(action for action in plan.actions if test(action))

    return Tally(
        plan,
        vague=those(lambda a: any(first_fault(a, terms) for terms in (*vague, *process))),
        process=those(lambda a: any(first_fault(a, terms) for terms in process)),
        undated=those(lambda a: a.due.kind != "date"),
        unowned=those(lambda a: not any(o.named for o in a.owners)),
        unreasoned=those(lambda a: a.reason.kind != "child"),
        anybodys=those(lambda a: not _is_its_own(a, known)),
        unsigned=those(lambda a: not _has_sign(a)),
        parents=kinds["parent"] + two,
        council=kinds["council"],
        family=kinds["family"] + kinds["child"],
        services=kinds["agency"],
        others=kinds["person"],
        agencies=tuple(dict.fromkeys(o.label.lower() for o in owners if o.kind == "agency")),
    )


def _is_its_own(action: Action, names: frozenset[str]) -> bool:
    """True where the words hold a name, a number, a day or a place, so that they would not fit any child."""
    parts = (action.what, action.reason.part, action.sign)
    text = " ".join(part.text for part in parts if part is not None)
    if re.search(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", text):
        return True
    words = re.findall(r"(?<![.:;!?•] )(?<!^)\b[A-Z][a-z][\w'-]*", text)
    if any(word.lower() not in ("mum", "dad", "mother", "father", "parents") for word in words):
        return True
    return any(word in names for word in re.findall(r"[^\W\d_]+", text.lower()))


def _has_sign(action: Action) -> bool:
    sign = action.sign
    return sign is not None and not EMPTY.match(sign.text) and len(sign.text.split()) > 3


def verdicts(
    count: Tally, text: str, jargon: Sequence[Span] | None, years: float
) -> Mapping[Count, Verdict]:
    """A verdict on everything that is counted. `jargon` are the places of findings on jargon, None where
    nobody looked; `years` is the reading age of the actions."""
    actions = count.plan.actions
    found: dict[Count, Verdict] = {"actions": _length(count)}
    if not actions:
        return found
    found["acts"] = _share(count, count.vague, _quoted(a.what.text for a in count.vague[:3]))
    found["owners"] = _share(count, count.unowned, _counted(_who_says(a) for a in count.unowned))
    found["dates"] = _dates(count)
    found["reasons"] = _share(count, count.unreasoned, "")
    found["shared"] = _shared(count)
    found["review"] = _review(count, text)
    found["change"] = _share(count, count.process, _quoted(a.what.text for a in count.process[:3]))
    found["own"] = _share(count, count.anybodys, _quoted(a.what.text for a in count.anybodys[:3]))
    if jargon is not None:
        found["plain"] = _plain(count, jargon, years)
    return found


def _length(count: Tally) -> Verdict:
    many = str(count.all - MANY) if count.all > MANY else ""
    status: Status = (
        "missing" if not count.all or count.all > TOO_MANY else "partial" if many else "present"
    )
    values = {"all": _number(count.all), "many": many, "none": "" if count.all else "No action"}
    return Verdict(status, values, tuple(a.what.whole for a in count.plan.actions[:1]))


def _number(count: int) -> str:
    return "One" if count == 1 else str(count) if count else ""


def _status(share: float) -> Status:
    return "present" if share >= MOST else "partial" if share >= SOME else "missing"


def _share(count: Tally, without: Sequence[Action], rest: str) -> Verdict:
    good = count.all - len(without)
    lacking = {action.number for action in without}
    shown = [action for action in count.plan.actions if action.number not in lacking]
    values = {"some": str(good), "all": str(count.all), "rest": rest}
    evidence = tuple(action.what.whole for action in shown[:_MOST_EVIDENCE])
    return Verdict(_status(good / count.all), values, evidence)


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"“{_short(text)}”" for text in texts)


def _short(text: str) -> str:
    words = text.rstrip(".").split()
    return " ".join(words[:8]) + " …" * (len(words) > 8)


def _counted(texts: Iterable[str]) -> str:
    """Each text once, with how often it stands there where that is more than once."""
    told: dict[str, list[str]] = {}
    for text in texts:
        told.setdefault(text.lower(), []).append(text)
    shown = sorted(told.values(), key=len, reverse=True)[:4]
    return ", ".join(
        _said(texts[0]) + (f" ({len(texts)} times)" if len(texts) > 1 else "") for texts in shown
    )


def _said(text: str) -> str:
    return f"“{_short(text)}”" if text else "nothing"


def _who_says(action: Action) -> str:
    if action.who is not None:
        return action.who.text
    return action.owners[0].label if action.owners else ""


def _dates(count: Tally) -> Verdict:
    basis = _share(count, count.undated, _counted(a.due.words for a in count.undated))
    days = [a.due.day for a in count.plan.actions if a.due.kind == "date"]
    same = ""
    if len(days) > 3 and len(set(days)) == 1 and days[0]:
        first = next(a for a in count.plan.actions if a.due.kind == "date")
        same = first.due.words
    past = past_actions(count.plan)
    values = {**basis.values, "same": same, "past": _counted(a.due.words for a in past)}
    status = basis.status
    if status == "present" and (same or past):
        status = "partial"
    return Verdict(status, values, basis.evidence)


def past_actions(plan: Plan) -> tuple[Action, ...]:
    """Actions whose last day was over when the plan was made."""
    return tuple(a for a in plan.actions if plan.written and a.due.day and a.due.day < plan.written)


def _shared(count: Tally) -> Verdict:
    values = {
        "parents": _times(count.parents), "council": _times(count.council),
        "family": _times(count.family), "services": _times(count.services), "gap": "",
        "unknown": "",
    }  # fmt: skip
    if count.others * 2 >= count.parts:
        return Verdict("not_checked", values)
    others = len(_others(count.plan.actions))
    alone = (count.parents + count.council) / count.parts
    if count.parents / count.parts <= PARENTS_SHARE and others >= LEAST_OTHERS:
        status: Status = "present"
    else:
        status = "missing" if alone >= ALONE_SHARE else "partial"
        values["gap"] = "parts"
        values["unknown"] = ", ".join(_unknown(count.plan.actions)[:4])
    shown = [a for a in count.plan.actions if any(o in _others([a]) for o in map(_key, a.owners))]
    return Verdict(status, values, tuple(a.what.whole for a in shown[:_MOST_EVIDENCE]))


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _key(owner: Owner) -> str:
    return owner.label.lower()


def _others(actions: Iterable[Action]) -> set[str]:
    """People and services beside parents, the children and children's services."""
    return {
        _key(owner) for action in actions for owner in action.owners
        if owner.kind in ("agency", "family", "person")
    }  # fmt: skip


def _unknown(actions: Iterable[Action]) -> list[str]:
    """The people of whom the plan does not say who they are."""
    owners = (owner for action in actions for owner in action.owners)
    return list(dict.fromkeys(owner.label for owner in owners if owner.kind == "person"))


def _review(count: Tally, text: str) -> Verdict:
    again = count.plan.review.of(text) if count.plan.review is not None else ""
    # Where a heading says it and the line below gives the day, the line is enough.
    again = again.rsplit("\n", 1)[-1]
    signs = count.all - len(count.unsigned)
    told = signs * 2 >= count.all or re.search(r"\b[Ww]e(?: will|['’]ll) (?:all )?know\b", text) is not None  # fmt: skip
    status: Status = "present" if again and told else "partial" if again or told else "missing"
    values = {
        "again": " ".join(again.split()), "unsaid": "" if again else "day",
        "some": str(signs), "all": str(count.all),
    }  # fmt: skip
    return Verdict(status, values, (count.plan.review,) if count.plan.review is not None else ())


def _plain(count: Tally, jargon: Sequence[Span], years: float) -> Verdict:
    hit = tuple(a for a in count.plan.actions if any(_holds(a, span) for span in jargon))
    basis = _share(count, hit, "")
    status = basis.status
    if status == "present" and years > PLAIN_YEARS:
        status = "partial"
    values = {**basis.values, "years": f"{years:.0f}" if years > PLAIN_YEARS else ""}
    return Verdict(status, values, basis.evidence)


def _holds(action: Action, span: Span) -> bool:
    parts = [action.what, action.due.part, action.reason.part, action.sign, action.who]
    return any(
        piece.unit.span(piece.start, piece.end).contains(span)
        for part in parts if part is not None for piece in part.pieces
    )  # fmt: skip


def measures(count: Tally) -> Mapping[str, Measure]:
    """The named measures of a plan.

    Units are actions, the share of parts that parents hold, and services. Limits are our own judgement;
    of actions with a date, an owner or a reason, and of services, the limit is the least there should be.
    """
    all = count.all
    least = -(-all * 4 // 5)

    def enough(value: int, unit: str, limit: int) -> Measure:
        return Measure(float(value), unit, float(limit), value >= limit)

    share = round(count.parents / count.parts, 2) if count.parts else 0.0
    return {
        "plan_actions": Measure(float(all), "actions", float(MANY), all <= MANY),
        "plan_actions_with_date": enough(all - len(count.undated), "actions", least),
        "plan_actions_with_owner": enough(all - len(count.unowned), "actions", least),
        "plan_actions_with_reason": enough(all - len(count.unreasoned), "actions", least),
        "plan_owners_parent_share": Measure(
            share, "share of parts", PARENTS_SHARE, share <= PARENTS_SHARE
        ),
        "plan_agencies": enough(len(count.agencies), "services", LEAST_OTHERS),
    }
