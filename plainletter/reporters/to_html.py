"""One page for a person: scores, findings by paragraph, the checklist, and what could not be checked.

It needs no script, no network and no other file. Of the letter it shows what messages and suggestions quote;
the letter itself, its words marked by category, only where the options ask for the text. How it looks stands
in page.html, parts.html and page.css.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TextIO

from plainletter.model import Report
from plainletter.pages import environment, page_file
from plainletter.reporters import Options
from plainletter.reporters.views import View, letter_view
from plainletter.version import __version__

if TYPE_CHECKING:
    from markupsafe import Markup


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write the page, once all reports are there: it begins with a table of them."""
    letters = iter(reports)
    few = list(islice(letters, 2))
    several = len(few) > 1
    rows: list[View] = []
    parts: list[Markup] = []
    for number, report in enumerate(chain(few, letters), 1):
        view = letter_view(report, f"letter-{number}", options)
        rows.append(view["row"])
        parts.append(_part(view, several=several))
    style, style_hash = _style()
    page = environment().get_template("reporters/page.html").render(
        title=_title(rows), lead=_lead(rows), rows=rows, parts=parts, style=style, style_hash=style_hash,
        version=__version__, ruleset=options.ruleset,
    )  # fmt: skip
    stream.write(page + "\n")


@lru_cache(maxsize=1)
def _style() -> tuple[Markup, str]:
    """The style sheet, and its hash as a security policy names it."""
    from markupsafe import Markup

    style = page_file("reporters/page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Markup(style), f"sha256-{digest}"


def _part(view: View, *, several: bool) -> Markup:
    """The part of the page about one letter; of several, each has its heading."""
    from markupsafe import Markup

    macros: Any = _macros()
    if not several:
        return Markup(macros.letter({**view, "look": "big"}, 2))
    head = macros.heading(2, "big paged", view["row"]["path"], view["id"])
    body = macros.letter({**view, "look": "middle"}, 3)
    frame = Markup('<section aria-labelledby="{}">\n{}{}</section>\n')
    return frame.format(view["id"], head, body)


@lru_cache(maxsize=1)
def _macros() -> Any:
    return environment().get_template("reporters/parts.html").module


# -- Words ---------------------------------------------------------------------------------------------


def _title(rows: Sequence[View]) -> str:
    if len(rows) == 1:
        return f"What to change in {rows[0]['name']}"
    return f"What to change in {len(rows):,} letters" if rows else "No letters were checked"


def _lead(rows: Sequence[View]) -> str:
    unread = sum(not row["words"] for row in rows)
    if not rows:
        return "There is nothing to say yet."
    if len(rows) == 1:
        row = rows[0]
        read = f", checked as a {row['profile']}, {row['words']:,} words" if row["words"] else ""
        return f"{row['path']}{read}."
    if unread:
        return f"{unread:,} of them could not be checked."
    return "All of them could be checked."
