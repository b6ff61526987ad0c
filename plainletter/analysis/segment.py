"""Sentences of one block of a letter, by rules made for letters.

Two steps. First the lines: a new point, bullet, salutation, address line, label, heading or
sign-off starts afresh; a line that merely wraps goes on. Then, inside what is left, the marks: a
full stop ends a sentence unless the word before it is a short form, an initial or a point's label
and the word after it goes on. Every look back or ahead is bounded, so the time is linear in the
length of the text whatever it holds.
"""

# ruff: noqa: SIM905  (word lists read and diff better as running text than as quoted items)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_ENDS = frozenset("\n\r\v\f\u2028\u2029\x85")
_END_MARKS = frozenset(".!?…")
_CLOSERS = frozenset(")]}\"'”’»›")
_OPENERS = frozenset("([{\"'“‘«‹")
_BULLETS = frozenset("•●▪◦‣▫■□➢►")
_DASHES = frozenset("-–—*+·")
_LOOK = 48
"""Code points looked at to either side of a mark; longer words are never short forms."""

# --- words ----------------------------------------------------------------------------------

_TITLES = frozenset(
    """mr mrs ms mx messrs dr drs prof rev revd cllr sgt insp supt capt hon fr sr gen col lt maj
    det const""".split()
)
_GOES_ON = frozenset("e.g i.e eg ie cf viz vs v incl excl approx esp c ca n.b nb p.s ps".split())
"""Short forms with more to come whatever follows."""
_BEFORE_NUMBER = frozenset(
    """no nos para paras s ss sec sect p pp art arts reg regs r rr sch sched cl ch vol fig figs
    ext tel fl apt rm pt ref mob fax o.s pars""".split()
)
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_DAYS = frozenset("mon tue tues wed weds thu thur thurs fri sat sun".split())
_CALENDAR_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december""".split()
)
_ROADS = frozenset("rd st ave av ln cl cres ct dr gdns pl sq terr hse bldg".split())
_TIMES = frozenset({"a.m", "p.m"})
_AFTER_TIME = frozenset("british gmt bst uk utc".split()) | _CALENDAR_WORDS | _DAYS
_TRAILING = frozenset(
    """etc corp intl hr hrs min mins wk wks yr yrs mth mths jnr snr jr ltd plc inc co appt appts
    assoc dept govt est max temp misc hosp univ assn bros dist educ admin enc encs encl encls adj
    asst mgr""".split()
)
"""Short forms that may or may not end a sentence."""
_LETTERED = frozenset(
    """plan child vitamin hepatitis group class part appendix option flat block section schedule
    form grade room point type team annex parent person adult witness house unit list table box
    category band route course point question stage step phase level ward""".split()
)
"""Nouns that take a letter as a name: "plan B", "Child A"."""
_LABEL_WORDS = frozenset(
    """step point part stage question option week day item rule action number no phase task goal
    aim worry section paragraph para chapter""".split()
)
_STARTERS = frozenset(
    """a about after all also although an and any anyone are as ask at attend be because before
    both bring but by call can children come contact could did do does each every everybody
    everyone finally first for from had has have he her here his how however i if in is it its
    keep last let make many may maybe most mr mrs ms my neither next no nobody none not nothing
    now of on once one or others our people perhaps please several shall she should since so some
    somebody someone something still take tell thank that the their then there these they this
    those though to today tomorrow under unless until was we were what when where whether which
    while who whoever whose why will with within without would yes yesterday you your""".split()
)
"""Words that, written with a capital after a short form, start a sentence."""
_HEADING_NOUNS = _LABEL_WORDS | frozenset("appendix annex schedule table figure form".split())
_ANSWERING = frozenset("said say says answered replied answer was is saying".split())
_SMALL_CONTINUERS = frozenset("and at by for from in of on or to with".split())
_REPORTING = frozenset(
    """said says asked asks told tells added wrote writes replied shouted cried answered explained
    called whispered thought""".split()
)
_REFERENCES = frozenset(
    """no nos para paras paragraph point points page pages part step section sections item
    question table schedule article regulation clause number""".split()
)
_UNFINISHED = (
    frozenset(
        """a about above after against all an and any are as at because before below between but by
    can could did do does each every for from had has have her his if in into is its may me must
    my no nor not of off on or our out over s section she should so such than that the their them
    then these they this those through to under until up was we were what when where which who
    whose will with would you your he it i us see call named mr mrs ms dr""".split()
    )
    | _REFERENCES
)
"""A line that ends with one of these has, as a rule, merely wrapped."""
_SMALL_IN_NAMES = frozenset(
    "of the and for to on at in by de la le von van der c/o p.p & - –".split()
)
_SIGN_OFFS = (
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "yours",
    "kind regards",
    "best regards",
    "warm regards",
    "kindest regards",
    "regards",
    "best wishes",
    "with best wishes",
    "with kind regards",
    "many thanks",
    "sincerely",
)
_FOOT_LABELS = frozenset(
    "enc encs encl encls cc c.c bcc tel email e-mail phone mobile ref fax".split()
)

_WRAP_WIDTH = 60
"""Columns; no letter is wrapped on purpose at fewer, so a shorter line that could have held the
next word ended because its writer ended it."""
_SLACK = 10
_SLACK_UNFINISHED = 20
_SHORT_LINE = 60


LONGEST = 2000
"""Code points after which a sentence is cut: some 350 words, which nobody writes without a stop."""
_SPACE = re.compile(r"\s")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of one block as half-open (start, end) pairs of code points, in order.

    The spans are trimmed of white space, do not overlap and together hold every character that is
    not white space. Blank text has none. A point's label or bullet belongs to its sentence, closing
    quotation marks and brackets to the sentence they close. Where no sentence ends for `LONGEST` code points,
    one ends at the last white space before, so that whatever looks at a sentence looks at so much at most.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        for sentence in _marked_sentences(text, start, end):
            spans.extend(_cut(text, *sentence))
    return tuple(spans)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in pieces that are not too long; an endless word stays whole."""
    while end - start > LONGEST:
        space = _last_space(text, start, start + LONGEST)
        if space is None:
            after = _SPACE.search(text, start + LONGEST, end)
            if after is None:
                break
            space = after.start()
        yield trim(text, start, space)
        start = trim(text, space, end)[0]
    yield start, end


