"""The web page, as people meet it: real Chromium with and without script, by mouse, touch and keyboard, and the
same requests by hand where they are meant to go wrong."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import httpx
import pytest
from conftest import SAMPLES
from manyletters import letter_text
from playwright.sync_api import Browser, Locator, Page, expect
from served import Served, served
from test_dashboard import HOSTILE
from test_review_word import schema_faults
from wordfile import p, r, word
from wordreview import rejected

import plainletter
from plainletter.edits import edited
from plainletter.model import Document, Edit, Span
from plainletter.readers import read_bytes

pytestmark = [pytest.mark.usefixtures("loopback"), pytest.mark.timeout(300)]

LETTER = """Dear Ms Okafor,

You must attend the meeting on Friday 4 June. We will endeavour to assist you.

You have failed to engage. The court can make an order about Temi.

Yours sincerely,

Ann Cole
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service"), "--megabytes", "3") as running:
        yield running


@dataclass(slots=True)
class Seen:
    """What a tab did: the addresses it asked for, and whatever it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@contextmanager
def tab(browser: Browser, service: Served, **options: Any) -> Iterator[Page]:
    """The page in a tab of its own, at whose end nothing may have been complained of or sent elsewhere."""
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
    )
    context.set_default_timeout(15_000)
    seen = Seen(context.new_page())
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("console", lambda message: seen.told.append(message.text))
    seen.page.on("pageerror", lambda error: seen.told.append(str(error)))
    seen.page.on("dialog", lambda dialog: (seen.told.append(dialog.type), dialog.accept()))
    seen.page.goto(service.address + "/")
    yield seen.page
    assert all(url.startswith((service.address + "/", "data:,")) for url in seen.asked)
    assert seen.told == []
    context.close()


def check(page: Page, text: str) -> None:
    """Paste a letter and have it checked."""
    page.fill("#text", text)
    page.click("button.main")
    expect(page.locator(".letter, .warning").first).to_be_visible(timeout=60_000)


def mark(page: Page, words: str) -> Locator:
    """The mark on these words."""
    return page.locator("a.mark", has_text=re.compile(f"^{re.escape(words)}$")).first


def shown(page: Page) -> str:
    """The letter's words as the page holds them for copying."""
    return page.locator("#now").input_value()


def overall(page: Page) -> int:
    """The overall score on the page."""
    return int(page.locator(".scores strong").first.inner_text())


