"""The server: which message of an editor leads to what. All that it says comes from the other modules."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial, wraps
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from plainletter.api import fault
from plainletter.engine import pipeline
from plainletter.errors import ModelMissing
from plainletter.lsp import hover as hovering
from plainletter.lsp.actions import FIX_ALL, Client, actions, fix_all, workspace_edit
from plainletter.lsp.check import Checked, check
from plainletter.lsp.desk import Closed, Desk, Worker
from plainletter.lsp.diagnostics import SOURCE, UNCHECKED, diagnostics
from plainletter.lsp.settings import EditorSettings
from plainletter.lsp.stdio import Writer, converse
from plainletter.lsp.texts import Letter
from plainletter.positions import Encoding
from plainletter.version import __version__

T = TypeVar("T")

_MOST = 2**31 - 1
"""The largest line or character that the protocol knows."""

_CANCELLED = -32802
_NOT_READY = -32002
_WATCHED = ("**/plainletter.toml", "**/pyproject.toml", "**/*.plainletter.toml")


def serve(settings: EditorSettings, stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Speak with an editor until it ends the talk or is gone. Gives the exit code of the protocol: 0 after a
    shutdown, else 1. Threads may still be at work; nobody has to wait for them."""
    _silence()
    server = PlainletterServer(settings)
    try:
        asyncio.run(converse(stdin, stdout, server.begin, server.receive))
    finally:
        server.stop()
    return 0 if server.down else 1


