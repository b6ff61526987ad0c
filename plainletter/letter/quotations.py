"""Words that are not the writer's own: in quotation marks, given as the wording of an order or an Act, or
the names of Acts, sections, rules and court forms.

Marks are paired within one block, or over paragraphs that each open with a mark of which the last is
closed, as printers set long quotations. An opening mark that nothing closes quotes nothing, so a slip of
the typist never hides the rest of the letter from the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.model import Block, Document, Span

_MARKS = re.compile('[\u201c\u201d\u201e"\u2018\u2019]')
_BEFORE_OPENING = frozenset('([{<-\u2013\u2014/:\u201c\u2018"')
_AFTER_CLOSING = frozenset(')]}>.,;:?!-\u2013\u2014/\u2026\u201d\u2019"*')
# Word processors set the apostrophe of a clipped word as an opening single mark.
_CLIPPED = re.compile(
    r"(?:\d|(?:til|cause|cos|em|tis|twas|n|bout|round|ere|im|er)\b)", re.IGNORECASE
)


def find_quotations(document: Document) -> tuple[Span, ...]:
    """Quoted stretches with their marks, in order, none overlapping; quotation blocks are taken whole."""
    text = document.text
    blocks = [block for block in document.blocks if block.label != "markup"]
    found: list[Span] = []
    announced = False
    for index, block in enumerate(blocks):
        if block.label == "quotation":
            found.append(block.span)
            continue
        # The items of a list that "The order says:" announces are the order's words.
        announced = announced and block.label in ("list", "note")
        if announced:
            found.append(block.span)
        found.extend(_in_block(text, block))
        found.extend(_over_blocks(text, blocks, index))
        wording = _wording(text, block)
        if wording is not None:
            announced = not len(wording)
            if len(wording):
                found.append(wording)
    found.sort(key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


_OPENED = re.compile(r"\s*(?:\u201c|\u2018(?=[A-Z])|\"(?=\S))")
_CLOSING_OF = {"\u201c": "\u201d", "\u2018": "\u2019", '"': '"'}


def _over_blocks(text: str, blocks: list[Block], index: int) -> Iterator[Span]:
    """The blocks of a quotation of several paragraphs that begins at `index`."""
    mark = _opens_unclosed(text, blocks[index])
    if not mark or (index and _opens_unclosed(text, blocks[index - 1]) == mark):
        return
    for last in range(index + 1, len(blocks)):
        block = blocks[last]
        opening = _OPENED.match(text, block.span.start, block.span.end)
        if opening is None or opening.group().strip() != mark:
            return
        if not _opens_unclosed(text, block):
            yield from (other.span for other in blocks[index:last])
            return


def _opens_unclosed(text: str, block: Block) -> str:
    """The quotation mark that opens a block and is not closed in it, else ""."""
    opening = _OPENED.match(text, block.span.start, block.span.end)
    if opening is None or block.kind not in ("paragraph", "list_item"):
        return ""
    mark = opening.group().strip()
    return "" if text.find(_CLOSING_OF[mark], opening.end(), block.span.end) >= 0 else mark


_WORDING = re.compile(
    r"\b(?:orders?|injunction|undertaking|judgment|Act|section \d+[A-Z]*(?:\(\w{1,3}\))*|Rules|Regulations|Convention)\b"
    r"(?:,? (?:of|dated|made on|from|made by|in|on)[^.:;?!]{1,50}?)?,?"
    r" (?:says?|said|states?|stated|reads?|provides?|provided|sets? out|orders?|ordered|is worded|was worded)"
    r"(?: that| the following| as follows| this| in full)?: ?"
)
_SENTENCE_END = re.compile(r"[.?!](?=\s+[A-Z\u201c\"]|\s*\Z)")


def _wording(text: str, block: Block) -> Span | None:
    """The words of an order or an Act that a sentence gives behind a colon, up to its end; empty where
    the colon ends the block and a list is to follow."""
    announced = _WORDING.search(text, block.span.start, block.span.end)
    if announced is None or block.label in ("heading", "subject"):
        return None
    start, end = announced.end(), block.span.end
    if not text[start:end].strip():
        return Span(end, end)
    stop = _SENTENCE_END.search(text, start, end)
    return Span(start, stop.end() if stop else end)


_LAW = re.compile(
    r"\b(?:Acts?|Rules|Regulations)\b(?P<year>,? (?:1[89]|20)\d\d\b)?"
    r"|\b(?:UN |United Nations |European )?Convention on (?:Human Rights|the Rights of the Child)\b"
)
_NUMBER = r"\d{1,3}[A-Z]{0,3}(?:\(\w{1,4}\)){0,4}(?!\w)"
_PROVISION = re.compile(
    r"\b(?:[Ss]ections?|[Ss]chedules?|[Aa]rticles?|[Rr]egulations?|[Rr]ules?|[Pp]aragraphs?|[Ss]{1,2}\.) ?"
    rf"{_NUMBER}(?:(?:, | and | or | to |-){_NUMBER}){{0,4}}"
)
_OTHERS = re.compile(
    r"\b(?:[Ff]orms? [A-Z]{1,3}\d{1,3}[A-Z]?\b(?:(?:, | and | or )[A-Z]{1,3}\d{1,3}[A-Z]?\b){0,4}"
    r"|Practice Direction \d{1,2}[A-Z]?\b"
    r"|Working Together to Safeguard Children(?:,? \(?(?:19|20)\d\d\b\)?)?)"
)
_LEADS_TO = re.compile(r",? (?:(?:of|to|in) )?(?:the )?")
_JOINING = frozenset(["and", "of", "in", "for", "the", "to", "on", "with", "etc."])
_NO_TITLE = frozenset(
    [
        "The",
        "This",
        "That",
        "These",
        "Under",
        "In",
        "By",
        "If",
        "Since",
        "When",
        "As",
        "Our",
        "Your",
        "We",
        "See",
    ]
)
_TITLE_BACK = 140
"""Code points before "Act" in which its title is looked for: longer titles are no letter's."""


