"""Parses that are kept for a while: a letter is often checked again with one paragraph changed, and letters
made from one template share most of theirs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from plainletter.analysis.pipeline import parse
from plainletter.analysis.syntax import KEPT

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MOST_CHARACTERS = 300_000
"""Code points of text whose parses are kept, some 50,000 words: about 30 MB, and three times the longest
letters."""


class Parses:
    """The parses of the texts that were asked for last, in memory and nowhere else.

    What is kept is what the parser made of a block by itself; so a block's parse must not hang on those
    beside it, nor on how many there are.
    """

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Doc] = OrderedDict()

    def of(self, nlp: Language, texts: Sequence[str], lines: Sequence[str]) -> list[Doc]:
        """The parse of each text, as `parse` gives it; those that are kept are not made again."""
        keys = list(zip(texts, lines, strict=True))
        new = list(dict.fromkeys(key for key in keys if key not in self._kept))
        docs = parse(nlp, [text for text, _ in new], [line for _, line in new])
        found = {key: self._kept[key] for key in keys if key in self._kept}
        for key, doc in zip(new, docs, strict=True):
            doc.user_data[KEPT] = {}
            found[key] = doc
        for key, doc in found.items():
            self._keep(key, doc)
        return [found[key] for key in keys]

    @property
    def kept(self) -> tuple[str, ...]:
        """The texts whose parses are kept."""
        return tuple(text for text, _ in self._kept)

    def _keep(self, key: tuple[str, str], doc: Doc) -> None:
        if key not in self._kept:
            self._size += len(key[0])
        self._kept[key] = doc
        self._kept.move_to_end(key)
        while self._size > self._most:
            (text, _), _ = self._kept.popitem(last=False)
            self._size -= len(text)
