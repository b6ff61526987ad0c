"""The routes of the service. Each reads a request, has the pool do the work, and sends what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi import Path as PathPart
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.routing import Match, Route

from plainletter.config import Config
from plainletter.errors import PlainletterError, ReadError, UsageError, WriteError
from plainletter.server import jobs
from plainletter.server.guard import Guard, Limits
from plainletter.server.jobs import Answer
from plainletter.server.pool import Busy, Died, Pool, TookTooLong
from plainletter.server.shapes import (
    ERRORS,
    LANGUAGETOOL_BODY,
    LANGUAGETOOL_EXAMPLE,
    LANGUAGETOOL_QUERY,
    LEVELS,
    REPORT_EXAMPLE,
    CheckRequest,
    letter_body,
)
from plainletter.server.web import add_page
from plainletter.version import __version__

SECONDS = 60.0
"""Seconds that one check may take, unless told otherwise; the longest letter seen took 20."""


@dataclass(frozen=True, slots=True)
class Service:
    """How the service is to run. config: settings in force where a request names no others."""

    config: Config = field(default_factory=Config)
    limits: Limits = field(default_factory=Limits)
    workers: int = 1
    seconds: float = SECONDS
    waiting: int = 32


def make_app(service: Service) -> Guard:
    """The application, as an ASGI server runs it."""
    # Starlette would put larger uploads into temporary files; letters stay in memory, of which `Guard` sees.
    MultiPartParser.spool_max_size = 4 * service.limits.body
    pool = Pool(service.workers, service.seconds, service.config, service.waiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pool.start()
        yield
        pool.stop()

    app = FastAPI(
        title="plainletter",
        version=__version__,
        description="Checks letters to families. Nothing of a letter is kept, logged or sent on.",
        lifespan=lifespan,
        # These pages of FastAPI load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    _handle_errors(app)
    _add_routes(app, pool, service)
    add_page(app, pool, service.config, service.limits.body, refusal, _file)
    return Guard(app, service.limits)


def refusal(error: Exception) -> tuple[int, str]:
    """The status and the one line that an error is answered with."""
    match error:
        case ReadError() | WriteError():
            return 422, str(error)
        case PlainletterError():
            return 400, str(error)
        case Busy():
            return 503, "Too many letters are waiting. Try again soon."
        case TookTooLong():
            return 504, "The check took too long and was ended. Split the letter, or save it anew."
        case Died():
            return 500, "The letter could not be checked: its reader came to an end. Save it anew."
        case HTTPException():
            return error.status_code, f"{error.detail}."
    from plainletter.api import fault

    return 500, f"It could not be done, by a fault in plainletter ({fault(error)})."


def _handle_errors(app: FastAPI) -> None:
    async def answer(request: Request, error: Exception) -> Response:
        status, message = refusal(error)
        headers = error.headers if isinstance(error, HTTPException) else None
        if status == 503:
            headers = {"retry-after": "2"}
        elif status == 405:  # Starlette names the methods of one route only.
            headers = {"allow": ", ".join(sorted(_methods(app, request)))}
        return JSONResponse({"error": " ".join(message.split())}, status, headers)

    for kind in (PlainletterError, Busy, TookTooLong, Died, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """The methods that the address of a request can be asked with."""
    return {
        method
        for route in app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _add_routes(app: FastAPI, pool: Pool, service: Service) -> None:
    from plainletter.engine import checker

    known = checker(service.config)
    body = letter_body(tuple(known.profiles), tuple(known.ruleset.rules))

    @app.get("/health", summary="Whether the service is up")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "version": __version__, "waiting": pool.running}

    @app.post(
        "/check", summary="Check a letter", openapi_extra=body,
        responses={200: REPORT_EXAMPLE, **ERRORS}, response_class=Response,
    )  # fmt: skip
    async def check(request: Request) -> Response:
        letter = await _letter(request)
        config = service.config.asked(letter.profile, letter.select, letter.ignore)
        answer = await pool.run(
            jobs.report_on, letter.data, letter.name, config,
            with_text=letter.with_text, with_sentences=letter.with_sentences,
        )  # fmt: skip
        return Response(answer.body, media_type=answer.media_type)

    @app.post(
        "/fix", summary="A reviewed copy of a letter", openapi_extra=body,
        responses=ERRORS, response_class=Response,
    )  # fmt: skip
    async def fix(request: Request) -> Response:
        letter = await _letter(request)
        config = service.config.asked(letter.profile, letter.select, letter.ignore)
        answer = await pool.run(
            jobs.reviewed_copy, letter.data, letter.name, config, everything=letter.everything
        )
        return _file(answer)

    @app.get("/rules", summary="All rules")
    async def rules() -> list[dict[str, Any]]:
        return [
            {"id": rule.id, "category": rule.category, "level": rule.level, "title": rule.title}
            for rule in known.ruleset.rules.values()
        ]

    @app.get("/rules/{rule}", summary="One rule", responses={404: ERRORS[400]})
    async def one_rule(
        rule: str = PathPart(examples=[next(iter(known.ruleset.rules))]),
    ) -> dict[str, Any]:
        found = known.ruleset.rules.get(rule)
        if found is None:
            raise HTTPException(404, "There is no such rule")
        return {
            "id": found.id, "category": found.category, "level": found.level, "title": found.title,
            "message": found.message, "why": found.why, "source": found.source,
            "bad": [{"text": bad.text, "say": bad.say} for bad in found.bad], "ok": list(found.ok),
        }  # fmt: skip

    @app.get("/v2/languages", summary="LanguageTool's list of languages")
    async def languages() -> list[dict[str, str]]:
        from plainletter.server.languagetool import LANGUAGES

        return [dict(language) for language in LANGUAGES]

    async def languagetool(request: Request) -> Response:
        fields = await _fields(request)
        if "text" not in fields and "data" not in fields:
            raise UsageError("There is no text: send “text”, or annotated “data”.")
        if fields.get("level", LEVELS[0]).lower() not in LEVELS:
            raise UsageError(f"“level” is one of: {', '.join(LEVELS)}.")
        answer = await pool.run(
            jobs.matches_in, fields.get("text", ""), fields.get("data", ""),
            fields.get("language", "auto"), service.config, _asked(fields),
        )  # fmt: skip
        return Response(answer.body, media_type=answer.media_type)

    app.post(
        "/v2/check", summary="LanguageTool's check", openapi_extra=LANGUAGETOOL_BODY,
        responses={200: LANGUAGETOOL_EXAMPLE, **ERRORS}, response_class=Response,
    )(languagetool)  # fmt: skip
    app.get(
        "/v2/check", summary="LanguageTool's check of a short text", openapi_extra=LANGUAGETOOL_QUERY,
        responses={200: LANGUAGETOOL_EXAMPLE, **ERRORS}, response_class=Response,
    )(languagetool)  # fmt: skip


def _file(answer: Answer) -> Response:
    """An answer that a browser saves under its name."""
    saved = answer.name.replace("\\", "/").rsplit("/", 1)[-1].encode("utf-8", "replace").decode()
    simple = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in saved)
    told = f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(saved, safe='')}"
    headers = {"content-disposition": told}
    return Response(answer.body, media_type=answer.media_type, headers=headers)


class _Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it came in, and what is wanted of it."""

    data: bytes
    name: str
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    with_text: bool = False
    with_sentences: bool = False
    everything: bool = False


