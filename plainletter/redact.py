"""A report without what tells whose letter it is: names, addresses, dates of birth, telephone numbers, e-mail
addresses and reference numbers.

Each letter and digit of them becomes a block, so that all places in the report stay right. Where it is
not sure, it takes away too much: a word with a capital that no dictionary has may be a name.
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from plainletter.analysis.lexicon import cefr, is_easy
from plainletter.letter import Anatomy, anatomy
from plainletter.letter.dates import find_days
from plainletter.letter.tokens import continues, joins
from plainletter.letter.words import DETERMINERS, KIN, NOT_NAMES, PARTICLES, TITLES
from plainletter.model import (
    Block,
    ChecklistItem,
    Document,
    Driver,
    Edit,
    Finding,
    Label,
    Problem,
    Report,
    Span,
    Suggestion,
)
from plainletter.remembered import remembered

_Told = Callable[[str], str]
"""Covers what is private in something that is told of the letter."""

COVER = "█"
"""What stands in place of a letter or digit."""

_WHOLE: frozenset[Label] = frozenset({"address", "reference"})
"""Blocks that are nothing else."""
_HEAD: frozenset[Label] = frozenset({"letterhead", "signoff"})

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_SEEN = re.compile(r"\w")
_PIECES = re.compile(r"\w-\w\b|\w+")
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’](?=[^\W\d_]))*"
    r"(?:[-\u2010\u2011][^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’](?=[^\W\d_]))*)*"
)
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Crescent|Place|Terrace|Grove|Gardens|Walk|Row"
    r"|Square|Hill|Rise|View|Park|Mews|Parade|Green|Yard|Gate|Wharf|Quay|Embankment|Broadway|Croft|Fold|Garth"
    r"|House|Hall|Lodge|Buildings|Centre|Estate|End|Path|Vale|Mount|Bank|Approach|Passage|Hub|Tower|Sq|Cres|Gdns|Yd"
    r"|Gt|Wynd|Cottages?|Vicarage|Bakehouse|Annexe|Quayside|Arcade|Promenade|Esplanade|Highway)"
)
_NUMBERED = (
    rf"(?:{_STREET[3:-1]}|Side|Steps|Strand|Brow|Bottom|Reach|Chase|Dell|Meadows?|Fields?|Heath|Common|Lea|Nook|Copse"
    r"|Wood|Spinney|Circus|Ridge|Bridge|Villas?|Drove|Cross|Loke|Parade)"
)
"""What may end a street's name behind a house number."""
_SMALL_STREET = r"(?:street|st|road|rd|lane|ln|avenue|ave|crescent|cres|terrace|square|sq|gardens|gdns|mews|grove|yard|yd)"
_NO_STREET = (
    r"(?:a|an|the|of|in|on|at|from|to|by|for|and|or|down|up|along|across|off|our|your|my|his|her|their|this|that|is|was"
    r"|mins?|minutes?|hours?|miles?|metres?|yards?|m|am|pm|days?|weeks?|months?|years?)"
)
_COURTS = r"(?:\w+ )?(?:Family|County|Crown|High|Youth|Magistrates['’]?) Court\b"
_CAPITALS = r"[A-Z][\w'’.-]*"
_PATTERNS = tuple(
    re.compile(expression, flags)
    for expression, flags in (
        # E-mail addresses and web addresses with a person's page.
        (r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*", 0),
        # Telephone numbers, and any other long number with or without gaps.
        (r"(?:(?<![\w/£.,])|(?<=[a-z][.:]))(?:\+|\(0|\(\+)?\d(?:[ ()-]{0,2}\d){6,}(?!\w)", 0),
        # Postcodes, whole or the first half behind a place.
        (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
        # A house and its street, with the places behind it.
        (
            rf"\b(?:(?:Flat|Unit|Room|Suite|Apartment|Apt|No\.?) ?\w{{1,4}},? )?(?:\d+[A-Za-z]?(?:[-–/]\d+[A-Za-z]?)?,? )"
            rf"(?:{_CAPITALS} ){{1,4}}{_STREET}\b(?:, {_CAPITALS}(?: {_CAPITALS})*)*", 0,
        ),
        (rf"\b(?!{_COURTS})(?:{_CAPITALS} ){{1,3}}{_STREET}\b(?:, {_CAPITALS}(?: {_CAPITALS})*)*", 0),
        (r"\b(?:Flat|Unit|Suite|Apartment|Apt) ?\w{1,4}\b", 0),
        (rf"(?<![\d:.£])\b\d+[A-Za-z]?,? (?:{_CAPITALS} ){{0,3}}(?:{_NUMBERED}|{_NUMBERED.upper()})\b(?: (?:North|South|East|West)\b)?", 0),
        (r"\b\d+[A-Za-z]?,? The [A-Z][\w'’]+\b", 0),
        (
            rf"\b\d+[a-z]? (?:(?!{_NO_STREET}\b)[a-z][\w'’]* ){{1,3}}{_SMALL_STREET}\b"
            r"(?:, [a-z][a-z-]{2,}(?=,? *(?:\n|$|[a-z]{1,2}\d)))?", re.MULTILINE,
        ),
        # A building in capitals counts where the street or the postcode follows.
        (
            r"\b(?:[A-Z][A-Z'’]+ ){1,3}(?:HOUSE|HALL|TOWERS?|CENTRE|COURT|LODGE|BUILDINGS?|ROAD|STREET|LANE|AVENUE)"
            r"(?=, ?(?:\d|[A-Z]{1,2}\d|[A-Z]{3,} [A-Z]{1,2}\d))", 0,
        ),
        (rf"\b[Ll]evel \d+(?=,? [A-Z])(?:,? {_CAPITALS}(?: {_CAPITALS})*)*", 0),
        (r"(?<=[A-Za-z], )Level \d+\b", 0),
        (r"\b(?:next door|house|home|live[sd]?|at|of|neighbours?)\W{1,3}(?:at )?no\. ?\d{1,4}[a-z]?\b", re.IGNORECASE),
        (r"\bP\.?O\.? Box \d+", re.IGNORECASE),
        (r"\bFreepost [A-Z]+(?: [A-Z\d-]+)*", 0),
        # References: what the words before them say, and what looks like nothing else.
        (
            r"\b(?:our |your |case |file |child |client |court )?(?:ref(?:erence)?s?|case|file|claim|NHS|NI|national insurance"
            r"|URN|UPN|ID|mosaic|liquid ?logic|care ?first|protocol|court)\b\.?(?: (?:no|number|num|id)\b\.?)?(?: is)?[ :#]{1,3}"
            r"(?=[\w/. -]{0,20}\d)[A-Z0-9][\w./-]*(?: \d[\w./-]*)*", re.IGNORECASE,
        ),
        (
            r"\b(?:incident|crime|log|collar|police|hospital|account|customer|patient|pupil|prison|passport|tenancy|policy)"
            r" (?:no\b\.?|num(?:ber)?\b|ref(?:erence)?\b|id\b)(?: is| was)?[ :#]{0,3}[A-Z]{0,3}\d[\w./-]*", re.IGNORECASE,
        ),
        (r"\b[Ll]og:? \d{3,}\b", 0),
        (r"(?<=\b[Qq]uote )[A-Z]{2,}(?:[/-][A-Z]{2,})+\b", 0),
        # The name by which somebody is known to a computer.
        (r"\buser(?: ?name| ?id)?: ?\S+", re.IGNORECASE),
        (r"\b(?=[\w./-]{0,60}\d)(?=[\w./-]{0,60}[A-Z])[A-Z0-9]+(?:[./-][A-Z0-9]+)+\b", 0),
        (r"\b[A-Z]{1,5}-?\d{3,}[A-Z0-9]*\b", 0),
        (r"\b\d{2,}[A-Z]{1,4}\d+[A-Z0-9]*\b", 0),
        (r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", 0),
        (r"(?<![£\d.,])\b\d{5,}\b", 0),
        (r"\bDX:? ?\d+", 0),
    )
)  # fmt: skip
_ADDRESSES = _PATTERNS[2:5]
_TITLED = re.compile(
    rf"\b(?:{'|'.join(sorted((t.title() for t in TITLES if '/' not in t), key=len, reverse=True))}|PC|DC|DS)\.? "
    rf"(?P<name>{_CAPITALS}(?: {_CAPITALS})*)"
)
_INITIALS = re.compile(r"\b(?:[A-Z]\.){1,3}(?=[\s,)]|$)|\((?P<letters>[A-Z]{2,3})\)")
_SITE = re.compile(
    r"\b(?:plot|pitch|bay|berth|caravan) ?\d{1,4}[a-z]?\b(?:,? (?-i:[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*))*",
    re.IGNORECASE,
)
"""A place on a site, with the site's name behind it."""
_BORN = re.compile(r"\b(?:born|birth|birthdays?|d\.?\s?o\.?\s?b)\b", re.IGNORECASE)
_REACH = 40
"""Code points between "born" and the date, or the name and its date in brackets."""
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}(?: ?[/.-] ?)\d{1,2}(?: ?[/.-] ?)(?:\d{4}|\d{2})(?!\d)")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ORDINALS = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_COUNTS = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen)"
)
_ONLY_BIRTHS = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"\b{_ORDINALS}(?:\sday)?(?:\sof)?\s{_MONTHS}(?:,?\s\d{{4}})?\b",
        r"(?<![\d/.£])\d{1,2}/\d{1,2}(?![\d/%])",
        rf"(?<=born in )(?:{_MONTHS} )?(?:19|20)\d\d\b",
    )
)
"""Ways to write a day that are looked at only where a birth is spoken of."""
_BORN_YEAR = re.compile(r"\bb(?:orn|\.)? ?(?P<year>(?:19|20)\d\d)\b")
_AGED = re.compile(
    rf"(?:\baged? {_COUNTS},?|\({_COUNTS}(?: years(?: old)?)?,|\b(?:was|turns|turned|be|is|became) {_COUNTS}(?: years old)?"
    r" (?:last |this |next |on )*(?:the )?) ?\(?$",
    re.IGNORECASE,
)
"""What stands before a birthday: "aged 9, ", "(6, ", "she was one on "."""
_OLD = 2
"""Years before the letter from which a date in a cell of its own, or behind a name, is one of birth."""


