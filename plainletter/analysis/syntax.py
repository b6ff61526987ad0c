"""Passives, orders, negation and modals, read from a parsed sentence.

Pure functions over a spaCy sentence. They use the fine tag (`tag_`, Penn Treebank) and the
dependency label (`dep_`, the ClearNLP labels of spaCy's English models) only, so they need neither
the lemmatizer nor the coarse part of speech, and they can be tested on hand-made `Doc` objects.

What counts as a passive follows Universal Dependencies: a participle with its own *be* or *get*.
A participle without one ("the plan agreed in May") is not counted, and neither is a state that is
only shaped like a passive ("we are worried", "she is done", "get rid of").
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_VERB_TAGS = frozenset({"VB", "VBP", "VBD", "VBZ", "VBG", "VBN"})
_BASE_TAGS = frozenset({"VB", "VBP"})
_PARTICIPLE_TAGS = frozenset({"VBN", "VBD"})

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_BE = frozenset(
    """be am is are was were been being 'm 's 're m s re ai isn aren wasn weren isnt arent wasnt
    werent""".split()
)
_GET = frozenset({"get", "gets", "got", "getting", "gotten"})

# Participles that take no object, so no passive can be made of them; with a contracted 's they are
# perfects ("it's been", "he's gone"), otherwise set phrases ("get rid of").
_NEVER_PASSIVE = frozenset(
    """been become gone come had got gotten happened occurred arrived appeared disappeared existed
    fallen risen died lain slept cost rid""".split()
)
# States when nobody is named and the subject is a person: "we are done", "I'm finished".
_STATES_OF_PEOPLE = frozenset({"done", "finished", "wasted"})
_PEOPLE = frozenset({"i", "you", "he", "she", "we", "they", "who", "everyone", "everybody"})
# Feelings and conditions, said of somebody: adjectives unless an agent is named.
_STATES = frozenset(
    """worried concerned pleased interested tired scared excited bored annoyed frightened ashamed
    delighted thrilled experienced outdated overrated mistaken married bound""".split()
)
# After *get* these tell how somebody comes to be, not what somebody does to them.
_GET_STATES = (_STATES - {"married"}) | frozenset(
    """involved lost dressed changed started drunk wasted used acquainted accustomed stuck done
    finished upset confused""".split()
)
# With a contracted 's and nobody named these are perfects: "he's agreed", "she's moved".
_PERFECT_AFTER_S = frozenset(
    """agreed decided moved stopped started begun refused tried promised said admitted finished
    stayed returned continued chosen failed managed planned""".split()
)
_NOT_AN_AGENT = frozenset({"then", "now", "far", "itself", "himself", "herself", "themselves"})
_TIME_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december noon midnight midday today tomorrow
    tonight morning afternoon evening week month year weekend deadline date day time end law post
    email e-mail phone telephone letter text bus train car""".split()
)


T = TypeVar("T")

KEPT = "plainletter"
"""Where a parse that nobody will change holds what was found in its sentences."""


@dataclass(frozen=True, slots=True)
class Passive:
    """One passive: its auxiliary, participle, subject and agent.

    `auxiliary` is the form of *be* or *get*, or None for a headline passive ("Parents
    prosecuted"). A coordinated participle ("was written and signed") repeats the auxiliary and
    the subject it shares. `agent` is the noun or pronoun after *by*, never the word *by* itself.
    """

    auxiliary: Token | None
    participle: Token
    subject: Token | None
    agent: Token | None


def lower(token: Token) -> str:
    """The token in lower case with a straight apostrophe."""
    word: str = (
        token.lower_ or token.text.lower()
    )  # A vocabulary made by hand knows no small letters.
    return word if word.isascii() else word.translate(_APOSTROPHES)


def subject(verb: Token) -> Token | None:
    """The grammatical subject of `verb`, or the one it shares with the verb it is joined to."""
    while True:
        for child in verb.lefts:
            if child.dep_ in _SUBJECTS and child.dep_ != "expl":
                return child
        for child in verb.rights:
            if child.dep_ in _SUBJECTS and child.dep_ != "expl":
                return child
        if verb.dep_ != "conj" or verb.head is verb:
            return None
        verb = verb.head


