"""One JSON object for all reports, as the product contract has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from plainletter.errors import visible_json
from plainletter.model import Report
from plainletter.reporters import Options, to_dict
from plainletter.version import __version__

SCHEMA = "plainletter.report/1"


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write the object, report by report as they come."""
    head = json.dumps({"schema": SCHEMA, "version": __version__, "ruleset": options.ruleset})
    stream.write(head[:-1] + ', "reports": [')
    separator = "\n"
    for report in reports:
        shape = to_dict(report, options)
        stream.write(separator + visible_json(json.dumps(shape, ensure_ascii=False)))
        separator = ",\n"
    stream.write("\n]}\n")