def find_citations(document: Document) -> tuple[Span, ...]:
    """Names of Acts, sections, rules, guidance and court forms, in order, none overlapping: "section
    31(2)(a) of the Children Act 1989", "Form C110A". Time is linear in the length of the text."""
    found: list[Span] = []
    for block in document.blocks:
        if block.label != "markup":
            found.extend(_citations(document.text, block.span.start, block.span.end))
    return tuple(found)


def _citations(text: str, start: int, end: int) -> Iterator[Span]:
    laws = {}
    for match in _LAW.finditer(text, start, end):
        begins = _title_start(text, max(start, match.start() - _TITLE_BACK), match.start())
        rules = match.group()[:1] == "R" and not match.group("year")
        named = text[begins : match.start()].strip() not in ("", "Mr", "Ms", "Mrs")
        if match.group()[:1] not in "AR" or (
            named and (not rules or "Family" in text[begins : match.end()])
        ):
            laws[begins] = match.end()
    spans = [Span(*law) for law in laws.items()]
    stop = start
    for match in _PROVISION.finditer(text, start, end):
        if match.start() < stop:
            continue
        stop = match.end()
        while True:
            joint = _LEADS_TO.match(text, stop, end)
            further = _PROVISION.match(text, joint.end(), end) if joint else None
            if joint is not None and joint.end() in laws:
                stop = laws[joint.end()]
            elif further is not None:
                stop = further.end()
                continue
            break
        spans.append(Span(match.start(), stop))
    spans += [Span(*match.span()) for match in _OTHERS.finditer(text, start, end)]
    reached = start
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= reached:
            yield span
            reached = span.end


def _title_start(text: str, low: int, at: int) -> int:
    """Where the title of the Act that stands at `at` begins: `at` itself where it has none. A title is
    words with capitals, and small words between them ("Adoption and Children Act"), or a year."""
    words = list(re.finditer(r"[^\s;:.?!\u201c\"]+", text[low:at]))
    begins = at
    next_at = at
    for word in reversed(words):
        if text[low + word.end() : next_at].strip() or "\n\n" in text[low + word.end() : next_at]:
            break
        name = word.group()
        if name in _NO_TITLE:
            break
        if name[0].isupper() or name[0] == "(" or re.fullmatch(r"(?:19|20)\d\d", name):
            begins = low + word.start()
        elif name not in _JOINING or begins == at:
            break
        next_at = low + word.start()
    return begins


def _in_block(text: str, block: Block) -> Iterator[Span]:
    start, end = block.span.start, block.span.end
    double: int | None = None
    straight: int | None = None
    single: int | None = None
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "\u201c\u201e":
            double = at
        elif mark == "\u201d":
            if double is not None:
                yield Span(double, at + 1)
                double = single = None
        elif mark == '"':
            opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
            closes = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
            if straight is not None and closes and at > straight + 1:
                yield Span(straight, at + 1)
                straight = single = None
            elif opens:
                straight = at
        elif double is None and straight is None:
            if mark == "\u2018":
                if (before.isspace() or before in _BEFORE_OPENING) and not after.isspace():
                    single = None if _CLIPPED.match(text, at + 1, end) else at
            elif single is not None and not after.isalnum() and not before.isspace():
                if len(text[single + 1 : at].split()) > 1:
                    yield Span(single, at + 1)
                single = None
