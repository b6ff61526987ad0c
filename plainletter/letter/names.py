"""Whose names a letter holds.

Names come from where letters put them (greeting, address, subject, sign-off) and from the words that
announce them in the text ("Mr", "your son", "the health visitor"). From a known name the search goes on
to the names beside it ("Isaac and Zayn", "Isaac Tunnicliffe"). A word that the letter also writes
without a capital, a month, an office or a part of a place name is not taken, except that whoever is
greeted or signs may be called Hope or Mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plainletter.letter.lines import closing, is_person, is_role, squeeze
from plainletter.letter.tokens import Token, continues, joins, read_tokens, starts
from plainletter.letter.words import (
    AFTER_TITLE,
    AGES,
    BEFORE_PLACES,
    BEFORE_POST,
    BELONGINGS,
    CARE,
    DETERMINERS,
    DOINGS,
    HONORIFICS,
    KIN,
    NAMING,
    NOT_NAMES,
    PARTICLES,
    PLACES,
    POSTS,
    TITLES,
)
from plainletter.model import Document, Label, Span

_LONGEST_NAME = 4
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Names:
    """Names in a letter: `words` in lower case, and `people` with two or more names as written."""

    words: frozenset[str]
    people: tuple[str, ...]


def find_names(document: Document, placeholders: tuple[Span, ...]) -> Names:
    """The names of people in a labelled document. Words inside placeholders are never names."""
    tokens = list(read_tokens(document, placeholders))
    finder = _Finder(document, tokens)
    finder.greeted_and_signing()
    finder.announced()
    finder.neighbours()
    return Names(frozenset(finder.spellings()), finder.people())


class _Finder:
    """Collects name words in widening rounds over one list of tokens."""

    def __init__(self, document: Document, tokens: list[Token]) -> None:
        self.document = document
        self.tokens = tokens
        self.names: set[str] = set()
        self.forms: set[str] = set()
        self.runs: list[tuple[int, int]] = []
        # Written small somewhere, so an ordinary word; and with a capital inside a sentence.
        self.small = {token.key for token in tokens if token.text.islower()}
        self.mixed = {t.key for t in tokens if t.capital and not t.text.isupper()}
        self.inner = {t.key for t in tokens if t.capital and continues(t.gap)}

    # --- sources ------------------------------------------------------------------------------

    def greeted_and_signing(self) -> None:
        """Names from the greeting, the address, the sign-off and the subject."""
        text = self.document.text
        previous_closing = in_address = False
        for first, last, label in self._blocks():
            in_address = in_address and label == "address"
            if label == "salutation":
                self._take_all(first, last, sure=True)
            elif label in ("address", "signoff"):
                for start, stop in self._line_ranges(first, last):
                    gap = self.tokens[start].gap
                    if label == "address" and "\t" in gap and "\n" not in gap:
                        continue  # set beside the address, such as a reference
                    line = squeeze(text[self.tokens[start].start : self.tokens[stop - 1].end])
                    titled = any(token.key in TITLES for token in self.tokens[start:stop])
                    # Further down an address two words with capitals are a village, not a person.
                    person = is_person(line) and (titled or not in_address)
                    if person or (
                        previous_closing and label == "signoff" and self._signs(start, stop, line)
                    ):
                        self._take_all(start, stop, sure=True)
                    in_address = label == "address"
                    previous_closing = label == "signoff" and closing(line) is not None
            elif label == "subject":
                self._subject(first, last)

    def _signs(self, start: int, stop: int, line: str) -> bool:
        """True for a line right under the closing words that is one to three names and some initials."""
        words = [token for token in self.tokens[start:stop] if len(token.key) > 1]
        return (
            0 < len(words) <= 3
            and not is_role(line)
            and all(self._nameable(t, sure=True) for t in words)
        )

    def _blocks(self) -> Iterator[tuple[int, int, Label]]:
        index = 0
        for block in self.document.blocks:
            first = index
            while index < len(self.tokens) and self.tokens[index].start < block.span.end:
                index += 1
            if index > first:
                yield first, index, block.label

    def _line_ranges(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        start = first
        for index in range(first + 1, last):
            if "\n" in self.tokens[index].gap or "\t" in self.tokens[index].gap:
                yield start, index
                start = index
        yield start, last

    def _subject(self, first: int, last: int) -> None:
        """A run of capitals before "born" or "(DOB", or a line that is nothing but names."""
        candidates = [k for k in range(first, last) if self._nameable(self.tokens[k])]
        for index in candidates:
            token = self.tokens[index]
            elsewhere = token.key in self.inner and (
                not token.text.isupper() or token.key in self.mixed
            )
            if self._born_follows(index, last) or (elsewhere and self._outside(token.key, last)):
                self._add(index, index + 1)
        for start, stop in self._line_ranges(first, last):
            start += self.tokens[start].key in ("re", "subject", "regarding")
            rest = [t for t in self.tokens[start:stop] if t.key not in ("and", "or")]
            if rest and len(rest) <= 6 and all(self._nameable(token) for token in rest):
                for index in range(start, stop):
                    if self._nameable(self.tokens[index]):
                        self._add(index, index + 1)

    def _outside(self, key: str, last: int) -> bool:
        return any(
            t.key == key and t.capital and continues(t.gap) for t in self.tokens[last : last + 4000]
        )

    def _born_follows(self, index: int, last: int) -> bool:
        for step in range(index + 1, min(index + 4, last)):
            token = self.tokens[step]
            if token.key in ("born", "dob", "aged") or (token.key == "d" and "(" in token.gap):
                return True
            if not self._nameable(token) or token.gap.strip():
                return False
        return False

    def announced(self) -> None:
        """Names after a title, a relation or a post, before one ("Karen Boothe, family worker"), and of those
        who are said to be seven, to be kept safe or to have told somebody something."""
        for index, token in enumerate(self.tokens):
            key = token.key
            if key in HONORIFICS and (token.capital or key in ("mr", "mrs", "ms")):
                self._after_title(index)
            elif token.possessive:
                if token.capital and self._kin_follows(index):
                    self._weak_run(*self._run_back(index))
            elif key in CARE and token.text.islower():
                if self._cares(index):
                    self._after_cue(index)
            elif key in KIN or key in POSTS or key in NAMING:
                self._after_cue(index)
                self._before_cue(index)
            elif token.capital and key in self.inner and self._acts_like_a_person(index):
                self._weak_run(*self._run_back(index))

    def _cares(self, index: int) -> bool:
        """True for "keep", "look after", "worried about": a capital after it is somebody."""
        wanted = CARE[self.tokens[index].key]
        return not wanted or (
            index > 0 and self.tokens[index - 1].key in wanted and joins(self.tokens[index].gap)
        )

    def _acts_like_a_person(self, index: int) -> bool:
        """True for "Ibrahim is 7", "Zayn, who is four" and "Anaya told me"."""
        if index + 1 >= len(self.tokens):
            return False
        start, _ = self._run_back(index)
        if (
            start > 0
            and self.tokens[start - 1].key in BEFORE_PLACES
            and joins(self.tokens[start].gap)
        ):
            return False
        after = self.tokens[index + 1]
        tail = self.document.text[after.end : after.end + 10]
        if after.key in ("is", "was", "turned", "turns", "aged") and joins(after.gap):
            following = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
            numbered = tail.lstrip()[:1].isdigit() and not re.match(
                r"\s*\d+(?:[.:]\d|\s?[ap]\.?m|\s?%|/)", tail
            )
            return numbered or (
                following is not None and joins(following.gap) and following.key in AGES
            )
        if after.key == "who" and after.gap.strip() == ",":
            return True
        return joins(after.gap) and after.key in DOINGS

    def _after_title(self, index: int) -> None:
        after = index + 1
        while (
            after < min(len(self.tokens), index + _LONGEST_NAME)
            and self.tokens[after].key in AFTER_TITLE
            and joins(self.tokens[after].gap)
        ):
            after += 1
        stop = after
        while stop < min(len(self.tokens), after + _LONGEST_NAME) and joins(self.tokens[stop].gap):
            token = self.tokens[stop]
            if token.key in PARTICLES and not token.capital and stop + 1 < len(self.tokens):
                stop += 1
                continue
            if not self._nameable(token):
                break
            if (
                token.text.isupper()
                and len(token.text) > 1
                and stop > after
                and token.key not in self.mixed
            ):
                break
            stop += 1
            if token.possessive:
                break
        self._add(after, stop)

    def _after_cue(self, index: int) -> None:
        cue = self.tokens[index]
        after = index + 1
        if after >= len(self.tokens) or (cue.text.isupper() and len(cue.text) > 3):
            return
        if cue.capital and cue.key in KIN and not starts(cue.gap):
            return
        token = self.tokens[after]
        if (
            token.gap.strip() not in ("", ",", ":", "(", "is", "\u2013", "\u2014", "-")
            or "\n" in token.gap
        ):
            return
        # "your son is Jay" is rare; "the court, Family Court" is stopped by the list of offices.
        self._weak_run(after, self._run_forward(after))

    def _before_cue(self, index: int) -> None:
        """ "Bridget Naughton, the midwife" and "Hassan (dad)"."""
        step = index
        while (
            step > 0
            and index - step < 4
            and self.tokens[step - 1].key in BEFORE_POST
            and joins(self.tokens[step].gap)
        ):
            step -= 1
        while (
            step > 0
            and index - step < 7
            and self.tokens[step - 1].key in DETERMINERS
            and joins(self.tokens[step].gap)
        ):
            step -= 1
        gap = self.tokens[step].gap.strip()
        if step > 0 and gap in (",", "("):
            last = self.tokens[step - 1]
            if last.capital and (step < index or gap == "(" or self.tokens[index].key in POSTS):
                self._weak_run(*self._run_back(step - 1))
                return
        # "Isaac's older brother": the possessive is the name.
        if step > 0 and self.tokens[step - 1].possessive and self.tokens[step - 1].capital:
            self._weak_run(*self._run_back(step - 1))

    def _kin_follows(self, index: int) -> bool:
        for step in range(index + 1, min(index + 4, len(self.tokens))):
            token = self.tokens[step]
            if not joins(token.gap):
                return False
            if token.key in KIN | BELONGINGS and token.text.islower():
                return True
            if token.key not in DETERMINERS and token.key not in BEFORE_POST:
                return False
        return False

    def neighbours(self) -> None:
        """Names beside known names, until no round finds more (three at most)."""
        for _ in range(_ROUNDS):
            before = len(self.names)
            for index in range(len(self.tokens) - 1):
                token, after = self.tokens[index], self.tokens[index + 1]
                if token.key in self.names and token.capital:
                    if (
                        joins(after.gap)
                        and not token.possessive
                        and self._weak(after)
                        and after.key in self.inner
                    ):
                        self._add(index, index + 2)
                    elif after.key in ("and", "or") or after.gap.strip() == ",":
                        self._joined(index)
                elif (
                    after.key in self.names and after.capital and joins(after.gap)
                    and self._weak(token) and not token.possessive and (continues(token.gap) or token.key in self.inner)
                ):  # fmt: skip
                    self._add(index, index + 2)
            if len(self.names) == before:
                return

    def _joined(self, index: int) -> None:
        """ "Isaac and Zayn", "Mia, Jay and Leo": the other one counts when an "and" joins them."""
        step = index + 1
        if self.tokens[step].key in ("and", "or"):
            step += 1
            wanted = step < len(self.tokens) and joins(self.tokens[step].gap)
        else:
            follower = self.tokens[step + 1] if step + 1 < len(self.tokens) else None
            wanted = follower is not None and follower.key in ("and", "or") and joins(follower.gap)
        if not wanted or self.tokens[index].possessive:
            return
        token = self.tokens[step]
        if (
            self._weak(token)
            and joins(self.tokens[index + 1].gap.replace(",", ""))
            and not self._org_follows(step)
        ):
            self._add(step, step + 1)

    def _org_follows(self, index: int) -> bool:
        """True when the word begins the name of a place or an office ("Mia and Aldmoor Council")."""
        after = index + 1
        if after >= len(self.tokens) or not joins(self.tokens[after].gap):
            return False
        token = self.tokens[after]
        return token.capital and token.key in NOT_NAMES

    # --- what may be a name -------------------------------------------------------------------

    def _nameable(self, token: Token, *, sure: bool = False) -> bool:
        if not token.capital or token.key in NOT_NAMES or token.key in TITLES:
            return False
        if token.key in PARTICLES and len(token.key) > 1:
            return False
        return sure or token.key not in self.small

    def _weak(self, token: Token) -> bool:
        """A capitalised word that could be a name, and is no abbreviation such as CAMHS."""
        if not self._nameable(token) or len(token.key) < 2:
            return False
        return not token.text.isupper() or token.key in self.mixed

    def _run_forward(self, start: int) -> int:
        stop = start
        while stop < min(len(self.tokens), start + _LONGEST_NAME):
            token = self.tokens[stop]
            if stop > start and not joins(token.gap):
                break
            initial = len(token.key) == 1 and token.capital and token.key not in ("i", "a")
            if not (self._weak(token) or (initial and stop > start)):
                # "your brother Lee Council House" is no name; neither is "nurse at Hope Clinic".
                if (
                    token.capital
                    and token.key in NOT_NAMES
                    and stop > start
                    and self._is_place(token.key)
                ):
                    return start
                break
            stop += 1
            if token.possessive:
                break
        return stop

    def _is_place(self, key: str) -> bool:
        return key in PLACES

    def _run_back(self, last: int) -> tuple[int, int]:
        start = last + 1
        while start > 0 and last + 1 - start < _LONGEST_NAME:
            token = self.tokens[start - 1]
            if not self._weak(token) or (start <= last and not joins(self.tokens[start].gap)):
                break
            if token.possessive and start <= last:
                break
            start -= 1
        return start, last + 1

    def _weak_run(self, start: int, stop: int) -> None:
        if stop > start:
            self._add(start, stop)

    def _take_all(self, first: int, last: int, *, sure: bool) -> None:
        run = first
        for index in range(first, last + 1):
            inside = index < last and self._nameable(self.tokens[index], sure=sure)
            if inside and (index == run or joins(self.tokens[index].gap)):
                continue
            if index > run:
                self._add(run, index)
            run = index if inside else index + 1

    def _add(self, start: int, stop: int) -> None:
        if stop <= start:
            return
        for token in self.tokens[start:stop]:
            if len(token.key) > 1 and token.capital and token.key not in NOT_NAMES:
                self.names.add(token.key)
        self.runs.append((start, stop))

    # --- results ------------------------------------------------------------------------------

    def spellings(self) -> Iterator[str]:
        """Every name, double-barrelled ones also in their parts, with either apostrophe."""
        for name in self.names:
            yield name
            yield name.replace("'", "’")
            for part in re.split(r"['\u2010\u2011-]", name):
                if part and part not in NOT_NAMES:
                    yield part

    def people(self) -> tuple[str, ...]:
        """Names of two or more words, as first written, in the order of the text."""
        found: dict[str, str] = {}
        for start, stop in self._full_runs():
            words = [token.text for token in self.tokens[start:stop]]
            if len(words) > 1:
                found.setdefault(" ".join(words).lower(), " ".join(words))
        return tuple(found.values())

    def _full_runs(self) -> Iterable[tuple[int, int]]:
        index = 0
        while index < len(self.tokens):
            stop = index
            while stop < len(self.tokens) and self._in_name(stop, index):
                stop += 1
                if self.tokens[stop - 1].possessive:
                    break
            if stop > index:
                yield index, stop
            index = max(stop, index + 1)

    def _in_name(self, index: int, start: int) -> bool:
        token = self.tokens[index]
        return token.capital and token.key in self.names and (index == start or joins(token.gap))
