"""Writes a council's year of letters: any number, in eight formats, some of them broken, always the same.

Everybody in them is invented. Each letter is put together from the council's template (three versions, with
lines of their own in five of the six teams) and from free text in the voice of one of five sorts of author;
the words stand in data/letters.toml. How good a letter is depends on its team, its author and its month, so
that figures over many letters have something to show.

What a letter says depends on its number and the seed alone, never on how many letters are written. The files
hold nothing that differs between machines: packages are stored and PDFs written without compression, since
compressed bytes depend on the library that made them.
"""

from __future__ import annotations

import csv
import functools
import html
import io
import os
import random
import re
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count as numbers
from itertools import groupby
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

FORMATS: Mapping[str, int] = {
    "docx": 55, "pdf": 12, "odt": 8, "txt": 8, "html": 6, "rtf": 5, "eml": 4, "md": 2,
}  # fmt: skip
"""The formats and their share of the letters, in per cent."""

MONTHS = tuple((2025 + (10 + index) // 12, (10 + index) % 12 + 1) for index in range(14))
"""Year and month of the folders."""

COUNCIL = "Marlmouth Borough Council"

_FEWEST, _MOST = 250, 900
_OTHERS = 0.12
_WITH_TABLE = 0.35
_EVERY, _COPY, _BACK = 100, 9, 4
"""Of each hundred letters, number 9 is a copy of number 5: same bytes, another path."""
_PLAN = (
    "worry", "effect", "change", "help", "worry", "strength", "better", "offer", "worse", "change",
    "worry", "open", "effect", "views", "help", "change", "strength", "close", "offer", "better",
)  # fmt: skip
"""What a letter's free text is about, in the order in which it is thought of; round and round until it is
long enough."""
_LEFT_OUT = frozenset({"help", "better", "worse", "views"})
"""What the brief voice does not write about: above all the help that was given."""
_SECTION_OF = {
    "open": "open", "strength": "good", "worry": "worries", "effect": "worries", "help": "help",
    "better": "help", "worse": "help", "change": "changes", "offer": "offer", "views": "say",
    "close": "contact",
}  # fmt: skip
_ONCE = frozenset({"events", "changes", "better", "worse"})
"""What must not be said twice in a letter; a service, say, may be named again."""
_NUMBER = ("two", "three", "four", "five", "six")
_MORE = ("seven", "eight", "nine", "ten", "twelve")
_NTH = ("second", "third", "fourth", "fifth")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# Names of months from the standard library depend on the machine's settings.
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_HE = {
    "he": ("he", "she"), "him": ("him", "her"), "his": ("his", "her"),
    "himself": ("himself", "herself"),
}  # fmt: skip
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([\w]+)\}")
_STAMP = (2026, 1, 1, 0, 0, 0)

Kind = Literal["line", "heading", "para", "bullet", "number", "table"]


@dataclass(frozen=True, slots=True)
class Folder:
    """What `write_letters` wrote.

    `letters` are the readable ones, sorted; `broken` says what is wrong with the others, in one word.
    `metadata` is a CSV beside the folder, not in it: path (from the folder, with /), team, author, month
    (YYYY-MM) and district, for all of them.
    """

    root: Path
    letters: tuple[Path, ...]
    broken: Mapping[Path, str]
    metadata: Path


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, list item or table of a letter; `template` if the words are the council's."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    template: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split()) + sum(len(cell.split()) for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is given a format. `name` is its file's, without the suffix."""

    number: int
    team: str
    author: str
    voice: str
    month: int
    day: date
    district: str
    surname: str
    title: str
    name: str
    parts: tuple[Part, ...]


@dataclass(slots=True)
class _Child:
    name: str
    age: int
    boy: bool


@dataclass(slots=True)
class _Writer:
    """Fills in patterns for one family; a slot has one value within a sentence."""

    rng: random.Random
    day: date
    fixed: dict[str, str]
    children: list[_Child]
    theme: dict[str, Any] = field(default_factory=dict)
    memo: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def say(self, pattern: str, theme: dict[str, Any] | None = None) -> str:
        """A sentence (or two) from a pattern."""
        self.memo = {}
        self.theme = theme or {}
        child = self.rng.choice(self.children)
        self.memo.update(child=child.name, age=str(child.age))
        for word, (he, she) in _HE.items():
            self.memo[word] = he if child.boy else she
        said = self._fill(pattern)
        return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda hit: hit.group().upper(), said)

    def new(self, patterns: Sequence[str], theme: dict[str, Any]) -> str | None:
        """A sentence from one of the patterns that this letter has not used, or None."""
        left = [pattern for pattern in patterns if pattern not in self.used]
        if not left:
            return None
        pattern = self.rng.choice(left)
        if not re.fullmatch(r"\{\w+\}", pattern):
            self.used.add(pattern)
        try:
            return self.say(pattern, theme)
        except _Spent:
            return None

    def _fill(self, pattern: str) -> str:
        while _CHOICE.search(pattern):
            pattern = _CHOICE.sub(
                lambda hit: self.rng.choice(hit.group(1).split("|")), pattern, count=1
            )
        return _SLOT.sub(lambda hit: self._slot(hit.group(1)), pattern)

    def _slot(self, name: str) -> str:
        if name in self.fixed:
            return self.fixed[name]
        if name not in self.memo:
            self.memo[name] = self._draw(name)
        return self.memo[name]

    def _draw(self, name: str) -> str:
        rng, names = self.rng, _data()["names"]
        if f"{name}s" in self.theme or name in self.theme:
            return self._of_theme(name)
        if name in ("date", "full_date"):
            return self._back(4, 70, name == "full_date")
        if name == "date2":
            return self._back(75, 160)
        if name in ("due", "due2"):
            return _long(
                self.day, rng.randrange(14, 40) + 28 * (name == "due2"), rng.random() < 0.5
            )
        if name == "month":
            return _MONTH_NAMES[(self.day - timedelta(rng.randrange(35, 180))).month - 1]
        if name == "hour":
            return f"{rng.randrange(1, 12)}.{rng.choice(('00', '10', '20', '30', '45'))} {rng.choice(('am', 'pm'))}"
        if name == "n":
            return rng.choice(_NUMBER)
        if name == "m":
            return rng.choice(_MORE)
        if name == "days":
            return str(rng.randrange(11, 48))
        if name == "nth":
            return rng.choice(_NTH)
        if name == "amount":
            return f"£{rng.randrange(6, 60)}.{rng.choice(('00', '50', '20'))}"
        if name == "weekday":
            return rng.choice(_WEEKDAYS)
        if name == "other":
            role = rng.choice(names["roles"])
            helper = f"{rng.choice(names['helpers'])} ({role.removeprefix('the ')})"
            return role if "PC" in role or rng.random() < 0.4 else helper
        lists = {"colleague": "helpers", "surname": "surnames"}
        return str(rng.choice(names[lists.get(name, f"{name}s")]))

    def _of_theme(self, name: str) -> str:
        key = name if name in self.theme else f"{name}s"
        options = self.theme[key]
        if isinstance(options, str):
            return self._fill(options)
        if key in _ONCE:
            options = [pattern for pattern in options if pattern not in self.used]
            if not options:
                raise _Spent
        pattern = self.rng.choice(options)
        self.used.add(pattern)
        return self._fill(pattern)

    def _back(self, least: int, most: int, weekday: bool = False) -> str:
        day = self.day - timedelta(self.rng.randrange(least, most))
        return _long(day, 0, weekday)


class _Spent(Exception):
    """All that can be said of a theme has been said."""


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "letters.toml").read_text("utf-8"))


def _long(day: date, later: int = 0, weekday: bool = False) -> str:
    """A date as letters write it; with its weekday moved to a working day."""
    day += timedelta(later)
    if weekday and day.weekday() > 4:
        day += timedelta(7 - day.weekday())
    named = f"{_WEEKDAYS[day.weekday()]} " if weekday else ""
    return f"{named}{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def letter_text(number: int, *, seed: int = 1, shared: float = 0.6) -> str:
    """Letter `number` (from 0) as plain text, as in its `.txt` file.

    `shared` is the share of its words that come from the template, from 0 to 1.
    """
    return _as_text(compose(number, seed=seed, shared=shared))


@functools.lru_cache(maxsize=256)
def compose(number: int, *, seed: int = 1, shared: float = 0.6) -> Letter:
    """Letter `number` without a format. A copy's letter is the one it is a copy of."""
    if _is_copy(number):
        number -= _BACK
    rng = random.Random(f"{seed} letter {number}")
    data = _data()
    names = data["names"]
    team_name = rng.choice(list(data["team"]))
    team = data["team"][team_name]
    month = rng.randrange(len(MONTHS))
    author, voice = _author(rng, team, month)
    quality = team["start"] + team["drift"] * month + rng.uniform(-0.12, 0.12)
    quality = min(1.0, max(0.0, quality))
    version = [version for first, version in team["versions"] if first <= month][-1]
    year, calendar = MONTHS[month]
    day = date(year, calendar, rng.randrange(1, 27))
    # Nobody writes on a Saturday or Sunday.
    day += timedelta(2 if day.weekday() > 4 else 0)
    kind = "other" if rng.random() < _OTHERS else "before"

    woman = rng.random() < 0.8
    surname = rng.choice(names["surnames"])
    first_name = rng.choice(names["women" if woman else "men"])
    children = _children(rng)
    street, place = rng.choice(names["streets"]), rng.choice(names["places"])
    initials = surname.replace("'", "")[:2].upper()
    ref = f"{team_name[0]}{calendar:02}/{number:05}/{initials}"
    kids = _joined([child.name for child in children])
    many = len(children) > 1
    hub = rng.choice(names["hubs"])
    meeting = rng.randrange(10, 24)
    fixed = {
        "council": COUNCIL, "worker": author, "kids": kids,
        "phone": f"01632 960{rng.randrange(300, 999)}", "lawyer_phone": f"01632 960{rng.randrange(100, 300)}",
        "manager": rng.choice(names["managers"]), "lawyer": rng.choice(names["lawyers"]), "ref": ref,
        "office": f"{hub}, {rng.choice(names['streets'])}, {place}", "office_name": hub,
        "meeting_day": _long(day, meeting, True), "solicitor_day": _long(day, meeting - 3, True),
        "meeting_time": rng.choice(("10am", "10.30am", "1.30pm", "2pm", "3.15pm")),
        "reply_by": _long(day, 9, True), "review_day": _long(day, 84, True), "visit_day": _long(day, 3, True),
        "partner": rng.choice(names["men"] if woman else names["women"]),
        "teacher": rng.choice(names["teachers"]), "school": rng.choice(names["schools"]),
        "are": "are" if many else "is", "have": "have" if many else "has",
        "were": "were" if many else "was", "do": "do" if many else "does",
        "Mother": "Mother" if woman else "Father", "Mum": "Mum" if woman else "Dad",
        "he_parent": "she" if woman else "he", "he_partner": "he" if woman else "she",
    }  # fmt: skip
    writer = _Writer(rng, day, fixed, children)
    lines = [
        line
        for line in data["line"]
        if version in line["versions"]
        and line.get("kind", "before") == kind
        and team_name in line.get("teams", (team_name,))
    ]
    length = _length(rng, kind, shared, sum(len(line["text"].split()) for line in lines))
    template = _template(writer, lines, length * shared)
    rest = length - sum(part.words for _, part in template)
    free = _free(writer, voice, quality, rest) if shared < 1 else []

    title = "Our plan for " if kind == "other" else "Letter before proceedings: "
    title += _joined([f"{child.name}" for child in children])
    formal = version < 3 and voice != "plain"
    parts = (
        *(Part("line", text) for text in (COUNCIL, f"Children's Services, {team_name} Team")),
        Part("para", f"Our reference: {ref}"),
        Part("para", _long(day)),
        *(Part("line", text) for text in (f"{'Ms' if woman else 'Mr'} {first_name[0]} {surname}",
          f"{rng.randrange(1, 140)} {street}", f"{place} TS9{rng.randrange(1, 9)} {rng.randrange(1, 9)}AB")),
        Part("para", f"Dear {'Ms' if woman else 'Mr'} {surname}" if formal else f"Dear {first_name}"),
        Part("heading", title),
        *_body(writer, template, free, version, kind),
        Part("para", "Yours sincerely"),
        *(Part("line", text) for text in (author, f"Social worker, {team_name} Team")),
    )  # fmt: skip
    name = rng.choice(
        ("{surname} LBP {number}", "LBP_{surname}_{number}", "{day} {surname} {number}")
    )
    if kind == "other":
        name = "{surname} letter to parents {number}"
    name = name.format(surname=surname, number=f"{number:05}", day=day.isoformat())
    district = rng.choice(names["districts"])
    return Letter(
        number, team_name, author, voice, month, day, district, surname, title, name, parts
    )


def _is_copy(number: int) -> bool:
    return number % _EVERY == _COPY


def _author(rng: random.Random, team: dict[str, Any], month: int) -> tuple[str, str]:
    # Over the months the harsh ones write less, as they learn or leave.
    weights = [14 - month if voice == "harsh" else 8 for _, voice in team["authors"]]
    name, voice = rng.choices(team["authors"], weights)[0]
    return name, voice


def _children(rng: random.Random) -> list[_Child]:
    names = _data()["names"]
    many = rng.choices((1, 2, 3), (5, 4, 2))[0]
    found: list[_Child] = []
    while len(found) < many:
        boy = rng.random() < 0.5
        name = rng.choice(names["boys" if boy else "girls"])
        if name not in [child.name for child in found]:
            found.append(_Child(name, rng.randrange(3, 13), boy))
    return found


def _length(rng: random.Random, kind: str, shared: float, most: int) -> int:
    """How many words the body has; no more than the template can give its share of."""
    low, high = (_FEWEST - 30, 420) if kind == "other" else (_FEWEST + 30, _MOST - 110)
    length = int(rng.triangular(low, high, low + (high - low) * 0.55))
    return min(length, int(most / shared)) if shared > 0 else length


def _template(
    writer: _Writer, lines: Sequence[dict[str, Any]], words: float
) -> list[tuple[str, Part]]:
    """Section and sentence of as many template lines as make up that many words, in the template's order."""
    order = sorted(range(len(lines)), key=lambda index: (lines[index]["rank"], writer.rng.random()))
    said, so_far = {}, 0
    for index in order:
        part = Part("para", writer.say(lines[index]["text"]), template=True)
        if so_far + part.words / 2 <= words:
            said[index] = part
            so_far += part.words
    return [(lines[index]["section"], said[index]) for index in sorted(said)]


def _free(writer: _Writer, voice: str, quality: float, words: float) -> list[tuple[str, str, Part]]:
    """Section, subject and sentence of free text, in the order it was thought of."""
    data = _data()
    themes = writer.rng.sample(list(data["theme"].values()), 3)
    found: list[tuple[str, str, Part]] = []
    so_far = 0
    # Some rounds give nothing new once a voice has run out, so other voices and subjects are let in.
    for turn in range(len(_PLAN) * 12):
        if so_far >= words:
            break
        subject = _PLAN[turn % len(_PLAN)]
        lap = turn // len(_PLAN)
        if lap >= 4 and len(themes) < len(data["theme"]):
            themes = list(data["theme"].values())
        if voice == "brief" and quality < 0.85 and lap < 4 and subject in _LEFT_OUT:
            continue
        if subject in ("open", "close") and lap:
            continue
        own = writer.rng.random() >= quality**1.5 and lap < 3
        theme = writer.rng.choice(themes)
        patterns = data["voice"][voice if own else "plain"][subject]
        if subject == "effect" and (not own or writer.rng.random() < 0.5):
            patterns = theme["effects"]
        said = writer.new(patterns, theme)
        if said is None:
            continue
        part = Part("para", said)
        if so_far + part.words / 2 > words and found:
            continue
        found.append((_SECTION_OF[subject], subject, part))
        so_far += part.words
    return found


def _body(
    writer: _Writer, template: list[tuple[str, Part]], free: list[tuple[str, str, Part]], version: int, kind: str
) -> Iterator[Part]:  # fmt: skip
    """The sections one after the other: heading, template, free text as prose, list or table."""
    rng = writer.rng
    listed: Kind = rng.choice(("para", "bullet", "number"))
    tabled = rng.random() < _WITH_TABLE
    for section in _data()["section"]:
        ours = [part for where, part in template if where == section["id"]]
        theirs = [part for where, _, part in free if where == section["id"]]
        heading = section["headings"][version - 1]
        if kind == "other":
            heading = section.get("other", heading)
        if heading and (ours or theirs):
            yield Part("heading", heading, template=True)
        yield from _paragraphs(rng, ours, template=True)
        if section["id"] == "changes" and tabled and len(theirs) > 1:
            yield _table(writer, theirs, version)
        elif section["id"] in ("worries", "changes") and listed != "para" and len(theirs) > 1:
            yield from (Part(listed, part.text) for part in theirs)
        else:
            yield from _paragraphs(rng, theirs)


def _paragraphs(
    rng: random.Random, parts: Sequence[Part], template: bool = False
) -> Iterator[Part]:
    start = 0
    while start < len(parts):
        size = rng.randrange(1, 4)
        text = " ".join(part.text for part in parts[start : start + size])
        yield Part("para", text, template=template)
        start += size


def _table(writer: _Writer, parts: Sequence[Part], version: int) -> Part:
    """A table of actions, vague about who and when in the old template."""
    rows = [("Who", "What", "By when")]
    names = _data()["names"]
    for part in parts:
        who = writer.rng.choice(
            ("You", writer.fixed["partner"], writer.rng.choice(names["helpers"]))
        )
        when = (
            writer.rng.choice(("Ongoing", "ASAP", "TBC")) if version == 1 else writer.say("{due}")
        )
        rows.append(("Parents" if version == 1 else who, part.text, when))
    return Part("table", rows=tuple(rows))


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


# ---------------------------------------------------------------- formats


def _runs(letter: Letter) -> Iterator[tuple[Kind, list[Part]]]:
    """Parts of one kind that follow each other, such as the items of a list or the lines of an address."""
    for kind, parts in groupby(letter.parts, key=lambda part: part.kind):
        yield kind, list(parts)


def _as_text(letter: Letter, *, heading: str = "", table_rule: bool = False) -> str:
    blocks = []
    for kind, parts in _runs(letter):
        if kind == "line":
            blocks.append("\n".join(part.text for part in parts))
        elif kind == "bullet":
            blocks.append("\n\n".join(f"* {part.text}" for part in parts))
        elif kind == "number":
            blocks.append("\n\n".join(f"{at}. {part.text}" for at, part in enumerate(parts, 1)))
        elif kind == "table":
            for part in parts:
                lines = [f"| {' | '.join(row)} |" for row in part.rows]
                lines[1:1] = ["|---" * len(part.rows[0]) + "|"] * table_rule
                blocks.append("\n".join(lines))
        else:
            before = heading if kind == "heading" else ""
            blocks.extend(before + part.text for part in parts)
    return "\n\n".join(blocks) + "\n"


def _txt(letter: Letter) -> bytes:
    text = _as_text(letter)
    if letter.number % 3:
        return text.encode("utf-8")
    # As older programs on Windows save it.
    return text.replace("\n", "\r\n").encode("cp1252")


def _md(letter: Letter) -> bytes:
    text = _as_text(letter, heading="## ", table_rule=True)
    # Two blanks at the end keep the lines of an address apart.
    return re.sub(r"(?<=[^\n|])\n(?=[^\n|])", "  \n", text).encode("utf-8")


def _html_body(letter: Letter) -> str:
    def text(part: Part) -> str:
        return html.escape(part.text, quote=False)

    blocks = []
    for kind, parts in _runs(letter):
        if kind == "line":
            blocks.append(f"<p>{'<br>'.join(text(part) for part in parts)}</p>")
        elif kind in ("bullet", "number"):
            tag = "ul" if kind == "bullet" else "ol"
            items = "".join(f"<li>{text(part)}</li>\n" for part in parts)
            blocks.append(f"<{tag}>\n{items}</{tag}>")
        elif kind == "table":
            for part in parts:
                rows = [
                    "".join(f"<{tag}>{html.escape(cell, quote=False)}</{tag}>" for cell in row)
                    for tag, row in zip(("th", *["td"] * len(part.rows)), part.rows, strict=False)
                ]
                blocks.append("<table>\n" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>")  # fmt: skip
        else:
            tag = "h2" if kind == "heading" else "p"
            blocks.extend(f"<{tag}>{text(part)}</{tag}>" for part in parts)
    return "\n".join(blocks)


def _html(letter: Letter) -> bytes:
    head = f'<meta charset="utf-8">\n<title>{html.escape(letter.title)}</title>'
    page = f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n<body>\n'
    return f"{page}{_html_body(letter)}\n</body>\n</html>\n".encode()


def _eml(letter: Letter) -> bytes:
    mail = _mail(letter.title, letter.day, letter.number)
    mail.set_content(_as_text(letter), cte="quoted-printable")
    if letter.number % 2:
        mail.add_alternative(f"<html><body>\n{_html_body(letter)}\n</body></html>\n", "html")
        mail.set_boundary(f"=_marlmouth_{letter.number:05}")
    return mail.as_bytes(policy=SMTP)


def _mail(subject: str, day: date, number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Social work team <letters@marlmouth.example>"
    mail["To"] = "Parent <parent@home.example>"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.combine(day, time(9), UTC))
    mail["Message-ID"] = f"<{number}@marlmouth.example>"
    return mail


def _rtf(letter: Letter) -> bytes:
    blocks: list[str] = []
    for kind, parts in _runs(letter):
        for at, part in enumerate(parts, 1):
            text = _rtf_text(part.text)
            if kind == "table":
                blocks.extend(_rtf_row(row) for row in part.rows)
                blocks.append(r"\pard")
            elif kind in ("bullet", "number"):
                marker = r"\'b7" if kind == "bullet" else f"{at}."
                blocks.append(rf"\pard\fi-360\li720 {{\listtext {marker}\tab}}{text}\par")
            elif kind == "heading":
                blocks.append(rf"\pard\s1\sb240\b {text}\b0\par")
            else:
                end = r"\line" if kind == "line" and at < len(parts) else r"\par"
                blocks.append(
                    (r"\pard\sa160 " if at == 1 or kind != "line" else "") + f"{text}{end}"
                )
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"
    return (head + "\\f0\\fs24\n" + "\n".join(blocks) + "\n}\n").encode("ascii")


def _rtf_text(text: str) -> str:
    text = re.sub(r"([\\{}])", r"\\\1", text)
    return "".join(char if char.isascii() else rf"\u{ord(char)}?" for char in text)


def _rtf_row(row: Sequence[str]) -> str:
    edges = "".join(rf"\cellx{3000 * at}" for at in range(1, len(row) + 1))
    cells = "".join(rf"{_rtf_text(cell)}\cell " for cell in row)
    return rf"\trowd{edges}\pard\intbl {cells}\row"


def _stored(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip without compression or dates: the same on every machine."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts:
            info = zipfile.ZipInfo(name, _STAMP)
            # The system it was made on, and the rights there, stand in the file too.
            info.create_system = 0
            info.external_attr = 0
            package.writestr(info, data)
    return held.getvalue()


_STYLES = ("Normal", "Heading 1", "List Bullet", "List Number", "Table Grid")


@functools.cache
def _word_package() -> tuple[tuple[str, bytes], ...]:
    """The parts of an empty Word file, made once; every letter has its own word/document.xml."""
    from docx import Document

    document = Document()
    kept = {document.styles[name].style_id for name in _STYLES}
    kept |= {"DefaultParagraphFont", "TableNormal", "NoList"}
    for style in list(document.styles):
        if style.style_id not in kept:
            style.delete()
    for link in document.styles.element.xpath("w:style/w:link"):
        link.getparent().remove(link)
    properties = document.core_properties
    properties.author = properties.last_modified_by = COUNCIL
    properties.comments = properties.title = ""
    properties.created = properties.modified = datetime(*_STAMP)
    held = io.BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as package:
        parts = {name: package.read(name) for name in sorted(package.namelist())}
    # A preview, and a second copy of the styles of 400 kB that Word does not need.
    for name in ("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml"):
        del parts[name]
        named = rb'<(?:Relationship|Override) [^>]*%s"[^>]*/>' % name.split("/")[1].encode()
        for index in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
            parts[index] = re.sub(named, b"", parts[index])
    types = "[Content_Types].xml"
    return ((types, parts.pop(types)), *parts.items())


def _word_file(document: bytes) -> bytes:
    return _stored(
        (name, document if name == "word/document.xml" else data) for name, data in _word_package()
    )


def _word_paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


_WORD_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_WORD_END = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'


def _word_xml(letter: Letter) -> str:
    styles = {"heading": "Heading1", "bullet": "ListBullet", "number": "ListNumber"}
    body = []
    for part in letter.parts:
        if part.kind == "table":
            grid = '<w:tblGrid><w:gridCol w:w="1800"/><w:gridCol w:w="5200"/><w:gridCol w:w="2000"/></w:tblGrid>'
            rows = [
                "".join(f"<w:tc><w:tcPr/>{_word_paragraph(cell)}</w:tc>" for cell in row)
                for row in part.rows
            ]
            rows[0] = f"<w:trPr><w:tblHeader/></w:trPr>{rows[0]}"
            look = '<w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>'
            body.append(f"<w:tbl>{look}{grid}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")  # fmt: skip
            body.append("<w:p/>")
        else:
            body.append(_word_paragraph(part.text, styles.get(part.kind, "")))
    return _WORD_START + "".join(body) + _WORD_END


def _docx(letter: Letter) -> bytes:
    return _word_file(_word_xml(letter).encode())


_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_ODT_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3">'
    "<office:body><office:text>"
)
_ODT_END = "</office:text></office:body></office:document-content>"
_ODT_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT_TYPE.decode()}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def _odt(letter: Letter) -> bytes:
    body = []
    for kind, parts in _runs(letter):
        if kind in ("bullet", "number"):
            items = "".join(
                f"<text:list-item><text:p>{escape(part.text)}</text:p></text:list-item>"
                for part in parts
            )
            body.append(f"<text:list>{items}</text:list>")
        elif kind == "table":
            body.extend(_odt_table(part) for part in parts)
        elif kind == "heading":
            body.extend(f'<text:h text:outline-level="1">{escape(part.text)}</text:h>' for part in parts)  # fmt: skip
        else:
            body.extend(f"<text:p>{escape(part.text)}</text:p>" for part in parts)
    return _odt_file(_ODT_START + "".join(body) + _ODT_END)


def _odt_table(part: Part) -> str:
    rows = [
        "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
        for row in part.rows
    ]  # fmt: skip
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table><table:table-column table:number-columns-repeated="{len(part.rows[0])}"/>{inside}</table:table>'


def _odt_file(content: str | None) -> bytes:
    parts = [("mimetype", _ODT_TYPE), ("META-INF/manifest.xml", _ODT_MANIFEST.encode())]
    if content is not None:
        parts.append(("content.xml", content.encode()))
    return _stored(parts)


@functools.cache
def _pdf_styles() -> tuple[Any, Any, Any]:
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=8)
    heading = ParagraphStyle("heading", body, fontName="Helvetica-Bold", fontSize=13, spaceBefore=6)
    return body, heading, ParagraphStyle("line", body, spaceAfter=0)