class TestByMouse:
    def test_a_letter_is_shown_with_its_words_marked(
        self, browser: Browser, service: Served
    ) -> None:
        report = plainletter.check_text(LETTER)
        with tab(browser, service) as page:
            check(page, LETTER)
            assert overall(page) == report.scores["overall"].value
            assert page.locator(".findings > li").count() == len(report.findings)
            said = " ".join(page.locator(".letter").inner_text().split())
            assert "You must attend the meeting on Friday 4 June." in said
            for finding in report.findings:
                if len(finding.span) and len(finding.span) <= len(finding.sentence):
                    held = page.locator(f".letter .mark.{finding.category}")
                    assert any(part in finding.text for part in held.all_inner_texts())
            missing = [item.title for item in report.checklist if item.status == "missing"]
            listed = " ".join(page.locator(".checklist").all_inner_texts())
            assert missing
            assert all(title in listed for title in missing)

    def test_a_reason_shows_on_hover_and_stays_while_it_is_read(
        self, browser: Browser, service: Served
    ) -> None:
        with tab(browser, service) as page:
            check(page, LETTER)
            tip = page.locator(".tip")
            mark(page, "endeavour").hover()
            expect(tip).to_contain_text("try")
            tip.hover()
            page.wait_for_timeout(600)
            expect(tip).to_be_visible()
            page.keyboard.press("Escape")
            expect(tip).to_have_count(0)
            mark(page, "endeavour").hover()
            expect(tip).to_be_visible()
            page.locator("h1").hover()
            expect(tip).to_have_count(0)

    def test_a_click_puts_a_wording_in_and_another_takes_it_back(
        self, browser: Browser, service: Served
    ) -> None:
        with tab(browser, service) as page:
            check(page, LETTER)
            first, before = shown(page), overall(page)
            mark(page, "You have failed").click()
            expect(page.locator(".tip")).to_contain_text("Tone")
            mark(page, "endeavour").click()
            page.locator(".tip button").first.click()
            expect(page.locator(".letter ins")).to_have_count(1)
            assert "We will try to assist you." in shown(page)
            expect(page.locator("#status")).to_contain_text("Changed.")
            moved = page.locator(".scores .moved")
            assert moved.count() >= 1
            assert overall(page) >= before
            # The next mark has the focus, so that the work goes on from there.
            assert page.evaluate("document.activeElement.matches('a.mark')")
            page.get_by_role("button", name="Undo").click()
            expect(page.locator(".letter ins")).to_have_count(0)
            assert shown(page) == first
            assert overall(page) == before

    def test_all_safe_changes_at_once_are_what_fix_makes(
        self, browser: Browser, service: Served
    ) -> None:
        with tab(browser, service) as page:
            check(page, LETTER)
            page.get_by_role("button", name="Make all safe changes").click()
            expect(page.locator(".letter ins").first).to_be_visible()
            fixed = httpx.post(
                f"{service.address}/fix", json={"text": LETTER}, trust_env=False, timeout=60
            )
            assert shown(page) == fixed.text
            assert page.get_by_role("button", name="Make all safe changes").count() == 0

    def test_a_word_file_comes_back_with_tracked_changes(
        self, browser: Browser, service: Served, tmp_path: Path
    ) -> None:
        data = (SAMPLES / "middling.docx").read_bytes()
        with tab(browser, service) as page:
            drop(page, "middling.docx", data)
            expect(page.locator("#sheet")).to_have_text("middling.docx", timeout=60_000)
            for count in (1, 2):
                page.locator(".findings button[name=accept]").first.click()
                expect(page.locator("#status")).to_contain_text("Changed.")
                expect(page.get_by_role("button", name="Undo the last of")).to_contain_text(
                    str(count)
                )
            now = shown(page)
            with page.expect_download() as download:
                page.get_by_role("button", name="Download a Word file").click()
            assert download.value.suggested_filename == "middling.reviewed.docx"
            saved = tmp_path / "reviewed.docx"
            download.value.save_as(saved)
            # The page is still there, and the work with it.
            expect(page.locator(".letter ins").first).to_be_visible()
        assert read_bytes(saved.read_bytes(), "a.docx").text == now
        assert rejected(saved.read_bytes()).text == read_bytes(data, "a.docx").text

    def test_a_pasted_letter_becomes_a_word_file(
        self, browser: Browser, service: Served, tmp_path: Path
    ) -> None:
        with tab(browser, service) as page:
            check(page, LETTER)
            mark(page, "endeavour").click()
            page.locator(".tip button").first.click()
            expect(page.locator(".letter ins")).to_have_count(1)
            with page.expect_download() as download:
                page.get_by_role("button", name="Download a Word file").click()
            saved = tmp_path / "reviewed.docx"
            download.value.save_as(saved)
        data = saved.read_bytes()
        text = read_bytes(data, "a.docx").text
        assert text.split() == LETTER.replace("endeavour", "try").split()
        assert rejected(data).text.split() == LETTER.split()
        faults = schema_faults(data, tmp_path / "other.docx")
        # Settings, fonts and a theme may be left out (ECMA-376, part 1, 11.3); Word has its own.
        assert [fault for fault in faults if "required relationship" not in fault] == []

    def test_the_text_can_be_copied_and_changed_by_hand(
        self, browser: Browser, service: Served
    ) -> None:
        with tab(browser, service, permissions=["clipboard-read", "clipboard-write"]) as page:
            check(page, LETTER)
            page.get_by_role("button", name="Copy the text").click()
            expect(page.locator("#status")).to_have_text("Copied.")
            assert page.evaluate("navigator.clipboard.readText()") == LETTER
            page.locator("#another summary").click()
            page.fill("#text", LETTER.replace("You have failed to engage.", "We are worried."))
            page.click("button.main")
            expect(page.locator(".letter")).to_contain_text("We are worried.")

    def test_work_is_not_lost_by_leaving(self, browser: Browser, service: Served) -> None:
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(service.address + "/")
        check(page, LETTER)
        page.reload()
        assert asked == []
        check(page, LETTER)
        page.locator(".findings button[name=accept]").first.click()
        expect(page.locator("#status")).to_contain_text("Changed.")
        page.reload()
        assert asked == ["beforeunload"]
        context.close()


def with_locked_words(locked: str, free: str) -> bytes:
    """A Word file with a control that nobody may change, and a paragraph that all may."""
    lock = '<w:sdtPr><w:lock w:val="sdtContentLocked"/></w:sdtPr>'
    control = f"<w:sdt>{lock}<w:sdtContent>{p(r(locked))}</w:sdtContent></w:sdt>"
    return word(p(r("Dear Ms Hall,")) + control + p(r(free)))


