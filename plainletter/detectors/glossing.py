"""Is a term explained where it stands? Shared by the detectors of acronyms and of terms to explain."""

from __future__ import annotations

import re

from plainletter.analysis.units import Sentence, Unit

# What follows a term that it explains. "Is made by" and its like tell of the term only where the term
# opens the sentence.
_EXPLAINS = re.compile(
    r"[\"']?,? (?:which|that|this) (?:is|are|means?|meant|was|stands for)\b"
    r"|[\"']?,? (?:simply |just )?(?:means?|stands for|is short for|is when|is where|is a|is an|is the|are the"
    r"|are when|are people|is called|is how)\b"
    r"|[\"']?, (?:where|when|at which|in which|with which|who|whose job|or|also called|also known as|in other words"
    r"|that is|i\.?e\.?|short for|meaning)\b"
    r"|[\"']? (?:or (?:a|an|the)|also called|also known as|in other words|meaning)\b"
    r"|[\"']? ?(?:-|–|—|:) (?:a|an|the|this|that|when|your|our|help|where|what|how|who|someone|people)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r" (?:(?:is|are) (?:made|given|used|held|run|there) (?:by|to|for|when|if|so)"
    r"|(?:lets?|allows?|gives?|puts?|says?|asks?|tells?|stops?|brings?|helps?|looks? (?:at|after|into))) ",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:an?|the|your|our|this|in|under|what is an?|what are)? ?[\"']?$", re.IGNORECASE
)
# An apposition, unless it is the next thing of a list: "CAMHS, the school and the nurse".
_APPOSITION = re.compile(r"[\"']?, (?:an?|the|your|our) [^,.;:]*(?P<then>,? ?)", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:and|or) (?:an?|the|your|our|his|her|their|my|[A-Z])")
_NEXT_OF_LIST = re.compile(r"(?:and|or|an?|the|your|our|his|her|their|my)\b")
_BRACKET = re.compile(r"[\"']? ?\((?!s\))([^()]{6,})\)")
_NOT_PLAIN = re.compile(
    r"(?:see|page|section|s\.|dated|enclosed|attached|ref|tel|ring|call|phone|on|at|from|by|until|since|with"
    r"|in|not|and|or|if|again|now|please|if)\b",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"(?<![^\W\d_])[a-z][a-z'-]+")
_NEXT_EXPLAINS = re.compile(
    r"(?:(?:This|That|It|They|These|Those|He|She) (?:is|are|was|were) (?:just |simply |also |only )?"
    r"(?:an?|the|when|where|how|what|why|who|for|about|your|our|called|like|someone|people|help|one|here|there)\b"
    r"|(?:This|That|It|They|These|Those)(?: \w+ly)? (?:means?|says?|lets?|gives?|helps?|looks?|tells?"
    r"|asks?|brings?|shows?|puts?|stops?|allows?|makes?|checks?|covers?)\b"
    r"|In (?:plain|simple|other) words\b|(?:By|With) (?:this|that),? we mean\b"
    r"|(?:At|In|With) (?:it|this|one),?\b)"
)
_INTRODUCED = re.compile(
    r"(?:call(?:s|ed)?(?: (?:this|it|these|them))?|(?:also |often |sometimes )?(?:known|referred to)(?: \w+ \w+)? as"
    r"|stands? for|(?:is )?short for"
    r"|the (?:legal|proper|full|official|formal|lawyers' )?\s?(?:word|words|term|name)s?(?: for [^.;:]{1,60}?)?"
    r" (?:is|are))"
    r" (?:the |an? |our )?[\"']?$",
    re.IGNORECASE,
)
_AFTER_ITS_LETTERS = re.compile(
    r"\b[A-Z]{2,}s?(?:,? or|,? \(?(?:that is|i\.?e\.?|short for),?) (?:the |an? )?[\"']?$"
)
# Words that may stand before the term inside its bracket: "(also called a care order)".
_IN_BRACKET = frozenset(
    re.findall(
        r"\w+",
        "a also an as by call called for formally full in is it its known law lawyers legal legally name"
        " of official often or our short social sometimes term the their this we what word workers your",
    )
)


def is_explained(unit: Unit, sentence: Sentence, start: int, end: int) -> bool:
    """True when the term from `start` to `end` (clean positions) is explained where it stands: beside it,
    in the next sentence, or because it is itself the name given to plain words before it."""
    term = unit.text[start:end]
    if _explained_after(sentence, start, end, term) or _introduced(sentence, start, term):
        return True
    following = next((s for s in unit.sentences if s.start >= sentence.end), None)
    if following is None:
        return False
    if _NEXT_EXPLAINS.match(following.text):
        return True
    # "We have asked CAMHS to help. CAMHS is the NHS team for …"
    again = re.match(rf"(?:(?:An?|The|Your|Our) )?{re.escape(term)}", following.text, re.IGNORECASE)
    return again is not None and bool(_EXPLAINS.match(following.text, again.end()))


def _explained_after(sentence: Sentence, start: int, end: int, term: str) -> bool:
    text, at = sentence.text, max(end - sentence.start, 0)
    if _EXPLAINS.match(text, at):
        return True
    if _OPENING.match(text, at) and _OPENS.fullmatch(text[: start - sentence.start]):
        return True
    bracket = _BRACKET.match(text, at)
    if bracket is not None:
        return _is_plain(bracket.group(1), term)
    apposition = _APPOSITION.match(text, at)
    if apposition is None or _LISTED.search(apposition.group()):
        return False
    return not (apposition.group("then") and _NEXT_OF_LIST.match(text, apposition.end()))


def _is_plain(inside: str, term: str) -> bool:
    """True when a bracket behind a term explains it: plain words, or the long form of its letters; not
    "(see page 2)", a telephone number or somebody's name."""
    if _spells_out(inside, term):
        return True
    return _NOT_PLAIN.match(inside) is None and len(_SMALL_WORD.findall(inside)) > 1


def _spells_out(words: str, letters: str) -> bool:
    """True when the words have the letters as their initials, in order."""
    if not letters.rstrip("s").isupper():
        return False
    wanted = re.sub(r"[^A-Z]", "", letters)
    parts = [word.upper() for word in re.findall(r"[^\W\d_]+", words)]
    taken = 0
    for part in parts:
        # "SENCO" takes two letters of "co-ordinator".
        for letter in part:
            if taken == len(wanted) or letter != wanted[taken]:
                break
            taken += 1
    return taken == len(wanted)


def _introduced(sentence: Sentence, start: int, term: str) -> bool:
    """True when the term stands alone in brackets behind the plain words for it, or is introduced by
    name."""
    before = sentence.text[: start - sentence.start]
    if _INTRODUCED.search(before) or _AFTER_ITS_LETTERS.search(before):
        return True
    open_at = before.rfind("(")
    if open_at < 0 or ")" in before[open_at:]:
        return False
    inside = re.findall(r"[^\W_]+", before[open_at:])
    if any(word.lower() not in _IN_BRACKET and not word.isupper() for word in inside):
        return False
    words = before[:open_at].split()
    if len(words) < 2:
        return False
    # "Priya Nair (IRO)" names a person; "Independent Reviewing Officer (IRO)" spells the letters out.
    named = term.isupper() and words[-1][0].isupper()
    return not named or _spells_out(" ".join(words[-8:]), term)