def modal(token: Token) -> Token | None:
    """The modal verb (tag MD: must, should, may, will …) that governs `token`, or None."""
    while True:
        for child in token.lefts:
            if child.tag_ == "MD" and child.dep_ in _AUXILIARIES:
                return child
        if token.dep_ != "conj" or token.head is token:
            return None
        if any(child.dep_ in _SUBJECTS for child in token.children):
            return None
        token = token.head


def has_negation(token: Token) -> bool:
    """True where `token` is negated by *not*, *n't*, *never* or *no longer* of its own."""
    for child in token.children:
        if child.dep_ == "neg" or lower(child) in {"not", "n't", "never", "nt"}:
            return True
        if lower(child) == "longer" and any(lower(c) == "no" for c in child.children):
            return True
    return False


# --- passives -------------------------------------------------------------------------------


def passives(sentence: Span) -> tuple[Passive, ...]:
    """All passives of the sentence, in text order."""
    doc = sentence.doc
    places = _once(sentence, "passives", _find_passives)
    return tuple(Passive(*(None if i is None else doc[i] for i in four)) for four in places)


def _once(sentence: Span, name: str, find: Callable[[Span], T]) -> T:
    """What `find` makes of a sentence, kept with its parse: several rules ask, and so does the next check of a
    letter that keeps the sentence. It must be figures, not tokens, which would keep the parse alive."""
    key = (name, sentence.start, sentence.end)
    kept = sentence.doc.user_data.get(KEPT)
    if kept is None:  # A parse that somebody may still change.
        return find(sentence)
    if key not in kept:
        kept[key] = find(sentence)
    found: T = kept[key]
    return found


def _find_passives(sentence: Span) -> tuple[tuple[int | None, ...], ...]:
    found: dict[int, Passive] = {}
    for token in sentence:
        passive = _marked_passive(token) or _adjectival_passive(token) or _asked_passive(token)
        if passive is not None:
            found.setdefault(passive.participle.i, passive)
    for token in sentence:
        # A joined participle comes after its head, so one pass in text order is enough.
        if token.i not in found and token.dep_ == "conj" and token.head.i in found:
            first = found[token.head.i]
            if _shares_auxiliary(token):
                agent = _agent(token)
                found[token.i] = Passive(first.auxiliary, token, first.subject, agent)
    return tuple(
        tuple(
            None if part is None else part.i
            for part in (one.auxiliary, one.participle, one.subject, one.agent)
        )
        for _, one in sorted(found.items())
    )


def _marked_passive(token: Token) -> Passive | None:
    """The passive that the parser marked with an auxiliary, if it stands up to a look."""
    if token.dep_ != "auxpass":
        return None
    participle = token.head
    word = lower(participle)
    auxiliary = lower(token)
    if participle.tag_ not in _PARTICIPLE_TAGS or word in _NEVER_PASSIVE:
        return None
    if auxiliary not in _BE and auxiliary not in _GET:
        return None
    if auxiliary == "'s" and participle.dep_ == "amod":
        return None  # "a school who's stated aim": a misspelt possessive
    if participle.tag_ == "VBD" and any(
        child.dep_ == "nsubj" and token.i < child.i for child in participle.lefts
    ):
        return None  # "the best thing was we stayed": a clause of its own
    agent = _agent(participle)
    owner = subject(participle)
    if agent is None and auxiliary == "'s" and word in _PERFECT_AFTER_S:
        return None
    if agent is None and _is_state(participle, owner, got=auxiliary in _GET):
        return None
    return Passive(token, participle, owner, agent)


def _is_state(participle: Token, owner: Token | None, *, got: bool) -> bool:
    word = lower(participle)
    if got:
        return word in _GET_STATES
    if any(lower(c) in {"being", "been"} for c in participle.lefts if c.dep_ in _AUXILIARIES):
        return False
    if word in _STATES_OF_PEOPLE:
        return owner is not None and lower(owner) in _PEOPLE
    return word in _STATES


