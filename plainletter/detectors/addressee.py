"""Whose deed a clause tells of, and whether it says so: what the detectors of blame and orders share.

Pure functions over a parsed sentence. They use fine tags, dependency labels and words, no lemmas: word
lists are spread out into all their forms by `inflected`.
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.syntax import has_negation, lower
from plainletter.analysis.units import Sentence, Unit
from plainletter.kinds.match import Match
from plainletter.model import Level, Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.wording.inflect import Pos, forms

if TYPE_CHECKING:
    from spacy.tokens import Token

NAME, CLAUSE = "*name*", "*clause*"
"""What `complements` calls any name, and any clause, among the words a verb takes."""

YOU = frozenset({"you", "yourself", "yourselves"})
US = frozenset({"we", "i", "us", "me"})
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mr.", "mrs.", "ms.", "mister"})
PARENTS = frozenset(
    """mother father mothers fathers mum dad parent parents carer carers moc foc respondent
    respondents""".split()
)
# "Your partner" is spoken of as a parent is; "your mother" is the child's grandmother.
PARTNERS = frozenset({"partner", "ex-partner", "husband", "wife", "boyfriend", "girlfriend"})
_SHARES = frozenset({"both", "either", "neither", "each", "one", "all", "two", "none"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ANY_OF_THEM = frozenset({"a", "an", "any", "every", "most", "many", "some", "other", "no", "few"})
# Verbs that only say how the next one goes on: "you continue to refuse".
_GOING_ON = (
    "continue", "persist", "keep", "tend", "begin", "start", "seem", "appear", "manage", "choose",
    "decide", "go", "try", "attempt", "prefer", "opt", "elect", "prove", "remain", "proceed",
)  # fmt: skip
# Those whose view the writer reports, not the writer's own.
_REPORTERS = frozenset(
    """you he she they who court judge judges magistrates police officer child nobody none solicitor
    lawyer doctor gp order injunction bail law tribunal guardian barrister anyone someone nurse midwife
    consultant""".split()
)  # fmt: skip
# Those who stand on the writer's side: what they say of a parent the letter says too.
_OUR_SIDE = frozenset(
    """authority council department services care it expectation requirement view concern concerns worry
    problem fact position office professionals staff school nursery team workers worker manager managers
    evidence assessment report agencies""".split()
)  # fmt: skip
_UNSURE = frozenset(
    {"if", "whether", "unless", "in", "case", "suppose", "should", "until", "before"}
)
_MODALS = frozenset(
    "can could may might would should must will shall need ought 'd 'll ca wo sha".split()
)


@cache
def inflected(words: tuple[str, ...], pos: Pos) -> Mapping[str, str]:
    """Every form of the words, each with its base form."""
    found: dict[str, str] = {}
    for word in words:
        for form in forms(word, pos):
            found.setdefault(form.lower(), word)
    return found


_MOST_PARTS = 8
"""Parts that are joined to a word by hyphens; a row of a thousand is no word."""


def whole_word(token: Token) -> str:
    """The token in lower case with what hyphens join to it from the left: "non-attendance"."""
    word = lower(token)
    for _ in range(_MOST_PARTS):
        if token.i < 2 or token.nbor(-1).text != "-" or token.nbor(-1).whitespace_:
            break
        token = token.nbor(-2)
        if token.whitespace_:
            break
        word = f"{lower(token)}-{word}"
    return word


def sentences(letter: Analysis, rule: DetectorRule) -> Iterator[tuple[Unit, Sentence, str]]:
    """The sentences in the rule's scope, each with its neighbours' text before and behind."""
    labels = SCOPES[rule.scope]
    for unit in letter.units:
        if unit.block.label not in labels:
            continue
        for at, sentence in enumerate(unit.sentences):
            near = unit.sentences[max(at - 1, 0) : at + 2]
            yield unit, sentence, " ".join(other.text for other in near)


def matched(
    rule: DetectorRule,
    unit: Unit,
    sentence: Sentence,
    tokens: Iterable[Token],
    suggestions: tuple[Suggestion, ...],
    level: Level | None = None,
) -> Match:
    """A match from the first to the last of the tokens."""
    ordered = sorted(tokens, key=lambda token: token.i)
    start, last = ordered[0].idx, ordered[-1]
    span = unit.span(start, last.idx + len(last))
    return Match(rule, span, sentence.span, suggestions, level=level)


def is_parent(token: Token) -> bool:
    """True for "you", "both of you", "the mother", "Ms Khan", "your partner"; not for "your mother" or
    "a parent"."""
    word = lower(token)
    if word in YOU:
        return not any(lower(other) in ("i", "we") for other in token.subtree if other.i > token.i)
    if word in _SHARES:
        inside = [noun for of in token.children if lower(of) == "of" for noun in of.children]
        return any(is_parent(noun) for noun in inside) if inside else word == "both"
    before = {lower(child) for child in token.lefts}
    owned = any(child.dep_ == "poss" for child in token.lefts)
    if word in PARENTS:
        return not owned and not before & _ANY_OF_THEM
    if word in PARTNERS:
        return "your" in before
    if token.tag_ in ("NNP", "NNPS") and (before & TITLES or word in TITLES):
        return True
    return any(child.dep_ == "conj" and lower(child) in YOU for child in token.children)


def doer(verb: Token) -> Token | None:
    """The subject of a verb: its own, or the one it shares or is given ("you continue to refuse", "by
    refusing you …", "we asked you to wait")."""
    for _ in range(12):
        # With words set apart in between, the parser hangs the subject on the modal.
        helped = [verb, *(child for child in verb.lefts if child.dep_ == "aux")]
        own = next((c for one in helped for c in one.children if c.dep_ in _SUBJECTS), None)
        if own is not None:
            relative = verb.dep_ == "relcl" and lower(own) in {"who", "which", "that"}
            return verb.head if relative else own
        if verb.dep_ == "xcomp":
            for child in verb.head.children:
                if child.dep_ in ("dobj", "dative", "iobj") and child.i < verb.i:
                    return child if child.tag_ != "TO" else None
            verb = verb.head
        elif verb.dep_ in ("conj", "advcl", "aux", "auxpass", "acomp"):
            verb = verb.head
        elif verb.dep_ == "pcomp":
            verb = verb.head.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head
        else:
            return None
    return None


def modal_of(verb: Token) -> Token | None:
    """The modal verb of a verb or of the verb it is joined to."""
    while True:
        for child in verb.lefts:
            if child.tag_ == "MD" or (child.dep_ == "aux" and lower(child) in _MODALS):
                return child
        if verb.dep_ != "conj" or any(c.dep_ in _SUBJECTS for c in verb.children):
            return None
        verb = verb.head


def is_infinitive(verb: Token) -> bool:
    """True with a "to" of its own."""
    return any(child.tag_ == "TO" and child.dep_ == "aux" for child in verb.lefts)


def is_negated(verb: Token) -> bool:
    """Negated itself, by the verb it hangs on ("you did not choose to ignore"), or by its subject."""
    if has_negation(verb):
        return True
    own = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if own is not None and lower(own) in {"nobody", "neither", "none", "no-one", "nothing"}:
        return True
    if verb.dep_ in ("xcomp", "conj") and verb.head.tag_.startswith("VB"):
        shares = verb.dep_ == "xcomp" or (own is None and modal_of(verb) is not None)
        return shares and is_negated(verb.head)
    return False


def asks(sentence: Sentence) -> bool:
    """True for a question."""
    return sentence.text.rstrip(" \"')").endswith("?")


def is_said_outright(verb: Token) -> bool:
    """True where the writer states the clause: not under "if", not a wish or a purpose, not what
    somebody else said, thought or found, nothing that only may be."""
    if any(child.dep_ == "mark" and lower(child) in _UNSURE for child in verb.children):
        return False
    first = verb.left_edge
    if lower(first) == "should" and first.dep_ == "aux":
        return False
    if is_infinitive(verb):
        # An infinitive at the root orders or plans ("Jean to continue …"): it states nothing.
        return not _is_main(verb) and _goes_on(verb) and is_said_outright(verb.head)
    if verb.dep_ == "xcomp":
        return _goes_on(verb) and is_said_outright(verb.head)
    if verb.dep_ == "pcomp":
        by = lower(verb.head)
        return by in {"by", "in", "despite", "after"} and is_said_outright(verb.head.head)
    if verb.dep_ in ("ccomp", "conj", "advcl", "relcl", "acl", "acomp"):
        return _head_allows(verb)
    return True


def _goes_on(verb: Token) -> bool:
    return lower(verb.head) in inflected(_GOING_ON, "VERB")


def _head_allows(verb: Token) -> bool:
    head = verb.head
    if verb.dep_ == "conj":
        own_subject = any(child.dep_ in _SUBJECTS for child in verb.children)
        return is_said_outright(head) if not own_subject else not reported(head)
    if verb.dep_ == "ccomp":
        return not reported(verb)
    if verb.dep_ in ("relcl", "acl"):
        return True
    return is_said_outright(head) if not _is_main(head) else True


def _is_main(verb: Token) -> bool:
    return bool(verb.head.i == verb.i)


def reported(verb: Token) -> bool:
    """True for what the reader, a court or another person says, thinks or feels, and for what the writer
    does not say ("nobody thinks that you …", "we are not saying that you …")."""
    for _ in range(12):
        if verb.dep_ == "ccomp":
            head = verb.head
            if has_negation(head):
                return True
            speaker = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
            if speaker is None:
                speaker = doer(head)
            if speaker is not None and _reports(speaker):
                return True
            verb = head
        elif verb.dep_ in ("conj", "advcl", "xcomp") and verb.head is not verb:
            verb = verb.head
        else:
            return False
    return False


def _reports(speaker: Token) -> bool:
    words = {
        lower(speaker),
        *(lower(c) for c in speaker.children if c.dep_ in ("conj", "compound")),
    }
    if words & US:
        return False
    return bool(words & _REPORTERS) or (
        speaker.tag_ in ("NNP", "NN", "NNS") and not _impersonal(speaker)
    )


def _impersonal(speaker: Token) -> bool:
    return lower(speaker) in _OUR_SIDE


def complements(verb: Token) -> frozenset[str]:
    """The words a verb takes: heads of its objects and prepositional objects, those joined to them, the
    subject and opener of a clause behind it, and its particles; with `NAME` and `CLAUSE`."""
    found: set[str] = set()
    stack = [child for child in verb.rights if child.dep_ != "punct"]
    while stack:
        child = stack.pop()
        if child.dep_ in ("dobj", "pobj", "attr", "dative", "conj", "appos", "oprd", "npadvmod"):
            found.add(lower(child))
            found |= {NAME} if child.tag_ in ("NNP", "NNPS") else set()
            stack += [c for c in child.rights if c.dep_ in ("conj", "prep", "appos")]
        elif child.dep_ in ("prep", "prt", "advmod", "acomp", "agent"):
            found.add(lower(child))
            stack += list(child.children)
        elif child.dep_ in ("ccomp", "xcomp", "advcl", "pcomp"):
            found |= {lower(c) for c in child.lefts}
            found |= {NAME for c in child.lefts if c.dep_ == "nsubj" and c.tag_ == "NNP"}
            found |= {lower(child), *([CLAUSE] if child.dep_ == "ccomp" else [])}
            if child.dep_ in ("xcomp", "pcomp"):
                stack += list(child.rights)
    return frozenset(found)


def lead(subject: Token | None, verb: Token, reach: int = 9) -> list[Token]:
    """The tokens to mark before a verb: its subject where that stands close before it, else its first
    auxiliary or negation."""
    joined = verb.dep_ == "conj" and subject not in verb.children
    if subject is not None and not joined:
        first = subject.left_edge if subject.left_edge.i >= subject.i - 3 else subject
        if 0 < verb.i - first.i <= reach:
            return [first]
    own = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass", "neg")]
    return own[:1]
