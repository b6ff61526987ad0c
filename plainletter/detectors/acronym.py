"""Acronyms: those a family may not know, and those that a letter brings in for nothing.

With `look-for = "unexplained"`: letters that are never spelled out, or only after their first use. They
count as explained when their long form or plain words stand beside them, either way round, in the next
sentence, or in a list of words. Each acronym is reported once, at its first use in the text; one that
stands in a heading first is looked up where the text has it.

With `look-for = "needless"`: letters in brackets behind their long form that the letter then never uses,
or only once or twice; this asks for a whole letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import is_ordinary, zipf
from plainletter.analysis.units import Sentence, Unit
from plainletter.detectors.glossing import (
    around,
    in_word_list,
    is_explained,
    is_whole,
    long_form,
)
from plainletter.kinds.match import Match
from plainletter.kinds.phrase import split_words
from plainletter.model import Edit, Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule
from plainletter.remembered import remembered
from plainletter.wording.grammar import token_at
from plainletter.wording.suggest import rewrite

_SECTION = r"(?:[Ss]{1,2}|[Ss]ec)(?:\.? ?\d{2,3}|\. ?\d)(?!\d)(?:[A-Z]{1,2}\b)?(?:\(\w{1,3}\)){0,3}"
_CANDIDATE = re.compile(
    r"(?<![\w@.£$\\_#])(?<![^\W_][-'&])(?:"
    # FGC, FGCs, C&F, T/A, I.R.O.
    r"[A-Z](?:[A-Z]|&(?=[A-Z])|-(?=[A-Z]\b)){1,6}s?\b|[A-Z]/[A-Z]\b(?!/)|(?:[A-Z]\.){2,5}(?!\w)"
    rf"|{_SECTION}(?!\w)"
    r")(?![@&_]|\.\w|-\d)"
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}")
_ROMAN = re.compile(r"[IVXLC]+")
_CODE_LETTERS = 40
"""Code points looked at on either side for the rest of a code or an address."""
_CODE = re.compile(rf"[^\s,;()\[\]\"]{{1,{2 * _CODE_LETTERS}}}")
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "nurse", "pc", "judge"])
_FREQUENT = 3.5
"""Zipf value from which a run of four letters or more is a shouted word: 3 in a million words."""


@dataclass(frozen=True, slots=True)
class _Use:
    """An acronym where it stands: clean positions in its unit."""

    unit: Unit
    sentence: Sentence
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.unit.text[self.start : self.end]


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Options: `look-for` is "unexplained" or "needless". `known` need no explanation; `terms` are tables
    with `find`, `say` (plain words) or `ask`, `shown-by` (expressions that, near by, show it explained), and gates of neighbouring words as phrases have them
    (`if-before`, `if-after`, of which one is enough, `unless-before`, `unless-after`)."""
    if rule.options["look-for"] == "needless":
        yield from _needless(letter, rule)
        return
    pack = _Pack(rule, letter)
    labels = SCOPES[rule.scope] - {"signoff"}
    uses: dict[str, list[_Use]] = {}
    for unit in letter.units:
        if unit.block.label in labels:
            for use in pack.uses(unit):
                uses.setdefault(_key(use.text), []).append(use)
    for key, found in uses.items():
        # A heading is no place to explain a word, so the text below it is asked first.
        told = next(
            (use for use in found if use.unit.block.label not in ("heading", "subject")), found[0]
        )
        if letter.quoted(told.unit.span(told.start, told.end)):
            told = next(
                (use for use in found if not letter.quoted(use.unit.span(use.start, use.end))), told
            )
        if is_explained(letter, told.unit, told.sentence, told.start, told.end):
            continue
        if pack.is_told(told) or in_word_list(letter, _alone(key, found)):
            continue
        yield Match(
            rule, told.unit.span(told.start, told.end), told.sentence.span,
            _suggestions(pack, told, letter), {"times": _times(len(found))},
        )  # fmt: skip


def _key(name: str) -> str:
    """An acronym without spaces, stops and what makes it plural; a section without its subsections."""
    name = re.sub(r"\(.*", "", name)
    name = re.sub(r"(?<=[A-Z][A-Za-z])s$", "", name)
    key = re.sub(r"[ .]", "", name).upper()
    return re.sub(r"^S(?:S|EC)?(?=\d)", "S", key)


def _alone(key: str, found: Sequence[_Use]) -> re.Pattern[str]:
    forms = {use.text for use in found} | {key}
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})s?(?!\w)"
    )


