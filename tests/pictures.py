"""Makes the pictures of the README.

    .venv/bin/python tests/pictures.py            all of them
    .venv/bin/python tests/pictures.py report     one of them: report, dashboard, page

Needs Debian's chromium. The report is the real one on samples/middling.docx, cut to its first lines, the
checklist and the scores, so that it fits a page; the dashboard is that of generated letters, the page that of
the service with samples/harsh.docx. The picture of LibreOffice was taken by hand.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from manyletters import write_letters
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text
from served import served

from plainletter import check_file
from plainletter.reporters import Options
from plainletter.reporters.to_terminal import write

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
WIDTH, HEAD = 100, 40
LETTERS, BROKEN = 300, 16

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e24 }}
pre {{ margin: 0; padding: 20px 26px; color: #e6e6e6; font: 14px/1.35 "DejaVu Sans Mono", monospace }}
</style><pre>{code}</pre>"""


def report(folder: Path) -> None:
    """The terminal report that the README opens with."""
    stream = io.StringIO()
    found = check_file(SAMPLES / "middling.docx")
    write([found], stream, Options(colour=True, width=WIDTH))
    lines = stream.getvalue().replace(str(ROOT) + "/", "").rstrip().splitlines()
    end = next(k for k, line in enumerate(lines) if "What the letter says" in line)
    shown = [*lines[:HEAD], "", "  […]", "", *lines[end:]]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ plainletter check samples/middling.docx", style="bold"))
    for line in shown:
        console.print(Text.from_ansi(line), soft_wrap=True)
    page = folder / "report.html"
    code = console.export_html(inline_styles=True, code_format="{code}")
    page.write_text(PAGE.format(code=code), encoding="utf-8")
    photograph(page, SAMPLES / "report.png", 910, 40 + round((len(shown) + 1) * 14 * 1.35), folder)


def dashboard(folder: Path) -> None:
    """The top of an audit's dashboard."""
    year = write_letters(folder / "letters", LETTERS, broken=BROKEN)
    page = folder / "dashboard.html"
    subprocess.run(
        [
            sys.executable, "-m", "plainletter", "audit", str(year.root), "--quiet", "--metadata",
            str(year.metadata), "--database", str(folder / "a.sqlite"), "--dashboard", str(page),
        ],
        cwd=ROOT, check=False,
    )  # fmt: skip
    photograph(page, SAMPLES / "dashboard.png", 1000, 2000, folder)


def page(folder: Path) -> None:
    """The page of the service, with a reason open."""
    with served(folder) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page(viewport={"width": 1280, "height": 1000})
        tab.goto(running.address + "/")
        tab.set_input_files("#file", SAMPLES / "harsh.docx")
        tab.click("button.main")
        mark = tab.locator("a.mark", has_text="in order to")
        mark.click()
        tab.evaluate("document.getElementById('status').scrollIntoView()")
        tab.screenshot(path=SAMPLES / "page.png")
        browser.close()
    print("samples/page.png")


PICTURES: dict[str, Callable[[Path], None]] = {
    "report": report,
    "dashboard": dashboard,
    "page": page,
}


def photograph(page: Path, picture: Path, width: int, height: int, folder: Path) -> None:
    """Write what a browser shows of a page, in pixels."""
    subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={folder}/profile", "--hide-scrollbars",
            f"--window-size={width},{height}", f"--screenshot={picture}", page.as_uri(),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    print(picture.relative_to(ROOT))


def main() -> int:
    """Make the pictures that are named; returns 1 where there is no Chromium."""
    if shutil.which("chromium") is None:
        print("chromium is not installed, so there is no picture", file=sys.stderr)
        return 1
    for name in sys.argv[1:] or PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            PICTURES[name](Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
