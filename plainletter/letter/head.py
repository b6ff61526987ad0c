"""The top of a letter: greeting, subject, and above them letterhead, address, date and references."""

from __future__ import annotations

import re

from plainletter.letter import lines
from plainletter.letter.body import is_plain_heading
from plainletter.letter.page import FIXED, Page
from plainletter.letter.words import TITLES
from plainletter.model import Label

_HEAD_LINES = 60
"""Lines before a greeting that may belong to the letter's head: a page of very short lines."""
_HEAD_PROSE = 2
"""Paragraphs that may stand within the head, such as "Please show this letter to a solicitor"."""
_SUBJECT_LINES = 5

_SUBJECT_TOPIC = re.compile(
    r"letter before proceedings|letter of issue|pre-?proceedings|care proceedings|public law outline"
    r"|children act|\bd\.?o\.?b\b|\bborn\b",
    re.IGNORECASE,
)


def label_head(page: Page) -> list[int]:
    """Label greetings, subjects and heads; return the lines that greet, none where nobody is greeted."""
    greetings = _greetings(page)
    for index in greetings:
        page.lines[index].label = "salutation"
        _subject(page, index + 1)
    return greetings


def label_above(page: Page, greetings: list[int]) -> None:
    """Label what stands above each greeting, or at the top of a letter without one.

    Sign-offs have to be labelled by then: the head of a second letter begins after the first one's.
    """
    for index in greetings:
        _head(page, _head_start(page, index), index, greeting=index)
    if not greetings:
        _head_without_greeting(page)


def _greetings(page: Page) -> list[int]:
    found: list[int] = []
    closed = True
    for index, line in enumerate(page.lines):
        kind = page.block(index).kind
        if kind in FIXED or kind == "list_item":
            continue
        if closed and _greets(page, index):
            found.append(index)
            closed = False
        elif found and lines.closing(line.text) == "strong":
            closed = True
    if found:
        return found
    for index, line in enumerate(page.lines[:_HEAD_LINES]):
        if line.prose or page.block(index).kind != "paragraph":
            continue
        after = page.next(index)
        if (
            lines.salutation(line.text, addressed=True) is not None
            and line.text.lower().startswith("to ")
            and after is not None
            and page.lines[after].prose
            and page.lines[after].block != line.block
        ):
            return [index]
    return []


def _greets(page: Page, index: int) -> bool:
    line, kind = page.lines[index], page.block(index).kind
    if lines.salutation(line.text) is None:
        return False
    if kind in ("heading", "table_cell") or (kind == "paragraph" and page.block(index).bold):
        return line.text.lower().startswith(("dear", "annwyl"))
    return True


def _head_start(page: Page, greeting: int) -> int:
    start, prose = greeting, 0
    for index in range(greeting - 1, max(greeting - _HEAD_LINES, 0) - 1, -1):
        line, kind = page.lines[index], page.block(index).kind
        if line.label is not None or kind == "list_item":
            break
        if kind in FIXED or line.block in page.data_tables:
            continue
        if line.prose and not page.is_title(index):
            prose += 1
            if prose > _HEAD_PROSE or len(line.text) > lines.LONGEST:
                break
            continue
        start = index
    return start


def _head_without_greeting(page: Page) -> None:
    end, evidence = 0, set()
    for index, line in enumerate(page.lines[:_HEAD_LINES]):
        kind = page.block(index).kind
        if kind in FIXED:
            continue
        look = page.look(index)
        stop = line.label is not None or line.prose or kind == "list_item"
        if stop or line.block in page.data_tables or (look == "other" and page.is_title(index)):
            break
        evidence.add("place" if look == "contact" else look)
        end = index + 1
    firm = evidence & {"date", "reference", "place"}
    if firm and len(evidence & {"date", "reference", "place", "organisation", "person"}) >= 2:
        _head(page, 0, end, greeting=None)


