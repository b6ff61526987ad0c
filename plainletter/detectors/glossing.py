"""Is a term explained where it stands? Shared by the detectors of acronyms and of legal terms."""

from __future__ import annotations

import re

from plainletter.analysis.units import Sentence

_EXPLAINS = re.compile(
    r"\s*(?:\((?!s\))[^()]{6,}\)"
    r"|[\"']?,? (?:which|that|this) (?:is|are|means?|meant|was|stands for)\b"
    r"|[\"']?,? (?:means?|stands for|is short for|is when|is where|is a|is an|is the|are the|are when"
    r"|are people|is called)\b"
    r"|[\"']?, (?:where|when|at which|in which|with which|or|also called|also known as|in other words"
    r"|that is|meaning|a|an|the)\b"
    r"|[\"']? (?:or (?:a|an|the)|also called|also known as|in other words|meaning)\b"
    r"|[\"']? ?(?:-|–|—|:) (?:a|an|the|this|when|your|our|help|where|what)\b)",
    re.IGNORECASE,
)
_NEXT_EXPLAINS = re.compile(
    r"(?:(?:This|That|It|They|These|Those) (?:is|are|means?|was|says?|lets?|gives?|helps?|looks?|tells?"
    r"|asks?|brings?|shows?)\b"
    r"|In (?:plain|simple|other) words\b|(?:By|With) (?:this|that),? we mean\b"
    r"|(?:At|In|With) (?:it|this|one),?\b)"
)
_INTRODUCED = re.compile(
    r"(?:called|known as|call (?:this|it)|the legal (?:word|words|term|name)s?(?: for (?:this|it))? (?:is|are))"
    r" (?:the |a |an |our )?[\"']?$",
    re.IGNORECASE,
)


def explained_after(sentence: Sentence, end: int) -> bool:
    """True when what follows the term (which ends at clean position `end`) explains it."""
    return bool(_EXPLAINS.match(sentence.text, max(end - sentence.start, 0)))


def explained_next(following: str) -> bool:
    """True when the next sentence sets out to explain."""
    return bool(_NEXT_EXPLAINS.match(following))


def in_brackets_after_words(sentence: Sentence, start: int) -> bool:
    """True when the term stands in brackets behind the plain words for it, or is introduced by name."""
    before = sentence.text[: start - sentence.start]
    if _INTRODUCED.search(before):
        return True
    open_at = before.rfind("(")
    inside = open_at >= 0 and ")" not in before[open_at:]
    return inside and len(before[open_at + 1 :].split()) <= 6 and len(before[:open_at].split()) >= 2