def _adjectival_passive(token: Token) -> Passive | None:
    """As in "He was alarmed by the news": a participle the parser took for an adjective."""
    if token.dep_ != "acomp" or lower(token.head) not in _BE:
        return None
    word = lower(token)
    if word in _NEVER_PASSIVE or not (token.tag_ in _PARTICIPLE_TAGS or word.endswith("ed")):
        return None
    agent = _agent(token) or _agent(token.head)
    if agent is None or agent.i < token.i:
        return None
    return Passive(token.head, token, subject(token.head), agent)


def _asked_passive(token: Token) -> Passive | None:
    """As in "What is this form called?": the participle hangs on the subject it follows."""
    if token.dep_ not in {"acl", "acomp"} or token.tag_ != "VBN" or token.i == 0:
        return None
    owner = token.head
    be = owner.head
    if owner.dep_ not in {"nsubj", "attr"} or be.dep_ != "ROOT" or lower(be) not in _BE:
        return None
    if not be.i < owner.i < token.i or lower(token) in _NEVER_PASSIVE | _STATES:
        return None
    opener = be.sent[0]
    if not (opener.tag_ in {"WP", "WRB", "WDT"} or opener.i == be.i):
        return None
    if any(c.i > token.i and c.dep_ in {"attr", "acomp", "prep", "ccomp"} for c in be.children):
        return None
    return Passive(be, token, owner, _agent(token))


def _shares_auxiliary(token: Token) -> bool:
    if token.tag_ != "VBN" or lower(token) in _NEVER_PASSIVE | _STATES:
        return False
    return not any(c.dep_ in _SUBJECTS or c.dep_ in _AUXILIARIES for c in token.children)


def _agent(participle: Token) -> Token | None:
    """The noun after *by* where it can be a doer: not a date, a time, a means or an amount."""
    for child in participle.rights:
        if lower(child) != "by" or child.dep_ not in {"agent", "prep"}:
            continue
        for noun in child.rights:
            if noun.dep_ not in {"pobj", "pcomp"}:
                continue
            if noun.dep_ == "pcomp":
                return noun if noun.tag_ != "VBG" else None
            word = lower(noun)
            if noun.tag_ == "CD" or word in _TIME_WORDS or word in _NOT_AN_AGENT:
                return None
            return noun
    return None


# --- orders ---------------------------------------------------------------------------------