def _last_space(text: str, start: int, end: int) -> int | None:
    """The place of the last white space between two others, which are none themselves."""
    return next((k for k in range(end - 1, start, -1) if text[k].isspace()), None)


# --- lines ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int  # code points of white space before it
    after_blank: bool
    text: str  # at most the first _SHORT_LINE + 1 code points
    first: str  # the first word, at most _LOOK code points
    last: str  # the last word, lower-cased, without marks
    label: str  # "", "bullet", "number", "decimal", "letter", "roman"
    label_value: str
    is_names: bool
    is_salutation: bool
    is_sign_off: bool

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def is_short(self) -> bool:
        return self.length <= _SHORT_LINE


def _pieces(text: str) -> list[tuple[int, int]]:
    """Trimmed stretches that no sentence may cross."""
    lines = _lines(text)
    if not lines:
        return []
    pieces: list[tuple[int, int]] = []
    start = lines[0].start
    item = lines[0]
    signed = False
    labels: dict[str, str] = {}
    paragraph_widths = _paragraph_widths(lines)
    for index, line in enumerate(lines):
        if index:
            before = lines[index - 1]
            hangs = bool(item.label) and not line.label and line.indent > item.indent
            if line.after_blank or (
                not hangs and _breaks(text, before, line, paragraph_widths[index], signed, labels)
            ):
                pieces.append((start, before.end))
                start = line.start
                item = line
        if line.start == start and line.label:
            labels[line.label] = line.label_value
        if line.is_sign_off:
            signed = True
        elif not line.is_short:
            signed = False
    pieces.append((start, lines[-1].end))
    return pieces


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = False
    at, size = 0, len(text)
    while at < size:
        end = at
        bullet = -1
        while end < size and text[end] not in _LINE_ENDS:
            # A printed bullet starts a line of its own even where the line break was lost.
            if text[end] in _BULLETS and end > at and text[end - 1].isspace():
                bullet = end
                break
            end += 1
        left, right = trim(text, at, end)
        if left < right:
            lines.append(_line(text, left, right, left - at, blank))
            blank = False
        elif bullet < 0 and lines:
            blank = True
        at = end if bullet >= 0 else end + 1
    return lines


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch from `start` to `end` without the white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _line(text: str, start: int, end: int, indent: int, after_blank: bool) -> _Line:
    head = text[start : min(end, start + _SHORT_LINE + 1)]
    words = head.split()
    tail = text[max(start, end - _LOOK) : end].split()
    last = tail[-1].strip(".,;:!?\"'”’)(").lower() if tail else ""
    label, value = _label(head)
    short = end - start <= _SHORT_LINE
    return _Line(
        start=start,
        end=end,
        indent=indent,
        after_blank=after_blank,
        text=head,
        first=words[0][:_LOOK],
        last=last,
        label=label,
        label_value=value,
        is_names=short and not label and _is_names(words),
        is_salutation=short and _is_salutation(words),
        is_sign_off=short and head.rstrip(".,").lower() in _SIGN_OFFS,
    )


