"""Rules that need Python: one pure function a file, found through one literal table.

A detector takes a letter and its rule and yields matches. It checks its own options.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.model import Problem
from plainletter.packs.schema import DetectorRule

Detector = Callable[[Analysis, DetectorRule], Iterator[Match]]

DETECTORS = (
    "accusation",
    "accusing_openings",
    "acronym",
    "agentless_passive",
    "and_then",
    "balance",
    "bald_order",
    "bare_command",
    "date_mismatch",
    "hidden_agent",
    "hidden_text",
    "impersonal_sender",
    "late_court",
    "leftover_placeholder",
    "list_order",
    "minute_order",
    "mixed_letter",
    "mock_praise",
    "never_we",
    "obligation",
    "over_hedged",
    "past_meeting",
    "person_label",
    "plan_act",
    "plan_date",
    "plan_owner",
    "plan_reason",
    "shouted_word",
    "shouting",
    "stray_name",
    "sweeping",
    "switched_pronoun",
    "threat_opening",
    "turned_blame",
    "turned_order",
    "two_names",
    "ultimatum",
    "unexplained_term",
    "unusual_word",
    "veiled_harm",
    "wrong_number",
    "wrong_postcode",
)
"""Names of detectors; each is the function `find` of the module of that name in this package."""

BLOCKWISE = frozenset(
    [
        "accusation",
        "agentless_passive",
        "and_then",
        "hidden_agent",
        "impersonal_sender",
        "list_order",
        "minute_order",
        "mock_praise",
        "obligation",
        "over_hedged",
        "person_label",
        "shouted_word",
        "sweeping",
        "switched_pronoun",
        "turned_blame",
        "turned_order",
        "ultimatum",
    ]
)
"""Detectors that find in each block what they would find there if the letter had no other, so that what they
found can be kept for as long as the block does not change."""

AFTERWARDS = ("unused_allowance",)
"""Rules declared like detectors whose findings come from a later step of the engine."""


def detector(name: str) -> Detector:
    """The detector of that name; `KeyError` where there is none."""
    if name not in DETECTORS:
        raise KeyError(name)
    find: Detector = import_module(f"plainletter.detectors.{name}").find
    return find


def run_detector(rule: DetectorRule, letter: Analysis, problems: list[Problem]) -> Iterator[Match]:
    """The matches of a detector rule; where it fails, a problem that names the rule."""
    if rule.detector in AFTERWARDS:
        return
    try:
        matches = list(detector(rule.detector)(letter, rule))
    except Exception as error:
        if "PYTEST_CURRENT_TEST" in os.environ:
            raise
        message = f"The rule could not be run ({type(error).__name__}); the other rules were."
        problems.append(Problem("detect", message, rule.id))
        return
    yield from matches
