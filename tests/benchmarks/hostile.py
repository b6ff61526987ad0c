"""Every hostile letter in a process of its own: seconds, peak memory, and what is said of it.

    python tests/benchmarks/hostile.py [--small] [--all] [--command] [WORD…]

WORDs choose the cases whose names hold one of them; --small takes the sizes of the tests, --all also the old
Word files, which need LibreOffice; --command tries `plainletter check` instead of the readers alone. Memory
is the resident peak above that of the same process before the file is read (with --command: all of it), in
MB. Linux only; each child may take 6 GB and 300 seconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from hostile import CASES, DOC_CASES, Case  # noqa: E402

MEMORY = 6 * 2**30
SECONDS = 300

CHILD = """
import importlib, json, resource, sys, time
from pathlib import Path
data = Path(sys.argv[1]).read_bytes()
from plainletter.errors import ReadError
from plainletter.readers import FORMATS, read_bytes
for module in FORMATS.values():
    importlib.import_module(module)
import lxml.etree, pypdfium2, justhtml, markdown_it
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
Path("/proc/self/clear_refs").write_text("5")
before, begin = peak(), time.perf_counter()
try:
    found = read_bytes(data, sys.argv[2])
    said = f"read: {len(found.blocks)} blocks, {len(found.text)} characters, {len(found.problems)} problems"
except ReadError as error:
    said = "refused: " + str(error)
except BaseException as error:
    said = f"BROKEN: {type(error).__name__}: {error}"
print(json.dumps([time.perf_counter() - begin, peak() - before, said]))
"""


def _capped() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def measured(case: Case, folder: Path, *, large: bool, command: bool) -> tuple[float, float, str]:
    """(seconds, MB, what was said) of one case."""
    path = folder / case.file
    path.write_bytes(case.data(large=large))
    call = [sys.executable, "-c", CHILD, str(path), case.file]
    if command:
        call = [
            sys.executable,
            "-m",
            "plainletter",
            "check",
            "--format",
            "json",
            "--fail-on",
            "never",
            str(path),
        ]
    begin = time.perf_counter()
    process = subprocess.Popen(
        call,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_capped,
        text=True,
    )
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return time.perf_counter() - begin, -1, f"BROKEN: not finished in {SECONDS} seconds"
    finally:
        path.unlink()
    took = time.perf_counter() - begin
    last = err.strip().splitlines()[-1:] or [""]
    if command:
        broken = process.returncode not in (0, 3) or "Traceback" in err
        said = f"{'BROKEN: ' if broken else ''}exit {process.returncode} {last[0]}"
        # The largest of all children so far: only a new largest one is seen.
        return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, said
    if process.returncode or not out:
        return took, -1, f"BROKEN: ended with {process.returncode} {last[0]}"
    seconds, memory, said = json.loads(out)
    return seconds, memory, said


def main(arguments: list[str]) -> int:
    """Print a line for each case and the worst of all; 1 when a case broke the promise."""
    words = [word for word in arguments if not word.startswith("--")]
    cases = [*CASES, *(DOC_CASES if "--all" in arguments else ())]
    chosen = [case for case in cases if not words or any(word in case.name for word in words)]
    large, command = "--small" not in arguments, "--command" in arguments
    broken = 0
    rows: list[tuple[float, float, Case]] = []
    print(f"{'seconds':>8} {'MB':>7}  case")
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            seconds, memory, said = measured(case, Path(folder), large=large, command=command)
            said = said.replace(f"{folder}{os.sep}", "")
            wrong = said.startswith("BROKEN") or (
                not command and not large and case.said is not None
                and not (said.startswith("refused") and case.said in said if case.said else said.startswith("read"))
            )  # fmt: skip
            broken += wrong
            rows.append((seconds, memory, case))
            print(
                f"{seconds:8.2f} {memory:7.0f}  {case.name}: {'!! ' if wrong else ''}{said[:150]}",
                flush=True,
            )
    print(f"\n{len(chosen)} cases, {broken} broken")
    for family in sorted({case.family for case in chosen}):
        own = [found for found in rows if found[2].family == family]
        slow, big = max(own, key=lambda f: f[0]), max(own, key=lambda f: f[1])
        print(
            f"{family:>5}: {len(own):3} cases; longest {slow[0]:.1f} s ({slow[2].name}); "
            f"most memory {big[1]:,.0f} MB ({big[2].name})"
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
