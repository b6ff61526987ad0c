"""A report without what tells whose letter it is: names, addresses, dates of birth, telephone numbers, e-mail
addresses and reference numbers.

Each letter and digit of them becomes a block, so that all places in the report stay right. Where it is
not sure, it takes away too much: a word with a capital that no dictionary has may be a name.
"""

from __future__ import annotations

from plainletter.redact.cover import COVER, redacted

__all__ = ["COVER", "redacted"]