def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file on the page, as a person does with the mouse."""
    page.evaluate(
        """([name, data]) => {
            const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
            const files = new DataTransfer();
            files.items.add(new File([bytes], name));
            for (const kind of ["dragover", "drop"]) {
                const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: files});
                document.body.dispatchEvent(event);
            }
        }""",
        [name, base64.b64encode(data).decode()],
    )


class TestOtherWays:
    def test_by_keyboard_alone(self, browser: Browser, service: Served) -> None:
        with tab(browser, service) as page:
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.textContent") == "Go to the main part"
            page.keyboard.press("Tab")
            page.keyboard.insert_text(LETTER)
            for _ in range(3):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            expect(page.locator(".letter")).to_be_visible(timeout=60_000)
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.textContent") == "endeavour":
                    break
            expect(page.locator(".tip")).to_contain_text("try")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.closest('.tip') !== null")
            page.keyboard.press("Escape")
            expect(page.locator(".tip")).to_have_count(0)
            assert page.evaluate("document.activeElement.textContent") == "endeavour"
            page.keyboard.press("Enter")
            page.keyboard.press("Enter")
            expect(page.locator(".letter ins")).to_have_count(1)

    def test_without_script(self, browser: Browser, service: Served, tmp_path: Path) -> None:
        with tab(browser, service, java_script_enabled=False) as page:
            page.fill("#text", LETTER)
            page.click("button.main")
            link = mark(page, "endeavour")
            card = page.locator(str(link.get_attribute("href")))
            link.click()
            assert page.url.endswith(str(link.get_attribute("href")))
            card.locator("button").first.click()
            assert page.locator(".letter ins").inner_text() == "try"
            page.locator("input[type=file]").set_input_files(SAMPLES / "harsh.docx")
        with tab(browser, service, java_script_enabled=False) as page:
            page.locator("#file").set_input_files(SAMPLES / "harsh.docx")
            page.click("button.main")
            page.locator(".findings button[name=accept]").first.click()
            with page.expect_download() as download:
                page.get_by_role("button", name="Download a Word file").click()
            download.value.save_as(tmp_path / "a.docx")
            page.get_by_role("button", name="Undo").click()
            assert page.locator(".letter ins").count() == 0

    def test_by_touch_on_a_phone(self, browser: Browser, service: Served) -> None:
        with tab(
            browser, service, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        ) as page:
            check(page, LETTER)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            mark(page, "endeavour").tap()
            tip = page.locator(".tip")
            expect(tip).to_be_visible()
            box = tip.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
            tip.locator("button").first.tap()
            expect(page.locator(".letter ins")).to_have_count(1)


AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_no_fault(browser: Browser, service: Served, width: int, scheme: Any) -> None:
    def judge() -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults, passed = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found =>"
            " [found.violations.map(it => [it.id, it.nodes[0].html]), found.passes.length])", TAGS,
        )  # fmt: skip
        assert passed > 15
        assert faults == []

    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with tab(browser, service, bypass_csp=True, **options) as page:
        judge()
        drop(page, "harsh.docx", (SAMPLES / "harsh.docx").read_bytes())
        expect(page.locator("#sheet")).to_be_visible(timeout=60_000)
        page.locator(".findings button[name=accept]").first.click()
        expect(page.locator("#status")).to_contain_text("Changed.")
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        page.locator("a.mark.jargon").first.click()
        expect(page.locator(".tip")).to_be_visible()
        judge()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        dark = (
            page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        )
        assert dark == (scheme == "dark")


def test_a_letter_of_three_thousand_words(browser: Browser, service: Served) -> None:
    parts = (letter_text(number, seed=4) for number in range(40))
    text = next(parts)
    while len(text.split()) < 3000:
        body = next(parts).split("\n\n")[6:-4]
        head, foot = text.rsplit("\n\nYours", 1)
        text = "\n\n".join([head, *body]) + "\n\nYours" + foot
    with tab(browser, service) as page:
        check(page, text)
        assert page.locator(".letter a.mark").count() > 50
        buttons = page.locator(".findings button[name=accept]")
        before = shown(page)
        buttons.last.click()
        expect(page.locator("#status")).to_contain_text("Changed.", timeout=60_000)
        assert shown(page) != before


def test_hostile_text_stays_text(browser: Browser, service: Served) -> None:
    lines = [f"You must {words} now." for words in HOSTILE if words.strip()]
    text = "Dear Ms Hall,\n\n" + "\n\n".join(lines) + "\n\nYours sincerely,\n\nJo Bell\n"
    sent = text.replace("\x00", "").encode("utf-8", "replace").decode()
    with tab(browser, service) as page:
        check(page, sent)
        names = page.evaluate(
            "[...new Set([...document.querySelectorAll('*')].map(n => n.localName))]"
        )
        assert not set(names) & {"img", "iframe", "object", "embed", "base", "b"}
        assert page.evaluate("document.scripts.length") == 1
        said = page.locator(".letter").inner_text()
        assert "<script>alert(1)</script>" in said
        assert "{{ 7 * 7 }}" in said
        drop(page, "<img src=x onerror=alert(1)>.txt", b"Dear Ms Hall,\n\nYou must attend.\n")
        expect(page.locator("#sheet")).to_contain_text("onerror", timeout=60_000)
        page.locator("a.mark").first.click()
        page.locator(".findings button[name=accept]").first.click()
        expect(page.locator("#status")).to_contain_text("Changed.")


class TestBadEnds:
    def test_what_cannot_be_read_is_said(self, browser: Browser, service: Served) -> None:
        with tab(browser, service) as page:
            drop(page, "letter.docx", b"PK\x03\x04 this is no Word file")
            expect(page.locator(".warning")).to_contain_text("could not be checked", timeout=60_000)
            expect(page.locator("#status")).to_have_text("The letter could not be checked.")
            assert page.locator(".letter").count() == 0
            page.fill("#text", "Chère madame, nous vous écrivons au sujet de votre fils. " * 20)
            page.click("button.main")
            expect(page.locator(".warning")).to_contain_text("English")

    def test_a_refusal_leaves_the_page_as_it_is(self, browser: Browser, service: Served) -> None:
        context = browser.new_context()
        page = context.new_page()
        page.goto(service.address + "/")
        page.click("button.main")
        expect(page.locator("#status")).to_contain_text("There is no letter yet.")
        page.fill("#text", "a " * 2_000_000)
        page.click("button.main")
        expect(page.locator("#status")).to_contain_text("too large", timeout=60_000)
        assert len(page.locator("#text").input_value()) == 4_000_000
        page.fill("#text", LETTER)
        page.route("**/*", lambda route: route.abort())
        page.click("button.main")
        expect(page.locator("#status")).to_contain_text("cannot be reached")
        assert page.locator("#text").input_value() == LETTER
        context.close()

    def test_a_download_that_fails_leaves_the_letter_and_its_changes(
        self, browser: Browser, service: Served
    ) -> None:
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.goto(service.address + "/")
        check(page, LETTER)
        mark(page, "endeavour").click()
        page.locator(".tip button").first.click()
        expect(page.locator(".letter ins")).to_have_count(1)
        page.route("**/reviewed", lambda route: route.abort())
        page.get_by_role("button", name="Download a Word file").click()
        expect(page.locator("#status")).to_contain_text("cannot be reached")
        expect(page.locator(".letter ins")).to_have_count(1)
        # What is typed by hand, and changes that no file holds yet, are not lost unasked.
        page.locator("#another summary").click()
        page.fill("#text", LETTER + "More.")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#status")).to_contain_text("by hand")
        assert page.locator("#text").input_value().endswith("More.")
        page.locator("#another").get_by_role("button", name="Check the letter").click()
        assert asked == ["confirm"]
        expect(page.locator(".letter ins")).to_have_count(1)
        context.close()

    def test_a_refused_click_without_script_can_be_tried_again(self, service: Served) -> None:
        content = base64.b64encode(LETTER.encode()).decode()
        form = {"content": content, "name": "letter.txt", "pasted": "1", "profile": "nowhere"}
        with httpx.Client(base_url=service.address, trust_env=False, timeout=60) as client:
            for address in ("/", "/reviewed"):
                parts = {name: (None, value) for name, value in form.items()}
                refused = client.post(address, files=parts)
                assert refused.status_code == 400
                fields = dict(
                    re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', refused.text)
                )
                assert fields == form
                assert "Try again" in refused.text

    def test_what_is_locked_in_a_file_keeps_no_other_change_out(
        self, browser: Browser, service: Served
    ) -> None:
        data = with_locked_words("We will endeavour to assist you.", "Please commence it.")
        with tab(browser, service) as page:
            drop(page, "a.docx", data)
            expect(page.locator("#sheet")).to_be_visible(timeout=60_000)
            page.get_by_role("button", name="Make all safe changes").click()
            expect(page.locator(".letter ins").first).to_be_visible()
            assert "endeavour" in shown(page)
            assert "commence" not in shown(page)

    @pytest.mark.parametrize(
        "fields",
        [
            {"steps": "[[[5,2,\"x\"]]]"},
            {"steps": "[[[-1,2,\"x\"]]]"},
            {"steps": "[[[0,99999,\"x\"]]]"},
            {"steps": "[[[5,30,\"over two paragraphs\"]]]"},
            {"steps": "[[[0,4,\"x\"],[2,6,\"y\"]]]"},
            {"steps": "{\"a\": 1}"},
            {"steps": "[" * 10_000},
            {"steps": json.dumps([[[0, 1, "x"]]] * 3000)},
            {"accept": "nothing"},
            {"accept": "[[99999999999999999999999, 3, \"x\"]]"},
            {"scores": "[]"},
            {"content": "*** no base64 ***"},
            {"profile": "no-such-profile"},
            {"accept": "[[100000,100001,\"x\"]]"},
        ],
    )  # fmt: skip
    def test_a_page_that_is_out_of_order(self, service: Served, fields: dict[str, str]) -> None:
        content = base64.b64encode(LETTER.encode()).decode()
        form = {"content": content, "name": "letter.txt", "pasted": "1", **fields}
        for address in ("/", "/reviewed"):
            if address == "/reviewed" and "accept" in fields:
                continue
            answer = httpx.post(
                service.address + address, files={k: (None, v) for k, v in form.items()},
                trust_env=False, timeout=60,
            )  # fmt: skip
            assert answer.status_code == 400, answer.text
            told = re.search(r'<p id="status"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
            assert told is not None
            assert told[1].strip()
            assert "Traceback" not in answer.text

    def test_other_requests(self, service: Served) -> None:
        with httpx.Client(base_url=service.address, trust_env=False, timeout=60) as client:
            page = client.get("/")
            assert "script-src 'self'" in page.headers["content-security-policy"]
            assert page.headers["cache-control"] == "no-store"
            assert client.post("/", content=b"{}").status_code == 400
            assert client.post("/", json={"text": LETTER}).status_code == 400
            broken = {"content-type": "multipart/form-data; boundary=x"}
            assert client.post("/", content=b"--x\r\nnonsense", headers=broken).status_code == 400
            stranger = client.post(
                "/", data={"text": LETTER}, headers={"origin": "http://evil.test"}
            )
            assert stranger.status_code == 403
            assert stranger.json()["error"]
            asks = {"origin": "http://evil.test", "accept": "text/html,*/*;q=0.8"}
            shown = client.post("/", data={"text": LETTER}, headers=asks)
            assert (shown.status_code, shown.headers["content-type"]) == (
                403,
                "text/html; charset=utf-8",
            )
            assert "Another web page may not use this service." in shown.text
            assert client.get("/page.js").headers["content-type"].startswith("text/javascript")
            assert client.get("/page.css").headers["content-type"].startswith("text/css")
            assert client.get("/../page.js").status_code in (200, 404)
            empty = client.post("/", files={"file": ("a.txt", b"")})
            assert empty.status_code == 400
            assert "The file is empty." in empty.text

    def test_nothing_of_a_letter_is_logged(self, service: Served) -> None:
        form = {"text": "Dear Zebedee,\n\nYou must attend."}
        answer = httpx.post(service.address + "/", data=form, trust_env=False, timeout=60)
        assert "Zebedee" in answer.text
        assert "Zebedee" not in service.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["harsh.docx", "formats/letter.odt", "formats/letter.rtf", "formats/letter.pdf",
                                  "formats/letter.html", "formats/letter.md", "formats/letter.eml"])  # fmt: skip
def test_every_format_has_a_file_to_take_away(service: Served, name: str) -> None:
    """Whatever came in, what goes out says the same, with the change in it, tracked."""
    data = (SAMPLES / name).read_bytes()
    page = httpx.post(
        service.address + "/", files={"file": (Path(name).name, data)}, trust_env=False, timeout=120
    ).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    content = base64.b64decode(fields["content"])
    document = read_bytes(content, fields["name"])
    word = re.search(r"\b(?:meeting|help)\b", document.text)
    assert word is not None
    edit = Edit(Span(*word.span()), "young ones")
    fields |= {"steps": json.dumps([[[*word.span(), edit.text]]]), "scores": ""}
    answer = httpx.post(
        service.address + "/reviewed", files={k: (None, v) for k, v in fields.items()},
        trust_env=False, timeout=120,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    ending = "odt" if name.endswith(".odt") else "docx"
    assert f'.reviewed.{ending}"' in answer.headers["content-disposition"]
    now = read_bytes(answer.content, f"a.{ending}")
    wanted = edited(document, [edit])
    assert paragraphs(now) == paragraphs(wanted)
    if ending == "docx":
        assert paragraphs(rejected(answer.content)) == paragraphs(document)


def paragraphs(document: Document) -> list[str]:
    """The words of each block, without printed list markers."""
    return [" ".join(block.span.of(document.text).split()) for block in document.blocks]