def _paragraph_widths(lines: list[_Line]) -> list[int]:
    """For each line the longest line among those with no blank line between."""
    widths = [0] * len(lines)
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].after_blank:
            widest = max(line.length for line in lines[start:index])
            widths[start:index] = [widest] * (index - start)
            start = index
    return widths


def _label(head: str) -> tuple[str, str]:
    """The kind and value of a bullet or point label that opens a line, or two empty strings."""
    if head[0] in _BULLETS:
        return "bullet", head[0]
    if head[0] in _DASHES and (len(head) == 1 or head[1].isspace()):
        return "dash", head[0]
    word = head.split(None, 1)[0]
    bare = word.strip("().")
    if not bare or len(word) > 8:
        return "", ""
    marked = word[-1] in ".)"
    if bare.isdecimal() and len(bare) <= 3 and marked:
        return "number", bare
    parts = bare.split(".")
    if (
        len(parts) in (2, 3)
        and all(p.isdecimal() and len(p) <= 2 for p in parts)
        and len(head) > len(word)
    ):
        return "decimal", bare
    if not marked:
        return "", ""
    if len(bare) == 1 and bare.isalpha():
        return ("letter" if bare.islower() or word[-1] == ")" else "capital"), bare
    if bare.lower() in {"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"}:
        return "roman", bare
    return "", ""


def _is_names(words: list[str]) -> bool:
    """A line of names, figures and codes only: an address, a name, a job title, a heading."""
    if len(words) > 7:
        return False
    capitals = 0
    for word in words:
        bare = word.lstrip("(\"'“‘").rstrip(",.)")
        if not bare or bare.lower() in _SMALL_IN_NAMES:
            continue
        if not (bare[0].isupper() or bare[0].isdecimal()):
            return False
        capitals += 1
    if not capitals or words[-1][-1] in "!?:;":
        return False
    # A stop inside the line, other than a short form's, makes it running text.
    return not any(
        word[-1] == "." and len(word) > 5 and not word[0].isdecimal() for word in words[:-1]
    )


def _is_salutation(words: list[str]) -> bool:
    opener = words[0].lower().rstrip(",")
    if opener == "dear":
        return len(words) <= 9 and words[-1][-1] not in "!?"
    return opener in {"hello", "hi"} and len(words) <= 4 and words[-1][-1] == ","


def _breaks(
    text: str, before: _Line, line: _Line, width: int, signed: bool, labels: dict[str, str]
) -> bool:
    """True where `line` does not go on with the sentence of the line before it."""
    if before.label and before.length <= len(before.first):
        return False  # a bullet or label alone on its line waits for its text
    if line.label and _is_new_point(text, before, line, labels):
        return True
    if before.is_salutation or line.is_salutation or before.is_sign_off or line.is_sign_off:
        return True
    if signed and before.is_short:
        return True
    if before.is_names and line.is_names:
        return True
    first = line.first.rstrip(":.").lower()
    if first in _FOOT_LABELS and (line.first[-1] in ":." or first in {"cc", "bcc"}):
        return before.last not in _UNFINISHED and text[before.end - 1] not in ","
    end = text[before.end - 1]
    opener = line.first.lstrip("([\"'“‘")[:1]
    room = max(width, _WRAP_WIDTH) - before.length - 1 - len(line.first)
    if end == ":":
        return opener.isupper() or (room >= _SLACK_UNFINISHED and not opener.isdecimal())
    if end in ",;-–—&/" or not opener.isupper():
        return False
    if end in _END_MARKS:
        return False  # the rules for marks decide
    if _is_label_and_value(line) and before.last not in _UNFINISHED:
        return True
    if before.text.isupper() and before.is_short and not line.text.isupper():
        return True
    return room >= (_SLACK_UNFINISHED if before.last in _UNFINISHED else _SLACK)


