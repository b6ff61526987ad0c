"""Is a term explained? Shared by the detectors of acronyms and of terms to explain.

An explanation may stand beside the term, before or behind it, in the sentences around it, under a heading
that asks what it is, or in a list or table of words anywhere in the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.units import Sentence, Unit

_TELLS = r"(?:is|are|means?|meant|was|stands for)"
# "EBSA, which is common": said of the term, and no explanation.
_JUDGES = (
    r" (?:very |quite |so |too |still |now |not )*(?:common|rare|hard|good|bad|important|serious|worrying|urgent|due"
    r"|late|over|why|free|next|ongoing|finished|welcome|new)"
    r"(?=[.,;:!?]|$| (?:and|but|for|in|to|at|on|by|here|now|this)\b)"
)
# "A care order or a supervision order": one term beside another explains neither.
_RIVAL = r"(?:[\w-]+ ){0,3}(?:orders?|plans?|conferences?|assessments?|proceedings|guardian|(?-i:[A-Z]{2,}))\b"
# What follows a term that it explains. "Is made by" and its like tell of the term only where the term
# opens the sentence.
_EXPLAINS = re.compile(
    rf"[\"']?,? (?:which|that|this) (?:(?:would|will|can|could) )?{_TELLS}\b(?!{_JUDGES})"
    r"|[\"']? (?:would|will|could|can) (?:mean|be (?:when|where|an?))\b"
    r"|[\"']?,? (?:simply |just |also |really |often )?(?:means?|stands for|is short for|is when|is where|(?:is|are) (?:an?|the)\b(?! (?:very |real |big |serious )?(?:worry|worries"
    r"|concerns?|problems?|big|good|bad|real|serious|long|short|first|next|last|only|best|new|way|matter|option|priority|risk"
    r"|possibility|must|reason|same|right|wrong))|are when|are people|is called|is how|is what|is our|are our|is your|is another (?:word|name)"
    r"|is about|are about)\b"
    rf"|[\"']?, or (?!(?:an? |the )?{_RIVAL})"
    r"|[\"']?, (?:where|when|at which|in which|with which|under which|who|whose job|also called|also known as"
    r"|in other words|that is|i\.?e\.?|short for|meaning|or in plain)\b"
    rf"|[\"']? or (?:an?|the) (?!{_RIVAL})"
    r"|[\"']? (?:also called|also known as|in other words|meaning)\b"
    r"|[\"']? ?(?:-|–|—|:|=) ?(?:an?|the|this|that|these|when|your|our|help|where|what|how|who|someone|somebody|people|checks"
    r"|asking|living|not|if|it|in other words|meaning)\b",
    re.IGNORECASE,
)
# The same behind a few more words: "parental responsibility for Mia (the rights of a parent)".
_FURTHER_ON = re.compile(
    r"(?: [\w'-]+){1,5}?[\"']?(?:,? ?[-–—]? ?(?:which|this|that) (?:means?|(?:is|are) (?:an?|the|when|where|how|what|our|your))\b"
    r"|(?:,| -| –| —) (?:meaning|in other words|that is|i\.?e\.?)\b"
    r"|, where (?:an?|the|your|our|you|we|someone) "
    r"|(?: -| –| —|:) (?:an?|when|someone|somebody|people|help) "
    r"| \((?:an?|the|this|that|when|where|which|who|help|your|our|someone|people) [^()]{8,}\))",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r" (?:(?:is|are) (?:made|given|used|held|run|there) (?:by|to|for|when|if|so)"
    r"|(?:lets?|allows?|gives?|puts?|says?|asks?|tells?|stops?|brings?|helps?|looks? (?:at|after|into)|speaks? (?:up )?for)) ",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:an?|the|your|our|this|in|under|what is an?|what are)? ?[\"']?$", re.IGNORECASE
)
# An apposition, unless it is the next thing of a list: "CAMHS, the school and the nurse".
_APPOSITION = re.compile(r"[\"']?, (?:an?|the|your|our) [^,.;:]*(?P<then>,? ?)", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:and|or) (?:an?|the|your|our|his|her|their|my|[A-Z])")
_NEXT_OF_LIST = re.compile(r"(?:and|or|an?|the|your|our|his|her|their|my)\b")
_BRACKET = re.compile(r"[\"']? ?[(\[](?!s\))([^()\[\]]{6,})[)\]]")
_NOT_PLAIN = re.compile(
    r"(?:see|page|section|s\.|dated|enclosed|attached|ref|tel|ring|call|phone|on|at|from|by|until|since|with"
    r"|in|not|and|or|if|again|now|please|as|made|granted|due|last|next|both|including)\b",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"(?<![^\W\d_])[a-z][a-z'-]+")
_NEXT_EXPLAINS = re.compile(
    r"(?:(?:This|That|It|They|These|Those|He|She) (?:is|are|was|were) (?:just |simply |also |only )?"
    r"(?:an?|the|when|where|how|what|why|who|for|about|your|our|called|like|someone|people|help|one|here|there)\b"
    r"|(?:This|That|It|They|These|Those)(?: would| will| can| could| \w+ly)? (?:means?|says?|lets?|gives?|helps?|looks?|tells?"
    r"|asks?|brings?|shows?|puts?|stops?|allows?|makes?|checks?|covers?)\b"
    r"|In (?:plain|simple|other|everyday) (?:words|English|terms)\b|(?:By|With) (?:this|that|these|it),? we mean\b"
    r"|(?:What )?(?:this|that|it) means\b"
    r"|(?:At|In|With) (?:it|this|one),?\b)"
)
_ASKED = re.compile(r"what (?:is|are|does|do)\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"(?:call(?:s|ed)?(?: (?:this|it|these|them))?|(?:also |often |sometimes )?(?:known|referred to)(?: \w+ \w+)? as"
    r"|stands? for|(?:is )?short for"
    r"|the (?:legal|proper|full|official|formal|lawyers' )?\s?(?:word|words|term|name)s?(?: for [^.;:]{1,60}?)?"
    r" (?:is|are))"
    r" (?:the |an? |our |your )?[\"']?$",
    re.IGNORECASE,
)
_NAMED_NOW = re.compile(
    r"^(?:This|That|It|These|Those|They) (?:is|are|was|were|would be) (?:an? |the |our |your )?[\"']?$"
)
_AFTER_ITS_LETTERS = re.compile(
    r"\b[A-Z]{2,}s?(?:,? or|,? \(?(?:that is|i\.?e\.?|short for),?| ?(?:-|–|—|=)) (?:the |an? )?[\"']?$"
)
_LONG_FORM_BEFORE = re.compile(r"(?: ?[,/–—-]| or|, or)? ?[\"']?$")
_WORDS_BACK = 9
"""Words before its letters among which a long form is looked for."""

# Words that may stand before the term inside its bracket: "(also called a care order)".
_IN_BRACKET = frozenset(
    re.findall(
        r"\w+",
        "a also an as by call called for formally full in is it its known law lawyers legal legally name"
        " of official often or our short social sometimes term the their this we what word workers your",
    )
)


def is_explained(letter: Analysis, unit: Unit, sentence: Sentence, start: int, end: int) -> bool:
    """True when the term from `start` to `end` (clean positions) is explained where it stands: beside it,
    in the next sentence, or because it is itself the name given to plain words before it."""
    term = unit.text[start:end]
    if _explained_after(sentence, start, end, term) or _introduced(unit, sentence, start, term):
        return True
    following = _following(letter, unit, sentence)
    if following is None:
        return False
    if unit.block.label == "heading" and _ASKED.match(unit.text):
        return True
    if _NEXT_EXPLAINS.match(following.text):
        return True
    # "We have asked CAMHS to help. CAMHS is the NHS team for …"
    again = re.match(
        rf"(?:(?:An?|The|Your|Our|[\"']) ?)?{re.escape(term)}", following.text, re.IGNORECASE
    )
    return again is not None and _says_what(following, again.end())


def is_whole(letter: Analysis) -> bool:
    """True when there is enough of a letter to say that something is nowhere in it."""
    labels = {block.label for block in letter.document.blocks}
    words = sum(sentence.counts.words for _, sentence in letter.sentences)
    return words >= _LETTER_WORDS or bool(labels & {"salutation", "signoff"})


_LETTER_WORDS = 60
"""Words from which a text without greeting or signature is a letter."""


def in_word_list(letter: Analysis, term: re.Pattern[str]) -> bool:
    """True when a list or table of words, or a part of the letter that asks what it is, explains the term,
    wherever that stands. `term` matches the term alone, in any of its forms."""
    units = letter.units
    words_follow = False
    for unit, following in zip(units, (*units[1:], None), strict=True):
        label, text = unit.block.label, unit.text
        if label == "heading":
            words_follow = _WORD_LIST.search(text) is not None
            asked = _ASKED.match(text) is not None and term.search(text) is not None
            if asked and following is not None and following.block.label != "heading":
                return True
            continue
        opens = re.match(r"[\"'*•\-– ]*(?:(?:an?|the)\b )?", text, re.IGNORECASE)
        hit = term.match(text, opens.end() if opens else 0)
        if hit is None:
            continue
        rest = _LETTERS_BEHIND.sub("", text[hit.end() :], count=1)
        if _ENTRY.match(rest) or (words_follow and len(_SMALL_WORD.findall(rest)) > 2):
            return True
        if rest.strip() or following is None:
            continue
        beside = following.block.label
        if label == "table":
            told = beside == "table" and _same_row(unit, following) and _is_telling(following.text)
        else:
            told = words_follow and beside in ("body", "list", "table")
        if told:
            return True
    return False


_WORD_LIST = re.compile(
    r"\bglossary\b|\bjargon\b|\b(?:words?|terms?|letters|phrases)\b.{0,30}\b(?:mean|means|explained|we use|used|know)\b"
    r"|\bmeaning of\b|\bwhat .{0,30}\b(?:words?|terms?)\b",
    re.IGNORECASE,
)
_LETTERS_BEHIND = re.compile(r"^[\"']? ?(?:\([^()]{2,40}\))?[\"']?")
_ENTRY = re.compile(
    r" ?(?::|-|–|—|=|…|\.\.+) ?(?:[a-z]\S* ?){3,}| (?:means?|stands for|is short for) ",
    re.IGNORECASE,
)


def _is_telling(text: str) -> bool:
    """True for a table's cell that says what a word means, and not who does something, or when."""
    return len(_SMALL_WORD.findall(text)) > 2 and (
        re.match(
            r"(?:an?|the|when|where|who|what|how|your|our|help|someone|checks|asking) ", text, re.I
        )
        is not None
    )


