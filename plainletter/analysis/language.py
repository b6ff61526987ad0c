"""Is it English? The rules, the word tables and the grammar know no other language."""

from __future__ import annotations

from collections.abc import Iterable

from plainletter.analysis.words import word_texts

LEAST_WORDS = 40
"""Words below which the language is taken to be English: too few to tell."""

LEAST_SHARE = 0.12
"""Share of the words that must be among the commonest of English. In English letters it is .25 to .50,
in Welsh, Polish, Romanian or French ones below .05 (measured on invented letters and one notice)."""

_COMMONEST = frozenset(
    {
        "the", "to", "and", "of", "you", "we", "in", "is", "that", "for", "it", "with", "are", "be",
        "this", "have", "will", "your", "our", "not", "at", "can", "as", "from", "or", "but", "if",
        "they", "he", "she", "his", "her", "was", "has", "been", "about", "what", "when", "would",
        "their", "by", "an", "there", "which", "who", "were", "had", "any", "all", "how",
    }
)  # fmt: skip


def looks_english(texts: Iterable[str]) -> bool:
    """True when the texts together read like English, or are too short to tell."""
    total = common = 0
    for text in texts:
        for word in word_texts(text):
            total += 1
            common += word.lower() in _COMMONEST
    return total < LEAST_WORDS or common >= LEAST_SHARE * total
