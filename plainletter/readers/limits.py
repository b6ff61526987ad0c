"""How much a file may hold before reading stops, and why each bound stands where it does.

A letter before proceedings is a few pages. The bounds leave room for bundles a hundred times that size
and still keep one hostile or broken file from taking the machine's memory or an hour of its time.
"""

from __future__ import annotations

MAX_TEXT_FILE = 20 * 1024 * 1024
"""Bytes of a file that is text itself (txt, md, html, rtf, eml): the whole works of Shakespeare take 5 MB,
the rest is room for pictures that HTML, RTF and mail carry inside."""

MAX_PACKAGE_FILE = 50 * 1024 * 1024
"""Bytes of a Word, OpenDocument or PDF file: mail systems refuse attachments well below this."""

MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes that all parts of a package may unpack to: twice the largest file, since pictures in a package
are compressed already and only its XML unpacks to more."""

MAX_RATIO = 150
"""Unpacked bytes for each packed byte. The XML of Word packs 10 to 30 times; a bomb, about 1,000 times."""

RATIO_FREE = 10 * 1024 * 1024
"""Unpacked bytes below which the ratio does not matter: a blank drawing packs as well as a bomb does, and
this much does no harm."""

MAX_ENTRIES = 5_000
"""Parts in a package: a long Word file with a hundred pictures has about two hundred."""

MAX_PART = 40 * 1024 * 1024
"""Bytes of one XML part; its tree in memory takes several times that."""

MAX_MARKS = 3_000_000
"""Signs `<` and `=` in one XML part, counted before it is parsed: an upper bound for its elements and
attributes, which cost about a hundred bytes of memory each. A 100-page Word file has about 300,000."""

MAX_PARAGRAPHS = 50_000
"""Paragraphs of one document, empty ones too; a page has about forty."""

MAX_CHARACTERS = 5_000_000
"""Code points of text in one document: about 2,000 pages."""

MAX_PDF_PAGES = 2_000
"""Pages of a PDF: the same 2,000 pages as for text."""

MAX_FILES = 100_000
"""Entries that a walk through a folder looks at before it stops and says so: more than any office's
folder of letters, and a walk begun at the root of a disk by mistake ends in seconds."""

CONVERT_SECONDS = 90
"""Seconds that LibreOffice may take for one file; its first start on a slow machine takes about 20."""


def megabytes(size: int) -> str:
    """A size in bytes as people write it, rounded to a tenth of a megabyte."""
    return f"{size / 2**20:,.1f} MB".replace(".0 MB", " MB")
