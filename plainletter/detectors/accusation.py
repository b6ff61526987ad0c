"""Blame: a clause that judges what the parent did, is or has, found by its grammar.

Each group of the rule's `options.groups` is a table with word lists in base form. What is judged is a
verb the parent does (`did`) or does not do (`did-not`), what the parent is (`is`) or is not (`is-not`),
what is the parent's (`your`), and what the parent lacks or shows none of (`lacks`).
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.addressee import (
    asks,
    complements,
    doer,
    inflected,
    is_negated,
    is_parent,
    is_said_outright,
    lead,
    matched,
    modal_of,
    reported,
    sentences,
    whole_word,
)
from plainletter.kinds.gates import Gate, any_match, gates
from plainletter.kinds.match import Match
from plainletter.model import Level, Suggestion
from plainletter.packs.schema import DetectorRule

if TYPE_CHECKING:
    from spacy.tokens import Token

_BE = ("be", "seem", "appear", "become", "remain", "get", "prove", "look", "sound", "act", "feel")
_SHOW = (
    "show", "demonstrate", "display", "have", "make", "exhibit", "take", "give", "express", "evidence",
    "offer", "put",
)  # fmt: skip
_SCARCE = frozenset(
    "no little limited minimal insufficient scant few zero inadequate poor nil negligible".split()
)
_PROVES = ("mean", "show", "prove", "demonstrate", "suggest", "indicate", "confirm")
_UNABLE = frozenset({"can", "could", "will", "would", "ca", "wo", "cannot"})
_DUTY = frozenset({"should", "ought"})
# Others in the family whom minutes judge. Who shares a name with a parent counts where they are "your".
_KIN = frozenset(
    """family grandmother grandfather grandparents grandma grandad gran nan aunt uncle mgm mgf pgm pgf
    stepfather stepmother stepdad stepmum in-laws""".split()
)
_NEAR = 4
"""How many words on the next word of a set phrase may stand."""
_OF_PARENT = frozenset(
    {"mum", "mother", "dad", "father", "parents", "partner", "boyfriend", "girlfriend"}
)


@dataclass(frozen=True)  # No slots: `words` is kept once it is known.
class _Group:
    did: Mapping[str, str]
    did_not: Mapping[str, str]
    sayings: Mapping[str, tuple[tuple[str, ...], ...]]
    denied: Mapping[str, tuple[tuple[str, ...], ...]]
    judged: frozenset[str]
    is_: frozenset[str]
    is_not: frozenset[str]
    your: Mapping[str, str]
    lacks: Mapping[str, str]
    to: Mapping[str, str]
    with_: frozenset[str]
    without: frozenset[str]
    often: frozenset[str]
    hindsight: Mapping[str, str]
    unless: tuple[Gate, ...]
    asks: tuple[Suggestion, ...]
    level: Level | None

    @cached_property
    def words(self) -> frozenset[str]:
        """Words one of which is in every clause that the group finds, but for those of hindsight."""
        return frozenset().union(
            self.did, self.did_not, self.sayings, self.denied, self.judged, self.is_, self.is_not,
            self.your, self.lacks,
        )  # fmt: skip


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Clauses that judge a parent by one of `options.groups`.

    A group holds `ask` and any of: `did`, `did-not`, `is`, `is-not`, `your`, `lacks`; `to`, the verbs of
    an infinitive without which `did` does not count ("not" for a negated one); `with` and `without`,
    words one of which must, or none of which may, be a complement of the verb; `often`, adverbs one of
    which must stand with it; `hindsight`, verbs that are no blame after "should have" (all others are);
    `unless`, expressions over the sentence; `level`.
    """
    groups = _groups(rule)
    unless = gates(rule.options.get("unless", ()))
    for unit, sentence, _ in sentences(letter, rule):
        # What keeps a sentence silent is asked last: few sentences have anything that could be found.
        found = list(_found_in(unit, sentence, rule, groups))
        if found and not asks(sentence) and not any_match(unless, sentence.text):
            yield from found


def _found_in(
    unit: Unit, sentence: Sentence, rule: DetectorRule, groups: Sequence[_Group]
) -> Iterator[Match]:
    forms = _forms(sentence)
    words = frozenset(form for _, own in forms for form in own)
    dutiful = "have" in words and not words.isdisjoint(_DUTY)
    for group in groups:
        wise = dutiful and bool(group.hindsight)
        # Each clause is found by a word of the group's own, but for those of hindsight.
        if not wise and words.isdisjoint(group.words):
            continue
        telling = [
            token for token, own in forms
            if wise or own[0] in group.words or own[-1] in group.words
        ]  # fmt: skip
        found = list(_find_in(telling, unit, sentence, rule, group))
        if found and not any_match(group.unless, sentence.text):
            yield from found


