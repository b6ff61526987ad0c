"""plainletter makes the letters that councils send to families plain, fair and complete.

The library never prints, never touches the network and keeps nothing. `check_text`, `check_file` and
`check_many` give a `Report`; see `plainletter.model` for what stands in one.
"""

from __future__ import annotations

from plainletter.api import check_file, check_many, check_text
from plainletter.config import Config
from plainletter.errors import (
    ConfigError,
    ModelMissing,
    PackError,
    PlainletterError,
    ReadError,
    UsageError,
)
from plainletter.model import (
    ChecklistItem,
    Document,
    Edit,
    Finding,
    Measure,
    Problem,
    Report,
    Score,
    Span,
    Suggestion,
)
from plainletter.version import __version__

__all__ = [
    "ChecklistItem",
    "Config",
    "ConfigError",
    "Document",
    "Edit",
    "Finding",
    "Measure",
    "ModelMissing",
    "PackError",
    "PlainletterError",
    "Problem",
    "ReadError",
    "Report",
    "Score",
    "Span",
    "Suggestion",
    "UsageError",
    "__version__",
    "check_file",
    "check_many",
    "check_text",
]