def redacted(report: Report) -> Report:
    """The report with what is private covered, in the letter's text and in all that is told of it.

    Places and scores stay; keys become others, that say nothing of the text; the path and the title lose names and references too. A pure function that
    raises nothing for any report.
    """
    letter = anatomy(report.document)
    spans = _merged(_private(letter))
    text = _covered(letter.document.text, spans)
    words = frozenset(
        word.group()
        for span in spans
        for word in _PIECES.finditer(span.of(letter.document.text))
        if len(word.group()) > 1
    )

    def told(said: str) -> str:
        return _without(said, words)

    return replace(
        report,
        path=told(report.path),
        document=_document(report.document, text, told),
        findings=tuple(
            _finding(finding, number, text, told) for number, finding in enumerate(report.findings)
        ),
        drivers=tuple(_driver(driver, text) for driver in report.drivers),
        checklist=tuple(_item(item, told) for item in report.checklist),
        problems=tuple(_problem(problem, told) for problem in report.problems),
    )


def _private(letter: Anatomy) -> Iterator[Span]:
    """Where the letter holds something private, in no order and overlapping."""
    text = _spaced(letter.document.text)
    for block in letter.document.blocks:
        if block.label in _WHOLE:
            yield block.span
        elif block.label in _HEAD:
            yield from _address_lines(text, block.span)
    odd = list(_odd_days(text))
    days = sorted({*_days(text), *odd})
    yield from odd
    starts = {day.start for day in days}
    places = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if match.start() not in starts:
                places.append(Span(*match.span()))
    whole = text.replace("\n", " ")  # A line may end inside an address.
    for pattern in _ADDRESSES:
        places += (Span(*match.span()) for match in pattern.finditer(whole))
    places += _sites(text)
    yield from places
    places += (block.span for block in letter.document.blocks if block.label in _WHOLE)
    people = _People(letter, text, days, _merged(places))
    yield from _births(letter, text, days, people)
    yield from _with_initials(text, people.spans())


