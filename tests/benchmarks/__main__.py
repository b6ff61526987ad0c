"""Every measurement against people's labels, in one run: `python tests/benchmarks`."""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from benchmarks import readability, rewriting, syntax, wording  # noqa: E402


def main() -> int:
    """Print each table under its heading."""
    print("Readability\n")
    readability.main()
    print("\nSyntax and sentences\n")
    syntax.main()
    print("\nWording\n")
    wording.main()
    print("\nRewriting\n")
    rewriting.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
