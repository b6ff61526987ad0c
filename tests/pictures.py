"""Makes the picture of the terminal report that the README opens with.

    .venv/bin/python tests/pictures.py

Needs Debian's chromium. The report is the real one on samples/middling.docx, cut to its first lines,
the checklist and the scores, so that it fits a page.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from plainletter import check_file
from plainletter.reporters import Options
from plainletter.reporters.to_terminal import write

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "samples" / "report.png"
WIDTH, HEAD = 100, 40

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e24 }}
pre {{ margin: 0; padding: 20px 26px; color: #e6e6e6; font: 14px/1.35 "DejaVu Sans Mono", monospace }}
</style><pre>{code}</pre>"""


def main() -> int:
    """Render the report to PNG; returns 1 where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed, so there is no picture", file=sys.stderr)
        return 1
    stream = io.StringIO()
    report = check_file(ROOT / "samples" / "middling.docx")
    write([report], stream, Options(colour=True, width=WIDTH))
    lines = stream.getvalue().replace(str(ROOT) + "/", "").rstrip().splitlines()
    end = next(k for k, line in enumerate(lines) if "What the letter says" in line)
    shown = [*lines[:HEAD], "", "  […]", "", *lines[end:]]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ plainletter check samples/middling.docx", style="bold"))
    for line in shown:
        console.print(Text.from_ansi(line), soft_wrap=True)
    code = console.export_html(inline_styles=True, code_format="{code}")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(PAGE.format(code=code), encoding="utf-8")
        height = 40 + round((len(shown) + 1) * 14 * 1.35)
        subprocess.run(
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", f"--user-data-dir={folder}/profile", "--hide-scrollbars",
                f"--window-size=910,{height}", f"--screenshot={PICTURE}", page.as_uri(),
            ],
            check=True, capture_output=True,
        )  # fmt: skip
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