def _pdf(letter: Letter, *, password: str | None = None) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
    from reportlab.lib.units import mm  # type: ignore[import-untyped]
    from reportlab.platypus import (  # type: ignore[import-untyped]
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
    )

    body, heading, line = _pdf_styles()
    story: list[Any] = []
    for kind, parts in _runs(letter):
        for at, part in enumerate(parts, 1):
            if kind == "table":
                cells = [[Paragraph(escape(cell), line) for cell in row] for row in part.rows]
                grid = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("VALIGN", (0, 0), (-1, -1), "TOP")]  # fmt: skip
                story += [Table(cells, colWidths=(32 * mm, 95 * mm, 35 * mm), style=grid), Spacer(1, 10)]  # fmt: skip
            elif kind in ("bullet", "number"):
                marker = "•" if kind == "bullet" else f"{at}."
                story.append(Paragraph(f"<bullet>{marker}</bullet>{escape(part.text)}", _indented(body)))  # fmt: skip
            elif kind == "line":
                story.append(Paragraph(escape(part.text), line if at < len(parts) else body))
            else:
                story.append(Paragraph(escape(part.text), heading if kind == "heading" else body))
    held = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword="owner", strength=40) if password else None
    document = SimpleDocTemplate(
        held, pagesize=(595, 842), title=letter.title, invariant=1, pageCompression=0, encrypt=encrypt,
        leftMargin=25 * mm, rightMargin=25 * mm, topMargin=22 * mm, bottomMargin=22 * mm,
    )  # fmt: skip
    document.build(story)
    return held.getvalue()


