"""Words of a suggestion: their form, the article before them, their capitals and their quotes.

Nothing here needs a language model or any other package. Import from the modules: `inflect` makes and
lists word forms, `articles` chooses between "a" and "an", `casing` copies capitals and quote style.
"""

from __future__ import annotations

from pathlib import Path

from plainletter.errors import PackError


def read_word_data(name: str) -> str:
    """Text of a data file of `wordlists/words/`.

    An installed copy carries the word lists inside the package; a source checkout has them beside it.
    Raises `PackError` where neither holds the file, or where it cannot be read as UTF-8.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "wordlists", package.parent / "wordlists"):
        try:
            return (folder / "words" / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(f"The word data {name} cannot be read: {error}") from error
    raise PackError(f"The word data {name} is missing: install plainletter again")