def _same_row(unit: Unit, following: Unit) -> bool:
    here, there = unit.block.place, following.block.place
    return here.row == there.row and here.table == there.table


def _following(letter: Analysis, unit: Unit, sentence: Sentence) -> Sentence | None:
    """The next sentence: of the same block, or the first of the next where that goes on with the text."""
    for other in unit.sentences:
        if other.start >= sentence.end:
            return other
    if unit.block.label == "table":
        return None
    at = next((k for k, other in enumerate(letter.units) if other is unit), None)
    if at is None or at + 1 == len(letter.units):
        return None
    after = letter.units[at + 1]
    return after.sentences[0] if after.block.label in ("body", "list", "note") else None


def around(letter: Analysis, unit: Unit, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence before, the sentence itself, and the two after it."""
    sentences = unit.sentences
    at = next(k for k, other in enumerate(sentences) if other.start == sentence.start)
    yield from sentences[max(at - 1, 0) : at + 3]
    if at + 1 == len(sentences):
        following = _following(letter, unit, sentence)
        if following is not None:
            yield following


def _says_what(sentence: Sentence, at: int) -> bool:
    return bool(_EXPLAINS.match(sentence.text, at) or _OPENING.match(sentence.text, at))


def _explained_after(sentence: Sentence, start: int, end: int, term: str) -> bool:
    text, at = sentence.text, max(end - sentence.start, 0)
    if _EXPLAINS.match(text, at) or _FURTHER_ON.match(text, at):
        return True
    # "family group conference (FGC), where …": its letters in brackets are passed over.
    letters = _SHORT_FORM.match(text, at)
    if letters is not None:
        return _explained_after(sentence, start, sentence.start + letters.end(), term)
    if _OPENING.match(text, at) and _OPENS.fullmatch(text[: start - sentence.start]):
        return True
    bracket = _BRACKET.match(text, at)
    if bracket is not None:
        return _is_plain(bracket.group(1), term)
    apposition = _APPOSITION.match(text, at)
    if apposition is None or _LISTED.search(apposition.group()):
        return False
    return not (apposition.group("then") and _NEXT_OF_LIST.match(text, apposition.end()))


_SHORT_FORM = re.compile(r"[\"']? \([\"']?[A-Z][A-Za-z&/]{1,7}[\"']?\)")


def _is_plain(inside: str, term: str) -> bool:
    """True when a bracket behind a term explains it: plain words, or the long form of its letters; not
    "(see page 2)", a telephone number or somebody's name."""
    if spells_out(inside, term):
        return True
    return _NOT_PLAIN.match(inside) is None and len(_SMALL_WORD.findall(inside)) > 1


def spells_out(words: str, letters: str) -> bool:
    """True when the words have the capital letters as their initials, in order."""
    wanted = re.sub(r"[^A-Z]", "", letters)
    small = re.sub(r"[^a-z]", "", letters).removesuffix("s")
    if len(wanted) < 2 or len(small) > 2:
        return False
    parts = [word.upper() for word in re.findall(r"[^\W\d_]+", words)]
    taken = 0
    for part in parts:
        # "SENCO" takes two letters of "co-ordinator".
        for letter in part:
            if taken == len(wanted) or letter != wanted[taken]:
                break
            taken += 1
    return taken == len(wanted)


def long_form(before: str, letters: str) -> str:
    """The last words of `before` that the letters stand for, without an article; "" where they are not
    there. The first of them begins with the first letter, the last with the last capital."""
    words = list(re.finditer(r"[^\W_]+(?:['-][^\W_]+)*", before))[-_WORDS_BACK:]
    if not words or before[words[-1].end() :].strip(" \"'"):
        return ""
    wanted = re.sub(r"[^A-Z]", "", letters)
    for first in range(len(words) - 1, -1, -1):
        text = before[words[first].start() : words[-1].end()]
        if re.search(r"[.;:!?]", text):
            return ""
        if text[0].upper() == wanted[:1] and spells_out(text, letters):
            return text
    return ""


def _introduced(unit: Unit, sentence: Sentence, start: int, term: str) -> bool:
    """True when the term stands alone in brackets behind the plain words for it, or is introduced by
    name."""
    before = sentence.text[: start - sentence.start]
    if _INTRODUCED.search(before) or _AFTER_ITS_LETTERS.search(before):
        return True
    if _NAMED_NOW.match(before) and sentence.start > unit.sentences[0].start:
        return True
    joint = _LONG_FORM_BEFORE.search(before)
    if (
        joint is not None
        and joint.group().strip(" \"'")
        and long_form(before[: joint.start()], term)
    ):
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
    if " " in term or len(re.findall(r"[A-Z\d]", term)) < 2:
        return True
    if spells_out(" ".join(words[-_WORDS_BACK:]), term):
        return True
    # "the LAC nurse (CIC)": letters, and a name beside them, are no plain words for other letters.
    return not any(_LETTERS.search(word) for word in words[-3:]) and not words[-1][0].isupper()


_LETTERS = re.compile(r"[A-Z]{2}")