@functools.cache
def _indented(style: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle("item", style, leftIndent=18, bulletIndent=4)


_WRITERS: Mapping[str, Callable[[Letter], bytes]] = {
    "docx": _docx, "pdf": _pdf, "odt": _odt, "txt": _txt, "html": _html, "rtf": _rtf, "eml": _eml, "md": _md,
}  # fmt: skip


# ---------------------------------------------------------------- broken files


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _encrypted(rng: random.Random) -> bytes:
    """The beginning of what Word makes of a document with a password: a package inside an OLE file."""
    names = ("EncryptionInfo", "EncryptedPackage", "StrongEncryptionDataSpace")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entries + rng.randbytes(2048)


def _picture(rng: random.Random) -> bytes:
    """A PNG of one row of grey, with its pixels stored, not compressed."""
    pixels = b"\0" + rng.randbytes(100)
    size = len(pixels).to_bytes(2, "little")
    stored = b"\x78\x01\x01" + size + bytes(255 - byte for byte in size) + pixels
    header = (100).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x08\0\0\0\0"
    data = b"\x89PNG\r\n\x1a\n"
    for name, part in ((b"IHDR", header), (b"IDAT", stored + zlib.adler32(pixels).to_bytes(4, "big")), (b"IEND", b"")):  # fmt: skip
        data += len(part).to_bytes(4, "big") + name + part + zlib.crc32(name + part).to_bytes(4, "big")  # fmt: skip
    return data


def _scan(rng: random.Random) -> bytes:
    """A PDF of one page that is a picture, as a scanner makes it."""
    wide, high = 60, 84
    pixels = rng.randbytes(wide * high)
    draw = b"q 595 0 0 842 0 0 cm /Im Do Q"
    look = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (look.encode(), len(pixels), pixels),
    )
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (size, table, size, len(data))


