"""The service, over real connections on this machine: what it answers, and whom it turns away."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import httpx
import pytest
from conftest import SAMPLES, Outcome
from served import Served, served

import plainletter
from plainletter.server.languagetool import LANGUAGES

pytestmark = pytest.mark.usefixtures("loopback")

LETTER = "Dear Ms Lowe,\n\nYou must attend the meeting on Friday.\n\nYours sincerely,\n\nAnn Cole\n"
SECRET = "Zebedee"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service"), "--waiting", "400") as running:
        yield running


@pytest.fixture
def client(service: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.address, timeout=60, trust_env=False) as http:
        yield http


def error(answer: httpx.Response, status: int) -> str:
    """The one line of an answer that is a refusal."""
    assert answer.status_code == status, answer.text
    told: str = answer.json()["error"]
    assert "\n" not in told
    assert "Traceback" not in answer.text
    return told


class TestCheck:
    def test_a_text(self, client: httpx.Client) -> None:
        found = client.post("/check", json={"text": LETTER}).json()
        assert found["findings"] == plainletter.check_text(LETTER).to_dict()["findings"]
        assert "text" not in found["document"]

    def test_text_and_sentences_where_they_are_asked_for(self, client: httpx.Client) -> None:
        asked = {"text": LETTER, "with_text": True, "with_sentences": True}
        found = client.post("/check", json=asked).json()
        assert found["document"]["text"] == LETTER
        assert found["sentences"]

    @pytest.mark.parametrize("name", ["harsh.docx", "formats/letter.pdf", "support-first.eml"])
    def test_a_file_in_a_form_or_as_it_is(self, client: httpx.Client, name: str) -> None:
        path = SAMPLES / name
        wanted = plainletter.check_file(path).to_dict()
        by_form = client.post("/check", files={"file": (path.name, path.read_bytes())}).json()
        as_it_is = client.post(
            "/check", content=path.read_bytes(), params={"name": path.name},
            headers={"content-type": "application/octet-stream"},
        ).json()  # fmt: skip
        for found in (by_form, as_it_is):
            assert found["findings"] == wanted["findings"]
            assert found["scores"] == wanted["scores"]

    def test_settings_of_one_request(self, client: httpx.Client) -> None:
        found = client.post("/check", json={"text": LETTER, "ignore": ["tone.*"]}).json()
        assert not any(finding["category"] == "tone" for finding in found["findings"])
        found = client.post("/check", json={"text": LETTER, "profile": "plan"}).json()
        assert found["document"]["profile"] == "plan"

    def test_a_letter_that_cannot_be_read_has_a_problem(self, client: httpx.Client) -> None:
        data = (SAMPLES / "harsh.docx").read_bytes()[:900]
        found = client.post("/check", files={"file": ("cut.docx", data)}).json()
        assert found["problems"]
        assert found["words"] == 0 if "words" in found else True

    def test_empty_text(self, client: httpx.Client) -> None:
        assert client.post("/check", json={"text": ""}).json()["problems"]

    @pytest.mark.parametrize(
        ("sent", "status", "told"),
        [
            ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "not as it"),
            ({"json": {"txt": "a"}}, 400, "txt"),
            ({"json": {"text": LETTER, "txt": "a"}}, 400, "txt"),
            ({"json": ["text"]}, 400, "not as it"),
            ({"json": {"text": 5}}, 400, "text"),
            ({"json": {"text": LETTER, "profile": "memo"}}, 400, "no profile"),
            ({"json": {"text": LETTER, "select": ["tone.loud"]}}, 400, "no rule"),
            ({"content": b"x", "headers": {"content-type": "image/png"}}, 415, "Send a letter"),
            ({"content": b"x"}, 415, "Send a letter"),
            ({"data": {"other": "x"}}, 400, "neither"),
            ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=y"}}, 400, "form"),
        ],
    )  # fmt: skip
    def test_wrong_requests(
        self, client: httpx.Client, sent: dict[str, object], status: int, told: str
    ) -> None:
        assert told in error(client.post("/check", **sent), status)  # type: ignore[arg-type]

    def test_too_large(self, client: httpx.Client) -> None:
        assert "too large" in error(client.post("/check", json={"text": "a" * (27 * 2**20)}), 413)

    def test_too_large_without_saying_so(self, client: httpx.Client) -> None:
        def pieces() -> Iterator[bytes]:
            for _ in range(28):
                yield b"a" * 2**20

        try:
            answer = client.post("/check", content=pieces(), headers={"content-type": "text/plain"})
        except httpx.WriteError:
            return  # The door was shut before all of it was in.
        assert "too large" in error(answer, 413)

    def test_ten_megabytes_of_text(self, client: httpx.Client) -> None:
        answer = client.post("/check", json={"text": "word " * (2 * 2**20)})
        assert answer.status_code == 200
        assert answer.json()["problems"]

    def test_other_paths_and_methods(self, client: httpx.Client) -> None:
        error(client.get("/nowhere"), 404)
        error(client.get("/check"), 405)
        error(client.get("/../../etc/passwd"), 404)


class TestOtherRoutes:
    def test_rules(self, client: httpx.Client) -> None:
        rules = client.get("/rules").json()
        assert {"id", "category", "level", "title"} <= set(rules[0])
        one = client.get(f"/rules/{rules[0]['id']}").json()
        assert one["why"]
        assert "no such rule" in error(client.get("/rules/tone.loud"), 404)

    def test_openapi_has_examples(self, client: httpx.Client) -> None:
        shape = client.get("/openapi.json").json()
        assert shape["paths"]["/check"]["post"]["requestBody"]["content"]["application/json"][
            "example"
        ]
        assert "/v2/check" in shape["paths"]

    def test_a_reviewed_copy(self, client: httpx.Client) -> None:
        path = SAMPLES / "harsh.docx"
        answer = client.post("/fix", files={"file": ("Ms Łowe's letter.docx", path.read_bytes())})
        assert answer.status_code == 200
        assert "reviewed.docx" in answer.headers["content-disposition"]
        names = ZipFile(BytesIO(answer.content)).namelist()
        assert "word/comments.xml" in names
        told = error(client.post("/fix", files={"file": ("a.pdf", b"%PDF-1.4 junk")}), 422)
        assert "a.pdf" in told


class TestLanguageTool:
    def test_offsets_are_those_of_utf_16(self, client: httpx.Client) -> None:
        text = "😀 You must attend.\r\nWe have commenced work. 😀"
        found = client.post("/v2/check", data={"text": text, "language": "en-GB"}).json()
        units = text.encode("utf-16-le")
        words = {
            units[2 * m["offset"] : 2 * (m["offset"] + m["length"])].decode("utf-16-le"): m
            for m in found["matches"]
        }
        assert {"You must", "commenced"} <= set(words)
        assert words["commenced"]["replacements"][0] == {"value": "started"}
        for match in found["matches"]:
            context = match["context"]
            shown = context["text"].encode("utf-16-le")
            start, end = context["offset"], context["offset"] + context["length"]
            assert shown[2 * start : 2 * end].decode("utf-16-le").strip()

    def test_annotated_data(self, client: httpx.Client) -> None:
        parts = [
            {"markup": "<p class='a'>"}, {"text": "You "}, {"markup": "<b>"}, {"text": "must"},
            {"markup": "</b>"}, {"text": " attend. We"}, {"markup": "&nbsp;", "interpretAs": " "},
            {"text": "have commenced work."}, {"markup": "</p>"},
        ]  # fmt: skip
        whole = "".join(part.get("text", "") + part.get("markup", "") for part in parts)
        for sent in (
            {"data": {"data": json.dumps({"annotation": parts}), "language": "en-GB"}},
            {"json": {"data": {"annotation": parts}, "language": "en-GB"}},
        ):
            matches = client.post("/v2/check", **sent).json()["matches"]  # type: ignore[arg-type]
            words = [whole[m["offset"] : m["offset"] + m["length"]] for m in matches]
            assert words == ["You <b>must", "commenced"]

    def test_rules_can_be_named(self, client: httpx.Client) -> None:
        def rules(**fields: str) -> set[str]:
            sent = {
                "text": "You must attend. We have commenced work.",
                "language": "en-GB",
                **fields,
            }
            return {m["rule"]["id"] for m in client.post("/v2/check", data=sent).json()["matches"]}

        every = rules()
        assert every == {"tone.order-must", "jargon.official-verb"}
        assert rules(disabledRules="tone.order-must") == {"jargon.official-verb"}
        assert rules(enabledRules="tone.order-must", enabledOnly="true") == {"tone.order-must"}
        assert rules(disabledCategories="TONE") == {"jargon.official-verb"}

    def test_picky_tells_more(self, client: httpx.Client) -> None:
        text = "It was raining, so we stayed in. " * 12
        sent = {"text": text, "language": "en-GB"}
        plain = client.post("/v2/check", data=sent).json()["matches"]
        picky = client.post("/v2/check", data={**sent, "level": "picky"}).json()["matches"]
        assert len(picky) > len(plain)

    def test_a_paragraph_is_not_asked_for_what_a_letter_needs(self, client: httpx.Client) -> None:
        text = "We met on Monday and had tea with your aunt in the garden. " * 12
        found = client.post(
            "/v2/check", data={"text": text, "language": "en", "level": "picky"}
        ).json()
        assert not any(m["rule"]["category"]["id"] == "CONTENT" for m in found["matches"])

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"text": "Bonjour.", "language": "fr"}, "not a language"),
            ({"data": "{", "language": "en-GB"}, "must be JSON"),
            ({"data": '{"annotation": [{"words": "a"}]}', "language": "en-GB"}, "must be JSON"),
            ({"text": "a", "data": '{"annotation": []}', "language": "en-GB"}, "not both"),
        ],
    )
    def test_wrong_requests(self, client: httpx.Client, fields: dict[str, str], told: str) -> None:
        assert told in error(client.post("/v2/check", data=fields), 400)

    def test_no_text_has_no_matches(self, client: httpx.Client) -> None:
        for text in ("", "   ", "\n"):
            found = client.post("/v2/check", data={"text": text, "language": "auto"}).json()
            assert found["matches"] == []

    def test_languages(self, client: httpx.Client) -> None:
        found = client.get("/v2/languages").json()
        assert found == [dict(language) for language in LANGUAGES]
        assert all({"name", "code", "longCode"} == set(language) for language in found)

    def test_a_client_of_others(self, service: Served) -> None:
        import language_tool_python

        with language_tool_python.LanguageTool("en-GB", remote_server=service.address) as tool:
            (match,) = tool.check("You must attend on Friday.")
            assert match.rule_id == "tone.order-must"
            assert tool.correct("We have commenced work.") == "We have started work."


class TestStrangers:
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""]
    )
    def test_other_names(self, client: httpx.Client, host: str) -> None:
        error(client.get("/health", headers={"host": host}), 421)

    def test_own_names(self, client: httpx.Client, service: Served) -> None:
        port = urlsplit(service.address).port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
            assert client.get("/health", headers={"host": host}).status_code == 200

    def test_other_pages(self, client: httpx.Client) -> None:
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
            error(client.post("/check", json={"text": "a"}, headers={"origin": origin}), 403)
        answer = client.options("/check", headers={"origin": "chrome-extension://abc"})
        assert "access-control-allow-origin" not in answer.headers

    def test_headers(self, client: httpx.Client) -> None:
        for answer in (client.get("/health"), client.get("/nowhere")):
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert "server" not in answer.headers

    def test_a_token(self, tmp_path: Path) -> None:
        token = tmp_path / "token"
        token.write_text("correct-horse-battery-staple\n")
        with (
            served(tmp_path, "--token-file", str(token)) as running,
            httpx.Client(base_url=running.address, trust_env=False) as http,
        ):
            assert http.get("/health").status_code == 200
            assert "token" in error(http.get("/rules"), 401)
            # A browser asks for the token as a password.
            page = http.get("/", headers={"accept": "text/html,*/*;q=0.8"})
            assert page.headers["www-authenticate"].startswith("Basic ")
            assert http.get("/", auth=("any", "correct-horse-battery-staple")).status_code == 200
            for wrong in (
                "Bearer wrong",
                "Bearer",
                "Basic !!",
                "Bearer correct-horse-battery-stapleX",
            ):
                error(http.get("/rules", headers={"authorization": wrong}), 401)
            right = {"authorization": "Bearer correct-horse-battery-staple"}
            assert http.get("/rules", headers=right).status_code == 200
            assert (
                http.get("/rules", auth=("me", "correct-horse-battery-staple")).status_code == 200
            )

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["--host", "0.0.0.0"], "--allow-network"),
            (["--host", "0.0.0.0", "--allow-network"], "needs a token"),
            (["--host", "10.255.255.1", "--allow-network"], "needs a token"),
            (["--token-file", "nowhere"], "cannot be read"),
            (["--profile", "memo"], "no profile"),
            (["--port", "99999"], "65535"),
        ],
    )
    def test_wrong_usage(
        self,
        run: Callable[..., Outcome],
        monkeypatch: pytest.MonkeyPatch,
        options: list[str],
        told: str,
    ) -> None:
        monkeypatch.delenv("PLAINLETTER_TOKEN", raising=False)
        done = run("serve", *options)
        assert done.code == 2
        assert told in done.one_line_error()

    def test_a_port_that_is_taken(self, service: Served, run: Callable[..., Outcome]) -> None:
        port = urlsplit(service.address).port
        done = run("serve", "--port", port)
        assert done.code == 2
        assert "cannot be listened on" in done.one_line_error()


class TestUnderLoad:
    def test_two_hundred_at_once(self, client: httpx.Client) -> None:
        def ask(number: int) -> httpx.Response:
            return client.post("/check", json={"text": f"Please come on day {number}."})

        with ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(ask, range(200)))
        assert {answer.status_code for answer in answers} == {200}
        assert client.get("/health").json()["waiting"] == 0

    def test_more_than_it_can_hold(self, tmp_path: Path) -> None:
        with (
            served(tmp_path, "--waiting", "2") as running,
            httpx.Client(base_url=running.address, timeout=60, trust_env=False) as http,
            ThreadPoolExecutor(24) as threads,
        ):
            text = LETTER * 20
            found = list(threads.map(lambda _: http.post("/check", json={"text": text}), range(24)))
            busy = [answer for answer in found if answer.status_code == 503]
            assert busy
            assert all(answer.headers["retry-after"] for answer in busy)
            assert any(answer.status_code == 200 for answer in found)
            assert http.post("/check", json={"text": LETTER}).status_code == 200

    def test_a_letter_that_takes_too_long(self, tmp_path: Path) -> None:
        with (
            served(tmp_path, "--seconds", "4") as running,
            httpx.Client(base_url=running.address, timeout=90, trust_env=False) as http,
        ):
            http.post("/check", json={"text": LETTER})
            # No two paragraphs alike, since what was looked at once is quick.
            text = "".join(
                f"The worker came on day {n}, and we talked about the plan. " * 9 + "\n\n"
                for n in range(1500)
            )
            assert "too long" in error(http.post("/check", json={"text": text}), 504)
            time.sleep(4)  # A new process loads the language.
            assert http.post("/check", json={"text": LETTER}).status_code == 200

    def test_a_client_that_goes_away(self, client: httpx.Client, service: Served) -> None:
        parts = urlsplit(service.address)
        head = (
            f"POST /check HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            "Content-Length: 500\r\n\r\n"
        )
        for rest in ("", '{"text": "Dear', json.dumps({"text": LETTER * 4})):
            with socket.create_connection((parts.hostname or "", parts.port or 0)) as door:
                door.sendall((head + rest).encode())
        for _ in range(100):
            if client.get("/health").json()["waiting"] == 0:
                break
            time.sleep(0.1)
        assert client.post("/check", json={"text": LETTER}).status_code == 200

    def test_nothing_of_a_letter_is_logged(self, client: httpx.Client, service: Served) -> None:
        client.post("/check", json={"text": f"Dear {SECRET},\n\nYou must attend."})
        client.get("/v2/check", params={"text": f"{SECRET} must attend.", "language": "en-GB"})
        client.get("/v2/check", params={"text": SECRET, "language": SECRET})
        assert SECRET not in service.log.read_text()
        assert service.log.read_text().count("\n") == 1

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_it_stops_when_it_is_told(self, tmp_path: Path, how: int) -> None:
        with served(tmp_path) as running:
            running.process.send_signal(how)
            code = running.process.wait(20)
            assert "Traceback" not in running.log.read_text()
            assert code in (0, 130, -how)
