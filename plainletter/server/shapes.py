"""The shapes of requests and answers, with the examples that OpenAPI shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from plainletter.server.languagetool import LANGUAGES


class CheckRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A letter as JSON. `name` gives the kind of text by its ending (letter.md); `all` is for /fix."""

    text: str
    name: str = ""
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    with_text: bool = False
    with_sentences: bool = False
    all: bool = False


LEVELS = ["default", "picky"]
"""How much LanguageTool's check tells: picky adds advice that offers no better wording."""

LANGUAGE_NAMES = ["auto", *(language["longCode"] for language in LANGUAGES)]

_TEXT = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday 4 June."

_BINARY = {"schema": {"type": "string", "format": "binary", "minLength": 1}}


def letter_body(profiles: Sequence[str], rules: Collection[str]) -> dict[str, Any]:
    """The body of a request with a letter, where `profiles` and `rules` are those there are."""
    profile = {"type": "string", "enum": [*profiles, "auto"]}
    prefixes = {f"{rule.partition('.')[0]}.*" for rule in rules}
    named = {"type": "array", "items": {"type": "string", "enum": [*sorted(prefixes), *rules]}}
    switch = {"type": "boolean", "default": False}
    told = {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            "text": {"type": "string", "example": _TEXT},
            "name": {"type": "string", "example": "letter.txt"},
            "profile": {"anyOf": [profile, {"type": "null"}]},
            "select": named, "ignore": named,
            "with_text": switch, "with_sentences": switch, "all": switch,
        },
    }  # fmt: skip
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "profile": profile,
        },
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": told, "example": {"text": _TEXT}},
                "multipart/form-data": {"schema": form},
                "text/plain": {"schema": {"type": "string", "minLength": 1}, "example": _TEXT},
                "application/octet-stream": _BINARY,
            },
        }
    }


def _annotation(required: str, other: str = "") -> dict[str, Any]:
    shape: dict[str, Any] = {required: {"type": "string"}}
    if other:
        shape[other] = {"type": ["string", "null"]}
    return {"type": "object", "required": [required], "properties": shape}


_LANGUAGETOOL_FIELDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "language": {"type": "string", "enum": LANGUAGE_NAMES},
    "enabledRules": {"type": "string"},
    "disabledRules": {"type": "string"},
    "enabledCategories": {"type": "string"},
    "disabledCategories": {"type": "string"},
    "enabledOnly": {"type": "string"},
    "level": {"type": "string", "enum": LEVELS},
}

# Clients send more than these, for themselves or for other services: what is not known is passed over.
LANGUAGETOOL_QUERY: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "required": name == "text", "schema": shape}
        for name, shape in _LANGUAGETOOL_FIELDS.items()
    ]
}
"""The same fields in an address, which old clients use."""

LANGUAGETOOL_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": _LANGUAGETOOL_FIELDS,
                },
                "example": {"text": "You must attend.", "language": "en-GB"},
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["data"],
                    "properties": {
                        "data": {
                            "type": "object",
                            "required": ["annotation"],
                            "properties": {
                                "annotation": {
                                    "type": "array",
                                    "items": {
                                        "anyOf": [
                                            _annotation("text"),
                                            _annotation("markup", "interpretAs"),
                                        ]
                                    },
                                }
                            },
                        },
                        "language": {"type": "string", "enum": LANGUAGE_NAMES},
                        "level": {"type": "string", "enum": LEVELS},
                    },
                },
                "example": {
                    "data": {
                        "annotation": [{"text": "You must "}, {"markup": "<b>"}, {"text": "go."}]
                    },
                    "language": "en-GB",
                },
            },
        },
    }
}

_ERROR = {
    "description": "One line says what is wrong",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string"}},
            },
            "example": {"error": "There is no rule “tone.loud”."},
        }
    },
}

ERRORS: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 401, 403, 408, 413, 415, 421, 422, 500, 503, 504), _ERROR
)
"""The ways in which a request may end without an answer."""

REPORT_EXAMPLE: dict[str, Any] = {
    "description": "The Report (plainletter.report/1); a letter that cannot be read has problems",
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {
                "path": "letter.txt",
                "scores": {"overall": {"value": 71, "band": "fair", "reasons": []}},
                "findings": [{"rule": "tone.order-must", "text": "You must attend"}],
                "problems": [],
            },
        }
    },
}

LANGUAGETOOL_EXAMPLE: dict[str, Any] = {
    "description": "The answer of LanguageTool's protocol",
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {
                "matches": [
                    {
                        "message": "“You must” gives an order.",
                        "offset": 0,
                        "length": 15,
                        "replacements": [{"value": "Please attend"}],
                    }
                ]
            },
        }
    },
}