def _silence() -> None:
    """Keep libraries from logging: what they log holds whole messages, and with them letters."""
    for name in ("pygls", "asyncio", "cattrs", "lsprotocol"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


class _Protocol(LanguageServerProtocol):
    """Hands documents to our own desk: pygls' own copy of a text gets places past the end of a line wrong."""

    _server: PlainletterServer

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        self._server.desk.open(Letter(item.uri, item.language_id, item.version, item.text))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.change(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.close(params.text_document.uri)


def _answering(
    answer: Callable[[PlainletterServer, Any], Awaitable[T]],
) -> Callable[[PlainletterServer, Any], Awaitable[T]]:
    """An answer to a request whose faults are told in one line, with nothing of a letter in it."""

    @wraps(answer)
    async def guarded(server: PlainletterServer, params: Any) -> T:
        try:
            return await answer(server, params)
        except JsonRpcException:
            raise
        except Closed:
            raise JsonRpcContentModified("This letter is not open, or was just changed.") from None
        except Exception as error:
            raise JsonRpcException(f"A fault in plainletter ({fault(error)}).") from None

    return guarded


class PlainletterServer(LanguageServer):
    """What one editor talks to."""

    def __init__(self, settings: EditorSettings) -> None:
        super().__init__(
            "plainletter",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=_Protocol,
        )
        self._settings = settings
        self._unknown: set[str] = set()
        self.desk = Desk(self._check, self._publish, self._failed, self._slow)
        self._answers = Worker("answer")
        self._ready = False
        self.down = False
        self._told = ""
        self.feature(types.INITIALIZED)(partial(_initialized, self))
        self.feature(types.TEXT_DOCUMENT_DID_SAVE)(partial(_saved, self))
        self.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(partial(_watched, self))
        self.feature(types.TEXT_DOCUMENT_HOVER)(partial(_hover, self))
        self.feature(
            types.TEXT_DOCUMENT_CODE_ACTION,
            types.CodeActionOptions(
                code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True
            ),
        )(partial(_code_action, self))
        self.feature(types.CODE_ACTION_RESOLVE)(partial(_resolve, self))
        self.feature(
            types.TEXT_DOCUMENT_DIAGNOSTIC,
            types.DiagnosticOptions(
                inter_file_dependencies=False, workspace_diagnostics=False, identifier=SOURCE
            ),
        )(partial(_pulled, self))

    # -- messages ---------------------------------------------------------------------------------

    def begin(self, writer: Writer) -> None:
        """Take the stream that answers go to."""
        self.protocol.set_writer(writer)

    def receive(self, body: bytes) -> bool:
        """Take a message; False for the one that ends the talk."""
        try:
            data = json.loads(body, object_hook=_in_range)
        except (ValueError, RecursionError):
            self._refuse(None, types.ErrorCodes.ParseError, "This is not JSON.")
            return True
        if not isinstance(data, dict) or data.get("jsonrpc") != "2.0":
            self._refuse(None, types.ErrorCodes.InvalidRequest, "This is not JSON-RPC 2.0.")
            return True
        method, number = data.get("method"), data.get("id")
        asked = "id" in data and method is not None
        if not isinstance(method, str | None) or (
            "id" in data and (not isinstance(number, int | str) or isinstance(number, bool))
        ):
            self._refuse(None, types.ErrorCodes.InvalidRequest, "This is no request.")
            return True
        if method == types.EXIT:
            return False
        if method is not None and not self._may(method, number if asked else None):
            return True
        if method == types.SHUTDOWN and asked:
            self.down = True
        try:
            message = self.protocol.structure_message(data)
        except Exception:
            # What is wrong with it cannot be told without telling what is in it.
            if asked:
                self._refuse(
                    number, types.ErrorCodes.InvalidParams, "This has not the right shape."
                )
            elif method is not None and not method.startswith("$/"):
                self._say(
                    "plainletter did not understand what the editor sent. If the marks look wrong, "
                    "close the letter and open it again."
                )
            return True
        try:
            self.protocol.handle_message(message)
        except Exception as error:
            self.report_server_error(error, JsonRpcException)
        if method == types.INITIALIZE and asked:
            self._ready = hasattr(self.protocol, "server_capabilities")
        return True

    def _may(self, method: str, number: int | str | None) -> bool:
        """Whether a message may be handled now; a request that may not is refused."""
        manager = self.protocol.fm
        known = method in manager.features or method in manager.builtin_features
        if method == types.CANCEL_REQUEST:
            return self._ready
        if not known:
            code, told = int(types.ErrorCodes.MethodNotFound), "This is not known here."
        elif not self._ready and method != types.INITIALIZE:
            code, told = _NOT_READY, "Send “initialize” first."
        elif self.down or (self._ready and method == types.INITIALIZE):
            code, told = int(types.ErrorCodes.InvalidRequest), "It is too late for this."
        else:
            return True
        if number is not None:
            self._refuse(number, code, told)
        return False

    def _refuse(self, number: int | str | None, code: int, told: str) -> None:
        body = json.dumps(
            {"jsonrpc": "2.0", "id": number, "error": {"code": int(code), "message": told}}
        )
        writer = self.protocol.writer
        if writer is not None:
            writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell of a fault in one line, with nothing of a letter in it."""
        if source is not None and getattr(source, "__name__", "") == "FeatureRequestError":
            return  # The answer to the request has told already.
        self._say(f"A fault in plainletter ({fault(error)}).")

    def _say(self, message: str) -> None:
        self.window_show_message(
            types.ShowMessageParams(types.MessageType.Warning, " ".join(message.split()))
        )

    # -- the editor -------------------------------------------------------------------------------

    @property
    def encoding(self) -> Encoding:
        """What the editor counts characters in."""
        agreed = self.protocol.server_capabilities.position_encoding or "utf-16"
        return cast(Encoding, str(getattr(agreed, "value", agreed)))

    @property
    def pulls(self) -> bool:
        """True for an editor that asks for diagnostics itself; to send them too would show them twice."""
        documents = self.client_capabilities.text_document
        return documents is not None and documents.diagnostic is not None

    @property
    def client(self) -> Client:
        """What the editor can do with actions."""
        space = self.client_capabilities.workspace
        edit = space.workspace_edit if space is not None else None
        documents = self.client_capabilities.text_document
        action = documents.code_action if documents is not None else None
        resolve = action.resolve_support if action is not None else None
        return Client(
            versions=bool(edit is not None and edit.document_changes),
            later=bool(
                action is not None
                and action.data_support
                and resolve is not None
                and "edit" in resolve.properties
            ),
        )

    @property
    def markdown(self) -> bool:
        """True for an editor that shows Markdown on hovering and likes it best."""
        documents = self.client_capabilities.text_document
        hover = documents.hover if documents is not None else None
        formats = (hover.content_format if hover is not None else None) or ()
        return bool(formats) and formats[0] == types.MarkupKind.Markdown

    @property
    def folder(self) -> Path:
        """Whose settings hold for letters without a file."""
        folders = list(self.workspace.folders.values())
        path = to_fs_path(folders[0].uri) if folders else self.workspace.root_path
        return Path(path) if path and "\x00" not in path else Path.cwd()

    # -- letters ----------------------------------------------------------------------------------

    def _check(self, letter: Letter, before: Checked | None) -> Checked:
        return check(letter, self._settings, self.folder, self.encoding, before)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take changes of a letter."""
        document, encoding = params.text_document, self.encoding
        try:
            self.desk.change(
                document.uri,
                lambda old: old.changed(document.version, params.content_changes, encoding),
            )
        except Closed:
            # Some editors go on under a new name without a word of it, at every change.
            if document.uri not in self._unknown:
                self._unknown.add(document.uri)
                self._say("plainletter does not know this letter. Close it and open it again.")

    def close(self, uri: str) -> None:
        """Forget a letter, and take its marks away."""
        self.desk.close(uri)
        if not self.pulls:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _publish(self, checked: Checked) -> None:
        if checked.fault and checked.fault != self._told:
            self._say(checked.fault)
        self._told = checked.fault
        if not self.pulls:
            letter = checked.letter
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(letter.uri, diagnostics(checked), letter.version)
            )

    def _failed(self, letter: Letter, error: Exception) -> None:
        self._mark(letter, f"Not checked, by a fault in plainletter ({fault(error)}).")

    def _slow(self, letter: Letter) -> None:
        self._mark(letter, "The check of this letter takes long. It is not done yet.")

    def _mark(self, letter: Letter, told: str) -> None:
        """Show that there is no report, on the first line and to an editor that pulls in a message."""
        if self.pulls:
            self._say(told)
            return
        start = types.Position(0, 0)
        mark = types.Diagnostic(
            types.Range(start, start),
            told,
            types.DiagnosticSeverity.Error,
            UNCHECKED,
            source=SOURCE,
        )
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(letter.uri, [mark], letter.version)
        )

    def stop(self) -> None:
        """Take no more work."""
        self.desk.stop()
        self._answers.stop()

    async def run(self, job: Callable[[], T]) -> T:
        """Have an answer worked out beside the checks."""
        return await self._answers.run(job)

    def begin_with(self, job: Callable[[], None]) -> None:
        """Have something done beside the checks that nobody waits for."""
        self._answers.run(job)

    def check_again(self) -> None:
        """Check all open letters, whose settings may be others now."""
        for uri in self.desk.letters:
            self.desk.again(uri)
        space = self.client_capabilities.workspace
        refresh = space.diagnostics if space is not None else None
        if self.pulls and refresh is not None and refresh.refresh_support:
            self.workspace_diagnostic_refresh(None)