def _head(page: Page, start: int, end: int, *, greeting: int | None) -> None:
    greeted = set()
    if greeting is not None:
        greeted = {
            word for word in _name_words(page.lines[greeting].text) if word not in ("dear", "hi")
        }
    looks = {index: page.look(index) for index in range(start, end)}
    current: Label | None = None
    seen_letterhead = False
    waiting: Label | None = None
    for index in range(start, end):
        line = page.lines[index]
        if (
            line.label is not None
            or page.block(index).kind in FIXED
            or line.block in page.data_tables
        ):
            continue
        look = looks[index]
        after = page.next(index)
        next_look = looks.get(after, "prose") if after is not None else "prose"
        value = waiting if look in ("other", "person", "place") else None
        waiting = None
        if look == "prose" and greeting is not None and page.is_title(index):
            line.label = "subject"
            current = None
            continue
        if look == "prose":
            current = None
            continue
        if look in ("date", "reference", "subject"):
            line.label = (
                "date" if look == "date" else "reference" if look == "reference" else "subject"
            )
            if (
                look != "subject"
                and not any(char.isdigit() for char in line.text)
                and line.text[-1] in ":."
            ):
                waiting = line.label
            current = None
            continue
        if value is not None and page.block(index).kind == "table_cell":
            line.label = value
            continue
        if look == "person":
            current = _person(page, index, after, next_look, current, greeted)
        elif look in ("contact", "organisation", "role"):
            same = current == "address" and page.lines[index - 1].block == line.block
            if not (same and look != "contact"):
                current = "letterhead"
        elif (
            look == "other"
            and greeting is not None
            and page.is_title(index)
            and not (current is not None and next_look == "place")
        ):
            line.label = "subject"
            current = None
            continue
        elif current is None:
            current = "address" if seen_letterhead else "letterhead"
        line.label = current
        seen_letterhead = seen_letterhead or current == "letterhead"


def _person(
    page: Page,
    index: int,
    after: int | None,
    next_look: str,
    current: Label | None,
    greeted: set[str],
) -> Label:
    text = page.lines[index].text
    if greeted & set(_name_words(text)):
        return "address"
    if next_look in ("role", "organisation") or lines.is_role(text):
        return "letterhead"
    titled = _name_words(text)[:1] and _name_words(text)[0] in TITLES
    following = page.lines[after].text if after is not None else ""
    numbered = next_look == "place" and following[:1].isdigit()
    if current is None or titled or (numbered and current == "letterhead"):
        return "address"
    return current


def _subject(page: Page, start: int) -> None:
    for index in range(start, min(start + _SUBJECT_LINES, len(page.lines))):
        line, block = page.lines[index], page.block(index)
        if block.kind in FIXED:
            continue
        if block.kind not in ("paragraph", "heading") or lines.list_marker(line.text) == "bullet":
            return
        if lines.is_subject(line.text):
            line.label = "subject"
            continue
        # "Dear Jo" and the rest in one block: a line of it is no title unless it says so itself.
        marked = block.kind == "heading" or block.bold or lines.is_capitals(line.text)
        topic = (
            not line.prose
            and _SUBJECT_TOPIC.search(line.text) is not None
            and line.text[-1] not in ":;,"
        )
        title = (marked or topic) and not lines.is_sentence(line.text)
        if title and not lines.opens_section(line.text):
            line.label = "subject"
            continue
        if index == start and _stands_alone(page, index):
            line.label = "subject"
        return


def _stands_alone(page: Page, index: int) -> bool:
    """True for a short line, right after the greeting, that is a title by nothing but its place."""
    line, after = page.lines[index], page.next(index)
    if (
        after is None
        or line.prose
        or "\n" in page.document.text[line.start : page.block(index).span.end].strip()
    ):
        return False
    if lines.opens_section(line.text) or not lines.could_be_heading(line.text, marked=False):
        return False
    return page.lines[after].prose and is_plain_heading(line.text, "")


def _name_words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_](?:[\w'’-]*\w)?", text)]
