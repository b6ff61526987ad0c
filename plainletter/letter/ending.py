"""The end of a letter: closing words, names and posts, enclosures, and the older mail it answers."""

from __future__ import annotations

from plainletter.letter import lines
from plainletter.letter.page import FIXED, Page
from plainletter.model import Label

_SIGNOFF_LINES = 40
_TRAILING_LINES = 6


def label_ending(page: Page, greetings: list[int]) -> list[int]:
    """Label sign-offs and enclosures below the first greeting; return the lines that close."""
    closings = _closings(page, greetings[0] + 1 if greetings else 0)
    if greetings and not closings:
        closings = _trailing_signature(page, greetings[-1] + 1)
    return closings


def _closings(page: Page, start: int) -> list[int]:
    found = []
    index = start
    while index < len(page.lines):
        if _closes(page, index):
            found.append(index)
            index = _signoff(page, index)
        else:
            index += 1
    return found


def _closes(page: Page, index: int) -> bool:
    line, block = page.lines[index], page.block(index)
    if line.label is not None or block.kind in FIXED or block.kind == "heading":
        return False
    if line.block in page.data_tables:
        return False
    kind = lines.closing(line.text)
    if kind != "weak":
        return kind == "strong"
    after = page.next(index)
    if after is None or block.kind != "paragraph":
        return False
    name = page.lines[after].text
    if page.lines[after].prose or page.block(after).kind != "paragraph" or name[-1] in ".?!:":
        return False
    if lines.is_person(name):
        return True
    # "Thank you, / Priya": one short name, and either a comma before it or nothing after it.
    short = len(name.split()) <= 3 and name[0].isupper() and not lines.list_marker(name)
    return short and (line.text[-1] == "," or page.next(after) is None)


def _signoff(page: Page, start: int) -> int:
    """Label from the closing words on; return the first line that is not part of it."""
    label: Label = "signoff"
    for index in range(start, min(start + _SIGNOFF_LINES, len(page.lines))):
        line, block = page.lines[index], page.block(index)
        if block.kind in FIXED or line.label is not None:
            if line.label == "salutation":
                return index
            continue
        text = line.text
        if lines.is_page_furniture(text):
            line.label = "furniture"
            continue
        if index == start or (lines.closing(text) == "strong" and label == "signoff"):
            line.label = label
            continue
        if (
            block.kind == "heading"
            or line.block in page.data_tables
            or lines.starts_older_mail(text)
        ):
            return index
        if lines.is_enclosure(text):
            label = "enclosure"
        elif label == "enclosure":
            if not _continues_enclosures(page, index):
                return index
        elif (
            block.kind == "list_item"
            or _heads_what_follows(page, index, start)
            or not (lines.is_signature_part(text) or _signs_alone(page, index, start))
        ):
            return index
        line.label = label
    return min(start + _SIGNOFF_LINES, len(page.lines))


def _signs_alone(page: Page, index: int, start: int) -> bool:
    """True for a word or two right under the closing words, whatever they are."""
    text = page.lines[index].text
    first = page.next(start) == index and len(text.split()) <= 3
    return first and not lines.list_marker(text) and not lines.is_postscript(text)


def _continues_enclosures(page: Page, index: int) -> bool:
    line = page.lines[index]
    if line.prose or lines.is_postscript(line.text):
        return False
    if line.block == page.lines[index - 1].block or page.block(index).kind == "list_item":
        return True
    if lines.list_marker(line.text):
        return True
    after = page.next(index)
    if after is not None and (page.lines[after].prose or page.block(after).kind == "list_item"):
        return False
    return len(line.text.split()) <= 14 and not page.block(index).bold


def _heads_what_follows(page: Page, index: int, start: int) -> bool:
    """True for a title further down the page that body text follows, not a name or a post."""
    line = page.lines[index]
    after = page.next(index)
    if after is None or line.block == page.lines[start].block or index - start < 2:
        return False
    marked = page.block(index).bold or (lines.is_capitals(line.text) and len(line.text.split()) > 1)
    look = page.look(index)
    follows = page.lines[after].prose or page.block(after).kind == "list_item"
    return follows and (marked or look == "other") and look not in ("person", "role", "contact")


def _trailing_signature(page: Page, start: int) -> list[int]:
    """A name with a post or contacts at the very end closes a letter that has no closing words."""
    found: list[int] = []
    for index in range(len(page.lines) - 1, start - 1, -1):
        line, kind = page.lines[index], page.block(index).kind
        if kind in FIXED or line.label == "enclosure" or lines.is_clear_enclosure(line.text):
            continue
        if (
            line.label
            or line.prose
            or kind != "paragraph"
            or not lines.is_signature_part(line.text)
        ):
            break
        found.append(index)
        if len(found) > _TRAILING_LINES:
            return []
    looks = {page.look(index) for index in found}
    if (
        not found
        or page.look(found[-1]) != "person"
        or not looks & {"role", "contact", "organisation"}
    ):
        return []
    for index in found:
        page.lines[index].label = "signoff"
    return [found[-1]]


def label_older_mail(page: Page, greetings: list[int], closings: list[int]) -> None:
    """Label as quotation all that follows the heading of an older mail, below the greeting."""
    start = greetings[0] if greetings else len(page.lines)
    headers: set[str] = set()
    first = start
    for index in range(start, len(page.lines)):
        line = page.lines[index]
        if page.block(index).kind in FIXED:
            continue
        if lines.is_mail_header(line.text):
            first = index if not headers else first
            headers.add(line.text.split(":", 1)[0].strip().lower())
        elif headers:
            headers = set()
        older = closings and "from" in headers and bool(headers & {"sent", "to", "subject", "date"})
        if older or lines.starts_older_mail(line.text):
            for later in range(first if older else index, len(page.lines)):
                if page.block(later).kind not in FIXED:
                    page.lines[later].label = "quotation"
            return