# -- notices ------------------------------------------------------------------------------------------


def _initialized(server: PlainletterServer, _: types.InitializedParams) -> None:
    server.begin_with(_warm_up)
    space = server.client_capabilities.workspace
    watched = space.did_change_watched_files if space is not None else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    wish = types.Registration("settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    server.client_register_capability(types.RegistrationParams([wish]))


def _warm_up() -> None:
    """Load the language, so that the first check does not wait for it."""
    with suppress(ModelMissing):  # Each check tells of it.
        pipeline()


def _saved(server: PlainletterServer, params: types.DidSaveTextDocumentParams) -> None:
    uri = params.text_document.uri
    if uri.endswith(".toml"):
        server.check_again()
    else:
        server.desk.again(uri)


def _watched(server: PlainletterServer, _: types.DidChangeWatchedFilesParams) -> None:
    server.check_again()


# -- answers ------------------------------------------------------------------------------------------


@_answering
async def _hover(server: PlainletterServer, params: types.HoverParams) -> types.Hover | None:
    checked = await server.desk.checked(params.text_document.uri)
    return hovering.hover(checked, params.position, markdown=server.markdown)


@_answering
async def _code_action(
    server: PlainletterServer, params: types.CodeActionParams
) -> list[types.CodeAction]:
    checked = await server.desk.checked(params.text_document.uri)
    only = params.context.only
    kinds = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
    return await server.run(partial(actions, checked, params.range, kinds, server.client))


@_answering
async def _resolve(server: PlainletterServer, action: types.CodeAction) -> types.CodeAction:
    data = action.data
    if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
        return action
    checked = await server.desk.checked(data["uri"])
    if checked.letter.version != data.get("version"):
        raise Closed
    written = await server.run(partial(fix_all, checked))
    action.edit = workspace_edit(checked, written, server.client)
    return action


@_answering
async def _pulled(
    server: PlainletterServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    try:
        checked = await server.desk.checked(params.text_document.uri)
    except Closed:
        raise JsonRpcException(
            "This letter is not open.", _CANCELLED, {"retriggerRequest": False}
        ) from None
    return types.RelatedFullDocumentDiagnosticReport(diagnostics(checked))


def _in_range(shape: dict[str, Any]) -> dict[str, Any]:
    """A position with numbers that the protocol knows; all else as it is."""
    if shape.keys() == {"line", "character"}:
        return {
            name: min(max(value, 0), _MOST) if isinstance(value, int) else value
            for name, value in shape.items()
        }
    return shape
