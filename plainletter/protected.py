"""Statements the law needs are never flagged as threats where they are put fairly.

A letter before proceedings has to say that the council may ask a court, and what a court could decide.
A sentence says so fairly when it speaks of possibility (may, might, could), names the court or judge as
the one who is asked or who decides, blames nobody, and leaves a way open. Where possibility and court are
there but also blame, only the blame is marked: other rules see to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match

_MODAL = (
    r"(?:may|might|could|can|would|thinking (?:about|of)|think (?:about|of)|considering|consider(?:ed)?"
    r"|consideration|deciding whether|decide whether|not decided)"
)
_COURT = (
    r"(?<!tennis )(?<!squash )(?<!basketball )(?<!netball )(?<!badminton )(?<!food )"
    r"(?:courts?|judges?|magistrates?)\b(?! (?:shoes|yard))"
)
_NEAR = r"[^.;:!?]{0,120}?"
POSSIBLE_COURT = re.compile(
    rf"\b{_MODAL}\b{_NEAR}\b{_COURT}|\b{_COURT}{_NEAR}\b{_MODAL}\b"
    rf"|\b(?:if|whether|where|when) (?:the|a) (?:\w+ )?{_COURT} (?:decide[sd]?|agree[sd]?|think|thinks)"
    rf"|\b(?:only|up to|for) (?:the|a) (?:\w+ )?{_COURT}|\b{_COURT} decides\b",
    re.IGNORECASE,
)
POSSIBLE = re.compile(rf"\b{_MODAL}\b", re.IGNORECASE)
ASKED = re.compile(
    r"\b(?:(?:care|court|legal) (?:proceedings|action|order)|proceedings|ask|apply|application|decide)\b",
    re.IGNORECASE,
)
COURT = re.compile(rf"\b{_COURT}", re.IGNORECASE)
BLAME = re.compile(
    r"\b(?:fail(?:s|ed|ing|ures?)?|refus(?:e|es|ed|al|ing)|compl(?:y|ies|ied|iance|ying)"
    r"|non-?(?:compliance|compliant|engagement|cooperation|co-operation)|lack of (?:engagement|cooperation|insight|progress by you)"
    r"|disobey\w*|ignor(?:e|es|ed|ing)|defian\w+|defy|obstruct\w*|unwilling\w*|your (?:own )?fault|you are to blame|blame yourself"
    r"|breach(?:es|ed|ing)?)\b",
    re.IGNORECASE,
)  # fmt: skip
CERTAIN = re.compile(
    r"\b(?:will (?:\w+ )?(?:result|lead|mean that you lose|cause)|will (?:\w+ )?(?:be (?:\w+ )?)?(?:removed?|taken (?:away|from|into)|lose)"
    r"|will (?:\w+ )?(?:have|leave us with) no|(?:have|leaves? us|leave us with|be) (?:with )?no (?:alternative|option|other option|choice|other choice)"
    r"|no (?:alternative|option|other option|choice|other choice) but"
    r"|(?:last|final|one more|only) (?:chance|opportunity|warning)|without (?:any )?further (?:notice|warning|delay)"
    r"|will not hesitate|shall not hesitate|or else|be warned|you have been warned|reserve the right|inevitabl[ey]"
    r"|automatically|immediately (?:issue|apply|start|go)|make no mistake|only yourself)\b",
    re.IGNORECASE,
)  # fmt: skip


def is_fair(sentence: str, following: str = "") -> bool:
    """True when the sentence, with the next one, fairly says that a court may decide.

    The possibility and the court may stand in one of the two sentences, or the possibility of going to
    court in the first ("We may start care proceedings") and the court in the second ("A judge would
    decide"). Blame or certainty in either of the two takes the fairness away, except that blame in the
    following sentence is that sentence's own affair.
    """
    if BLAME.search(sentence) or CERTAIN.search(sentence):
        return False
    if POSSIBLE_COURT.search(sentence):
        return True
    if not following or CERTAIN.search(following):
        return False
    opens = POSSIBLE.search(sentence) and (ASKED.search(sentence) or COURT.search(sentence))
    return bool(opens and COURT.search(following)) or bool(
        COURT.search(sentence) and POSSIBLE_COURT.search(following)
    )


def spare_fair_court(matches: Iterable[Match], letter: Analysis) -> Iterator[Match]:
    """Matches without those of `spare-fair-court` rules that stand in a fair sentence."""
    texts: dict[int, tuple[str, str]] = {}
    for unit in letter.units:
        for sentence, following in zip(unit.sentences, (*unit.sentences[1:], None), strict=True):
            texts[sentence.span.start] = (sentence.text, following.text if following else "")
    for match in matches:
        if match.rule.spare_fair_court:
            sentence_text, following_text = texts.get(match.sentence.start, ("", ""))
            if is_fair(sentence_text, following_text):
                continue
        yield match