@lru_cache(maxsize=64)
def _groups(rule: DetectorRule) -> tuple[_Group, ...]:
    return tuple(_group(table) for table in rule.options["groups"])


def _group(table: Mapping[str, Any]) -> _Group:
    def words(name: str) -> tuple[str, ...]:
        return tuple(table.get(name, ()))

    return _Group(
        inflected(words("did"), "VERB"),
        inflected(words("did-not"), "VERB"),
        _sayings(words("sayings")),
        _sayings(words("denied")),
        frozenset(words("judged")),
        frozenset(words("is")),
        frozenset(words("is-not")),
        inflected(words("your"), "NOUN"),
        inflected(words("lacks"), "NOUN"),
        inflected(words("to"), "VERB"),
        frozenset(inflected(words("with"), "NOUN")),
        frozenset(words("without")),
        frozenset(words("often")),
        inflected(words("hindsight"), "VERB"),
        gates(words("unless")),
        (Suggestion(table["ask"]),),
        table.get("level"),
    )


def _forms(sentence: Sentence) -> list[tuple[Token, tuple[str, ...]]]:
    """Each word of a sentence in small letters: as it stands, and with what hyphens join to it."""
    hyphens = "-" in sentence.text
    return [
        (token, (lower(token), whole_word(token)) if hyphens else (lower(token),))
        for token in sentence.tokens
    ]


def _find_in(
    telling: Sequence[Token], unit: Unit, sentence: Sentence, rule: DetectorRule, group: _Group
) -> Iterator[Match]:
    for token in telling:
        marks = (
            _deed(token, group)
            or _said(token, group.sayings, denied=False)
            or _said(token, group.denied, denied=True)
            or _trait(token, group)
            or _judged(token, group)
            or _owned(token, group)
            or _lacking(token, group)
            or _hindsight(token, group)
        )
        if marks:
            yield matched(rule, unit, sentence, marks, group.asks, group.level)


def _deed(verb: Token, group: _Group) -> list[Token] | None:
    """A verb of judgement that the parent does, or one of respect that the parent does not do."""
    word = lower(verb)
    done, undone = word in group.did, word in group.did_not
    if not (done or undone) or not (verb.tag_.startswith("VB") or verb.dep_ == "ROOT"):
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return None
    subject = doer(verb)
    if subject is None or subject is verb or not _is_family(subject):
        return None
    negated = _not_done(verb)
    if negated == done and not (negated and undone):
        return None
    if not _outright(verb):
        return None
    modal = modal_of(verb)
    if modal is not None and not (negated and lower(modal) in _UNABLE):
        return None
    if not _fits(verb, group):
        return None
    marks = [*lead(subject, verb), verb]
    if group.to:
        goal = _goal(verb, group)
        if goal is None:
            return None
        marks.append(goal)
    return marks


