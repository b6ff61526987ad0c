"""Word forms, British spelling first: the form a suggestion needs, and all forms a word list matches.

Rules cover the regular words; `wordlists/words/inflections.json` holds those the rules get wrong and is
read once, on the first call. `wordlists/words/build_inflections.py` makes that table and names its
sources. Tags are those of the Penn Treebank, as spaCy writes them in `token.tag_`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Final, Literal

from plainletter.wordfiles import read_table

Pos = Literal["VERB", "NOUN", "ADJ", "OTHER"]
Person = Literal[1, 2, 3]

#: Tag -> base form -> the forms that the rules do not give, the one to suggest first.
Table = Mapping[str, Mapping[str, tuple[str, ...]]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOWELS: Final = frozenset("aeiou")
_LATIN_ENDS: Final = frozenset("abcdefghijklmnopqrstuvwxyzé")

_BASE_TAGS: Final = frozenset({"VB", "VBP", "NN", "JJ"})
_CHANGING_TAGS: Final = _words("VBP VBZ VBD VBN VBG NNS JJR JJS")
_VERB_TAGS: Final = ("VB", "VBP", "VBZ", "VBD", "VBN", "VBG")
_NOUN_TAGS: Final = ("NN", "NNS")
_ADJECTIVE_TAGS: Final = ("JJ", "JJR", "JJS")
# spaCy calls a capitalised "Social Worker" a name; for a word form that makes no difference.
_SAME_AS: Final = {"NNP": "NN", "NNPS": "NNS", "RB": "JJ", "RBR": "JJR", "RBS": "JJS"}
# Words of these classes have one form, so the phrase that replaces one has one too.
_ONE_FORM_TAGS: Final = _words("CC CD DT EX IN PDT PRP PRP$ RP TO UH WDT WP WP$ WRB")

_MODALS: Final = _words("can cannot could may might must ought shall should will would")
_VERBS_BY_HAND: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "be": {
        "VBP": ("are", "am"),
        "VBZ": ("is",),
        "VBD": ("was", "were"),
        "VBN": ("been",),
        "VBG": ("being",),
    },
    "do": {"VBZ": ("does",), "VBD": ("did",), "VBN": ("done",), "VBG": ("doing",)},
    "have": {"VBZ": ("has",), "VBD": ("had",), "VBN": ("had",), "VBG": ("having",)},
}

# Never the inflected word of a phrase: a wrong head index must not yield "ofs" or "theyed".
_CLOSED: Final = _words(
    "a about above across after against all along although always an and another any anyone "
    "anything as at because before behind below beside between both but by despite during each "
    "either every everyone everything except for from he her here hers him his how however i if "
    "in into it its me mine more most my near neither never no nobody nor not nothing now of off "
    "on onto or our ours out over per she since so some someone something soon such than that the "
    "their theirs them then there these they this those though through to too toward towards "
    "under unless until up upon us very via we what when where whether which while who whom whose "
    "why with within without you your yours"
)
_JOINING: Final = frozenset({"and", "or"})

# A noun that leads its phrase is followed by one of these ("head of service"); before
# anything else the head was more likely a modifier ("social worker"), and no plural of it is safe.
_AFTER_NOUN: Final = _words(
    "about above across after against among around as at before behind below beside between "
    "beyond by during for from in inside into near of off on out outside over per since "
    "through to towards under until we when where while whose with within without you"
)
# "The parent who cares" has a verb that would have to follow.
_BEFORE_CLAUSE: Final = frozenset({"that", "which", "who"})
_ADJECTIVES_AFTER_NOUN: Final = _words("away general here present there")
_ADJECTIVE_ENDINGS: Final = ("able", "ed", "ible", "ing")

# "A brother" has no plural that keeps its first word.
_BEFORE_ONE_ONLY: Final = _words("a an another each either every neither one this that")

# Stuff and doings: "informations" and "advices" are not English. Nouns that social work does count
# ("behaviours", "harms", "contacts") are not here.
_UNCOUNTABLE: Final = _words(
    "abuse accommodation advice anger assistance bedding behalf bread care cash childcare "
    "childminding clothing compliance confidence correspondence courage cruelty custody damage "
    "diabetes education electricity employment encouragement equipment evidence feedback food fun "
    "funding furniture guidance guilt happiness harassment health healthcare help heroin herpes "
    "homelessness homework honesty housework housing hygiene independence "
    "information insurance jewellery knowledge legislation leisure kin litter love luck luggage "
    "machinery maintenance milk misuse money music neglect news nonsense nutrition ownership "
    "paperwork parenthood parenting patience poverty privacy progress proof reassurance rabies "
    "research rubbish sadness safeguarding safety schooling shelter shopping software stability "
    "staff staffing stamina supervision support sympathy teamwork tennis traffic training transport travel "
    "vermin violence wealth weather welfare well-being wellbeing wildlife wisdom witchcraft work"
)
_PLURAL_ONLY: Final = _words("cattle folk people police")
# Singular although they end in a single s; every other such word is taken for a plural.
_SINGULAR_IN_S: Final = _words(
    "barracks biceps corps crossroads diabetes economics ethics gallows gas headquarters herpes "
    "innings lens mathematics means measles mumps news physics politics rabies scabies series "
    "species statistics summons"
)
_PLURAL_ENDINGS: Final = ("children", "feet", "men", "mice", "teeth")
_SINGULAR_IN_MEN: Final = _words(
    "abdomen acumen albumen amen hymen omen ramen regimen semen specimen stamen"
)
_PLURAL_IN_VOWEL_S: Final = _words(
    "agendas areas casinos dilemmas dramas extras ideas kilos logos memos panoramas photos pros "
    "quotas radios reviews sofas studios taboos traumas videos visas"
)

# Prefixes under which an irregular verb keeps its forms: "rebuild", "undertake", "foresee". What only looks
# like a prefix ("relay") is in the table.
_VERB_PREFIXES: Final = (
    "re",
    "over",
    "under",
    "out",
    "mis",
    "un",
    "fore",
    "with",
    "inter",
    "pre",
    "up",
)
_NOUN_ENDINGS: Final = (
    ("child", "children"),
    ("man", "men"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("mouse", "mice"),
    ("life", "lives"),
    ("wife", "wives"),
    ("knife", "knives"),
    ("half", "halves"),
    ("self", "selves"),
    ("shelf", "shelves"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("thief", "thieves"),
    ("wolf", "wolves"),
    ("calf", "calves"),
    ("sis", "ses"),
)

_GRADED_BY_HAND: Final = {
    "bad": ("worse", "worst"),
    "badly": ("worse", "worst"),
    "clever": ("cleverer", "cleverest"),
    "early": ("earlier", "earliest"),
    "far": ("further", "furthest"),
    "fun": ("more fun", "most fun"),
    "good": ("better", "best"),
    "ill": ("worse", "worst"),
    "likely": ("more likely", "most likely"),
    "little": ("less", "least"),
    "many": ("more", "most"),
    "much": ("more", "most"),
    "quiet": ("quieter", "quietest"),
    "unlikely": ("more unlikely", "most unlikely"),
    "well": ("better", "best"),
}
# Adjectives in -ly; any other -ly word of a comparison is an adverb ("more quickly").
_ADJECTIVES_IN_LY: Final = _words(
    "costly deadly elderly friendly holy kindly lively lonely lovely silly ugly unfriendly untidy"
)

# Words in -ise that are never written with z, by what stands before "is"; and the other way round.
_NEVER_Z: Final = _words(
    "adv advert appr chast circumc compr comprom conc dem desp dev disenfranch disfranch enfranch "
    "enterpr exc exerc expert franch improv inc merchand misadv otherw pract prec prem prom rev "
    "superv surm surpr telev treat"
)
_NEVER_S: Final = _words("caps downs outs overs res rightsiz unders ups")
_ISE_TAILS: Final = _words("e es ed ing er ers able ation ations ational ationally edly ingly")
# British spelling of the beginning of a word, and the other spelling.
_SPELLING_PAIRS: Final = (
    ("acknowledgement", "acknowledgment"),
    ("behaviour", "behavior"),
    ("centre", "center"),
    ("colour", "color"),
    ("counsellor", "counselor"),
    ("defence", "defense"),
    ("endeavour", "endeavor"),
    ("enrolment", "enrollment"),
    ("favour", "favor"),
    ("fulfilment", "fulfillment"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("instalment", "installment"),
    ("judgement", "judgment"),
    ("labour", "labor"),
    ("licence", "license"),
    ("misbehaviour", "misbehavior"),
    ("neighbour", "neighbor"),
    ("offence", "offense"),
    ("paediatric", "pediatric"),
    ("practise", "practice"),
    ("practising", "practicing"),
    ("rumour", "rumor"),
    ("skilful", "skillful"),
    ("wilful", "willful"),
)
_SPELLING_STARTS: Final = tuple({start for pair in _SPELLING_PAIRS for start in pair})
# What may follow the other spelling, so that "laboratory" is left alone.
_SPELLING_TAILS: Final = frozenset(
    ["", "s", "d", "ed", "ing", "er", "ers", "able", "al", "hood", "hoods", "ly"]
)
_MAY_BE_RESPELT: Final = re.compile(
    rf"[iy][sz](?:e|in|a)|l(?:l|led|ling|s)?\b|\b(?:{'|'.join(sorted(_SPELLING_STARTS))})"
)
_FINAL_L: Final = ("enrol", "fulfil", "instil", "distil", "appal")
_SPELLING_WORDS: Final = {
    word: other
    for base in _FINAL_L
    for ending in ("", "s")
    for word, other in ((base + ending, base + "l" + ending), (base + "l" + ending, base + ending))
}


def inflect(
    phrase: str, tag: str, head: int = 0, *, plural: bool = False, person: Person = 3
) -> str | None:
    """`phrase` with its head word in the form of `tag`, or None where no form is safe.

    `phrase` is a base form ("carry out", "brother or sister"); words are what stands between spaces, and
    `head` is the index of the one that changes, counted from the end where it is negative. Words joined to
    the head ("brother or sister", "stop and think") change with it. Tags: VB VBP VBZ VBD VBN VBG, NN NNS
    (NNP and NNPS count as these), JJ JJR JJS, RB RBR RBS; MD for a modal verb; words of closed classes (IN,
    CC, DT …) stay as they are.

    `plural` and `person` are those of the subject and matter to "be" alone: "is able to", "are able to",
    "was able to", "were able to". Without them VBP gives "are" and VBD "was".

    None for an unknown tag, a head that is out of range or is no word of that class, a plural of what is
    not counted ("advice"), the singular of a plural, and a joined phrase whose other part may be a second
    verb. Never raises for any text; `PackError` if the installation lacks the table.
    """
    tag = _SAME_AS.get(tag, tag)
    words = phrase.split()
    if not words:
        return None
    if not -len(words) <= head < len(words):
        return None
    head %= len(words)
    word = words[head].lower()
    if tag in _ONE_FORM_TAGS or tag == "JJ":
        return phrase
    if tag == "MD":
        return phrase if word in _MODALS else None
    if tag == "NN":
        return None if _is_plural(_bare(word), _table()) else phrase
    if tag == "VB":
        return None if word in _MODALS else phrase
    if tag == "VBP" and word != "be":
        return None if word in _MODALS or word in _CLOSED else phrase
    if tag not in _CHANGING_TAGS:
        return None
    surfaces = _surfaces(words, head, tag, _table())
    if not surfaces:
        return None
    if word == "be" and len(surfaces) > 1:
        second = (person == 1 and not plural) if tag == "VBP" else (plural or person == 2)
        return surfaces[1 if second else 0]
    return surfaces[0]


def forms(phrase: str, pos: Pos, head: int = 0) -> Mapping[str, tuple[str, ...]]:
    """Every surface form of `phrase` for matching, each with the tags it can stand for.

    `phrase` and `head` are as for `inflect`. The first key is the phrase itself. Forms that only a reader
    accepts, not a writer ("traveled", "gotten", "utilize" beside "utilise"), are there too, in the words
    beside the head as well. NN stands for NNP too and NNS for NNPS. An entry of the class OTHER, and a
    form that fits any tag, has no tags: `()`. The case of the phrase is kept; an empty phrase has no forms.
    """
    words = phrase.split()
    if not words:
        return {}
    base = " ".join(words)
    found: dict[str, list[str]] = {base: []}
    if -len(words) <= head < len(words):
        head %= len(words)
        table = _table()
        base_is_safe = pos != "NOUN" or not _is_plural(_bare(words[head].lower()), table)
        if pos == "VERB" and words[head].lower() in _MODALS:
            return {base: ("MD",)}
        for tag in _TAGS_OF[pos]:
            if tag in _BASE_TAGS and (tag != "VBP" or words[head].lower() != "be"):
                if base_is_safe:
                    found[base].append(tag)
                continue
            for surface in _surfaces(words, head, tag, table):
                found.setdefault(surface, []).append(tag)
    # One look at the phrase tells whether any of its forms has another spelling; few have.
    if _MAY_BE_RESPELT.search(base) is not None:
        for surface, tags in tuple(found.items()):
            for other in _respelt(surface):
                known = found.setdefault(other, [])
                known.extend(tag for tag in tags if tag not in known)
    return {surface: tuple(tags) for surface, tags in found.items()}


def head_index(phrase: str, pos: Pos) -> int:
    """Index of the word of `phrase` that most likely changes, for entries that do not name it.

    The last word of a noun phrase before any "of", "who" or "for" ("social worker", "head of service"); the
    first word of anything else that is not "to", "not" or an adverb in -ly.
    """
    words = [word.lower() for word in phrase.split()]
    if pos == "NOUN":
        ends = _AFTER_NOUN | _BEFORE_CLAUSE | _JOINING
        stop = next((i for i, word in enumerate(words) if i and word in ends), len(words))
        return max(stop - 1, 0)
    for i, word in enumerate(words):
        if word not in _CLOSED and not (
            pos == "VERB" and word.endswith("ly") and i + 1 < len(words)
        ):
            return i
    return 0


def word_forms(word: str, tag: str, table: Table) -> tuple[str, ...]:
    """Forms of one lower-case word under `tag` (VBZ VBD VBN VBG NNS), the one to suggest first.

    Looks into `table`, then for a known word behind a hyphen or prefix, then applies the rules; so a table
    needs only what this gets wrong without it. Knows nothing of what can be counted or compared.
    """
    known = table.get(tag, {}).get(word)
    if known is not None:
        return known
    if "-" in word:
        return _hyphened(word, tag, table)
    if tag == "NNS":
        return (_regular_plural(word),)
    if word in _VERBS_BY_HAND:
        return _VERBS_BY_HAND[word][tag]
    if word.startswith(_VERB_PREFIXES):
        for prefix in _VERB_PREFIXES:
            stem = word[len(prefix) :]
            if word.startswith(prefix) and len(stem) > 1:
                if stem in _VERBS_BY_HAND and stem != "be":
                    return tuple(prefix + form for form in _VERBS_BY_HAND[stem][tag])
                stem_forms = table.get(tag, {}).get(stem)
                if stem_forms is None and tag == "VBN":
                    stem_forms = table.get("VBD", {}).get(stem)
                if stem_forms is not None and len(stem) > 2:
                    return tuple(prefix + form for form in stem_forms)
    if tag == "VBN":
        return word_forms(word, "VBD", table)
    if tag == "VBZ":
        return (_add_s(word),)
    return (_regular_past(word) if tag == "VBD" else _regular_ing(word),)


_TAGS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "VERB": _VERB_TAGS,
    "NOUN": _NOUN_TAGS,
    "ADJ": _ADJECTIVE_TAGS,
    "OTHER": (),
}


@cache
def _table() -> Table:
    data: dict[str, dict[str, str]] = json.loads(read_table("inflections.json"))
    return {
        tag: {word: tuple(value.split()) for word, value in entries.items()}
        for tag, entries in data.items()
    }


@cache
def _irregular_plurals() -> frozenset[str]:
    return frozenset(
        form for word, found in _table()["NNS"].items() for form in found if form != word
    )


def _surfaces(words: Sequence[str], head: int, tag: str, table: Table) -> tuple[str, ...]:
    """All surfaces of the phrase under one tag, the one to suggest first; empty where none is safe."""
    joined = _joined(words, head, tag)
    if joined is None:
        return ()
    if tag in _VERB_TAGS:
        if not _verb_is_safe(words, head, tag):
            return ()
    elif tag == "NNS" and not _noun_is_safe(words, head):
        return ()
    if not joined and words[head][-1] != ",":
        before, after = words[:head], words[head + 1 :]
        return tuple(
            " ".join((*before, form, *after)) if before or after else form
            for form in _head_forms(words[head], tag, table)
        )
    choices: list[Sequence[str]] = [(part,) for part in words]
    for place in (head, *joined):
        part = words[place]
        comma = "," if part.endswith(",") else ""
        made = _head_forms(part.removesuffix(","), tag, table)
        if not made:
            return ()
        choices[place] = [form + comma for form in made] if comma else made
    return tuple(" ".join(parts) for parts in product(*choices))


def _joined(words: Sequence[str], head: int, tag: str) -> tuple[int, ...] | None:
    """Indices of the words that change with the head; None where the phrase cannot be told apart."""
    places: list[int] = []
    place = head
    count = len(words)
    while place + 1 < count:
        following = words[place + 1].lower()
        if words[place].endswith(","):
            place += 1
        elif following in _JOINING and place + 2 < count:
            place += 2
        else:
            break
        if words[place].lower() in _CLOSED:
            return None
        if tag in _NOUN_TAGS:
            # "social worker or foster carer": the last word of the second phrase is its head.
            while place + 1 < count and words[place + 1].lower() not in _AFTER_NOUN | _JOINING:
                if words[place].endswith(",") or _starts_clause(words, place + 1):
                    break
                place += 1
        places.append(place)
    if tag in _BASE_TAGS:
        return tuple(places)
    if tag in ("JJR", "JJS") and places:
        return None
    if tag in _VERB_TAGS:
        for i in range(place + 1, count - 1):
            # "Write it down and sign it" has a second verb; "your mother or your father" has none.
            if words[i].lower() in _JOINING and words[i + 1].lower() not in _CLOSED:
                return None
            if words[i].lower() == "then":
                return None
    return tuple(places)


def _starts_clause(words: Sequence[str], place: int) -> bool:
    """True for the "caring" of "relative or friend caring for a child"."""
    return (
        words[place].lower().endswith(_ADJECTIVE_ENDINGS)
        and place + 1 < len(words)
        and words[place + 1].lower() in _AFTER_NOUN
    )


def _verb_is_safe(words: Sequence[str], head: int, tag: str) -> bool:
    word = words[head].lower()
    if word in _MODALS:
        return False
    following = words[head + 1].lower() if head + 1 < len(words) else ""
    if following == "not" and word in _VERBS_BY_HAND and tag in ("VBN", "VBG"):
        return False
    # "Try and find" exists in its base form only.
    return not (word == "try" and following == "and" and tag not in ("VB", "VBP"))


def _noun_is_safe(words: Sequence[str], head: int) -> bool:
    if any(word.lower() in _BEFORE_ONE_ONLY for word in words[:head]):
        return False
    if any(word.lower() in _BEFORE_CLAUSE for word in words[head + 1 :]):
        return False
    if head + 1 == len(words) or words[head].endswith(","):
        return True
    following = words[head + 1].lower()
    return (
        following in _AFTER_NOUN
        or following in _JOINING
        or following in _ADJECTIVES_AFTER_NOUN
        or following.endswith(_ADJECTIVE_ENDINGS)
    )


def _bare(word: str) -> str:
    return word.removesuffix(",")


def _is_plural(word: str, table: Table) -> bool:
    if word in table["NNS"]:
        return False
    if word in _PLURAL_ONLY or word in _irregular_plurals():
        return True
    if word.endswith(_PLURAL_ENDINGS):
        return word not in _SINGULAR_IN_MEN
    if not word.endswith("s") or word.endswith("ss") or word in _SINGULAR_IN_S:
        return False
    if word[-2:] in ("us", "is", "as", "os"):
        return word in _PLURAL_IN_VOWEL_S
    return len(word) > 3


def _head_forms(word: str, tag: str, table: Table) -> tuple[str, ...]:
    """Forms of a head word in its own case; empty where none is safe."""
    lower = word.lower()
    if tag in ("VB", "NN", "JJ"):
        unsafe = tag == "NN" and _is_plural(lower, table)
        return () if unsafe else (word,)
    if lower in _CLOSED or not _is_inflectable(lower):
        return ()
    if tag == "NNS":
        if _is_plural(lower, table):
            return (word,)
        if lower in _UNCOUNTABLE or lower.endswith("itis"):
            return ()
        if len(word) > 1 and word.isupper():
            return (word + "s",)
        return _in_case(word, word_forms(lower, tag, table))
    if len(word) > 1 and word.isupper():
        return ()
    if tag in ("JJR", "JJS"):
        return _in_case(word, (_graded(lower, tag),))
    if tag == "VBP" and lower != "be":
        return (word,)
    if tag not in ("VBP", "VBZ", "VBD", "VBN", "VBG"):
        return ()
    return _in_case(word, word_forms(lower, tag, table))


def _is_inflectable(lower: str) -> bool:
    # Endings are spelling rules of the Latin alphabet; a possessive, a number or another script has none.
    return len(lower) > 1 and lower[-1] in _LATIN_ENDS and lower.replace("-", "").isalpha()


def _in_case(word: str, made: tuple[str, ...]) -> tuple[str, ...]:
    if word[0].isupper():
        return tuple(form[0].upper() + form[1:] for form in made)
    return made


def _hyphened(word: str, tag: str, table: Table) -> tuple[str, ...]:
    first, _, rest = word.partition("-")
    if tag == "NNS" and first:
        # mother-in-law, next-of-kin; passer-by, runner-up: but follow-up and drop-in change at the end.
        if rest.startswith(("in-", "of-", "at-")):
            return tuple(f"{form}-{rest}" for form in word_forms(first, tag, table))
        if first.endswith("er") and rest in ("by", "on", "up"):
            return tuple(f"{form}-{rest}" for form in word_forms(first, tag, table))
    start, _, last = word.rpartition("-")
    if len(last) < 2:
        return (word + "s",) if tag == "NNS" else ()
    return tuple(f"{start}-{form}" for form in word_forms(last, tag, table))


def _regular_plural(word: str) -> str:
    for ending, plural in _NOUN_ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + plural
    if word.endswith("o"):
        return word + "s"
    return _add_s(word)


def _add_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if len(word) > 1 and word[-2] not in _VOWELS:
        if word[-1] == "y":
            return word[:-1] + "ies"
        if word[-1] == "o":
            return word + "es"
    return word + "s"


def _regular_past(word: str) -> str:
    if word[-1] == "e":
        return word + "d"
    if word[-1] == "y" and word[-2] not in _VOWELS:
        return word[:-1] + "ied"
    return _doubled(word) + "ed"


def _regular_ing(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word[-1] == "e" and word[-2] not in "eoy":
        return word[:-1] + "ing"
    return _doubled(word) + "ing"


def _doubled(word: str) -> str:
    """The word with its last letter doubled where British spelling doubles it before -ed and -ing."""
    last = word[-1]
    if last in _VOWELS or last in "wxyhé" or len(word) < 3:
        return word
    if word.endswith("ic"):
        return word + "k"
    vowel, before = word[-2], word[-3]
    if vowel not in _VOWELS and vowel != "y":
        return word
    if before in _VOWELS and not (before == "u" and word[-4:-3] == "q"):
        # fuel, dial, victual: two vowels, two syllables.
        return word + "l" if last == "l" and before + vowel in ("ia", "ua", "ue") else word
    if last == "l":
        return word + "l"
    one_syllable = not any(char in "aeiouy" for char in word[:-2].removesuffix("qu"))
    return word + last if one_syllable else word


def _graded(word: str, tag: str) -> str:
    best = tag == "JJS"
    if word in _GRADED_BY_HAND:
        return _GRADED_BY_HAND[word][best]
    syllables = _syllables(word)
    adverb = word.endswith("ly") and word not in _ADJECTIVES_IN_LY
    if adverb or (word.endswith(("ed", "ing")) and syllables > 1):
        short = False
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        short = syllables - word.startswith("un") <= 2
    else:
        short = syllables == 1 or (syllables == 2 and word.endswith(("le", "ow")))
    if not short:
        return ("most " if best else "more ") + word
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        stem = word[:-1] + "i"
    elif word.endswith("e"):
        stem = word[:-1]
    else:
        stem = _doubled(word) if syllables == 1 else word
    return stem + ("est" if best else "er")


def _syllables(word: str) -> int:
    groups = 0
    inside = False
    for char in word:
        vowel = char in "aeiouyé"
        groups += vowel and not inside
        inside = vowel
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return groups


def _respelt(surface: str) -> tuple[str, ...]:
    """The same surface in other spellings: -ise and -ize, -ll- and -l-, -our and -or."""
    choices = [_spellings(word) for word in surface.split(" ")]
    if all(len(spellings) == 1 for spellings in choices):
        return ()
    return tuple(" ".join(parts) for parts in product(*choices))[1:]


def _spellings(word: str) -> tuple[str, ...]:
    """The word and its other spellings; only what a letter could hold, right or wrong."""
    if len(word) < 5:
        return (word,)
    found = [word]
    if word in _SPELLING_WORDS:
        found.append(_SPELLING_WORDS[word])
    if len(word) > 5:
        cut = max(word.rfind("is"), word.rfind("iz"), word.rfind("lys"), word.rfind("lyz"))
        if cut > 2:
            letters = 3 if word[cut] == "l" else 2
            stem, tail = word[:cut], word[cut + letters :]
            if tail in _ISE_TAILS and _swaps(word, stem, letters):
                z_or_s = "z" if word[cut + letters - 1] == "s" else "s"
                found.append(word[: cut + letters - 1] + z_or_s + tail)
        if word.endswith(("lled", "lling")):
            cut = word.rfind("ll")
            # Two syllables at least: "palled" is not "paled".
            if _syllables(word[: cut + 1]) > 1:
                found.append(word[:cut] + word[cut + 1 :])
        if word.startswith(_SPELLING_STARTS):
            found.extend(_paired(word))
    return tuple(dict.fromkeys(found))


def _swaps(word: str, stem: str, letters: int) -> bool:
    if letters == 3:
        return stem.endswith(("ana", "ara", "ata"))
    # raise, noise, bruise; clockwise
    if stem[-1] in "aeouw":
        return False
    return stem not in (_NEVER_S if word[len(stem) + 1] == "z" else _NEVER_Z)


def _paired(word: str) -> list[str]:
    found: list[str] = []
    for british, other in _SPELLING_PAIRS:
        if word.startswith(british):
            found.append(other + word[len(british) :])
        elif word.startswith(other) and word[len(other) :] in _SPELLING_TAILS:
            found.append(british + word[len(other) :])
    return found