def _french(rng: random.Random) -> bytes:
    name = rng.choice(_data()["names"]["women"])
    said = (
        "Je vous écris parce que nous sommes très inquiets pour vos enfants, et parce que nous voulons vous aider.",
        "Nous vous prions de venir à une réunion avec votre avocat, qui ne vous coûtera rien.",
        "Vous pouvez venir avec un ami ou avec quelqu'un de votre famille, si vous le souhaitez.",
        "Si les choses ne changent pas, nous pourrons demander au juge de décider où ils doivent vivre.",
        "Cette lettre est difficile à lire, et je passerai chez vous pour en parler avec vous.",
    )
    body = "\n\n".join(rng.sample(said, len(said)))
    return f"Chère {name},\n\n{body}\n\nVeuillez agréer mes salutations les meilleures\n".encode()


def _only_attached(rng: random.Random) -> bytes:
    mail = _mail("Letter attached", date(2026, 3, 2), rng.randrange(10**5))
    mail.add_attachment(rng.randbytes(300), "application", "octet-stream", filename="scan.bin")
    # Otherwise it would be drawn at random.
    mail.set_boundary("=_marlmouth_scan")
    return mail.as_bytes(policy=SMTP)


def _with_entity(letter: Letter) -> bytes:
    declared = '<!DOCTYPE w:document [<!ENTITY who "the council">]>\n<w:document'
    xml = _word_xml(letter).replace("<w:document", declared, 1).replace("</w:t>", " &who;</w:t>", 1)
    return _word_file(xml.encode())