def _sites(text: str) -> Iterator[Span]:
    """Places on a site, and the site's name wherever it stands."""
    names: set[str] = set()
    for match in _SITE.finditer(text):
        yield Span(*match.span())
        for name in match.group().split(", ")[1:]:
            name = re.sub(r"^(?:Nr|NR|Near) | (?:Site|SITE|Park|PARK)$", "", name)
            if " " in name:
                names.add(name)
    for name in sorted(names)[:_MOST_SITES]:
        yield from (Span(*m.span()) for m in re.finditer(rf"\b{re.escape(name)}\b", text))


_MOST_SITES = 20


def _address_lines(text: str, block: Span) -> Iterator[Span]:
    """Lines of the letter's head or foot that hold a postcode or street: the house has a name, perhaps.

    So does a line of capitals between two such lines: the town.
    """
    start = block.start
    found: list[tuple[Span, bool]] = []
    for line in block.of(text).split("\n"):
        private = any(pattern.search(line) for pattern in _ADDRESSES)
        found.append((Span(start, start + len(line)), private))
        start += len(line) + 1
    for index, (place, private) in enumerate(found):
        between = 0 < index < len(found) - 1 and found[index - 1][1] and found[index + 1][1]
        if private or (between and place.of(text).isupper()):
            yield place


