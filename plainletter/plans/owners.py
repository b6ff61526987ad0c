"""Whose an action is, from the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plainletter.analysis.lexicon import is_ordinary
from plainletter.letter.words import NOT_NAMES, TITLES
from plainletter.model import Document
from plainletter.plans.parts import Owner, OwnerKind
from plainletter.plans.words import GROUPS, NOT_OWNERS, ONE_PERSON, POSTS, ROLES
from plainletter.remembered import remembered

_SPLIT = re.compile(r"\s*(?:[/;&+,()]|\.(?= |$)|[–—]| - | and | with | or |:|•)\s*")
_LINKS = re.compile(r"[,()]|:|[–—]| - ")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_NAME = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|Nurse|Sister)\.? )?[A-Z][a-z][\w'’-]*(?: [A-Z][\w'’-]+){0,2}"
)
_ANY_ROLE = "|".join(f"(?:{pattern.pattern})" for kind, pattern in ROLES if kind not in ("blank", "everyone"))  # fmt: skip
_NAME_THEN_ROLE = re.compile(
    rf"(?P<name>{_NAME})(?:[ ]?\(|, |: ?| – | - | is | are )(?:(?:the|our|your|his|her|their|a|Year \d+|[A-Z]?[a-z]+'s|[a-z]+) ){{0,3}}(?P<role>{_ANY_ROLE})(?! [A-Z]|\w)"
)
_ROLE_THEN_NAME = re.compile(
    rf"(?P<role>{_ANY_ROLE})(?:[ ]?\(|, |: ?| – | - | is |'s name is | )(?P<name>{_NAME})"
)
_PARENTS = re.compile(
    rf"\b(?i:family|parents?|parent\(s\)|carers?)(?: names?)?: ?(?P<names>{_NAME}(?:(?:, | and | & ){_NAME}){{0,3}})"
)
_CHILD = re.compile(
    rf"\b(?i:plan for|name of child|children?'s names?|child(?:ren)?|subject child|young person|baby|about|re|son|daughter)[:\s]{{1,3}}(?P<name>{_NAME}(?:(?:, | and | & ){_NAME}){{0,5}})"
)
_PLAIN = str.maketrans({"’": "'", "‘": "'"})


class People:
    """Who is who in a plan; read from its text when somebody first asks, which few letters need.

    kinds: the kind of each first name, in lower case. names: all words known to be names. posts: kinds of
    post that the plan gives a name to ("social worker").
    """

    def __init__(self, document: Document, names: Set[str]) -> None:
        self.names = names
        self._document = document

    @property
    def kinds(self) -> Mapping[str, OwnerKind]:
        """The kind of each first name, which is in lower case."""
        return self._found[0]

    @property
    def posts(self) -> frozenset[str]:
        """The kinds of post that the plan gives a name to."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Mapping[str, OwnerKind], frozenset[str]]:
        return _find_people(self._document, self.names)


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    role: str
    sure: bool
    role_first: bool


@remembered(4096)
def _said_in(line: str) -> tuple[_Said, ...]:
    """Names that stand beside a role in a line."""
    return tuple(
        _Said(match["name"], match["role"], bool(re.search(r"[(:]", match.group())), role_first)
        for role_first, pattern in ((False, _NAME_THEN_ROLE), (True, _ROLE_THEN_NAME))
        for match in pattern.finditer(line)
    )


def _find_people(
    document: Document, names: Set[str]
) -> tuple[Mapping[str, OwnerKind], frozenset[str]]:
    """Who is who, from "Priya Shah, social worker", "Mum (Leanne)" and the like anywhere in the text."""
    text = document.text.translate(_PLAIN)
    kinds: dict[str, OwnerKind] = {}
    posts: set[str] = set()
    said = [pairs for line in text.split("\n") for pairs in _said_in(line)]
    # What stands in brackets or behind a colon is surer than what stands behind a comma.
    said.sort(key=lambda one: (not one.sure, one.role_first))
    pairs = [(one.name, one.role) for one in said]
    for name, role in (*_in_forms(document), *pairs):
        kind = _role(role)
        words = [w for w in _WORD.findall(name) if w.lower() not in TITLES and len(w) > 1]
        # "Text Beth Ogden, the social worker": the first word is an order.
        if len(words) > 2 and is_ordinary(words[0].lower()) and words[0].lower() not in names:
            words = words[1:]
        if kind is None or not words or not _could_name(words[0], names):
            continue
        kinds.setdefault(words[0].lower().removesuffix("'s"), kind[0])
        posts.add(_singular(role))
    for match in _PARENTS.finditer(text):
        for name in re.split(r", | and | & ", match["names"]):
            words = [w for w in _WORD.findall(name) if w.lower() not in TITLES and len(w) > 1]
            if words:
                kinds.setdefault(words[0].lower(), "parent")
    for match in _CHILD.finditer(text):
        for name in re.split(r", | and | & ", match["name"]):
            word = name.split()[0].lower()
            if _could_name(name.split()[0], names):
                kinds.setdefault(word.removesuffix("'s"), "child")
    return kinds, frozenset(posts)