def _workbook() -> bytes:
    types = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return _stored([("[Content_Types].xml", types), ("xl/workbook.xml", b"<workbook/>")])


_BROKEN: Mapping[str, tuple[str, Callable[[random.Random, Letter], bytes]]] = {
    "empty": ("docx", lambda _rng, _: b""),
    "zeros": ("docx", lambda rng, _: bytes(rng.randrange(4000, 9000))),
    "truncated": ("docx", lambda _rng, letter: _half(_docx(letter))),
    "zip": ("docx", lambda rng, _: _stored([("notes/readme.txt", rng.randbytes(40).hex().encode())])),
    "malformed": ("docx", lambda _rng, letter: _word_file(_word_xml(letter).replace("</w:p>", "</w:q>", 1).encode())),
    "entity": ("docx", lambda _rng, letter: _with_entity(letter)),
    "encrypted": ("docx", lambda rng, _: _encrypted(rng)),
    "scanned": ("pdf", lambda rng, _: _scan(rng)),
    "cut": ("pdf", lambda _rng, letter: _half(_pdf(letter))),
    "password": ("pdf", lambda _rng, letter: _pdf(letter, password="secret")),
    "picture": ("docx", lambda rng, _: _picture(rng)),
    "french": ("txt", lambda rng, _: _french(rng)),
    "noise": ("txt", lambda rng, _: rng.randbytes(6000)),
    "blank": ("txt", lambda rng, _: b"\r\n \r\n\t\r\n" * rng.randrange(5, 40)),
    "group": ("rtf", lambda _rng, letter: _half(_rtf(letter)) + b"{\\b {\\i"),
    "bodiless": ("odt", lambda _rng, _: _odt_file(None)),
    "attachment": ("eml", lambda rng, _: _only_attached(rng)),
    "workbook": ("docx", lambda _rng, _: _workbook()),
    "headless": ("docx", lambda _rng, _: _stored(part for part in _word_package() if part[0] != "word/document.xml")),
    "huge": ("txt", lambda _rng, _: b" " * 21 * 2**20 + b"Dear\n"),
}  # fmt: skip
KINDS = tuple(_BROKEN)
"""The kinds of fault, in the order in which they are used."""


