"""The anatomy of a letter: what each block is, whose names it holds, what is quoted, what is still blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plainletter.letter.dates import find_date
from plainletter.letter.labels import label_blocks
from plainletter.letter.names import find_names
from plainletter.letter.placeholders import find_placeholders
from plainletter.letter.quotations import find_citations, find_quotations
from plainletter.model import Document, Label, Span

__all__ = ["Anatomy", "anatomy"]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A letter taken apart.

    document: the document with every block labelled; its text is unchanged, and a block that held two
        parts of a letter is two blocks.
    names: words known to be people's names, in lower case, without a possessive 's; a name with an
        apostrophe is there with the straight and the curly one.
    people: names of two words or more, as written ("Isaac Tunnicliffe").
    quotations: quoted stretches with their marks, and the wording of orders and Acts, in order, none
        overlapping.
    citations: names of Acts, sections, rules and court forms, in order, none overlapping.
    placeholders: merge fields and blanks that were left in the text, in order, none overlapping.
    letter_date: the day the letter carries, and `letter_date_span` where it stands; None where there is
        none, or only a month or a blank.
    """

    document: Document
    names: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    quotations: tuple[Span, ...] = ()
    citations: tuple[Span, ...] = ()
    placeholders: tuple[Span, ...] = ()
    letter_date: date | None = None
    letter_date_span: Span | None = None


def anatomy(document: Document) -> Anatomy:
    """Label the blocks of `document` and find its names, quotations, blanks and date.

    A pure function that raises nothing for any document; its time grows in step with the text.
    """
    labelled = document.with_blocks(label_blocks(document))
    placeholders = find_placeholders(labelled)
    names = find_names(labelled, placeholders)
    day, span = _letter_date(labelled)
    return Anatomy(
        document=labelled,
        names=names.words,
        people=names.people,
        quotations=find_quotations(labelled),
        citations=find_citations(labelled),
        placeholders=placeholders,
        letter_date=day,
        letter_date_span=span,
    )


def _letter_date(document: Document) -> tuple[date | None, Span | None]:
    """The date in the letter's head, or failing that the one that stands with the signature."""
    places: tuple[frozenset[Label], ...] = (
        frozenset({"date"}),
        frozenset({"reference", "letterhead", "address"}),
        frozenset({"signoff"}),
    )
    for labels in places:
        for block in document.blocks:
            if block.label in labels:
                found = find_date(document.text, block.span.start, block.span.end)
                if found is not None:
                    day, start, end = found
                    return day, Span(start, end)
    return None, None