def _with_initials(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Names with the single letters before them: "D R HARGREAVES"."""
    for name in names:
        before = _LETTERS_BEFORE.search(text, max(name.start - 12, 0), name.start)
        yield Span(before.start(), name.end) if before is not None else name


_LETTERS_BEFORE = re.compile(r"\b(?:[A-Z]\.?\s{1,2}){1,3}$")
_SHORT_FORMS = frozenset(
    """mx ad ae ai am bbc bp bsl btw ca cat cc cd cic cin cms co cp cpp cps cr csc csw cv da dbs dna dob dr ds dv
    dwp dx ea ed edd ehc eho ehe en epo fgc fla foi ft gcse gmt gp hmp hr hv ib icc ico ics id ie ii iq iro it iv
    iwi ka la lac lbp lcs llp ld lgbt lsw ltd mash me mi mp mr ms na nb nhs ni no npo ofsted ok op ot pa pal pc pdf
    pe ph plc plo pm po pp pr pru ps pto ra rc re rp sa san se sen send sgo sms so sr st stw sw tb tel tv ty uk un
    us usa ut vat vs wc wi xx ya yp""".split()
)
"""Letters that are no person's initials."""


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


class _People:
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
        self._known = set(letter.names) - _OFFICES - _NO_NAMES
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
        if index < 0 or day.start - self._ends[index] > _REACH:
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
            word.inner or word.possessive or quoted or (after is not None and after.key in _DOES)
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
        if word.key.removesuffix("s") in _WEEKDAYS:
            return False
        if len(parts) > 1 and parts[0] not in _PREFIXES and _capital_parts(word.text):
            return not all(_is_ordinary(part) for part in parts)
        return not any(_is_ordinary(part) for part in parts)

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
            if len(pieces) < 2 or all(_is_ordinary(p) and len(p) > 1 for p in pieces):
                continue
            for piece in pieces:
                if piece in _OFFICES or piece in _SHORT_FORMS:
                    continue
                allowed = piece not in NOT_NAMES or (piece in _NAMES_TOO and len(pieces[0]) == 1)
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
            and (word.key not in NOT_NAMES or word.key in _NAMES_TOO)
            and word.key not in _OFFICES
            and word.key not in _NO_NAMES
            and word.key not in TITLES
            and word.key.removesuffix("s") not in _WEEKDAYS
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
            if before is not None and word.inner and before.key in _BEFORE_THINGS:
                continue
            term = (after is not None and after.capital and _touch(word, after)) or (
                before is not None
                and before.capital
                and _touch(before, word)
                and before.key not in _BEFORE_NAMES
            )
            if word.key in _FIRST_NAMES:
                surname = (
                    after is not None and self._may_be_name(after) and after.key not in NOT_NAMES
                )
                known = (
                    after is not None and _touch(word, after) and (surname or len(after.key) == 1)
                )
                says = after is not None and after.key in _DOES and after.gap == " "
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
                if other.inner and _is_ordinary(other.key) and other.key not in _FIRST_NAMES:
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
            verb = word.key in _VERBS_TOO and not word.inner and after is not None
            return not (verb and after is not None and after.key in _PRONOUNS and after.gap == " ")
        if not any(_is_ordinary(part) for part in known):
            return word.key in self._sure
        # "grace has said", "dr bishop"; but "his hope is".
        before = self._words[index - 1] if index else None
        titled = before is not None and before.key in TITLES and joins(word.gap)
        does = after is not None and after.key in _DOES and after.gap == " "
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
            if word.inner and before is not None and before.key in _BEFORE_THINGS:
                return False
            return word.inner or word.key in self._inner or word.shouted
        kin = before is not None and before.key in (_BEFORE_NAMES if before.capital else KIN)
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
            before = before if listed or word.key in _FIRST_NAMES else None
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
                if 2 <= len(letters) <= 4 and letters.lower() not in _SHORT_FORMS:
                    short |= {letters, "-".join(letters)}
        for match in _INITIALS.finditer(self._text):
            letters = match["letters"]
            if letters is None or letters.lower() not in _SHORT_FORMS:
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
            elif word.key in _PARTICLES and not word.named:
                titled = before is not None and (before.key in TITLES or len(before.text) == 1)
                if named or titled or (before is not None and before.named):
                    step = index + 1
                    while step <= last and self._words[step].key in _PARTICLES and step < index + 3:
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


def _is_ordinary(part: str) -> bool:
    """True for a word that is no name by itself."""
    return part in NOT_NAMES or part in _NO_NAMES or _is_everyday(part)


_WRAPPED: frozenset[Label] = frozenset({"body", "list", "note", "quotation"})
_HEADINGS: frozenset[Label] = frozenset({"letterhead", "subject", "reference", "date"})
_ROUNDS = 3
_LONGEST_RUN = 7
"""Words in capitals, one behind the other, that may be names joined by "and"."""
_CONTRACTED = re.compile(r"['’](?:ll|ve|m|d|re|t)$", re.IGNORECASE)
_CLOSE = r"[\"'”’]? ?[)\"'”’]{0,2} ?[(,–-] ?[(]?"
_LOOSE = r"[\"'”’)]*[\s,:;(–-]+(?:(?:is|was|age|on|child|boy|girl|son|daughter)\W+){0,3}"
_MAILBOX = re.compile(r"(?<![\w.+'-])([\w.+'-]+)@[\w-]")
_KISSED = re.compile(r"(?<!\w)([A-Z])(?= ?[xX]{1,5}(?:$|[\s.!]))")
_NICKNAME = re.compile(r" \(?[\"'“‘](?:the |The )?(?P<name>[A-Z][^\W\d_]+)[\"'”’]")
_PLAIN_GAPS = (" ", ", ", " (", " & ", " - ", " – ")
_PREFIXES = frozenset(
    """anti co cross ex first follow full half home inter mid mini multi non on one out part post pre re
    self semi sub two up well year""".split()
)
_NAMES_TOO = frozenset(
    """april august autumn church day english french friend grove green hall hill jan
    july june king lane little love may nan north park summer temple west young""".split()
)
"""Words of `NOT_NAMES` that are somebody's name behind a title or beside a name."""
_VERBS_TOO = frozenset("will may mark can drew sue pat bill rob chance grace wade".split())
_PRONOUNS = frozenset(
    "you we they he she it i there the your this that his her their my our".split()
)
_PARTICLES = PARTICLES | frozenset("ó ní ni nic mac o ul zu af av della di du dos das des".split())
_BEFORE_THINGS = DETERMINERS | frozenset("this that these those each every any some no".split())
_BEFORE_NAMES = TITLES | frozenset(
    """aunt auntie baby brother cousin dad dear gran grandad grandma grandpa granny hello hey hi mum nan nana
    nanny sister uncle""".split()
)
_DOES = frozenset(
    """also asked began came can comes cried does feels felt gets goes got had has is keeps knows likes lives loves
    made may met needs plays rang reads said says sees sleeps stays thinks told wants was went will works""".split()
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_OFFICES = frozenset(
    """advice advisory advocacy aid annexe appeals assembly award bring building carers citizen
    citizens complaint complaints contact core credit duty easter equality forum free freepost gas green paper homes
    internet interim legal level llp ltd mosque out partners partnership placements plc plot police post primary
    prison probation pupil reception records register registrar safe secondary secretary solutions special
    sons spar start support tower tribunal universal unit vicarage victim ward women women's men's wing
    christian muslim hindu jewish sikh catholic""".split()
) - {"christian"}
"""Everyday words with a capital that belong to an office, a service or a faith."""
_NO_NAMES = frozenset(
    """albanian amharic arabic armenian bangla bengali bosnian bulgarian burmese cantonese chinese
    croatian czech danish dari dutch estonian farsi filipino finnish flemish georgian german greek hebrew
    hindi hungarian icelandic igbo indonesian italian japanese korean krio kurdish latvian lingala lithuanian
    macedonian malay malayalam mandarin maltese mongolian nepali norwegian oromo pashto patois persian
    polish portuguese punjabi romani romanian romany russian serbian shona sinhala slovak slovene somali sorani spanish
    swahili swedish sylheti tagalog tamil telugu thai tigrinya turkish twi ukrainian urdu uyghur vietnamese welsh xhosa
    yiddish yoruba zulu roma makaton braille european african asian caribbean
    yr yrs wk wks hrs mins appt appts mtg mtgs nr snr jnr sr messrs xmas ext tel mob addr approx incl yn lbp st
    guardianship interim supervision kinship threshold contact llp ltd plc esq hon bsc msc qc kc cert dip
    anonymous freepost samaritans parentline childline homestart barnardo's barnardos relate facetime
    wi-fi wifi ipad iphone covid brexit""".split()
)
"""Languages, abbreviations and words of the law with a capital that are nobody's names."""
_FIRST_NAMES = frozenset(
    """ace amber angel art ash autumn barry basil bay bear beau bella bill bishop blessing bliss blossom bob brook
    bunny candy carol cash chance charity chase christian chuck clay cliff clover comfort constance coral crystal
    daisy dale dan daniel dawn dean destiny diamond dot drew earl ebony eden ernest eve faith fern flora forest
    frank gene ginger glen glory grace grant guy happy harmony harry hazel heather heaven hector henry herb holly honesty
    honey honor honour hope hunter ice innocent ivy jack jade jasmine jay jean jesse jewel jim joe john jolly joy
    junior justice kelly kerry kit lance lark lee lily london lucky lynn major marina mark marvel mary mason mat max melody
    mercy merry mike miles miracle misty nick noble norm olive opal oscar paris pat patience paul pearl penny peter
    phoenix pip poppy precious prince princess promise rain raven ray red reed rich river rob robin rocky rose rowan ruby
    rusty sally sam sandy savannah scarlet serenity shade sky skye star sterling stone storm sue sunny
    tom tony trinity trip tuesday unity van victor violet wade warren whitney will willow winston winter wren
    """.split()
) - {"tuesday", "london", "ice", "trip", "red", "van"}
"""First names that are everyday words as well, or that learners' lists hold."""


@remembered(8192)
def _is_everyday(word: str) -> bool:
    """True for a word that learners' lists hold. Longer lists have first names too."""
    return cefr(word) is not None or is_easy(word)


def _spaced(text: str) -> str:
    """The text with plain spaces, character for character."""
    return text.translate(_SPACES)


def _days(text: str) -> Iterator[Span]:
    """Dates, with or without a year."""
    for day in find_days(text):
        yield Span(day.start, day.end)
    for match in _NUMERIC.finditer(text):
        yield Span(*match.span())


def _odd_days(text: str) -> Iterator[Span]:
    """Days as they are written only of births, where a birth is spoken of."""
    for pattern in _ONLY_BIRTHS:
        for match in pattern.finditer(text):
            if _tells_birth(text[max(match.start() - _REACH, 0) : match.start()]):
                yield Span(*match.span())
    for match in _BORN_YEAR.finditer(text):
        yield Span(*match.span("year"))


def _tells_birth(before: str) -> bool:
    """True for words behind which a date is somebody's birthday."""
    return _BORN.search(before) is not None or _AGED.search(before) is not None


def _births(letter: Anatomy, text: str, days: Sequence[Span], people: _People) -> Iterator[Span]:
    """The dates that are, or may be, somebody's birthday."""
    written = letter.letter_date.year if letter.letter_date is not None else None
    own = {day: year for day in days if (year := _year(day.of(text), written)) is not None}
    year = written or max(own.values(), default=0)
    cells = list(_birth_cells(letter.document))
    alone = set()
    for block in letter.document.blocks:
        if block.place.table is not None:
            said = block.span.of(text)
            start = block.span.start + len(said) - len(said.lstrip())
            alone.add(Span(start, start + len(said.strip())))
    for day in days:
        before = text[max(day.start - _REACH, 0) : day.start]
        old = day in own and own[day] <= year - _OLD
        if (
            _tells_birth(before)
            or people.named_before(day)
            or any(cell.contains(day) for cell in cells)
            or (old and day in alone)
            or (old and people.named_before(day, loosely=True))
        ):
            yield day


def _year(day: str, written: int | None) -> int | None:
    """The year at the end of a date, or at its start (2019-05-03).

    One of two digits is in this century unless that is after the letter (`written`).
    """
    match = re.search(r"\b((?:19|20)\d\d)\b", day)
    if match is not None:
        return int(match[1])
    short = re.search(r"[/.-] ?(\d\d)$", day)
    if short is None:
        return None
    year = 2000 + int(short[1])
    return year - 100 if year > (written or 2050) else year


def _birth_cells(document: Document) -> Iterator[Span]:
    """Cells of a table below or beside one that speaks of births."""
    columns: set[tuple[int | None, int | None]] = set()
    rows: set[tuple[int | None, int | None]] = set()
    for block in document.blocks:
        place = block.place
        if place.table is None:
            continue
        if (place.table, place.cell) in columns or (place.table, place.row) in rows:
            yield block.span
        if _speaks_of_birth(block, document.text):
            columns.add((place.table, place.cell))
            rows.add((place.table, place.row))


def _speaks_of_birth(block: Block, text: str) -> bool:
    return len(block.span) <= _REACH and _BORN.search(block.span.of(text)) is not None


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _covered(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += [text[position : span.start], _SEEN.sub(COVER, span.of(text))]
        position = span.end
    return "".join([*pieces, text[position:]])


def _without(said: str, words: frozenset[str]) -> str:
    """Something that is told of the letter, without the words that are covered there."""
    plain = _spaced(said)
    spans = [Span(*match.span()) for pattern in _PATTERNS for match in pattern.finditer(plain)]
    for match in [*re.finditer(r"\w+", said), *re.finditer(r"\w+(?:-\w+)+", said)]:
        word = match.group()
        if word in words and (len(word) > 2 or not word.isdigit()) and not _is_plain(word):
            spans.append(Span(*match.span()))
    return _covered(said, _merged(spans))


def _is_plain(word: str) -> bool:
    """True for a word that says nothing of anybody, though it stands in a name or an address too."""
    return word.islower() and _is_everyday(word)


def _document(document: Document, text: str, told: _Told) -> Document:
    return replace(
        document,
        text=text,
        path=told(document.path),
        title=told(document.title),
        allowances=tuple(
            replace(one, reason=told(one.reason), text=None if one.text is None else told(one.text))
            for one in document.allowances
        ),
        problems=tuple(_problem(problem, told) for problem in document.problems),
    )


def _finding(finding: Finding, number: int, text: str, told: _Told) -> Finding:
    # A key is a hash of the sentence, which somebody who guesses it could prove by it.
    key = sha256(f"{finding.rule}\n{number}".encode()).hexdigest()[:16]
    return replace(
        finding,
        key=key,
        message=told(finding.message),
        why=told(finding.why),
        text=finding.span.of(text) if len(finding.span) else told(finding.text),
        suggestions=tuple(_suggestion(suggestion, told) for suggestion in finding.suggestions),
    )


def _suggestion(suggestion: Suggestion, told: _Told) -> Suggestion:
    """What was covered in a wording cannot be put into the letter any more: it becomes advice."""
    edits = tuple(Edit(edit.span, told(edit.text)) for edit in suggestion.edits)
    if edits != suggestion.edits:
        return Suggestion(told(suggestion.text))
    return replace(suggestion, text=told(suggestion.text))


def _driver(driver: Driver, text: str) -> Driver:
    return replace(driver, text=driver.span.of(text))


def _item(item: ChecklistItem, told: _Told) -> ChecklistItem:
    return replace(item, message=told(item.message))


def _problem(problem: Problem, told: _Told) -> Problem:
    return replace(problem, message=told(problem.message), where=told(problem.where))