def _kinds() -> Iterator[str]:
    """The kinds round and round; the huge file, which is slow, in the first round alone."""
    yield from KINDS
    while True:
        yield from (kind for kind in KINDS if kind != "huge")


# ---------------------------------------------------------------- the folder


def write_letters(
    root: Path, count: int, *, broken: int = 0, seed: int = 1, shared: float = 0.6,
    formats: Sequence[str] = tuple(FORMATS),
) -> Folder:  # fmt: skip
    """Write `count` readable letters and `broken` files that are none into folders TEAM/YYYY-MM below `root`.

    The same arguments give the same bytes in every file, and the same time stamps. `formats` are keys of
    `FORMATS`; their shares are kept in proportion. Up to `len(KINDS)` broken files are all of different
    kinds. About one letter in a hundred is a copy of another. The CSV stands beside `root`, named after it.
    """
    rows: list[tuple[str, ...]] = []
    letters: list[Path] = []
    suffixes = _suffixes(count, formats)

    def put(letter: Letter, month: int, name: str, data: bytes) -> Path:
        year, calendar = MONTHS[month]
        path = root / letter.team / f"{year}-{calendar:02}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        stamp = datetime.combine(letter.day, time(12), UTC).timestamp()
        os.utime(path, (stamp, stamp))
        inside = path.relative_to(root).as_posix()
        rows.append((inside, letter.team, letter.author, path.parent.name, letter.district))
        return path

    for number, suffix in enumerate(suffixes):
        letter = compose(number, seed=seed, shared=shared)
        month, name = letter.month, f"{letter.name}.{suffix}"
        if _is_copy(number):
            month, name = min(month + 1, len(MONTHS) - 1), f"Copy of {name}"
        letters.append(put(letter, month, name, _WRITERS[suffix](letter)))
    faults: dict[Path, str] = {}
    for index, kind in zip(range(broken), _kinds(), strict=False):
        # Numbers that no folder reaches, so that a broken file is not another's letter cut short.
        letter = compose(10**6 + index * 7, seed=seed, shared=shared)
        suffix, make = _BROKEN[kind]
        rng = random.Random(f"{seed} broken {index}")
        path = put(letter, letter.month, f"{letter.name}.{suffix}", make(rng, letter))
        faults[path] = kind
    metadata = root.with_name(f"{root.name}-metadata.csv")
    with metadata.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("path", "team", "author", "month", "district"))
        table.writerows(sorted(rows))
    return Folder(root, tuple(sorted(letters)), dict(sorted(faults.items())), metadata)


def _suffixes(count: int, formats: Sequence[str]) -> list[str]:
    """The format of each letter: at every point the one that is furthest behind its share."""
    whole = sum(FORMATS[name] for name in formats)
    used = dict.fromkeys(formats, 0)
    found: list[str] = []
    for number in numbers():
        if number == count:
            return found
        if _is_copy(number):
            found.append(found[number - _BACK])
            continue
        behind = {name: FORMATS[name] * (number + 1) - used[name] * whole for name in used}
        suffix = max(behind, key=behind.__getitem__)
        used[suffix] += 1
        found.append(suffix)
    return found
