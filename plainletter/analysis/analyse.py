"""A labelled letter to an `Analysis`: every block that rules read, parsed once, with its sentences."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainletter.analysis.pipeline import parse
from plainletter.analysis.units import Sentence, Unit, build_unit, clean_blocks
from plainletter.letter import Anatomy
from plainletter.model import Document, Label, Span

if TYPE_CHECKING:
    from spacy.language import Language

READ_LABELS: frozenset[Label] = frozenset(
    {"body", "list", "table", "note", "heading", "subject", "signoff", "enclosure", "salutation"}
)
"""Labels of blocks that some rule may read. Letterhead, addresses and quotations are not read."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A letter ready for the rules.

    `units` are the blocks that rules may read, in order; `scored` are those whose sentences count.
    """

    anatomy: Anatomy
    units: tuple[Unit, ...]

    @property
    def document(self) -> Document:
        """The document, its blocks labelled."""
        return self.anatomy.document

    @property
    def names(self) -> frozenset[str]:
        """Lower-case words known to be names of people in this letter."""
        return self.anatomy.names

    @property
    def scored(self) -> tuple[Unit, ...]:
        """Units whose sentences count for the scores."""
        return tuple(unit for unit in self.units if unit.block.scored)

    @property
    def sentences(self) -> tuple[tuple[Unit, Sentence], ...]:
        """Every scored sentence with its unit, in order."""
        return tuple((unit, sentence) for unit in self.scored for sentence in unit.sentences)

    def quoted(self, span: Span) -> bool:
        """True when `span` touches words quoted from somebody or something."""
        quotations = self.anatomy.quotations
        index = bisect_right(quotations, span.start, key=lambda quotation: quotation.end)
        return index < len(quotations) and quotations[index].overlaps(span)


def analyse(anatomy: Anatomy, nlp: Language) -> Analysis:
    """Clean and parse the blocks that rules read."""
    document = anatomy.document
    wanted = [(k, block) for k, block in enumerate(document.blocks) if block.label in READ_LABELS]
    blocks = [block for _, block in wanted]
    cleaned = clean_blocks(document.text, blocks, anatomy.placeholders)
    docs = parse(nlp, [clean.text for clean in cleaned], [clean.lines for clean in cleaned])
    units = (
        build_unit(index, block, clean, doc, anatomy.names)
        for (index, block), clean, doc in zip(wanted, cleaned, docs, strict=True)
    )
    # A block of nothing but invisible characters has no sentence, and nothing to say.
    return Analysis(anatomy, tuple(unit for unit in units if unit.sentences))