# Said without "I" or "we" in letters and messages; they tell, they do not order.
_TELLING = frozenset(
    """thank thanks welcome hope wish want need love like appreciate guess suppose mean am are is
    was were apologise apologize regret miss""".split()
)
_SEE_YOU = frozenset({"see", "talk", "speak", "catch"})
# Base verbs that the tagger often takes for nouns or adjectives at the start of an order.
_HOMOGRAPHS = frozenset(
    """contact call phone ring telephone email e-mail text message fax post visit return complete
    forward report note book check sign list record copy reply press click request answer update
    open empty clean clear dry close move help stop start plan show keep read use turn attach
    google search mark name date print scan""".split()
)
_TAKES_NUMBER = frozenset({"call", "phone", "ring", "telephone", "text", "press"})
_OBJECT_PRONOUNS = frozenset({"me", "us", "him", "her", "it", "them"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr."})
_SOFTENERS = frozenset(
    """please pls plz kindly just also always never now then so and or but first next finally
    instead
    simply only ok okay oh well yes no do don't dont not n't""".split()
)
_CLAUSE_OPENERS = frozenset(
    {":", ";", "–", "—", "--", "-", "(", "[", '"', "“", "‘", "•", "*", "..."}
)
_LET_US_KNOW = (["let", "us", "know"], ["let", "me", "know"])
_OPENING_DEPS = frozenset(
    {"ccomp", "advcl", "parataxis", "dep", "csubj", "xcomp", "nmod", "compound"}
)
_PLEASE = frozenset({"please", "pls", "plz"})
_NUMBERED = frozenset({"figure", "table", "page", "section", "part", "chapter", "paragraph"})


def imperatives(sentence: Span) -> tuple[Token, ...]:
    """The verbs of the sentence that give an order or ask with *please*, in text order.

    Found are the root verb ("Call us", "To keep Ali safe, call …", "Kendra, sit down"), a verb
    that opens the sentence or a part of it after a colon, dash, semicolon or quotation mark, a
    verb right after *please*, *let's*, and the verbs joined to these. Questions are orders only
    where they say *please* to somebody without a subject.
    """
    doc = sentence.doc
    return tuple(doc[i] for i in _once(sentence, "imperatives", _find_imperatives))


def _find_imperatives(sentence: Span) -> tuple[int, ...]:
    tokens = [token for token in sentence if not token.is_space]
    if not tokens:
        return ()
    asks = _ends_in_question(tokens)
    found: dict[int, Token] = {}
    for index, token in enumerate(tokens):
        if _after_please(token, tokens, index):
            found[token.i] = token
        elif asks:
            continue
        elif (
            _is_order(tokens, index)
            or _is_lets(token, tokens, index)
            or _is_let_us_know(tokens, index)
            or _is_hidden_order(tokens, index)
        ):
            found[token.i] = token
    for token in tokens:
        if (
            token.i not in found
            and token.dep_ == "conj"
            and token.head.i in found
            and token.tag_ in _BASE_TAGS
            and not _has_subject_or_auxiliary(token)
        ):
            found[token.i] = token
    return tuple(sorted(found))


def _ends_in_question(tokens: list[Token]) -> bool:
    for token in reversed(tokens):
        if token.is_punct or token.tag_ in {"''", "-RRB-", ".", ":", ","}:
            if "?" in token.text:
                return True
            continue
        return str(token.text).endswith("?")
    return False


def _has_subject_or_auxiliary(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ in _SUBJECTS and not _is_called_to(child, verb):
            return True
        if child.dep_ in _AUXILIARIES and lower(child) not in {"do", "don't"}:
            return True
        if child.dep_ == "mark" or child.tag_ == "TO":
            return True
    return False


def _is_called_to(name: Token, verb: Token) -> bool:
    """As in "Kendra, sit down": a name with a comma after it is spoken to, not the subject."""
    if verb.tag_ != "VB" or name.i > verb.i or name.dep_ not in {"nsubj", "npadvmod"}:
        return False
    after = name.right_edge.i + 1
    return after < verb.i and name.doc[after].text == "," and lower(name) not in _PEOPLE


def _is_word(token: Token) -> bool:
    return bool(token.text.replace("-", "").isalpha())


def _is_order(tokens: list[Token], index: int) -> bool:
    """A base verb without subject that is the root, or that opens the sentence or a part of it."""
    token = tokens[index]
    if token.tag_ not in _BASE_TAGS or not _is_word(token) or _has_subject_or_auxiliary(token):
        return False
    word = lower(token)
    if word in _TELLING or _is_formula(token, word):
        return False
    opens = _opens_clause(tokens, index)
    if token.dep_ == "ROOT":
        return (token.tag_ == "VB" or opens or not _is_inverted(token)) and not _is_why_not(token)
    if not opens or token.tag_ != "VB":
        return False
    return token.dep_ in _OPENING_DEPS


def _is_formula(token: Token, word: str) -> bool:
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if word in _NUMBERED:
        return following is None or following.tag_ == "CD"
    if word == "think":
        return any(c.dep_ == "ccomp" for c in token.rights)
    if word == "look":
        return following is not None and lower(following) in {"forward", "forwards"}
    if word in _SEE_YOU and following is not None:
        later = {lower(c) for c in token.subtree if c.i > token.i}
        return lower(following) == "you" or (
            lower(following) in {"to", "up"} and "you" in later and bool(later & {"later", "soon"})
        )
    return False


def _is_inverted(token: Token) -> bool:
    """As in "Only recently have they …": a present-tense verb that precedes its subject."""
    return lower(token) in {"have", "do"} and any(c.dep_ != "punct" for c in token.lefts)


def _is_why_not(token: Token) -> bool:
    return any(c.tag_ in {"WRB", "WP", "WDT"} for c in token.lefts)


def _opens_clause(tokens: list[Token], index: int) -> bool:
    """True where only softeners stand between the verb and the start of its part."""
    for at in range(index - 1, -1, -1):
        token = tokens[at]
        if token.text in _CLAUSE_OPENERS or token.tag_ in {"``", "-LRB-", ":"}:
            return True
        if token.text == "," or lower(token) in _SOFTENERS or token.tag_ in {"LS", "UH"}:
            continue
        return False
    return True


def _is_lets(token: Token, tokens: list[Token], index: int) -> bool:
    word = lower(token)
    if word in {"lets", "let's"}:
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        return following is not None and following.tag_ == "VB" and token.dep_ == "nsubj"
    if word != "let" or index + 1 == len(tokens) or lower(tokens[index + 1]) != "'s":
        return False
    return not any(c.dep_ in _SUBJECTS and c.i < token.i for c in token.children)


def _is_let_us_know(tokens: list[Token], index: int) -> bool:
    """As in "If you move, let us know": an order wherever it stands, unless somebody else lets."""
    if [lower(token) for token in tokens[index : index + 3]] not in _LET_US_KNOW:
        return False
    if index and tokens[index - 1].tag_ in {"TO", "MD", "PRP", "WP", "WDT", "VB", "VBP"}:
        return False
    return not any(c.dep_ in _AUXILIARIES or c.dep_ in _SUBJECTS for c in tokens[index].lefts)


def _after_please(token: Token, tokens: list[Token], index: int) -> bool:
    """A verb that *please* asks for: "please call", "please do not worry", "please also send"."""
    at = index - 1
    while at >= 0 and (tokens[at].text == "," or lower(tokens[at]) in _SOFTENERS - _PLEASE):
        at -= 1
    if at < 0 or lower(tokens[at]) not in _PLEASE or not _is_word(token):
        return False
    if lower(token) in _SOFTENERS:
        return False
    leads = at == 0 or not _is_asked_of_subject(tokens[:at], token)
    if not leads:
        return False
    if token.tag_ in _BASE_TAGS:
        return not any(c.dep_ in {"nsubj", "nsubjpass"} and c.i < token.i for c in token.children)
    return lower(token) in _HOMOGRAPHS and token.tag_ in {"NN", "JJ", "RB", "NNP", "RP", "VBN"}


def _is_asked_of_subject(before: list[Token], verb: Token) -> bool:
    """As in "Could you please call" and "We ask you to please call" have a subject or a *to*."""
    if before[-1].tag_ in {"TO", "MD", "PRP"} or before[0].tag_ == "MD":
        return True
    return any(c.dep_ in _AUXILIARIES and c.i < before[-1].i + 1 for c in verb.lefts)


def _is_hidden_order(tokens: list[Token], index: int) -> bool:
    """As in "Contact the team", where the tagger sees a noun: a base verb, then its object."""
    token = tokens[index]
    if lower(token) not in _HOMOGRAPHS or token.tag_ not in {"NN", "NNP", "JJ"}:
        return False
    if index + 1 == len(tokens):
        return False
    following = tokens[index + 1]
    takes_it = (
        following.tag_ in {"DT", "PRP$"}
        or lower(following) in _OBJECT_PRONOUNS | _TITLES
        or (following.tag_ == "CD" and lower(token) in _TAKES_NUMBER)
    )
    if not takes_it:
        return False
    return _opens_clause(tokens, index) or _follows_lead(tokens, index)


def _follows_lead(tokens: list[Token], index: int) -> bool:
    """True after "If …," and "To …,": the part before the comma sets the scene for an order."""
    return (
        index > 2
        and tokens[index - 1].text == ","
        and lower(tokens[0]) in {"if", "to", "when", "unless", "before", "after", "until", "once"}
    )