_TYPES = {
    "text/plain": ".txt", "text/markdown": ".md", "text/html": ".html", "message/rfc822": ".eml",
    "application/rtf": ".rtf", "text/rtf": ".rtf", "application/pdf": ".pdf",
    "application/msword": ".doc", "application/octet-stream": "",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip
"""Media types of letters, and the endings that go with them."""


async def _letter(request: Request) -> _Letter:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(await request.body())
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return await _from_form(request)
    if kind in _TYPES:
        query = {k: request.query_params.getlist(k) for k in request.query_params}
        name = request.query_params.get("name", "") or f"letter{_TYPES[kind]}"
        data = await request.body()
        if not data:
            raise UsageError("There is no letter in the request.")
        return _optioned(data, name, query)
    raise HTTPException(415, "Send a letter as JSON, a form with a file, or the file itself")


def _from_json(body: bytes) -> _Letter:
    try:
        asked = msgspec.json.decode(body, type=CheckRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"The request is not as it should be: {_plain(error)}.") from None
    return _Letter(
        data=asked.text.encode("utf-8", "replace"), name=asked.name or "letter.txt",
        profile=asked.profile, select=asked.select, ignore=asked.ignore, with_text=asked.with_text,
        with_sentences=asked.with_sentences, everything=asked.all,
    )  # fmt: skip


async def _from_form(request: Request) -> _Letter:
    try:
        form = await request.form(max_files=1, max_fields=20, max_part_size=30 * 1024 * 1024)
    except HTTPException as error:
        raise UsageError(f"The form cannot be read ({error.detail}).") from None
    fields = {
        name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form
    }
    upload = form.get("file")
    if isinstance(upload, UploadFile):
        return _optioned(await upload.read(), upload.filename or "letter", fields)
    text = (fields.get("text") or [""])[0]
    if not text:
        raise UsageError("The form holds neither a “file” nor a “text”.")
    return _optioned(text.encode("utf-8", "replace"), "letter.txt", fields)


def _optioned(data: bytes, name: str, fields: Mapping[str, list[str]]) -> _Letter:
    def on(field: str) -> bool:
        return (fields.get(field) or [""])[0].lower() in ("1", "true", "yes", "on")

    def words(field: str) -> tuple[str, ...]:
        return _split(",".join(fields.get(field, ())))

    return _Letter(
        data=data, name=name, profile=(fields.get("profile") or [""])[0] or None,
        select=words("select"), ignore=words("ignore"), with_text=on("with_text"),
        with_sentences=on("with_sentences"), everything=on("all"),
    )  # fmt: skip


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a LanguageTool request: a query, a form, or a JSON object."""
    fields = {name: str(value) for name, value in request.query_params.items()}
    if request.method == "GET":
        return fields
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = msgspec.json.decode(await request.body(), type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UsageError(f"The request is not as it should be: {_plain(error)}.") from None
        for name, value in body.items():
            if value is None and name in ("language", "level"):
                raise UsageError(f"“{name}” has no value.")
            if value is None:
                continue
            # Annotated data may stand in JSON as it is.
            inside = msgspec.json.encode(value).decode() if isinstance(value, dict) else value
            fields[name] = ",".join(map(str, value)) if isinstance(value, list) else str(inside)
        return fields
    if kind in ("application/x-www-form-urlencoded", ""):
        # Not Starlette's own, which takes bytes that are not escaped for Latin-1.
        form_text = (await request.body()).decode("utf-8", "replace")
        try:
            return fields | dict(parse_qsl(form_text, keep_blank_values=True, max_num_fields=40))
        except ValueError:
            raise UsageError("The form has more fields than there are.") from None
    if kind == "multipart/form-data":
        try:
            form = await request.form(max_files=0, max_fields=40, max_part_size=30 * 1024 * 1024)
        except HTTPException as error:
            raise UsageError(f"The form cannot be read ({error.detail}).") from None
        return fields | {name: value for name, value in form.items() if isinstance(value, str)}
    raise HTTPException(415, "Send a form or JSON")


def _asked(fields: Mapping[str, str]) -> dict[str, Any]:
    return {
        "enabled": (*_split(fields.get("enabledRules")), *_split(fields.get("enabledCategories"))),
        "disabled": (
            *_split(fields.get("disabledRules")), *_split(fields.get("disabledCategories")),
        ),
        "enabled_only": fields.get("enabledOnly", "").lower() in ("true", "yes", "1"),
        "picky": fields.get("level", "").lower() == "picky",
    }  # fmt: skip


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _plain(error: Exception) -> str:
    """What is wrong with JSON, without words of a letter: msgspec names fields and places only."""
    return str(error).replace("`", "“", 1).replace("`", "”", 1).rstrip(".")
