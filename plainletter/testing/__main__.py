"""`python -m plainletter.testing [RULE…]`: runs the examples of the built-in packs."""

from __future__ import annotations

from plainletter.testing.examples import main

raise SystemExit(main())