def _sayings(phrases: tuple[str, ...]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Verb phrases by the forms of their first word; the other words as they stand."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        first, *rest = phrase.split()
        for form in inflected((first,), "VERB"):
            found[form] = (*found.get(form, ()), tuple(rest))
    return found


def _said(
    verb: Token, sayings: Mapping[str, tuple[tuple[str, ...], ...]], *, denied: bool
) -> list[Token] | None:
    """A set phrase with a parent as its subject ("you turned your back on"), or one denied of a parent
    ("you have not lifted a finger"); up to three words may stand between two of its own."""
    tails = sayings.get(lower(verb))
    if tails is None or not verb.tag_.startswith(("VB", "MD")):
        return None
    last = _end_of(verb, tails)
    if last is None:
        return None
    if denied and any(child.dep_ == "auxpass" for child in verb.children):
        return None
    subject = doer(verb)
    if subject is None or not _is_family(subject) or _not_done(verb) != denied:
        return None
    if not _outright(verb):
        return None
    modal = modal_of(verb)
    if modal is not None and not (denied and lower(modal) in _UNABLE):
        return None
    return [*lead(subject, verb), verb, last]


def _end_of(verb: Token, tails: Sequence[tuple[str, ...]]) -> Token | None:
    """The last of the words of the first tail that stands in order behind the verb, or None."""
    reach = _NEAR * max(map(len, tails))
    end = min(verb.sent.end, verb.i + 1 + reach)
    behind = [lower(token) for token in verb.doc[verb.i + 1 : end]]
    ends = (_end_in(behind, tail) for tail in tails)
    last = next((at for at in ends if at is not None), None)
    return None if last is None else verb.doc[verb.i + last]


def _end_in(behind: Sequence[str], tail: Iterable[str]) -> int | None:
    """How many words on the last word of a tail stands, 0 for none in it; None where one is not near."""
    at = 0
    for word in tail:
        options = word.split("/")
        near = behind[at : at + _NEAR]
        step = next((k for k, said in enumerate(near, 1) if said in options), None)
        if step is None:
            return None
        at += step
    return at


def _judged(word: Token, group: _Group) -> list[Token] | None:
    """What is said of something of the parent's: "your decision was foolish"."""
    if whole_word(word) not in group.judged:
        return None
    head = word
    while head.dep_ == "conj":
        head = head.head
    if head.dep_ not in ("acomp", "attr", "oprd", "dobj"):
        return None
    verb = head.head
    if _not_done(verb) or reported(verb) or not is_said_outright(verb):
        return None
    owned = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    owner = next((c for c in owned.lefts if c.dep_ == "poss"), None) if owned is not None else None
    if owned is None or owner is None or modal_of(verb) is not None:
        return None
    if lower(owner) != "your" and not _is_family(owner):
        return None
    return [owner, owned, word] if word.i - owner.i < 16 else [verb, word]


def _goal(verb: Token, group: _Group) -> Token | None:
    """The infinitive (or gerund) of the group that hangs on the verb."""
    for child in verb.rights:
        if child.dep_ not in ("xcomp", "ccomp") and (child.dep_, child.tag_) != ("advcl", "VBG"):
            continue
        if lower(child) in group.to or ("not" in group.to and has_negation(child)):
            return child
    return None


def _fits(verb: Token, group: _Group) -> bool:
    if group.often and not any(
        lower(child) in group.often for child in verb.children if child.dep_ in ("advmod", "neg")
    ):
        return False
    if not (group.with_ or group.without):
        return True
    taken = complements(verb)
    if taken & group.without:
        return False
    return not group.with_ or bool(taken & group.with_)


def _trait(token: Token, group: _Group) -> list[Token] | None:
    """What the parent is or is not: "you were dishonest", "you have not been open"."""
    word = whole_word(token)
    bad, good = word in group.is_, word in group.is_not
    if not (bad or good) or token.tag_ in ("VB", "VBP"):  # "You did not open the door."
        return None
    head = token
    while head.dep_ == "conj":
        head = head.head
    if head.dep_ not in ("acomp", "attr", "oprd", "advmod", "ROOT", "pobj", "prep"):
        return None
    verb = head.head if head.dep_ != "ROOT" else head
    if verb.dep_ == "prep":
        verb = verb.head
    if lower(verb) not in inflected(_BE, "VERB") and head.dep_ != "ROOT":
        return None
    subject = doer(verb)
    if subject is None or not _is_family(subject):
        return None
    negated = _not_done(verb) or has_negation(head)
    halved = any(lower(child) == "less" for child in head.children) or any(
        lower(child) == "less" for child in verb.children
    )
    if (bad and negated and not good) or (good and not (negated or halved)):
        return None
    if modal_of(verb) is not None and not (good and negated):
        modal = modal_of(verb)
        if modal is None or lower(modal) != "can":
            return None
    if not _outright(verb) or not _fits(token, group):
        return None
    return [*lead(subject, verb), verb, token]


def _owned(noun: Token, group: _Group) -> list[Token] | None:
    """A noun of judgement that is the parent's: "your refusal", "Mother's attitude", "failure by you"."""
    if whole_word(noun) not in group.your or not noun.tag_.startswith("NN"):
        return None
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    if owner is not None:
        mine = lower(owner) == "your" or _is_family(owner)
        if mine and _fits(noun, group):
            return [owner.left_edge, noun, *_said_of(noun)]
        return None
    verb = noun.head
    if noun.dep_ == "dobj" and lower(verb) in inflected(_SHOW, "VERB") and _parent_does(verb):
        return None if _not_done(verb) else [*lead(doer(verb), verb), verb, noun]
    for child in noun.rights:
        if lower(child) in ("by", "of", "from") and any(
            _is_family(thing) and lower(thing) != "both" for thing in child.children
        ):
            return [
                noun.left_edge if noun.left_edge.i >= noun.i - 3 else noun,
                noun,
                child.right_edge,
            ]
    return None


def _said_of(noun: Token) -> list[Token]:
    """What "is rude and uncalled for" in "your attitude is rude and uncalled for"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or lower(verb) not in inflected(_BE, "VERB"):
        return []
    said = [child for child in verb.rights if child.dep_ == "acomp"]
    said += [child for one in said for child in one.rights if child.dep_ == "conj"]
    return [one for one in said if one.i - noun.i < 12]


def _lacking(noun: Token, group: _Group) -> list[Token] | None:
    """What is denied altogether: "you show no insight", "your lack of insight", "no effort was made"."""
    if whole_word(noun) not in group.lacks:
        return None
    scarce = next((child for child in noun.lefts if lower(child) in _SCARCE), None)
    if noun.dep_ == "pobj" and lower(noun.head) in ("of", "in"):
        lack = noun.head.head
        if lower(lack) in ("lack", "absence", "lacking"):
            owner = next((child for child in lack.lefts if child.dep_ == "poss"), None)
            if lack.tag_.startswith("NN") and owner is not None and lower(owner) != "your":
                return None if not _is_family(owner) else [owner.left_edge, noun]
            if reported(lack) or (lower(lack) == "lacking" and not _parent_does(lack)):
                return None
            return [lack.left_edge if lack.left_edge.i >= lack.i - 5 else lack, noun]
        if lack.tag_.startswith("NN") and lower(lack) in (
            "level",
            "levels",
            "degree",
            "sign",
            "signs",
            "evidence",
        ):
            scarce = scarce or next((c for c in lack.lefts if lower(c) in _SCARCE), None)
            noun_head = lack
        else:
            return None
    else:
        noun_head = noun
    while noun_head.dep_ == "conj":
        noun_head = noun_head.head
        scarce = scarce or next((c for c in noun_head.lefts if lower(c) in _SCARCE), None)
    verb = noun_head.head
    word = lower(verb)
    if noun_head.dep_ in ("dobj", "attr") and word in inflected(("lack",), "VERB"):
        return [*lead(doer(verb), verb), verb, noun] if _parent_does(verb) else None
    negated = _not_done(verb) and noun_head.dep_ in ("dobj", "attr")
    if scarce is None and not (
        negated and any(lower(c) in ("any", "much", "the") for c in noun.lefts)
    ):
        return None
    if noun_head.dep_ == "nsubjpass" and word in inflected(_SHOW, "VERB"):
        return [scarce or noun, verb] if verb.i - noun.i < 8 else None
    if noun_head.dep_ == "attr" and any(child.dep_ == "expl" for child in verb.children):
        return None if reported(verb) or not is_said_outright(verb) else [verb.left_edge, noun]
    if noun_head.dep_ != "dobj" or word not in inflected(_SHOW, "VERB"):
        return None
    return [*lead(doer(verb), verb), verb, noun] if _parent_does(verb) else None


def _is_family(token: Token) -> bool:
    """A parent, or somebody else in the family: "Maternal grandmother", "your mum", "Mum's partner"."""
    if is_parent(token):
        return True
    word = lower(token)
    owner = next((child for child in token.lefts if child.dep_ == "poss"), None)
    if owner is not None:
        mine = lower(owner) == "your" or is_parent(owner)
        return mine and word in _KIN | _OF_PARENT
    first = {lower(child) for child in token.lefts if child.dep_ == "det"}
    return word in _KIN and first <= {"the"}


def _outright(verb: Token) -> bool:
    """Stated by the writer, also as what something else shows: "this means that you are not …"."""
    if verb.dep_ == "ccomp" and lower(verb.head) in inflected(_PROVES, "VERB"):
        proof = doer(verb.head)
        if proof is not None and proof.tag_ not in ("NNP", "PRP", "WP"):
            return not has_negation(verb.head) and modal_of(verb.head) is None
    return is_said_outright(verb) and not reported(verb)


def _not_done(verb: Token) -> bool:
    """Negated, also by "neither parent"."""
    if is_negated(verb):
        return True
    own = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return own is not None and any(lower(child) in ("neither", "no") for child in own.lefts)


def _parent_does(verb: Token) -> bool:
    subject = doer(verb)
    if subject is None or not _is_family(subject):
        return False
    modal = modal_of(verb)
    return modal is None and is_said_outright(verb) and not reported(verb)


def _hindsight(verb: Token, group: _Group) -> list[Token] | None:
    """ "You should have told us": being wise after the event."""
    if not group.hindsight or verb.tag_ not in ("VBN", "VBD") or lower(verb) in group.hindsight:
        return None
    auxiliaries = {lower(child): child for child in verb.lefts if child.dep_.startswith("aux")}
    modal = next((child for word, child in auxiliaries.items() if word in _DUTY), None)
    if modal is None or "have" not in auxiliaries or "been" in auxiliaries:
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return None
    subject = doer(verb)
    if subject is None or not _is_family(subject) or reported(verb):
        return None
    if any(child.dep_ == "mark" and lower(child) == "if" for child in verb.children):
        return None
    return [*lead(subject, verb), verb]