class _Terms:
    """The acronyms that a rule names."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.known = frozenset(_key(name) for name in options.get("known", ()))
        self.by_key: dict[str, Mapping[str, Any]] = {}
        self.exact: dict[str, Mapping[str, Any]] = {}
        mixed = []
        for term in options.get("terms", ()):
            for form in term["find"]:
                self.exact[form] = term
                self.by_key.setdefault(_key(form), term)
                if _CANDIDATE.fullmatch(form) is None:
                    mixed.append(re.escape(form))
        mixed.sort(key=len, reverse=True)
        self.mixed = re.compile(rf"(?<![\w/-])(?:{'|'.join(mixed) or '(?!)'})s?(?![\w/])")


@lru_cache(maxsize=64)
def _terms(rule: DetectorRule) -> _Terms:
    return _Terms(rule.options)


class _Pack:
    """What a rule knows of acronyms, for one letter."""

    def __init__(self, rule: DetectorRule, letter: Analysis) -> None:
        self.letter = letter
        self.initials = _initials(letter)
        terms = _terms(rule)
        self.known, self.terms, self.exact, self.mixed = (
            terms.known, terms.by_key, terms.exact, terms.mixed,
        )  # fmt: skip

    def uses(self, unit: Unit) -> Iterator[_Use]:
        """The acronyms of a unit, in order."""
        hits = {match.span() for match in self.mixed.finditer(unit.text)}
        ends = {end for _, end in hits}
        hits |= {
            match.span() for match in _CANDIDATE.finditer(unit.text)
            if match.end() not in ends and self._counts(unit, match)
        }  # fmt: skip
        for start, end in sorted(hits):
            sentence = unit.sentence_at(start)
            if start >= sentence.start:
                yield _Use(unit, sentence, start, end)

    def term(self, use: _Use) -> Mapping[str, Any] | None:
        """The pack's term for an acronym, that of its own spelling first."""
        return self.exact.get(use.text) or self.terms.get(_key(use.text))

    def is_told(self, use: _Use) -> bool:
        """True when the words around it say what the term's `shown-by` expressions look for."""
        term = self.term(use)
        told = term.get("shown-by", ()) if term else ()
        near = " ".join(s.text for s in around(self.letter, use.unit, use.sentence)) if told else ""
        return any(re.search(expression, near, re.IGNORECASE) for expression in told)

    def _counts(self, unit: Unit, match: re.Match[str]) -> bool:
        text, key = match.group(), _key(match.group())
        term = self.terms.get(key)
        if term is not None and not _opens(term, unit, match):
            term = None
        if key in self.known and (term is None or not _is_gated(term)):
            return False
        if text.lower() in self.letter.names or key in self.initials:
            return False
        if _POSTCODE.match(unit.text, match.start()) or self._in_code(unit, match, term):
            return False
        if _in_capital_line(unit, match):
            return False
        if term is not None:
            return True
        if any(char.isdigit() for char in text) or "." in text:
            return False  # A section number that no pack knows is a law's number, not an acronym.
        if key in self.terms and _is_gated(self.terms[key]):
            return False
        return (
            not _ROMAN.fullmatch(text)
            and not _is_word(key)
            and not _in_name(unit, match, self.letter)
        )

    def _in_code(self, unit: Unit, match: re.Match[str], term: Mapping[str, Any] | None) -> bool:
        """True for letters that are part of a code such as "REF/CS-2231", or of an address."""
        text = unit.text
        start = match.start()
        while start > max(match.start() - _CODE_LETTERS, 0) and _CODE.match(text[start - 1]):
            start -= 1
        code = _CODE.match(text, start)
        whole = code.group() if code else match.group()
        rest = whole.replace(match.group().partition("(")[0], "", 1)
        if re.search(r"[\\_#@]|\d|://|www", rest):
            return not (term is not None and re.fullmatch(r"['.:?!-]*(?:s|\d{0,2}\W*)?", rest))
        if "/" in rest:
            # "the CIN/CP plan", but not "CFS/LAC/JB".
            return term is None or rest.count("/") > 1
        return False


def _initials(letter: Analysis) -> frozenset[str]:
    """The initials of the people in the letter, which are no acronyms."""
    return frozenset(
        "".join(word[0] for word in person.split() if word[0].isupper())
        for person in letter.anatomy.people
    )


def _is_gated(term: Mapping[str, Any]) -> bool:
    return "if-before" in term or "if-after" in term


