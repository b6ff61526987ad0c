"""Labels: a judging word said of somebody in the family or of their home, found by its grammar.

"You were hostile", "your aggressive manner", "a manipulative man", "come across as immature", "the home is
chaotic", "Lee is a liar", "behaved aggressively", "your dishonesty". The word lists stand in the rule's
options. A word is left alone where it is said of something else (a hostile witness, an aggressive dog),
denied ("you are not a bad mother"), asked, put under "if", or told as the words of the family or of a court.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.addressee import asks, doer, inflected, sentences, whole_word
from plainletter.kinds.gates import Gate, any_match, gates
from plainletter.kinds.match import Match
from plainletter.kinds.phrase import split_head
from plainletter.model import Level, Suggestion
from plainletter.packs.schema import DetectorRule
from plainletter.wording.grammar import fits
from plainletter.wording.inflect import Pos, forms, inflect
from plainletter.wording.suggest import rewrite

if TYPE_CHECKING:
    from spacy.tokens import Token

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

_PERSONS = frozenset("you he she they him her them yourself himself herself themselves who".split())
_HANDLED = frozenset(
    {"i", "we", "me", "us", "it", "this", "that", "these", "those", "there", "what"}
)
_ANY_OF_THEM = frozenset("any some many most other every few several no".split())
_COURTS = frozenset("court judge judges magistrate magistrates tribunal".split())
_UNSURE = frozenset({"if", "whether", "unless", "should"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_COPULAS = (
    "be", "seem", "appear", "become", "remain", "look", "sound", "get", "prove", "act", "stay", "turn",
    "grow", "go",
)  # fmt: skip
# What is said to be somebody's trait: "described as", "found you", "came across as".
_SAYS_OF = (
    "describe", "find", "consider", "regard", "view", "see", "label", "call", "portray", "perceive",
    "experience", "deem", "think", "judge", "know", "assess", "note", "report", "believe", "say",
    "characterise", "remember", "record", "name", "brand",
)  # fmt: skip
_COMES_OVER = ("present", "come", "act", "behave", "appear", "pass")
_SHOWS = (
    "show", "display", "demonstrate", "exhibit", "present", "express", "have", "use", "evidence",
)  # fmt: skip
# With one of these a clause behind it is no speech, but proof.
_PROVES = ("show", "prove", "demonstrate", "mean", "ensure", "suggest")
_SPEAKS = (
    "say", "tell", "call", "describe", "feel", "think", "believe", "consider", "see", "regard", "view",
    "label", "know", "worry", "fear", "admit", "find", "judge", "brand", "name",
)  # fmt: skip
_ANSWERS = ("respond", "present", "react", "act", "meet")
_SPELLS = frozenset({"history", "pattern", "culture", "catalogue"})
_OWNERS = frozenset({"your", "his", "her", "their"})
_BETWEEN = frozenset({",", "and", "or", "both", "/", "&", "but", "-"})


@dataclass(frozen=True, slots=True)
class _Group:
    swaps: Mapping[str, tuple[str, str]]
    suggestions: tuple[Suggestion, ...]
    unless: tuple[Gate, ...]
    message: str
    level: Level | None


@dataclass(frozen=True, slots=True)
class _Words:
    people: frozenset[str]
    conduct: frozenset[str]
    home: frozenset[str]
    small: frozenset[str]
    not_people: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Label:
    first: int
    last: int
    group: _Group
    suggestions: tuple[Suggestion, ...]


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Labels of `options.groups` on persons, their conduct or their home.

    `people`, `conduct` and `home` are nouns, `small` those for children too small to judge, `not-people` words with a capital that name no person; `pets`
    are expressions over the sentence in which "he" or "they" may be an animal or an illness.

    A group holds `ask` and any of: `traits`, adjectives that judge; `weak`, adjectives that judge where
    they stand before a person or are all that is said of one ("Liam is slow"); `before`, those that judge
    before a person only ("a bad mother"); `nouns`, and `said-of`, nouns that judge only where they are said
    of a person; `adverbs` of what a person does; `owned`, nouns that judge as a person's own ("your
    hostility"), and `lacked`, as what a person lacks; `swaps`, nouns with their better wordings, `^` before
    the word that changes; `unless`, expressions over the sentence; `message`;
    `level`.
    """
    words, index = _words(rule), _index(rule)
    pets = gates(rule.options.get("pets", ()))
    for unit, sentence, _ in sentences(letter, rule):
        if asks(sentence):
            continue
        unclear = any_match(pets, sentence.text)
        labels = []
        for token in sentence.tokens:
            for role, group in index.get(whole_word(token), ()):
                if any_match(group.unless, sentence.text):
                    continue
                label = _label(token, role, group, words, unclear, unit, letter)
                if label is not None:
                    labels.append(label)
                    break
        for label in _joined(labels, sentence):
            start, last = unit.doc[label.first].idx, unit.doc[label.last]
            yield Match(
                rule, unit.span(start, last.idx + len(last)), sentence.span, label.suggestions,
                message=label.group.message, level=label.group.level,
            )  # fmt: skip


