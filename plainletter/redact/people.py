"""Who is named in a letter, and where: names in full or in part, initials and nicknames."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plainletter.letter import Anatomy
from plainletter.letter.tokens import continues, joins
from plainletter.letter.words import DETERMINERS, KIN, NOT_NAMES, PARTICLES, TITLES
from plainletter.model import Document, Label, Span
from plainletter.redact.patterns import CAPITALS
from plainletter.redact.words import (
    ALL_PARTICLES,
    BEFORE_NAMES,
    BEFORE_THINGS,
    DOES,
    FIRST_NAMES,
    NAMES_TOO,
    NO_NAMES,
    OFFICES,
    PREFIXES,
    PRONOUNS,
    SHORT_FORMS,
    VERBS_TOO,
    WEEKDAYS,
    is_ordinary,
)

_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’](?=[^\W\d_]))*"
    r"(?:[-\u2010\u2011][^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’](?=[^\W\d_]))*)*"
)
_CONTRACTED = re.compile(r"['’](?:ll|ve|m|d|re|t)$", re.IGNORECASE)
_TITLED = re.compile(
    rf"\b(?:{'|'.join(sorted((t.title() for t in TITLES if '/' not in t), key=len, reverse=True))}|PC|DC|DS)\.? "
    rf"(?P<name>{CAPITALS}(?: {CAPITALS})*)"
)
_INITIALS = re.compile(r"\b(?:[A-Z]\.){1,3}(?=[\s,)]|$)|\((?P<letters>[A-Z]{2,3})\)")
_LETTERS_BEFORE = re.compile(r"\b(?:[A-Z]\.?\s{1,2}){1,3}$")
_MAILBOX = re.compile(r"(?<![\w.+'-])([\w.+'-]+)@[\w-]")
_KISSED = re.compile(r"(?<!\w)([A-Z])(?= ?[xX]{1,5}(?:$|[\s.!]))")
_NICKNAME = re.compile(r" \(?[\"'“‘](?:the |The )?(?P<name>[A-Z][^\W\d_]+)[\"'”’]")
_CLOSE = r"[\"'”’]? ?[)\"'”’]{0,2} ?[(,–-] ?[(]?"
_LOOSE = r"[\"'”’)]*[\s,:;(–-]+(?:(?:is|was|age|on|child|boy|girl|son|daughter)\W+){0,3}"
_PLAIN_GAPS = (" ", ", ", " (", " & ", " - ", " – ")
_WRAPPED: frozenset[Label] = frozenset({"body", "list", "note", "quotation"})
_HEADINGS: frozenset[Label] = frozenset({"letterhead", "subject", "reference", "date"})
REACH = 40
"""Code points between "born" and the date, or the name and its date in brackets."""
_ROUNDS = 3
_LONGEST_RUN = 7
"""Words in capitals, one behind the other, that may be names joined by "and"."""


@dataclass(slots=True)
class _Word:
    """A word of the letter without its possessive 's, and what stands before it in its block.

    gap: "|" at a block's start. named: covered as a name.
    """

    start: int
    end: int
    text: str
    key: str
    gap: str
    possessive: bool = False
    named: bool = False

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        return self.text.isupper() and len(self.text) > 1

    @property
    def inner(self) -> bool:
        """True within a sentence, where a capital means something."""
        return continues(self.gap) and ";" not in self.gap

    @property
    def parts(self) -> list[str]:
        return re.split(r"[-\u2010\u2011]", self.key)


class People:
    """The words of a letter that are people's names.

    Sure ones are what the letter's anatomy knows, what stands behind a title, the pieces of e-mail addresses
    and unknown words with a capital. From these the search goes to everyday words with a capital (Faith, Will):
    beside a name, or alone in the middle of a sentence. Whoever is named once is named throughout.
    """

    def __init__(
        self, letter: Anatomy, text: str, days: Sequence[Span], places: Sequence[Span]
    ) -> None:
        self._text = text
        self._places = places
        self._place_starts = [place.start for place in places]
        self._known = set(letter.names) - OFFICES - NO_NAMES
        self._sure = set(letter.names)
        self._days = days
        self._day_starts = [day.start for day in days]
        self._words = list(_words(letter.document, text))
        self._starts = [word.start for word in self._words]
        self._mixed = {word.key for word in self._words if word.capital and not word.shouted}
        self._inner = {word.key for word in self._words if word.capital and word.inner}
        self._councils = {word.start for word in self._council_words()}
        self._titles = [
            block.span
            for block in letter.document.blocks
            if block.kind == "heading" or block.label in _HEADINGS
        ]
        self._titles_at = [span.start for span in self._titles]
        self._found: list[Span] = []
        self._titled()
        self._mailed()
        for word in self._words:
            if self._is_strange(word) and not self._placed(word):
                self._learn(word)
                if "-" not in word.key and self._in_prose(word):
                    self._sure.add(word.key)
        self._alone()
        for _ in range(_ROUNDS):
            before = len(self._known)
            self._mark()
            self._beside()
            if len(self._known) == before:
                break
        self._mark()
        self._initials(letter.people)
        self._ends = [word.end for word in self._words if word.named]

    def spans(self) -> Iterator[Span]:
        """Where the names stand, in no order."""
        yield from self._found
        yield from (Span(word.start, word.end) for word in self._words if word.named)

    def named_before(self, day: Span, *, loosely: bool = False) -> bool:
        """True for a date with a name before it and a bracket, comma or dash between (`loosely`: a few words)."""
        index = bisect_right(self._ends, day.start) - 1
        if index < 0 or day.start - self._ends[index] > REACH:
            return False
        between = self._text[self._ends[index] : day.start]
        return re.fullmatch(_LOOSE if loosely else _CLOSE, between) is not None

    # --- where names are learned ----------------------------------------------------------------

    def _learn(self, word: _Word) -> None:
        """A name for the whole letter, and its parts."""
        for key in (word.key, *word.parts):
            if len(key) > 1 and key not in PARTICLES and (key not in NOT_NAMES or key == word.key):
                self._known.add(key)

    def _in_prose(self, word: _Word) -> bool:
        """True for a capital that means something: within a sentence, or before what people do."""
        index = bisect_right(self._starts, word.start)
        after = self._words[index] if index < len(self._words) else None
        quoted = word.gap[-1:] in "\"“‘'" and self._text[word.end : word.end + 1] in "\"”’'"
        return not self._headed(word) and (
            word.inner or word.possessive or quoted or (after is not None and after.key in DOES)
        )

    def _headed(self, word: _Word) -> bool:
        """True in a heading or the like, where any word may have a capital."""
        index = bisect_right(self._titles_at, word.start) - 1
        return index >= 0 and word.start < self._titles[index].end

    def _is_strange(self, word: _Word) -> bool:
        """True for a word with a capital that is no everyday one, or has a part that is none."""
        if not word.capital or word.shouted or len(word.key) < 2 or word.start in self._councils:
            return False
        parts = word.parts
        if word.key.removesuffix("s") in WEEKDAYS:
            return False
        if len(parts) > 1 and parts[0] not in PREFIXES and _capital_parts(word.text):
            return not all(is_ordinary(part) for part in parts)
        return not any(is_ordinary(part) for part in parts)

    def _council_words(self) -> Iterator[_Word]:
        """The words of a council's own name: "Stonecross City Council"."""
        for index, word in enumerate(self._words):
            if word.key != "council" or not word.capital:
                continue
            step = index
            while (
                step > 0
                and index - step < 4
                and self._words[step - 1].capital
                and not self._words[step - 1].possessive
                and (joins(self._words[step].gap) or self._words[step].gap == " & ")
                and self._words[step - 1].key not in self._known
            ):
                step -= 1
            if not any(one.key in TITLES or one.key == "dear" for one in self._words[step:index]):
                yield from self._words[step:index]

    def _titled(self) -> None:
        """What stands behind a title."""
        for match in _TITLED.finditer(self._text):
            self._found.append(Span(*match.span("name")))
        for index, word in enumerate(self._words[1:], start=1):
            title = self._words[index - 1]
            if title.key not in TITLES or not title.capital or not joins(word.gap):
                continue
            if (
                word.capital
                and len(word.key) > 1
                and self._may_be_name(word)
                and word.key not in TITLES
            ):
                self._learn(word)

    def _mailed(self) -> None:
        """The pieces of an e-mail address, where they are words of the letter with a capital too."""
        for match in _MAILBOX.finditer(self._text):
            pieces = [piece.lower() for piece in re.split(r"[._+]", match[1]) if piece]
            if len(pieces) < 2 or all(is_ordinary(p) and len(p) > 1 for p in pieces):
                continue
            for piece in pieces:
                if piece in OFFICES or piece in SHORT_FORMS:
                    continue
                allowed = piece not in NOT_NAMES or (piece in NAMES_TOO and len(pieces[0]) == 1)
                if len(piece) > 2 and allowed and piece in self._mixed:
                    self._known.add(piece)

    def _dated(self, word: _Word) -> bool:
        """True for a word of a date: the May of "16 May"."""
        index = bisect_right(self._day_starts, word.start) - 1
        return index >= 0 and word.start < self._days[index].end

    def _placed(self, word: _Word) -> bool:
        """True for a word of an address."""
        index = bisect_right(self._place_starts, word.start) - 1
        return index >= 0 and word.start < self._places[index].end

    def _may_be_name(self, word: _Word) -> bool:
        """True for a word with a capital that a name may be."""
        return (
            word.capital
            and len(word.key) > 1
            and (word.key not in NOT_NAMES or word.key in NAMES_TOO)
            and word.key not in OFFICES
            and word.key not in NO_NAMES
            and word.key not in TITLES
            and word.key.removesuffix("s") not in WEEKDAYS
            and not self._placed(word)
            and word.start not in self._councils
            and not self._dated(word)
        )

    def _alone(self) -> None:
        """Everyday words with a capital in the middle of a sentence, and first names that are such words."""
        for index, word in enumerate(self._words):
            headed = self._headed(word)
            if word.text == "Will" and word.inner and not headed:
                self._known.add(word.key)
            if (
                word.key in NOT_NAMES
                or not self._may_be_name(word)
                or word.shouted
                or word.key in self._known
            ):
                continue
            after = self._words[index + 1] if index + 1 < len(self._words) else None
            before = self._words[index - 1] if index else None
            if before is not None and word.inner and before.key in BEFORE_THINGS:
                continue
            term = (after is not None and after.capital and _touch(word, after)) or (
                before is not None
                and before.capital
                and _touch(before, word)
                and before.key not in BEFORE_NAMES
            )
            if word.key in FIRST_NAMES:
                surname = (
                    after is not None and self._may_be_name(after) and after.key not in NOT_NAMES
                )
                known = (
                    after is not None and _touch(word, after) and (surname or len(after.key) == 1)
                )
                says = after is not None and after.key in DOES and after.gap == " "
                if known or (word.inner and not term) or says or (word.possessive and not term):
                    self._known.add(word.key)
                    if known and surname and after is not None:
                        self._known.add(after.key)
                elif not term and self._stands_alone(index):
                    self._known.add(word.key)
                continue
            if headed or self._in_a_title(before, after):
                continue
            numbered = self._text[word.end : word.end + 2].strip()[:1].isdigit()
            if word.inner and not term and not numbered and word.gap in _PLAIN_GAPS:
                self._known.add(word.key)

    def _in_a_title(self, before: _Word | None, after: _Word | None) -> bool:
        """True beside words such as those in "Steps to Safety" and "Signs of Hope"."""
        for link, step in ((before, -1), (after, 1)):
            if link is None or link.key not in ("to", "of", "for"):
                continue
            index = bisect_right(self._starts, link.start) - 1 + step
            if 0 <= index < len(self._words) and self._words[index].capital:
                other = self._words[index]
                if other.inner and is_ordinary(other.key) and other.key not in FIRST_NAMES:
                    return True
        return False

    def _stands_alone(self, index: int) -> bool:
        """True for a word that is a sentence, cell or item of its own."""
        end = self._words[index].end
        follows = self._text[end : end + 2]
        return (
            not self._words[index].inner
            and re.match(r"(?:['’]s)?\s*(?:[.,;:()!\n]|$)", follows) is not None
        )

    # --- where they stand -------------------------------------------------------------------------

    def _mark(self) -> None:
        for index, word in enumerate(self._words):
            if not word.named:
                word.named = self._is_here(index)

    def _is_here(self, index: int) -> bool:
        word = self._words[index]
        known = [part for part in (word.key, *word.parts) if part in self._known]
        if not known or word.start in self._councils:
            return False
        after = self._words[index + 1] if index + 1 < len(self._words) else None
        if word.capital:
            if self._dated(word):
                return False
            verb = word.key in VERBS_TOO and not word.inner and after is not None
            return not (verb and after is not None and after.key in PRONOUNS and after.gap == " ")
        if not any(is_ordinary(part) for part in known):
            return word.key in self._sure
        # "grace has said", "dr bishop"; but "his hope is".
        before = self._words[index - 1] if index else None
        titled = before is not None and before.key in TITLES and joins(word.gap)
        does = after is not None and after.key in DOES and after.gap == " "
        return titled or (
            does
            and word.key not in NOT_NAMES
            and before is not None
            and before.key in ("and", "but", "that", "if")
        )

    def _beside(self) -> None:
        """Words beside a name, and those that "and" joins to one."""
        for index, word in enumerate(self._words):
            if (
                word.named
                or not self._may_be_name(word)
                or (word.shouted and not self._short_run(index))
            ):
                continue
            before = self._words[index - 1] if index else None
            after = self._words[index + 1] if index + 1 < len(self._words) else None
            if self._beside_name(word, before, after) or self._joined(index, before, after):
                self._learn(word)
                word.named = True

    def _beside_name(self, word: _Word, before: _Word | None, after: _Word | None) -> bool:
        if before is not None and before.named and before.capital and not before.possessive:
            quoted = re.fullmatch(r" ?\(?[\"'“‘]", word.gap) is not None
            if _touch(before, word) or (quoted and self._text[word.end : word.end + 1] in "\"'”’"):
                return True
        if (
            after is not None
            and after.named
            and after.capital
            and not word.possessive
            and _touch(word, after)
        ):
            if word.inner and before is not None and before.key in BEFORE_THINGS:
                return False
            return word.inner or word.key in self._inner or word.shouted
        kin = before is not None and before.key in (BEFORE_NAMES if before.capital else KIN)
        kin = kin and before is not None and _touch(before, word)
        if word.key in NOT_NAMES:
            return kin and (after is None or not joins(after.gap))
        return kin and not (
            after is not None and after.capital and not after.named and joins(after.gap)
        )

    def _joined(self, index: int, before: _Word | None, after: _Word | None) -> bool:
        """ "Isaac and Hope", "Jan & Pete", "LEELA AND MEENA"."""
        word = self._words[index]
        if (
            after is not None
            and after.capital
            and joins(after.gap)
            and not after.named
            and after.key != "and"
        ):
            return False
        listed = after is not None and after.key in ("and", "or")
        firm = after is not None and after.gap == " & "
        if listed and after is not None and index + 2 < len(self._words):
            after = self._words[index + 2] if after.gap in (" ", "s ") else None
        elif not firm:
            after = None
        sure = word.inner or word.shouted or firm
        if after is not None and after.named and after.capital and sure:
            if word.shouted and not after.shouted:
                return False
            return before is None or before.key not in DETERMINERS
        if before is not None and before.key in ("and", "or") and index > 1:
            before = self._words[index - 2] if before.gap == word.gap == " " else None
        elif word.gap == ", ":
            # "Sam, Hope and Mia"; but "Ann Pell, Secretary".
            before = before if listed or word.key in FIRST_NAMES else None
        elif word.gap != " & ":
            before = None
        if before is not None and word.shouted and not before.shouted:
            return False
        return before is not None and before.named and before.capital and not before.possessive

    def _short_run(self, index: int) -> bool:
        """True for a word in capitals among words that are not, or among names in capitals."""
        first = last = index
        lowest, highest = max(index - _LONGEST_RUN, 0), index + _LONGEST_RUN
        while first > lowest and self._words[first - 1].shouted and joins(self._words[first].gap):
            first -= 1
        for word in self._words[index + 1 : highest]:
            if not (word.shouted and joins(word.gap)):
                break
            last += 1
        run = self._words[first : last + 1]
        run = [one for one in run if one.key not in ("and", "baby", "or", *TITLES)]
        if len(run) == 1:
            return True
        return (
            len(run) < _LONGEST_RUN
            and all(one.named or self._may_be_name(one) for one in run)
            and any(one.named for one in run)
        )

    # --- initials and particles -------------------------------------------------------------------

    def _initials(self, people: Iterable[str]) -> None:
        """Single letters beside names, the particles in them, and capitals that stand for a full name."""
        short: set[str] = set()
        single: set[str] = set()
        for run in [*self._runs(), *(person.split() for person in people)]:
            parts = [part for name in run for part in re.split(r"[-\u2010\u2011]", name) if part]
            single |= {name[0].upper() for name in run}
            doubles = [re.split(r"[-\u2010\u2011]", name) for name in run]
            for names in (run, parts, *doubles):
                letters = "".join(name[0] for name in names).upper()
                if 2 <= len(letters) <= 4 and letters.lower() not in SHORT_FORMS:
                    short |= {letters, "-".join(letters)}
        for match in _INITIALS.finditer(self._text):
            letters = match["letters"]
            if letters is None or letters.lower() not in SHORT_FORMS:
                self._found.append(Span(*match.span()))
            index = bisect_right(self._starts, match.start()) - 1
            if letters in short or (letters and index >= 0 and self._words[index].named):
                short.add(letters)
        ends = {word.end for word in self._words if word.named and word.capital}
        for match in _NICKNAME.finditer(self._text):
            if match.start() in ends:
                self._found.append(Span(*match.span("name")))
        for match in _KISSED.finditer(self._text):
            if match[1] in single:
                self._found.append(Span(*match.span(1)))
        last = len(self._words) - 1
        for index, word in enumerate(self._words):
            before = self._words[index - 1] if index else None
            after = self._words[index + 1] if index < last else None
            named = before is not None and before.named and before.capital and _touch(before, word)
            if word.text in short and not word.named:
                word.named = True
            elif len(word.text) == 1 and word.capital and word.text not in "AIÓ":
                word.named = (
                    named and word.gap == " " and before is not None and not before.possessive
                )
            elif word.key in ALL_PARTICLES and not word.named:
                titled = before is not None and (before.key in TITLES or len(before.text) == 1)
                if named or titled or (before is not None and before.named):
                    step = index + 1
                    while (
                        step <= last and self._words[step].key in ALL_PARTICLES and step < index + 3
                    ):
                        step += 1
                    follows = step <= last and self._words[step].named and self._words[step].capital
                    if follows and after is not None and joins(after.gap):
                        word.named = True

    def _runs(self) -> Iterator[list[str]]:
        """Names side by side, as written; one name with a hyphen too."""
        run: list[str] = []
        possessive = False
        for word in self._words:
            if run and (not (word.named and joins(word.gap)) or possessive):
                if len(run) > 1 or "-" in run[0]:
                    yield run
                run = []
            if word.named and word.capital:
                run.append(word.text)
            possessive = word.possessive
        if len(run) > 1:
            yield run