def _opens(term: Mapping[str, Any], unit: Unit, match: re.Match[str]) -> bool:
    """True when the neighbours of the letters are those of the term's sense."""
    text = unit.text
    before = [
        word.lower() for word in split_words(text[max(match.start() - 40, 0) : match.start()])
    ]
    after = [word.lower() for word in split_words(text[match.end() : match.end() + 40])]
    if _is_gated(term) and not (
        any(_ends(before, phrase) for phrase in term.get("if-before", ()))
        or any(_starts(after, phrase) for phrase in term.get("if-after", ()))
    ):
        return False
    if any(_ends(before, phrase) for phrase in term.get("unless-before", ())):
        return False
    return not any(_starts(after, phrase) for phrase in term.get("unless-after", ()))


def _ends(words: list[str], phrase: str) -> bool:
    wanted = split_words(phrase.lower())
    return words[-len(wanted) :] == wanted


def _starts(words: list[str], phrase: str) -> bool:
    wanted = split_words(phrase.lower())
    return words[: len(wanted)] == wanted


def _is_word(letters: str) -> bool:
    """True for a word that somebody set in capitals."""
    word = letters.lower()
    if is_ordinary(word):
        return True
    return len(word) > 3 and (zipf(word) or 0.0) >= _FREQUENT


def _in_name(unit: Unit, match: re.Match[str], letter: Analysis) -> bool:
    """True for letters that belong to a name: "Mrs KHAN", "Mia JONES", "ABC Nursery", "TK Maxx"."""
    before = re.search(r"([^\W\d_]+)\.? $", unit.text[max(match.start() - 30, 0) : match.start()])
    if before is not None:
        word = before.group(1)
        if word.lower() in _TITLES or word.lower() in letter.names:
            return True
    after = re.match(r"(?:'s)? ([A-Z][a-z]+)", unit.text[match.end() : match.end() + 40])
    return after is not None and after.group(1) in _PLACES


_PLACES = frozenset(
    re.findall(
        r"\w+",
        "Academy Avenue Bank Building Cabs Cafe Care Cars Centre Church Clinic Close Club College Community Court"
        " Estate Farm Flats Foods Garage Garden Gardens Gym Gymnastics Hall Hostel Hotel House Inn Juniors Lane"
        " Lodge Ltd Maxx Nurseries Nursery Park Pharmacy Place Playgroup Preschool Primary Road School Services"
        " Shop Sports Store Stores Street Studios Supermarket Surgery Takeaway Taxis Trust United Way Youth",
    )
)
"""What the names of places and firms end in, so that letters before them are part of a name."""


@remembered(64)
def _is_capitals(text: str) -> bool:
    """Kept for the block, since each of its words asks."""
    return text.isupper()


def _in_capital_line(unit: Unit, match: re.Match[str]) -> bool:
    """True inside a run of capital words, where nothing marks an acronym off."""
    around = unit.text[max(match.start() - 14, 0) : match.end() + 14]
    words = re.findall(r"[^\W\d_]{2,}", around)
    shouted = any(is_ordinary(word.lower()) for word in words if word != match.group())
    if shouted and len(words) > 1 and _is_capitals(unit.text):
        return True
    return len(words) > 2 and all(word.isupper() for word in words) and shouted


def _suggestions(pack: _Pack, use: _Use, letter: Analysis) -> tuple[Suggestion, ...]:
    text, unit = use.text, use.unit
    term = pack.term(use)
    if term is None:
        return (Suggestion("Write it out in full the first time, or use other words."),)
    if _is_plural(text, term):
        # The wordings are for one; only the writer can put them in the plural.
        plain = [str(say) for say in term.get("say", ())] or [str(term.get("ask", ""))]
        return tuple(Suggestion(say) for say in plain if say)
    suggestions = []
    for say in term.get("say", ()):
        wording = _without_article(str(say), use)
        if _in_brackets(use):
            wording = _GLOSS.sub("", wording)
        if "/" in unit.text[max(use.start - 1, 0) : use.end + 1]:
            suggestions.append(Suggestion(str(say)))
            continue
        if _leads_noun(use):
            # "The FGC report" gets the long form alone, and no explanation in the middle.
            wording = _GLOSS.sub("", wording)
            if _CLAUSE.search(wording):
                suggestions.append(Suggestion(str(say)))
                continue
        suggestions.append(rewrite(unit, use.start, use.end, wording, letter.document.text))
    if term.get("ask"):
        suggestions.append(Suggestion(str(term["ask"])))
    return tuple(suggestions)


