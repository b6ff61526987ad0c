"""Tests of rules, for our own packs and for those of a council: examples, carrier sentences, hygiene."""

from plainletter.testing.examples import ExampleRunner, Failure, apply_first, unmark

__all__ = ["ExampleRunner", "Failure", "apply_first", "unmark"]
