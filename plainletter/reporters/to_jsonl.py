"""One report a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from plainletter.errors import visible_json
from plainletter.model import Report
from plainletter.reporters import Options, to_dict


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write a line for each report as it comes."""
    for report in reports:
        shape = to_dict(report, options)
        stream.write(visible_json(json.dumps(shape, ensure_ascii=False)) + "\n")