@lru_cache(maxsize=64)
def _words(rule: DetectorRule) -> _Words:
    def nouns(name: str) -> frozenset[str]:
        return frozenset(inflected(tuple(rule.options[name]), "NOUN"))

    return _Words(
        nouns("people"), nouns("conduct"), nouns("home"), nouns("small"),
        frozenset(rule.options["not-people"]),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _index(rule: DetectorRule) -> Mapping[str, list[tuple[str, _Group]]]:
    """The words of all groups, each with the parts it plays."""
    index: dict[str, list[tuple[str, _Group]]] = {}
    for table in rule.options["groups"]:
        _enter(index, table)
    return index


# A word with a better wording is looked at for that first.
_ROLES: Mapping[str, Pos] = {
    "traits": "OTHER", "weak": "OTHER", "before": "OTHER", "adverbs": "OTHER", "lacked": "OTHER",
    "nouns": "NOUN", "said-of": "NOUN", "owned": "NOUN",
}  # fmt: skip


def _enter(index: dict[str, list[tuple[str, _Group]]], table: Mapping[str, Any]) -> None:
    """Put the words of a group into `index`, each with the part it plays."""
    swaps: dict[str, tuple[str, str]] = {}
    for phrase, say in table.get("swaps", {}).items():
        for surface, tags in forms(phrase, "NOUN", -1).items():
            swaps[surface.lower()] = (say, "NNS" if tags[:1] == ("NNS",) else "NN")
    group = _Group(
        swaps,
        (Suggestion(table["ask"]),) if "ask" in table else (),
        gates(table.get("unless", ())),
        table.get("message", ""),
        table.get("level"),
    )
    for role, pos in _ROLES.items():
        listed = tuple(table.get(role, ()))
        for word in listed if pos == "OTHER" else inflected(listed, pos):
            index.setdefault(word, []).append((role, group))
    for word in {surface.split()[-1] for surface in swaps}:
        index.setdefault(word, []).insert(0, ("swaps", group))


def _joined(labels: Sequence[_Label], sentence: Sentence) -> Iterator[_Label]:
    """Labels in order; those that overlap or are only parted by "and", commas and adverbs made one."""
    last: _Label | None = None
    doc = sentence.tokens.doc
    for label in sorted(labels, key=lambda found: (found.first, -found.last)):
        if last is not None and all(
            lower(token) in _BETWEEN or token.tag_ in ("RB", "HYPH")
            for token in doc[last.last + 1 : max(label.first, last.last + 1)]
        ):
            # Two better wordings make no better one together.
            same = label.first > last.last or label.last > last.last
            kept = tuple(s for s in last.suggestions if not (same and s.edits))
            last = _Label(
                last.first, max(last.last, label.last), last.group, kept or label.suggestions
            )
            continue
        if last is not None:
            yield last
        last = label
    if last is not None:
        yield last


def _label(
    token: Token, role: str, group: _Group, words: _Words, unclear: bool, unit: Unit,
    letter: Analysis,
) -> _Label | None:  # fmt: skip
    if role == "swaps":
        return _swapped(token, group, words, unit, letter)
    if role in ("traits", "weak", "before"):
        marks = _trait(token, role, words, unclear)
    elif role in ("nouns", "said-of"):
        marks = _noun(token, role == "nouns", words)
    elif role == "adverbs":
        marks = _manner(token, words)
    elif role == "owned":
        marks = _owned(token, words)
    else:
        marks = _lacking(token, words)
    if not marks or _not_said(token, words):
        return None
    return _Label(
        min(mark.i for mark in marks), max(mark.i for mark in marks), group, group.suggestions
    )


def _first_part(token: Token) -> Token:
    return token.nbor(-2 * whole_word(token).count("-")) if "-" in whole_word(token) else token


# --- adjectives ---------------------------------------------------------------------------------


def _trait(token: Token, role: str, words: _Words, unclear: bool) -> list[Token] | None:
    if token.tag_.startswith("VB") and any(
        child.dep_ in ("dobj", "xcomp", "ccomp", "agent") for child in token.children
    ):
        return None  # "He was threatening to leave": a deed.
    first = _first_part(token)
    noun = _described(token)
    if noun is not None:
        if not _fits_noun(noun, role, words):
            return None
        low = noun.left_edge if first.i - noun.left_edge.i <= 4 else first
        return [min(low, first, key=lambda t: int(t.i)), noun]
    if role == "before":
        return None
    found, target = _said_of(token)
    if role == "weak" and (not found or _is_completed(token)):
        return None
    if target is None:
        alone = found or token.dep_ == "ROOT"
        return [first, token] if alone and role == "traits" and not unclear else None
    if unclear and lower(target) in ("he", "she", "they", "who"):
        return None
    of_them = role == "traits" and _is_theirs(target, words)
    if not (_is_person(target, words) or of_them) or _is_general(target):
        return None
    adverbs = [child for child in token.lefts if child.dep_ == "advmod" and child.i >= first.i - 2]
    return [*adverbs, first, token]


def _described(token: Token) -> Token | None:
    """The noun that an adjective stands before, alone or in a row ("a young, immature mother")."""
    at = token
    while at.dep_ == "conj" and at.head is not at:
        at = at.head
    if at.dep_ in ("amod", "compound", "nmod") and at.head.tag_.startswith("NN"):
        return at.head if at.head.i > token.i else None
    return None


def _fits_noun(noun: Token, role: str, words: _Words) -> bool:
    name = whole_word(noun)
    if name not in words.people | words.conduct | words.home and lower(noun) in words.people:
        name = lower(noun)
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    if lower(noun) in words.small:
        return False
    if name in words.people:
        if role == "before":
            before = {lower(child) for child in noun.lefts}
            return bool(before & {"a", "an", "such"}) or (noun.tag_ == "NNS" and owner is None)
        return not any(lower(child) in _ANY_OF_THEM for child in noun.lefts)
    if name in words.conduct:
        if owner is None:
            return role == "traits"
        return _owns(owner, words)
    return name in words.home and role == "traits"


def _said_of(token: Token) -> tuple[bool, Token | None]:
    """Whether the word is said of something, and of what, where that can be told."""
    own = next((child for child in token.children if child.dep_ in _SUBJECTS), None)
    if own is not None:
        # "It makes him aggressive": what something does to a person.
        caused = lower(token.head) in inflected(("make",), "VERB")
        return not caused, None if caused else own
    at = token
    while at.dep_ == "conj" and at.head is not at and not _has_copula(at):
        at = at.head
        own = next((child for child in at.children if child.dep_ in _SUBJECTS), None)
        if own is not None and not at.tag_.startswith("VB"):
            return True, own
    if at.dep_ == "ROOT":
        return True, None
    verb = at.head
    if lower(verb) == "as" and verb.dep_ in ("prep", "mark", "advmod"):
        verb = verb.head
    elif at.dep_ == "pobj" or at.dep_ == "amod":
        return False, None
    word = lower(verb)
    if word in inflected(_SAYS_OF, "VERB"):
        if any(child.dep_ == "auxpass" for child in verb.children):
            return True, doer(verb)
        told = next((child for child in verb.rights if child.dep_ in ("dobj", "nsubj")), None)
        return told is not None, told
    linked = word in inflected(_COPULAS, "VERB") or word in inflected(_COMES_OVER, "VERB")
    if linked or any(lower(c) == "as" for c in at.lefts) or lower(at.head) == "as":
        return True, doer(verb)
    return False, None


def _has_copula(token: Token) -> bool:
    return any(lower(child) in inflected(_COPULAS, "VERB") for child in token.lefts)


def _is_completed(token: Token) -> bool:
    """True for "slow to answer", "difficult for you": more is said, which changes the sense."""
    if any(lower(child) == "too" for child in token.lefts):
        return False
    return any(
        child.dep_ == "xcomp"
        or (child.dep_ in ("ccomp", "advcl", "prep") and child.left_edge.i == token.i + 1)
        for child in token.rights
    )


# --- nouns and adverbs --------------------------------------------------------------------------


def _noun(token: Token, anywhere: bool, words: _Words) -> list[Token] | None:
    if not token.tag_.startswith("NN") and not _stands_alone(token):
        return None
    if token.dep_ in ("compound", "amod", "nmod"):
        # "Her addict boyfriend", but not "the offender manager".
        if lower(token.head) not in words.people or token.head.i < token.i:
            return None
        return [token, token.head]
    if any(child.dep_ == "poss" and lower(child) in ("our", "my") for child in token.lefts):
        return None
    if lower(token.head) == "as" and lower(token.head.head) in inflected(("treat",), "VERB"):
        return None  # "Nobody should be treated as an offender."
    if not anywhere:
        found, target = _said_of(token) if token.dep_ != "pobj" else _said_as(token)
        if not found or target is None:
            return None
        if not (_is_person(target, words) or _is_theirs(target, words)) or _is_general(target):
            return None
    low = token.left_edge if token.i - token.left_edge.i <= 4 else token
    return [low, token]


def _stands_alone(token: Token) -> bool:
    """True for an adjective in the place of a noun: "a schizophrenic"."""
    return token.dep_ != "amod" and any(child.dep_ == "det" for child in token.lefts)


def _said_as(token: Token) -> tuple[bool, Token | None]:
    """As `_said_of`, for a noun behind "as"."""
    as_ = token.head
    if lower(as_) != "as":
        return False, None
    verb = as_.head
    word = lower(verb)
    if word in inflected(_SAYS_OF, "VERB"):
        if any(child.dep_ == "auxpass" for child in verb.children):
            return True, doer(verb)
        told = next((child for child in verb.rights if child.dep_ == "dobj"), None)
        return told is not None, told
    return word in inflected(_COMES_OVER, "VERB"), doer(verb)


def _swapped(
    token: Token, group: _Group, words: _Words, unit: Unit, letter: Analysis
) -> _Label | None:
    """A noun with a better wording, with the words before it that belong to it ("heroin addict")."""
    if not group.swaps or not token.tag_.startswith("NN"):
        return None
    for size in (3, 2, 1):
        low = token.i - size + 1
        if low < token.sent.start:
            continue
        parts = unit.doc[low : token.i + 1]
        if any(lower(part) == "-" for part in parts):
            continue
        text = " ".join(lower(part) for part in parts)
        if text not in group.swaps:
            continue
        marks = _noun(token, True, words)
        if marks is None or _not_said(token, words):
            return None
        if marks[-1] is not token:  # Before another noun: nothing can be put in its place.
            return _Label(low, marks[-1].i, group, group.suggestions)
        say, tag = group.swaps[text]
        base, head = split_head(say, "NOUN")
        wording = inflect(base, tag, head)
        suggestions = group.suggestions
        start, end = parts.start_char, parts.end_char
        if wording is not None:
            loose = low > token.sent.start and unit.doc[low - 1].dep_ in ("amod", "compound")
            if loose or not fits(unit, start, end, None, wording, tail=len(base.split()) > 1):
                suggestions = (Suggestion(base), *suggestions)
            else:
                better = rewrite(unit, start, end, wording, letter.document.text)
                suggestions = (better, *suggestions)
        return _Label(low, token.i, group, suggestions)
    return None


def _manner(token: Token, words: _Words) -> list[Token] | None:
    verb = token.head
    while verb.dep_ in ("conj", "advmod") and not verb.tag_.startswith("VB"):
        verb = verb.head
    if not verb.tag_.startswith("VB"):
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return None
    subject = doer(verb)
    if subject is None or not _is_person(subject, words) or _is_general(subject):
        return None
    near = abs(verb.i - token.i) <= 4
    return [verb, token] if near else [token]


def _owned(noun: Token, words: _Words) -> list[Token] | None:
    """ "Your hostility", "the hostility of the mother", "Dad showed real hostility"."""
    if not noun.tag_.startswith("NN") or noun.dep_ == "compound":
        return None
    for child in noun.lefts:
        if child.dep_ == "poss":
            return [child.left_edge, noun] if _owns(child, words) else None
    for child in noun.rights:
        if lower(child) in ("of", "from", "by"):
            return next(
                ([noun, thing] for thing in child.children if _is_person(thing, words)), None
            )
    at = noun
    while at.dep_ == "conj":
        at = at.head
    if lower(at.head) == "of" and lower(at.head.head) in _SPELLS:
        return [at.head.head, noun]
    verb = at.head
    if lower(verb) == "with" and lower(verb.head) in inflected(_ANSWERS, "VERB"):
        verb = verb.head
    elif at.dep_ != "dobj" or lower(verb) not in inflected(_SHOWS, "VERB"):
        return None
    subject = doer(verb)
    if subject is None or not _is_person(subject, words) or _is_general(subject):
        return None
    low = noun.left_edge if noun.i - noun.left_edge.i <= 4 else noun
    return [low, noun]


def _lacking(noun: Token, words: _Words) -> list[Token] | None:
    """ "Lacks maturity", "your lack of warmth", "a lack of motivation"."""
    at = noun
    while at.dep_ == "conj":
        at = at.head
    if at.dep_ == "pobj" and lower(at.head) in ("of", "in"):
        lack = at.head.head
        if lower(lack) not in ("lack", "absence", "lacking"):
            return None
        owner = next((child for child in lack.lefts if child.dep_ == "poss"), None)
        if owner is None:
            return [lack, noun]
        return [owner.left_edge, noun] if _owns(owner, words) else None
    if at.dep_ == "dobj" and lower(at.head) in ("lack", "lacks", "lacked", "lacking"):
        subject = doer(at.head)
        return [at.head, noun] if subject is not None and _is_person(subject, words) else None
    return None


# --- who, and whether it is said ----------------------------------------------------------------


def _is_person(token: Token, words: _Words) -> bool:
    """True for "you", "she", "Mum", "your son", "Lee"; not for "it", "we", "the school"."""
    word = lower(token)
    if word in _PERSONS:
        return True
    if word in _HANDLED:
        return False
    if word in words.people or whole_word(token) in words.people:
        return True
    if word in ("both", "one", "all", "either", "neither"):
        return any(
            _is_person(thing, words)
            for of in token.children
            if lower(of) == "of"
            for thing in of.children
        )
    if token.tag_ not in ("NNP", "NNPS") or word in words.not_people:
        return False
    if any(lower(child) in ("the", "a", "an") for child in token.lefts):
        return False
    near = {lower(child) for child in token.children if child.dep_ == "compound"}
    return not near & words.not_people and token.text[:1].isupper() and not token.text.isupper()


def _owns(owner: Token, words: _Words) -> bool:
    return lower(owner) in _OWNERS or _is_person(owner, words)


def _is_theirs(token: Token, words: _Words) -> bool:
    """True for "your manner", "the home", "Mum's parenting"."""
    word = lower(token)
    if word in words.home:
        return True
    if word not in words.conduct:
        return False
    owner = next((child for child in token.lefts if child.dep_ == "poss"), None)
    if owner is not None:
        return _owns(owner, words)
    return any(
        _is_person(thing, words)
        for of in token.rights
        if lower(of) == "of"
        for thing in of.children
    )


def _is_general(token: Token) -> bool:
    """True for "some parents", "a child": nobody is meant."""
    before = {lower(child) for child in token.lefts}
    return bool(before & (_ANY_OF_THEM | {"a", "an"})) and token.tag_ in ("NN", "NNS")


def _not_said(token: Token, words: _Words) -> bool:
    """True where the writer does not say it: denied, under "if", or the words of the family or a court."""
    at, counts = token, True
    for _ in range(14):
        if counts and (has_negation(at) or _denied(at)):
            return True
        if any(child.dep_ in ("mark", "advmod", "aux") and lower(child) in _UNSURE and child.i < at.i
               and (child.dep_ != "aux" or child.i == at.left_edge.i) for child in at.children):  # fmt: skip
            return True
        head = at.head
        if head is at:
            return False
        dep = at.dep_
        if _is_speech(dep, lower(head)):
            speaker = _speaker(head)
            if speaker is not None and _tells(speaker, words):
                return True
        counts = counts and dep not in _PARTS_WAYS and not (dep == "conj" and _is_clause(at))
        at = head
    return False


_PARTS_WAYS = frozenset({"advcl", "relcl", "acl", "csubj", "poss", "dep", "parataxis", *_SUBJECTS})


def _is_clause(token: Token) -> bool:
    return token.tag_.startswith(("VB", "MD")) or any(
        child.dep_ in _SUBJECTS for child in token.children
    )


def _is_speech(dep: str, verb: str) -> bool:
    """True where what hangs on a verb by `dep` is what somebody says, thinks or feels."""
    if dep == "ccomp":
        return verb not in inflected(_PROVES, "VERB")
    return (
        dep not in _SUBJECTS and dep not in ("advcl", "conj", "relcl", "npadvmod")
        and verb in inflected(_SPEAKS, "VERB")
    )  # fmt: skip


def _denied(token: Token) -> bool:
    for child in token.children:
        if child.dep_ in _SUBJECTS and lower(child) in (
            "nobody",
            "no-one",
            "none",
            "neither",
            "nothing",
        ):
            return True
        if child.dep_ == "det" and lower(child) == "no":
            return True
        if lower(child) == "one" and child.dep_ in _SUBJECTS:
            return any(lower(no) == "no" for no in child.children)
    return False


def _speaker(verb: Token) -> Token | None:
    if any(child.dep_ == "auxpass" for child in verb.children):
        for child in verb.rights:
            if child.dep_ == "agent":
                return next(iter(child.children), None)
        return None
    return doer(verb)


def _tells(speaker: Token, words: _Words) -> bool:
    """True for the family and for courts, whose words stand for themselves."""
    if lower(speaker) in _COURTS:
        return True
    if speaker.tag_ == "NNP" and any(child.dep_ == "compound" for child in speaker.lefts):
        return False  # "Ms Shah", "PC Jones": more often a worker.
    return _is_person(speaker, words)