def with_initials(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Names with the single letters before them: "D R HARGREAVES"."""
    for name in names:
        before = _LETTERS_BEFORE.search(text, max(name.start - 12, 0), name.start)
        yield Span(before.start(), name.end) if before is not None else name


def _words(document: Document, text: str) -> Iterator[_Word]:
    """Every word of the text. A line may end inside a name in prose, but not elsewhere."""
    blocks = iter(document.blocks)
    block = next(blocks, None)
    last, fresh = 0, True
    for match in _WORD.finditer(text):
        start, end = match.span()
        while block is not None and block.span.end <= start:
            block, fresh = next(blocks, None), True
        gap = "|" if fresh else text[last : min(start, last + 12)]
        if block is not None and block.label in _WRAPPED:
            gap = " " if gap.isspace() else gap.replace("\n", " ")
        last, fresh = end, False
        word = _CONTRACTED.sub("", match.group())
        possessive = len(word) > 2 and word[-2:].lower() in ("'s", "’s")
        if possessive:
            word, end = word[:-2], end - 2
        yield _Word(start, end, word, word.lower().replace("’", "'"), gap, possessive)


def _touch(before: _Word, word: _Word) -> bool:
    """True for words beside each other in one sentence: a stop may follow an initial or a title."""
    return joins(word.gap) and (
        "." not in word.gap or len(before.text) == 1 or before.key in TITLES or before.key == "st"
    )


def _capital_parts(word: str) -> bool:
    return all(part[:1].isupper() for part in re.split(r"[-\u2010\u2011]", word))
