"""How faults of actions are told: each where it stands, or once with the count where most actions have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainletter.kinds.match import Match
from plainletter.model import Span, Suggestion
from plainletter.packs.schema import DetectorRule
from plainletter.plans import Action, Part

_LEAST_OFTEN = 4
"""Actions with one fault from which it may be told once for all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of an action: the words, what to ask the writer, and which message of the rule's options
    fits it (`sort`), where the rule has several."""

    span: Span
    sentence: Span
    ask: str
    sort: str = ""


def first_words(part: Part) -> Span:
    """The first sentence of a part, the place of what is missing from it."""
    whole, sentence = part.whole, part.sentence(0)
    return Span(whole.start, min(max(sentence.end, whole.start + 1), whole.end))


def missing_at(action: Action, ask: str, sort: str = "") -> Fault:
    """A fault that has no words of its own, at the action's first sentence."""
    span = first_words(action.what)
    return Fault(span, action.what.sentence(0), ask, sort)


def tell(rule: DetectorRule, faults: Sequence[Fault], actions: int) -> Iterator[Match]:
    """Matches for the faults that a rule found in a plan of so many actions.

    Where more than half of the actions have the fault, at least four, only the first is marked, with the
    message `often` of the rule's options, in which {count} and {all} are figures. Options: `once-from` is
    a number of faults that is enough for that, whatever their share; `messages` has other messages by
    sort.
    """
    options = rule.options
    often = str(options.get("often", ""))
    most = len(faults) >= _LEAST_OFTEN and len(faults) * 2 > actions
    if often and (most or len(faults) >= int(options.get("once-from", len(faults) + 1))):
        figures = {"count": str(len(faults)), "all": str(actions)}
        yield _match(rule, faults[0], often, figures)
        return
    for fault in faults:
        yield _match(rule, fault, str(options.get("messages", {}).get(fault.sort, "")), {})


def _match(rule: DetectorRule, fault: Fault, message: str, figures: dict[str, str]) -> Match:
    suggestions = (Suggestion(fault.ask),) if fault.ask else ()
    return Match(rule, fault.span, fault.sentence, suggestions, figures, message=message)
