"""Pages for a browser: their templates and style sheets, which lie beside the modules that fill them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one set of templates. Everything that is put into one is escaped; a name it does not know is an
    error; `include` and `import` take names such as "reporters/parts.html"."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(page_file), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@lru_cache(maxsize=16)
def page_file(name: str) -> str:
    """The text of a template, style sheet or script, named by its place in the package."""
    text = files("plainletter").joinpath(name).read_text(encoding="utf-8")
    # The hash in a security policy is of what a browser reads, which knows one kind of line end.
    return text.replace("\r\n", "\n")
