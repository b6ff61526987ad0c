"""Single words that are put in capitals for force: "You had NINE visits"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.analysis.lexicon import is_ordinary
from plainletter.kinds.match import Match
from plainletter.model import Edit, Suggestion
from plainletter.packs.schema import SCOPES, DetectorRule

_WORD = re.compile(r"(?<![\w&/.-])[A-Z]{2,}(?:'[A-Z]+)?(?![\w&/-])")


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Words in capitals, alone in a sentence of small letters.

    Options: `force`, short words that are no acronym in a sentence; `least`, the letters of any other
    ordinary word that count as force; `names`, words in capitals that name something; `named-before`,
    words that make what stands before them a name ("the SMART plan"); `said`, words behind which stands
    what is to be written ("text YES").
    """
    options = rule.options
    force = frozenset(options["force"])
    names = frozenset(options["names"])
    said = frozenset(options["said"])
    named_before = frozenset(options["named-before"])
    least = int(options["least"])
    labels = SCOPES[rule.scope]
    for unit in letter.units:
        if unit.block.label not in labels:
            continue
        for sentence in unit.sentences:
            small = sum(1 for c in sentence.text if c.islower())
            large = sum(1 for c in sentence.text if c.isupper())
            if small <= large:
                continue
            for match in _WORD.finditer(sentence.text):
                word = match.group().lower()
                behind = re.match(r"\W*(\w+)", sentence.text[match.end() :])
                ahead = re.search(r"(\w+)\W*$", sentence.text[: match.start()])
                if ahead and ahead.group(1).lower() in said:
                    continue
                if word in names or word in letter.names:
                    continue
                if behind and behind.group(1).lower() in named_before:
                    continue
                if word not in force and not (len(word) >= least and is_ordinary(word)):
                    continue
                start = sentence.start + match.start()
                span = unit.span(start, start + len(match.group()))
                opens = match.start() == 0
                wording = word.capitalize() if opens else word
                advice = Suggestion(wording, (Edit(span, wording),))
                yield Match(rule, span, sentence.span, (advice,))