def owners_in(text: str, people: People) -> tuple[Owner, ...]:
    """The owners that words such as "Hassan (dad), with Sumaya on Saturdays" name, in their order."""
    text = text.translate(_PLAIN)
    if GROUPS.match(text.strip(" .:;,")):
        return (Owner("parent", text.strip(), named=False, group=True),)
    found: list[Owner] = []
    by_name = False
    for words, linked in _segments(text):
        owner = _owner(words, people)
        if owner is None:
            continue
        name = bool(_name(words, people))
        if linked and found and by_name and name and _is_service(words, people):
            # "Marcus Thorne, Deaf Parents Together" is one person, and works there.
            found[-1] = _joined(found[-1], Owner("agency", words, named=False), name=False)
            continue
        # A post beside a name is the same person: "Priya Shah, social worker", "Mum (Leanne)".
        if linked and found and name != by_name and _fits(found[-1], owner):
            found[-1] = _joined(found[-1], owner, name=name)
        else:
            found.append(owner)
        by_name = name
    return tuple(found)


def is_owner(text: str, people: People) -> bool:
    """True for words that are nothing but owners: short, and a person or service in each part."""
    segments = [words for words, _ in _segments(text.translate(_PLAIN))]
    return 0 < len(segments) <= 6 and len(text.split()) <= 9 and all(
        len(words.split()) <= 5 and _owner(words, people) is not None for words in segments
    )  # fmt: skip


def opens_with_owner(text: str, people: People) -> bool:
    """True for words that are a person or a service, as the subject of a sentence is."""
    text = text.translate(_PLAIN)
    roles = [m.span() for _, pattern in ROLES for m in pattern.finditer(text)]
    for match in re.finditer(r"\b[a-z][\w']*", text):
        inside = any(start <= match.start() < end for start, end in roles)
        if not inside and match.group() not in _IN_OWNERS:
            return False
    words = _BEFORE_OWNER.sub("", text)
    if any(pattern.match(words) for _, pattern in ROLES) or re.match(r"(?:We|I)\b", words):
        return True
    name = _name(words, people)
    return bool(name) and re.match(rf"(?:\w+\.? )?{re.escape(name)}\b", words) is not None


_IN_OWNERS = frozenset(
    """the a an our his her your their my and or with of from at for in both all each every other
    new year own named allocated current specialist local link lead s who is also then not plus
    supported by class form former""".split()  # noqa: SIM905
)
"""Small words that stand in the name of a person's post."""
_BEFORE_OWNER = re.compile(
    r"^(?:(?:the|our|his|her|your|their|both|all|an?|[A-Z]\w+'s)\b ?)+(?=\w)", re.IGNORECASE
)