def _is_plural(text: str, term: Mapping[str, Any]) -> bool:
    return text.endswith("s") and text not in term["find"]


_GLOSS = re.compile(r" \([^()]+\)$")
_CLAUSE = re.compile(r" (?:at|for|from|in|of|that|to|when|where|which|who|with) ")
_DETERMINED = re.compile(
    r"(?:\b(?:the|a|an|our|your|his|her|their|my|its|this|that|each|every|any|no|first|last|next|new|same|own)|['s]'s?) $",
    re.I,
)


def _without_article(wording: str, use: _Use) -> str:
    """The wording without its article where another one stands before the acronym."""
    first, _, rest = wording.partition(" ")
    before = use.unit.text[max(use.start - 8, 0) : use.start]
    if first in ("the", "a", "an", "our", "your") and _DETERMINED.search(before):
        return rest
    return wording


def _leads_noun(use: _Use) -> bool:
    """True where the acronym belongs to a noun behind it: "the FGC report", "the FGC's date"."""
    unit = use.unit
    if unit.text.startswith("'", use.end):
        return True
    token = token_at(unit, use.end - 1)
    return token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i


def _in_brackets(use: _Use) -> bool:
    """True inside brackets, or right before some, where the wording cannot have brackets of its own."""
    before = use.unit.text[use.sentence.start : use.start]
    return before.rfind("(") > before.rfind(")") or use.unit.text.startswith(" (", use.end)


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


# --- needless -------------------------------------------------------------------------------------

_SELDOM = 2
"""Uses after the first up to which the words themselves are kinder than the letters."""
_BEHIND = re.compile(r" ?\([\"']?(?P<letters>[A-Z][A-Za-z&/-]{1,7})[\"']?\)")


def _needless(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    if not is_whole(letter):
        return
    known = frozenset(_key(name) for name in rule.options.get("known", ()))
    labels = SCOPES[rule.scope]
    units = [unit for unit in letter.units if unit.block.label in labels]
    seen: set[str] = set()
    for unit in units:
        for match in _BEHIND.finditer(unit.text):
            letters = match.group("letters")
            words = long_form(unit.text[max(match.start() - 120, 0) : match.start()], letters)
            if not words or _key(letters) in seen or _key(letters) in known:
                continue
            if len(re.findall("[A-Z]", letters)) < 2:
                continue
            seen.add(_key(letters))
            later = _other_uses(units, unit, match, letters)
            if later is not None and len(later) <= _SELDOM:
                yield _needless_match(letter, rule, unit, match, words, later)


def _other_uses(
    units: Sequence[Unit], first: Unit, match: re.Match[str], letters: str
) -> list[tuple[Unit, re.Match[str]]] | None:
    """The uses of the letters behind the brackets; None where they are used before, which is the other
    rule's affair."""
    again = re.compile(rf"(?<![\w/&-]){re.escape(letters)}(?P<plural>s?)(?![\w&])")
    found = []
    at = next(k for k, unit in enumerate(units) if unit is first)
    if any(again.search(unit.text) for unit in units[:at]) or again.search(
        first.text, 0, match.start()
    ):
        return None
    for unit in units[at:]:
        start = match.end() if unit is first else 0
        found += [(unit, hit) for hit in again.finditer(unit.text, start)]
    return found


def _needless_match(
    letter: Analysis, rule: DetectorRule, unit: Unit, match: re.Match[str], words: str,
    later: Sequence[tuple[Unit, re.Match[str]]],
) -> Match:  # fmt: skip
    """The letters in brackets, to be taken out, and the words put where the letters come again."""
    start = match.start()
    edits = [Edit(unit.span(start, match.end()), "")]
    plain = words[0].lower() + words[1:] if words[1:].islower() else words
    for other, hit in later:
        inside = other.text[hit.start() - 1 : hit.start()] == "("
        if hit.group("plural") or inside:
            edits = []
            break
        edits += rewrite(other, *hit.span(), plain, letter.document.text).edits
    shown = unit.text[start : match.end()].strip()
    how = (
        "Leave the letters out."
        if not later
        else f"Leave the letters out, and write “{words}” each time."
    )
    span = unit.span(start + (unit.text[start] == " "), match.end())
    return Match(
        rule, span, unit.sentence_at(start).span,
        (Suggestion(how, tuple(edits)),),
        {"letters": shown.strip("()\"'"), "uses": _again(len(later))},
    )  # fmt: skip


def _again(count: int) -> str:
    return ("never used again", "used only once more", "used only twice more")[count]
