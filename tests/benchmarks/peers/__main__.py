"""How quick plainletter is beside other tools, in one run and one table: `python tests/benchmarks/peers`.

    --install         first brings the tools that are not there yet; needs npm, pip, go with a C compiler, mvn and java
    --tools FOLDER    where they are, or go: 1 GB; otherwise a folder in ~/.cache
    --markdown        below it, the same for the README
    --letters N       letters of each kind, 60
    --turns N         turns, 3

Letters are generated (`tests/manyletters.py`) with a fixed seed, as text files: unique ones with nothing from a
council's template, and templated ones with 60 % of their text from it, names and dates filled in. Headings, and
some sentences, stand in several letters all the same; above the table it says how much of the text.

Warm: a process checks one letter first, and another process that letter and all of a kind. The difference is
what all of that kind take once the tool has started, read its lists and seen a letter; letters a second follow
from it. No process has seen those letters before, so no cache holds them; only LanguageTool's server runs on
through all turns, and is warmed with the unique letters before the first.

Cold: a new process checks one letter, by the tool's own command where it has one, otherwise by a few lines
around its library. For LanguageTool that is a server that starts, answers and ends.

Tools take turns; each figure is the median of the turns. A ratio is the tool's speed over plainletter's: above 1
the tool is quicker. They do different things: the table says which. A tool that is missing, fails or does not
come to the end of the letters is a row that says so. Tools use the cores they like; plainletter uses one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from benchmarks.peers.install import install  # noqa: E402
from benchmarks.peers.measure import measure, write_corpus  # noqa: E402
from benchmarks.peers.table import markdown_table, text_table  # noqa: E402
from benchmarks.peers.tools import PEERS, PLAINLETTER  # noqa: E402


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--tools", type=Path, default=Path.home() / ".cache" / "plainletter-peers")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--letters", type=int, default=60)
    parser.add_argument("--turns", type=int, default=3)
    return parser.parse_args()


def main() -> int:
    """Print the table; 1 where plainletter itself could not be timed."""
    asked = arguments()
    tools = asked.tools.expanduser().resolve()
    if asked.install:
        install(tools)
    with tempfile.TemporaryDirectory(prefix="plainletter-peers-") as folder:
        corpus = write_corpus(Path(folder), asked.letters)
        results = measure(PEERS, tools, corpus, asked.turns)
    if isinstance(why := results[PLAINLETTER], str):
        print(f"plainletter could not be timed: {why}", file=sys.stderr)
        return 1
    print(*corpus.told, sep="\n", end="\n\n")
    print(text_table(results, asked.letters))
    if asked.markdown:
        print("\n" + markdown_table(results, asked.letters))
    return 0


if __name__ == "__main__":
    sys.exit(main())
