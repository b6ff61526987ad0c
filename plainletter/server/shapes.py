"""The shapes of requests and answers, with the examples that OpenAPI shows."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


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


_TEXT = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday 4 June."

_OPTIONS: dict[str, Any] = {
    "profile": {"type": "string", "example": "letter-before-proceedings"},
    "select": {"type": "array", "items": {"type": "string"}, "example": ["tone.*"]},
    "ignore": {"type": "array", "items": {"type": "string"}},
    "with_text": {"type": "boolean", "default": False},
    "with_sentences": {"type": "boolean", "default": False},
    "all": {"type": "boolean", "default": False},
}

_JSON = {
    "schema": {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            "text": {"type": "string", "example": _TEXT},
            "name": {"type": "string", "example": "letter.txt"},
            **_OPTIONS,
        },
    },
    "example": {"text": _TEXT},
}

_FORM = {
    "schema": {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "profile": {"type": "string"},
        },
        "required": ["file"],
    }
}

_FILE = {"schema": {"type": "string", "format": "binary"}}

_LETTER = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": _JSON,
            "multipart/form-data": _FORM,
            "text/plain": {"schema": {"type": "string"}, "example": _TEXT},
            "application/octet-stream": _FILE,
        },
    }
}

CHECK_BODY: dict[str, Any] = _LETTER
FIX_BODY: dict[str, Any] = _LETTER

LANGUAGETOOL_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "data": {"type": "string"},
                        "language": {"type": "string"},
                        "enabledRules": {"type": "string"},
                        "disabledRules": {"type": "string"},
                        "enabledOnly": {"type": "string"},
                        "level": {"type": "string", "enum": ["default", "picky"]},
                    },
                },
                "example": {"text": "You must attend.", "language": "en-GB"},
            }
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