def _segments(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches between commas, slashes and "and", and whether each is only set apart from the one
    before by a mark that may lead to more about the same person."""
    position, link = 0, ""
    for match in [*_SPLIT.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        words = text[position:end].strip()
        joint = re.match(r"(?:with|and|then|plus) ", words)
        if joint is not None:
            words, link = words[joint.end() :], ""
        if words:
            yield words, bool(_LINKS.search(link)) and joint is None
            link = ""
        if match is not None:
            link += match.group()
            position = match.end()


def _owner(words: str, people: People) -> Owner | None:
    role = _role(words)
    name = _name(words, people)
    if name:
        kind = people.kinds.get(name.lower()) or (role[0] if role else _by_title(words))
        if kind in ("blank", "everyone"):
            kind = "person"
        return Owner(kind, name, named=True)
    if role is None:
        if re.match(r"(?:we|i)\b", words, re.IGNORECASE):
            return Owner("council", words.split()[0], named=True)
        return None
    kind, label = role
    if kind == "parent":
        group = bool(GROUPS.match(label)) or label.lower() in ("parents", "carers")
        return Owner(kind, label, named=not group, group=group)
    named = ONE_PERSON.fullmatch(label) is not None or kind in ("child", "family")
    return Owner(kind, label, named=named or _singular(label) in people.posts)


def _by_title(words: str) -> OwnerKind:
    return (
        "agency" if re.match(r"(?:Dr|PC|DC|DS|Nurse|Sister|Midwife|Doctor)\b", words) else "person"
    )


def _in_forms(document: Document) -> Iterator[tuple[str, str]]:
    """Names and posts that stand in cells side by side: "Mother", "Leanne Price"."""
    for cell, after in pairwise(document.blocks):
        one, other = cell.place, after.place
        if one.table is None or (one.table, one.row) != (other.table, other.row):
            continue
        post = " ".join(cell.span.of(document.text).split()).strip(" :")
        name = " ".join(after.span.of(document.text).translate(_PLAIN).split())
        full = len(name.split()) > 1 and re.fullmatch(rf"{_NAME}[\W\d]*", name)
        if full and any(pattern.fullmatch(post) for _, pattern in ROLES):
            yield name, post


def _role(words: str) -> tuple[OwnerKind, str] | None:
    """The kind of the longest words for a person or service, the first of equals."""
    best: tuple[int, int, OwnerKind, str] | None = None
    for kind, pattern in ROLES:
        for match in pattern.finditer(words):
            # "Deaf Parents Together" is a service, "the children's aunt" an aunt.
            whose = match.group().endswith("'s") and words[match.end() :].strip()
            if whose or _in_title(words, *match.span()):
                continue
            rank = (-(match.end() - match.start()), match.start(), kind, match.group())
            if best is None or rank[:2] < best[:2]:
                best = rank
    return (best[2], best[3].removesuffix("'s")) if best is not None else None


def _in_title(words: str, start: int, end: int) -> bool:
    """True for a word with a capital right before another one, or right behind one, in the same name."""
    if not words[start].isupper() or words[start:end].isupper():
        return False
    return re.match(r" [A-Z][a-z]", words[end:]) is not None and start > 0


def _name(words: str, people: People) -> str:
    """The first word of a name, or "" where the words hold none."""
    roles = [m.span() for _, pattern in ROLES for m in pattern.finditer(words)]
    for match in _WORD.finditer(words):
        inside = any(start <= match.start() < end for start, end in roles)
        word = match.group().removesuffix("'s")
        # "Drug Worker" and "Family Support" are posts; "Joy" in "Joy Quaye" is not.
        if inside or not _could_name(word, people.names):
            continue
        follows = re.match(r" ([a-z]\w*)", words[match.end() :])
        if follows and is_ordinary(word.lower()) and word.lower() not in people.names:
            continue
        return word
    return ""


def _could_name(word: str, names: Set[str]) -> bool:
    low = word.lower()
    if not word[:1].isupper() or low in NOT_OWNERS or low in TITLES:
        return False
    if low in names:
        return True
    return len(word) > 1 and not word.isupper() and low not in NOT_NAMES


def _singular(label: str) -> str:
    return label.lower().removesuffix("'s").removesuffix("s")


def _is_service(words: str, people: People) -> bool:
    """True for two or more words with capitals of which one is an everyday word, and none a known name."""
    parts = [word.lower() for word in _WORD.findall(words)]
    known = any(part in people.names or part in people.kinds for part in parts)
    return len(parts) > 1 and words[0].isupper() and not known and any(map(is_ordinary, parts))


def _fits(before: Owner, owner: Owner) -> bool:
    kinds = {before.kind, owner.kind} - {"person"}
    return len(kinds) < 2 and not (before.group or owner.group)


def _joined(before: Owner, owner: Owner, *, name: bool) -> Owner:
    kind = owner.kind if before.kind == "person" else before.kind
    return Owner(kind, owner.label if name else before.label, named=True)


def is_post(owner: Owner) -> bool:
    """True where the words name a post that one person holds, but not who that is."""
    return not owner.named and POSTS.search(owner.label) is not None
