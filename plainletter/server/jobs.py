"""What runs in the processes of the service: bytes and settings in, bytes of an answer out.

Everything that touches a letter happens here, so that a letter that hangs or kills its reader takes
nothing with it but its own answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from plainletter.api import explained
from plainletter.config import Config
from plainletter.errors import visible_json
from plainletter.model import Report


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, and what it is. `name` is a file name to save it under, "" for none."""

    body: bytes
    media_type: str = "application/json"
    name: str = ""


def warm_up(config: Config) -> None:
    """Load the rules and the language pipeline, so that the first letter does not wait for them."""
    from plainletter.engine import checker, pipeline

    checker(config)
    pipeline()


def report_on(
    data: bytes, name: str, config: Config, *, with_text: bool, with_sentences: bool
) -> Answer:
    """The Report on a letter as JSON. A letter that cannot be read gives one with a problem.

    Raises `UsageError` for an unknown profile or rule.
    """
    report = _check(data, name, config)
    return Answer(_json(report.to_dict(with_text=with_text, with_sentences=with_sentences)))


def matches_in(
    text: str, marks: str, language: str, config: Config, asked: dict[str, Any]
) -> Answer:
    """The answer to LanguageTool's `/v2/check`; `marks` is its annotated data, "" for none."""
    from plainletter.server.languagetool import answer

    return Answer(_json(answer(text, marks, language, config, **asked)))


def reviewed_copy(data: bytes, name: str, config: Config, *, everything: bool) -> Answer:
    """A reviewed copy of a letter. Raises `ReadError` for a letter that cannot be read or written back."""
    from plainletter.engine import checker
    from plainletter.fix.letter import fix_letter
    from plainletter.fix.rewrites import Scope
    from plainletter.readers import SUFFIXES as READABLE
    from plainletter.readers import read_bytes
    from plainletter.review.copy import SUFFIXES, word_copy

    document = read = read_bytes(data, name)
    made, format = word_copy(data, document)
    if made is not data:
        document = replace(read_bytes(made, f"{name}.{format}"), path=name)
    scope: Scope = "all" if everything else "safe"
    _, copy = fix_letter(made, document, checker(config), scope, datetime.now(UTC))
    kind = read.format
    ending = SUFFIXES[kind] or f".{kind}"
    path = PurePath(name)
    if READABLE.get(path.suffix.lower()) == kind and not SUFFIXES[kind]:
        ending = path.suffix
    return Answer(copy.data, "application/octet-stream", f"{path.stem}.reviewed{ending}")


def _check(data: bytes, name: str, config: Config) -> Report:
    from plainletter.engine import checker
    from plainletter.readers import read_bytes

    return explained(lambda: checker(config).check(read_bytes(data, name)), name, config.profile)


def _json(shape: Any) -> bytes:
    return visible_json(json.dumps(shape, ensure_ascii=False, separators=(",", ":"))).encode()
