"""A labelled letter to an `Analysis`: every block that rules read, parsed once, with its sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from plainletter.analysis.parses import Parses
from plainletter.analysis.pipeline import parse
from plainletter.analysis.units import Sentence, Unit, build_unit, clean_blocks
from plainletter.letter import Anatomy
from plainletter.model import Document, Label, Span

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T")

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
    _known: dict[Callable[..., Any], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[[Analysis], T]) -> T:
        """What `make` finds in this letter, worked out for the first that asks and kept for the others."""
        if make not in self._known:
            self._known[make] = make(self)
        found: T = self._known[make]
        return found

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
        return _touching(self.anatomy.quotations, span) is not None

    def citation(self, span: Span) -> Span | None:
        """The name of an Act, a section, a rule or a court form that `span` touches, or None."""
        return _touching(self.anatomy.citations, span)


def _touching(spans: Sequence[Span], span: Span) -> Span | None:
    index = bisect_right(spans, span.start, key=lambda other: other.end)
    return spans[index] if index < len(spans) and spans[index].overlaps(span) else None


SHORT_QUOTATION = 3
"""Words up to which a quotation names something ("this is called “care proceedings”") and is counted."""


def others_words(anatomy: Anatomy) -> tuple[Span, ...]:
    """Stretches that are not the writer's own words, in order: quotations of more than three words, and
    names of laws but for their last word, which stands for the whole."""
    text = anatomy.document.text
    spans = [span for span in anatomy.quotations if len(span.of(text).split()) > SHORT_QUOTATION]
    quoted = tuple(spans)
    for span in anatomy.citations:
        named = span.of(text).rstrip("0123456789()., ")
        last = named.rsplit(None, 1)[-1] if named.split() else ""
        if len(named) > len(last) > 0 and _touching(quoted, span) is None:
            spans.append(Span(span.start, span.start + len(named) - len(last)))
            spans.append(Span(span.start + len(named), span.end))
    return tuple(sorted(span for span in spans if len(span)))


def analyse(anatomy: Anatomy, nlp: Language, parses: Parses | None = None) -> Analysis:
    """Clean and parse the blocks that rules read; `parses` are those of letters before this one."""
    document = anatomy.document
    wanted = [(k, block) for k, block in enumerate(document.blocks) if block.label in READ_LABELS]
    blocks = [block for _, block in wanted]
    cleaned = clean_blocks(document.text, blocks, anatomy.placeholders)
    texts, lines = [clean.text for clean in cleaned], [clean.lines for clean in cleaned]
    docs = parse(nlp, texts, lines) if parses is None else parses.of(nlp, texts, lines)
    others = others_words(anatomy)
    units = (
        build_unit(index, block, clean, doc, anatomy.names, others)
        for (index, block), clean, doc in zip(wanted, cleaned, docs, strict=True)
    )
    # A block of nothing but invisible characters has no sentence, and nothing to say.
    return Analysis(anatomy, tuple(unit for unit in units if unit.sentences))
