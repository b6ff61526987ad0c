"""One report a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from plainletter.model import Report
from plainletter.reporters import Options


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write a line for each report as it comes."""
    for report in reports:
        shape = report.to_dict(with_text=options.with_text, with_sentences=options.with_sentences)
        stream.write(json.dumps(shape, ensure_ascii=False) + "\n")