def _is_new_point(text: str, before: _Line, line: _Line, labels: dict[str, str]) -> bool:
    end = text[before.end - 1]
    closed = end in '.!?:;…)"”’'
    kind = line.label
    if kind == "bullet":
        return True
    if kind == "dash":
        # "who has cared for Ava - as you know\n- has said": the second dash closes the first.
        return closed or "dash" in labels or before.text.count(f" {line.label_value} ") % 2 == 0
    known = kind in labels
    first = line.label_value in {"1", "a", "A", "i"} and before.last not in _REFERENCES
    if before.last in _UNFINISHED - {"and", "or"} and not closed and not first:
        return False
    if kind == "number":
        return closed or known or first or end == "," or before.is_short
    if kind == "decimal":
        return closed or known
    if kind == "capital":
        return known or (closed and first)
    return closed or known or first or line.first[0] == "("


def _is_label_and_value(line: _Line) -> bool:
    """As in "Date: 3 May" or "Social worker: Jo Lee": a short name, a colon, something after."""
    colon = line.text.find(": ", 0, 32)
    return colon > 0 and line.text[0].isupper() and len(line.text[:colon].split()) <= 4


# --- marks ----------------------------------------------------------------------------------


def _marked_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of a trimmed stretch without line breaks that matter."""
    spans: list[tuple[int, int]] = []
    at = start
    while at < end:
        if text[at] not in _END_MARKS:
            at += 1
            continue
        mark = at
        while at < end and text[at] in _END_MARKS:
            at += 1
        closed = at
        while closed < end and text[closed] in _CLOSERS and not _opens_next(text, closed, end):
            closed += 1
        following = closed
        while following < end and text[following].isspace():
            following += 1
        if following == end:
            break
        if _ends(text, start, mark, at, closed, following, end):
            spans.append((start, closed))
            start = following
        at = max(at, closed)
    if start < end:
        spans.append((start, end))
    return spans


def _opens_next(text: str, at: int, end: int) -> bool:
    """A single straight quote before a letter is an apostrophe or opens what follows."""
    return text[at] in "'’" and at + 1 < end and text[at + 1].islower()


def _word_at(text: str, at: int, end: int) -> str:
    """The word at `at` without opening marks, at most _LOOK code points."""
    stop = min(end, at + _LOOK)
    while at < stop and text[at] in _OPENERS:
        at += 1
    word = at
    while word < stop and not text[word].isspace():
        word += 1
    return text[at:word]


def _word_before(text: str, start: int, at: int) -> tuple[str, int]:
    """The word that ends at `at` and where it starts; empty if longer than _LOOK."""
    left = at
    floor = max(start, at - _LOOK)
    while left > floor and not text[left - 1].isspace():
        character = text[left - 1]
        if character in _OPENERS and not (
            character in "'" and left - 1 > floor and text[left - 2].isalnum()
        ):
            break  # an apostrophe inside a word is part of it, any other mark opens it
        left -= 1
    if left == floor and left > start and not text[left - 1].isspace():
        return "", left
    return text[left:at], left


def _ends(
    text: str, start: int, mark: int, after: int, closed: int, following: int, end: int
) -> bool:
    """True where the run of end marks `text[mark:after]` ends the sentence begun at `start`."""
    marks = text[mark : min(after, mark + _LOOK)]
    upcoming = _word_at(text, following, end)
    letter = upcoming[:1]
    quoted = closed > after
    if following == closed:
        return _ends_without_space(text, start, mark, after, closed, upcoming)
    if text[following] in _END_MARKS or text[following] in ")]},;:":
        return False
    if quoted and _is_reported(text, after, following, end, upcoming):
        return False
    if marks != ".":
        if "!" in marks or "?" in marks:
            return not (letter.islower() and (quoted or _inside_quotes(text, start, mark)))
        # Trailing dots go on before a small letter or where the speaker falters: "I... I don't".
        said = _word_before(text, start, mark)[0]
        return (letter.isupper() and said != upcoming) or letter.isdecimal()
    if mark > start and text[mark - 1].isspace():
        return letter.isupper()  # spaced dots
    word, left = _word_before(text, start, mark)
    if not word:
        return not letter.islower() or not quoted
    if quoted and letter.islower():
        return False
    only_brackets = quoted and all(c in ")]}" for c in text[after:closed])
    return _stop_ends(text, start, left, word, following, end, upcoming, bracketed=only_brackets)


def _ends_without_space(
    text: str, start: int, mark: int, after: int, closed: int, upcoming: str
) -> bool:
    """As in "at home.We want": a lost space, but no web address, file name or initials."""
    if after - mark > 3 or len(upcoming) < 1 or not upcoming[0].isupper():
        return False
    rest = upcoming[1:2]
    if rest and not (rest.islower() or rest in "'’"):
        return False
    if not rest and upcoming != "I" and upcoming != "A":
        return False
    word, left = _word_before(text, start, mark)
    if not word:
        return False
    if any(c in word for c in "@/\\:") or "@" in upcoming or "/" in upcoming:
        return False
    if closed > after:
        return True
    if text[mark] != ".":
        return True
    bare = word.lower().strip("()")
    if bare in _TIMES:
        return upcoming.lower().rstrip(",.") in _STARTERS
    if "." in word and not any(c.isdecimal() for c in word):
        return False
    if bare in _TITLES | _GOES_ON | _BEFORE_NUMBER | _ROADS | _MONTHS | _DAYS | _TRAILING:
        return False
    if word[-1] in ")]":
        return True
    if word[-1].isdecimal():
        return not _is_label(text, start, left, word)
    if word.isupper():
        return len(word) > 1 and _is_starter(upcoming)
    return len(bare) > 1 and word[-1].islower()


def _inside_quotes(text: str, start: int, mark: int) -> bool:
    """True where a double or curly quotation opened shortly before the mark is still open."""
    stretch = text[max(start, mark - 2 * _LOOK) : mark]
    return stretch.count("“") > stretch.count("”") or stretch.count('"') % 2 == 1


def _is_reported(text: str, after: int, following: int, end: int, upcoming: str) -> bool:
    """As in "“Where is she?” Marta asked": the reporting clause belongs to the quotation."""
    if text[after] in ")]}" or not upcoming[:1].isupper() or _is_named_starter(upcoming):
        return False
    at = following
    for _ in range(4):
        word = _word_at(text, at, end)
        bare = word.rstrip(".,:;!?")
        if bare in _REPORTING:
            return at + len(bare) >= end or not text[at + len(bare)].isspace()
        if not bare[:1].isupper() or (word[-1] in ".!?" and bare.lower() not in _TITLES):
            return False
        at += len(word)
        while at < end and text[at].isspace() and at - following < 3 * _LOOK:
            at += 1
    return False


def _is_named_starter(upcoming: str) -> bool:
    """As in "She asked" with a capital is a new sentence; "Mrs Roy asked" need not be."""
    return _is_starter(upcoming) and upcoming.rstrip(".").lower() not in _TITLES


def _is_label(text: str, start: int, left: int, word: str) -> bool:
    """True where `word` and its stop are the label of a point: "2.", "a.", "Step 3.", "Q."."""
    bare = word.strip("()")
    opens = left - start <= 3 and all(c in _OPENERS for c in text[start:left])
    parts = bare.split(".")
    numeric = len(parts) <= 3 and all(p.isdecimal() and len(p) <= 3 for p in parts)
    if not opens:
        lead = text[max(start, left - 24) : left].rstrip()
        if numeric and lead and (lead[-1] in ":;•" or lead.endswith(("; and", "; or"))):
            return True
        if not lead or left - start > 24:
            return False
        # Only a word of its own may stand before the number: "Step 2."
        head = text[start:left].split()
        lettered = len(bare) == 1 and bare.isupper()
        return (numeric or lettered) and len(head) == 1 and head[0].lower() in _HEADING_NOUNS
    if numeric:
        return True
    return (len(bare) == 1 and bare.isalpha()) or bare.lower() in {
        "ii",
        "iii",
        "iv",
        "vi",
        "vii",
        "viii",
    }


def _previous_word(text: str, start: int, left: int) -> str:
    at = left
    while at > start and at > left - _LOOK and text[at - 1].isspace():
        at -= 1
    return _word_before(text, start, at)[0]


def _next_word(text: str, at: int, end: int) -> str:
    """The word after the one at `at`."""
    stop = min(end, at + 2 * _LOOK)
    while at < stop and not text[at].isspace():
        at += 1
    while at < stop and text[at].isspace():
        at += 1
    return _word_at(text, at, end)


def _stop_ends(
    text: str,
    start: int,
    left: int,
    word: str,
    following: int,
    end: int,
    upcoming: str,
    *,
    bracketed: bool,
) -> bool:
    """The heart of it: does the single full stop after `word` end the sentence?"""
    short = word.lower().lstrip("-–—/")
    letter = upcoming[:1]
    starts = _is_starter(upcoming)
    if _is_label(text, start, left, word):
        # "I." and "A." may be words at the end; a label has its text after it.
        return False
    if not any(c.isalnum() for c in word):
        return True
    if left == start and short in _FOOT_LABELS:
        return False
    if short in _ROADS and (short not in _TITLES or not letter.isupper() or starts):
        before = _previous_word(text, start, left)
        if before[:1].isupper():
            return starts or (letter.isupper() and _opens_statement(text, following, end))
        if short == "st":
            return False
    if short in _TITLES or short in _GOES_ON:
        return False
    if short in _BEFORE_NUMBER:
        if letter.isdecimal() and short == "no":
            return _previous_word(text, start, left).lower() in _ANSWERING
        if text[following] in "(+£" or any(c.isdecimal() for c in upcoming):
            return False
        if len(short) < 3 and short != "no" and not starts:
            return False
        return letter.isupper()
    if text[following] in "([" and not starts and (short in _TIMES or short in _TRAILING):
        return False
    if short in _TIMES:
        return letter.isupper() and upcoming.rstrip(".,").lower() not in _AFTER_TIME
    if short in _MONTHS or short in _DAYS:
        if not word[0].isupper() and short in {"mar", "sat", "sun", "dec", "jan"}:
            return not letter.isdecimal()
        return starts or (letter.isupper() and _opens_statement(text, following, end))
    if len(short) == 1 and short.isalpha():
        return _letter_ends(text, start, left, word, upcoming, starts)
    if _is_initialism(word):
        return starts and not bracketed
    if short in _TRAILING:
        if short in {"dept", "govt", "asst"}:
            return starts
        return not bracketed and not letter.islower() and not letter.isdecimal()
    if letter.islower():
        if len(short) <= 5 and upcoming in _SMALL_CONTINUERS:
            return False  # more likely a short form not known here than a lost capital
        return _is_plain_word(word)
    return True


def _is_starter(upcoming: str) -> bool:
    bare = upcoming.rstrip(".,:;!?)\"'”’").replace("’", "'").split("'")[0]
    if not bare or not bare[0].isupper():
        return False
    if len(bare) == 1 and len(upcoming) > 1 and upcoming[1] == ".":
        return False  # an initial, not the word A or I
    return bare.lower() in _STARTERS


def _opens_statement(text: str, at: int, end: int) -> bool:
    """As in "Ruby was late": a capital word and then a small one, with no comma between."""
    first = _word_at(text, at, end)
    second = _next_word(text, at, end)
    return first[-1:].isalpha() and second[:1].islower() and second not in {"and", "or", "of", "to"}


def _letter_ends(text: str, start: int, left: int, word: str, upcoming: str, starts: bool) -> bool:
    """After one letter: "plan B. We" ends, "J. Smith", "s. 31" and "Dean P. stayed" do not."""
    if not upcoming[:1].isupper():
        return False
    before = _previous_word(text, start, left).lower()
    if starts:
        return word.isupper()
    if word == "I":
        return before in {"and", "or", "than", "as"}
    return (
        word.isupper() and before in _LETTERED and not (len(upcoming) == 2 and upcoming[1] == ".")
    )


def _is_initialism(word: str) -> bool:
    """As in "K.C", "U.K", "Ph.D": short parts with stops between."""
    parts = word.strip("()").split(".")
    return (
        len(parts) > 1
        and all(1 <= len(p) <= 2 and p.isalpha() for p in parts)
        and (any(len(p) == 1 for p in parts))
    )


def _is_plain_word(word: str) -> bool:
    """No unknown short form: it has a vowel, a figure or a bracket, or is all capitals."""
    if word[-1] in ")]" or any(c.isdecimal() for c in word):
        return True
    return len(word) > 1 and (word.isupper() or any(c in "aeiouy" for c in word.lower()))
