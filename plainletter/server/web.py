"""The routes of the web page: what a browser sends becomes a `Turn`, and a page comes back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from plainletter.config import Config
from plainletter.errors import UsageError
from plainletter.model import Edit, Span
from plainletter.pages import page_file
from plainletter.server import page
from plainletter.server.guard import on_a_page
from plainletter.server.jobs import Answer
from plainletter.server.pool import Pool

Refusal = Callable[[Exception], tuple[int, str]]
"""The status and the one line that an error is answered with."""

STATE = ("content", "name", "pasted", "profile", "steps", "scores")
"""The fields of a form that hold a letter that is worked on."""

HTML = "text/html; charset=utf-8"
_Shape = TypeVar("_Shape")
_OUT_OF_ORDER = "The page is out of order. Load it anew, and check the letter once more."


def add_page(
    app: FastAPI, pool: Pool, config: Config, most: int, refusal: Refusal, file: Callable[[Answer], Response]
) -> None:  # fmt: skip
    """Add the page at `/`. most: bytes that a letter may have. file: sends an answer as a file."""

    @app.get("/", include_in_schema=False)
    async def empty() -> Response:
        return Response(page.empty_page(config), media_type=HTML)

    @app.post("/", include_in_schema=False)
    async def checked(request: Request) -> Response:
        return await done(
            request,
            page.checked_page,
            lambda answer: Response(answer.body, media_type=answer.media_type),
        )

    @app.post("/reviewed", include_in_schema=False)
    async def reviewed(request: Request) -> Response:
        return await done(request, page.reviewed_word, file)

    async def done(
        request: Request,
        job: Callable[[page.Turn, Config], Answer],
        send: Callable[[Answer], Response],
    ) -> Response:
        """What a form asks for; a refusal comes on a page, with what was sent, so that nothing that was typed
        or changed is lost."""
        form = FormData()
        try:
            form = await _form(request, most)
            turn, settings = await _turn(form, config, most)
            return send(await pool.run(job, turn, settings))
        except Exception as error:
            return refused(error, form)

    def refused(error: Exception, form: FormData) -> Response:
        status, message = refusal(error)
        state = {name: _field(form, name) for name in STATE if _field(form, name)}
        body = page.empty_page(
            config,
            error=message,
            text=_field(form, "text"),
            state=state if "content" in state else {},
        )
        return Response(body, status, media_type=HTML)

    @app.get("/page.css", include_in_schema=False)
    async def style() -> Response:
        both = page_file("reporters/page.css") + page_file("server/page.css")
        return Response(both, media_type="text/css; charset=utf-8")

    @app.get("/page.js", include_in_schema=False)
    async def script() -> Response:
        text = page_file("server/page.js")
        return Response(text, media_type="text/javascript; charset=utf-8")


async def _form(request: Request, most: int) -> FormData:
    try:
        return await request.form(max_files=1, max_fields=20, max_part_size=on_a_page(most))
    except HTTPException as error:
        raise UsageError(f"The form cannot be read ({error.detail}).") from None


async def _turn(form: FormData, config: Config, most: int) -> tuple[page.Turn, Config]:
    """What a form asks for, and the settings that go with it."""
    turn, settings = await _asked(form, config)
    if len(turn.data) > most:
        raise UsageError(f"The letter is too large: at most {most // 2**20} MB are taken.")
    return turn, settings


async def _asked(form: FormData, config: Config) -> tuple[page.Turn, Config]:
    settings = config.asked(_field(form, "profile"), (), ())
    upload, text = form.get("file"), _field(form, "text")
    if isinstance(upload, UploadFile) and (upload.filename or upload.size):
        data = await upload.read()
        if not data:
            raise UsageError("The file is empty. Choose another.")
        return page.Turn(data, upload.filename or "letter", pasted=False), settings
    if _field(form, "content"):
        return _later_turn(form), settings
    if not text.strip():
        raise UsageError("There is no letter yet. Paste one, or choose a file.")
    # Other programs leave NUL characters in what they copy.
    return page.Turn(text.replace("\0", "").encode("utf-8", "replace"), "letter.txt"), settings


def _later_turn(form: FormData) -> page.Turn:
    try:
        data = base64.b64decode(_field(form, "content"), validate=True)
        steps = _decoded(form, "steps", list[list[tuple[int, int, str]]])
        accept = _decoded(form, "accept", list[tuple[int, int, str]])
        scores = _decoded(form, "scores", dict[str, int])
    except (binascii.Error, msgspec.MsgspecError, RecursionError, ValueError):
        raise UsageError(_OUT_OF_ORDER) from None
    if len(steps or ()) > page.MOST_STEPS:
        raise UsageError("There are too many changes. Download the letter and go on with that.")
    return page.Turn(
        data, _field(form, "name") or "letter", pasted=bool(_field(form, "pasted")),
        steps=tuple(_step(edits) for edits in steps or ()), accept=_step(accept or ()),
        safe=bool(_field(form, "safe")), undo=bool(_field(form, "undo")), scores=scores or {},
    )  # fmt: skip


def _decoded(form: FormData, name: str, shape: type[_Shape]) -> _Shape | None:
    text = _field(form, name)
    return msgspec.json.decode(text, type=shape) if text else None


def _step(edits: Iterable[tuple[int, int, str]]) -> page.Step:
    found = []
    for start, end, text in edits:
        if not 0 <= start <= end:
            raise UsageError(_OUT_OF_ORDER)
        found.append(Edit(Span(start, end), text))
    return tuple(found)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
