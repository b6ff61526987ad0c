"""Every example of every rule, and the hygiene of the packs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import msgspec
import pytest

from plainletter.config import Config
from plainletter.detectors import AFTERWARDS, DETECTORS, detector
from plainletter.kinds.phrase import split_head
from plainletter.model import CATEGORIES, LEVELS
from plainletter.packs.load import builtin_profiles, builtin_ruleset
from plainletter.packs.schema import (
    DetectorRule,
    PatternRule,
    PhraseRule,
    RequireRule,
    RuleSpec,
)
from plainletter.testing import ExampleRunner

RULES = builtin_ruleset().rules
PROFILES = builtin_profiles()
DEFAULT = Config().profile

PLACEHOLDERS = {
    "phrase": {"found", "first"},
    "pattern": {"found", "first"},
    "limit": {"found", "count", "limit"},
    "require": {"found"},
    "detector": {"found", "first"},
}
"""Names that every match of a kind fills in; detectors may fill in more of their own."""
DETECTORS_OWN = {
    "accusing_openings": {"count"},
    "acronym": {"letters", "times", "uses"},
    "agentless_passive": {"verb"},
    "balance": {"count", "against"},
    "date_mismatch": {"fault"},
    "hidden_text": {"word"},
    "late_court": {"share"},
    "over_hedged": {"count"},
    "switched_pronoun": {"name"},
    "two_names": {"other"},
    "wrong_postcode": {"area"},
    "unused_allowance": {"where"},
    "unusual_word": {"times"},
}
COUNTED = {
    "actions": {"all", "many", "none"},
    "acts": {"some", "all", "rest"},
    "change": {"some", "all", "rest"},
    "dates": {"some", "all", "rest", "past", "same"},
    "owners": {"some", "all", "rest"},
    "own": {"some", "all", "rest"},
    "plain": {"some", "all", "years"},
    "reasons": {"some", "all"},
    "review": {"some", "all", "again", "unsaid"},
    "shared": {"parents", "council", "family", "services", "unknown", "gap"},
}
"""Figures of a plan that each count fills in."""

HOSTILE = (
    "a" * 4000,
    "you " * 1000,
    "you must not " * 400,
    "the the the " * 400,
    " " * 4000,
    "if you do not " * 300,
    "we " + "very " * 900 + "worried",
    "not " * 1000 + "un",
    "A" * 2000 + "!" * 2000,
    "(" * 4000,
    "- " * 2000,
    "1." * 2000,
    "court judge will " * 250,
)
"""Texts that send a careless expression into every combination."""

# Work on a text four times as long may take four times as long for a linear expression, sixteen times
# for a quadratic one; an expression that tries every combination never comes back. The bound is far
# above what any sane one needs on the slowest machine, and ends the test instead of the machine.
HOSTILE_SECONDS = 120


def kind(rule: RuleSpec) -> str:
    """The word a pack has for its kind."""
    return str(rule.__struct_config__.tag)


def cases() -> Iterator[object]:
    """Each example of each rule, as a rule that has this example alone."""
    nothing: dict[str, tuple[()]] = {"bad": (), "ok": (), "known": ()}
    for rule in RULES.values():
        for name in nothing:
            for number, example in enumerate(getattr(rule, name), 1):
                alone = msgspec.structs.replace(rule, **{**nothing, name: (example,)})
                yield pytest.param(alone, id=f"{rule.id}-{name}-{number}")


@cache
def runner(profile: str) -> ExampleRunner:
    return ExampleRunner(Config(profile=profile))


def profile_of(rule: RuleSpec) -> str:
    """The first profile, the default before others, in which a rule is on."""
    for name in (DEFAULT, *PROFILES):
        if rule.id in runner(name).checker.active_rules(name):
            return name
    pytest.fail(f"{rule.id} is on in no profile")


@pytest.mark.parametrize("rule", list(cases()))
def test_example(rule: RuleSpec) -> None:
    failures = [str(failure) for failure in runner(profile_of(rule)).run_rule(rule)]
    assert failures == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_is_complete(rule: RuleSpec) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*", rule.id)
    assert rule.category in CATEGORIES
    assert rule.level in LEVELS
    for name in ("title", "message", "why", "source"):
        text = getattr(rule, name)
        assert text.strip() == text != "", name
        assert "  " not in text, name
    assert rule.why.endswith((".", "?", "”")), "a reason is a sentence"
    assert not rule.source.endswith("."), "reports put the full stop"
    assert rule.title[0].isupper() or not rule.title[0].isalpha()
    assert set(rule.profiles) <= set(PROFILES)
    profile_of(rule)
    if not isinstance(rule, RequireRule):
        # Detectors that run at the end have no sentence of their own to show.
        silent = isinstance(rule, DetectorRule) and rule.detector in AFTERWARDS
        assert rule.ok or silent, "a rule needs a sentence it leaves alone"
        assert rule.bad or silent, "a rule needs a sentence it finds"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_messages_fill_in(rule: RuleSpec) -> None:
    known = set(PLACEHOLDERS[kind(rule)])
    if isinstance(rule, DetectorRule):
        known |= DETECTORS_OWN.get(rule.detector, set())
    if isinstance(rule, RequireRule) and rule.counts:
        known |= COUNTED[rule.counts]
    messages = [rule.message, rule.why]
    if isinstance(rule, PhraseRule):
        messages += [text for entry in rule.entries for text in (entry.message, entry.why)]
    for message in messages:
        assert set(re.findall(r"\{(\w+)\}", message)) <= known, message
        assert message.count("“") == message.count("”"), message
        assert '"' not in message, f"curly quotes: {message}"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_are_used_once(rule: RuleSpec) -> None:
    texts = [bad.text.replace("**", "") for bad in rule.bad]
    texts += [*rule.ok, *(known.text for known in rule.known)]
    assert len(set(texts)) == len(texts)
    for bad in rule.bad:
        if not isinstance(rule, RequireRule):
            assert bad.text.count("**") >= 2, "mark what is found"
        assert bad.text.count("**") % 2 == 0


@pytest.mark.parametrize("pack", builtin_ruleset().packs, ids=lambda pack: pack.path.stem)
def test_pack_header(pack: object) -> None:
    header, path = pack.header, pack.path  # type: ignore[attr-defined]
    assert header.version >= 1
    assert header.title
    assert header.about, "say what the pack is for"
    assert header.language == "en-GB"
    assert header.id == path.stem


def test_no_rule_stands_in_two_packs() -> None:
    homes = defaultdict(list)
    for pack in builtin_ruleset().packs:
        for rule in pack.rules:
            homes[rule.id].append(pack.path.name)
    assert {id: files for id, files in homes.items() if len(files) > 1} == {}


def test_rules_of_a_category_stand_together() -> None:
    for pack in builtin_ruleset().packs:
        categories = [rule.category for rule in pack.rules]
        changes = sum(one != two for one, two in pairwise(categories))
        assert changes == len(set(categories)) - 1 or not categories, pack.path.name


PHRASES = [rule for rule in RULES.values() if isinstance(rule, PhraseRule)]
PATTERNS = [rule for rule in RULES.values() if isinstance(rule, PatternRule)]


def test_no_term_stands_twice() -> None:
    """The same words with the same gates may stand in one place only, whatever the pack."""
    homes = defaultdict(list)
    for rule in PHRASES:
        for entry in rule.entries:
            words, _ = split_head(entry.find, entry.pos)
            words = words if entry.case else words.lower()
            gates = (entry.pos, entry.if_before, entry.if_after, rule.scope, rule.profiles)
            homes[(words, gates)].append(rule.id)
    assert {key: rules for key, rules in homes.items() if len(rules) > 1} == {}


@pytest.mark.parametrize("rule", PHRASES, ids=lambda rule: rule.id)
def test_terms(rule: PhraseRule) -> None:
    for entry in rule.entries:
        words, _ = split_head(entry.find, entry.pos)
        assert words == " ".join(words.split()) != ""
        assert entry.say or entry.ask, f"{words}: nothing to say instead"
        assert len(set(entry.say)) == len(entry.say), words
        for say in entry.say:
            better, _ = split_head(say, entry.pos)
            assert better.lower() != words.lower(), f"{words} suggests itself"
            assert better == " ".join(better.split()), f"{words}: {better!r}"
        if entry.ask:
            assert entry.ask[-1] in ".?”", f"{words}: advice is a sentence"
        if entry.safe:
            assert entry.say, f"{words}: safe, but there is nothing to apply"


def test_no_wording_is_found_by_its_own_rule() -> None:
    """A better wording that the same rule would mark again helps nobody."""
    failures = []
    for rule in PHRASES:
        terms = {split_head(entry.find, entry.pos)[0].lower() for entry in rule.entries}
        ungated = {
            split_head(entry.find, entry.pos)[0].lower()
            for entry in rule.entries
            if not (entry.if_before or entry.if_after or entry.unless_before or entry.unless_after
                    or entry.unless_in or entry.case)
        }  # fmt: skip
        for entry in rule.entries:
            for say in entry.say:
                better = split_head(say, entry.pos)[0].lower()
                if better in ungated or (better in terms and not entry.if_before):
                    failures.append(f"{rule.id}: {entry.find} → {say}")
    assert failures == []


@pytest.mark.parametrize("rule", PATTERNS, ids=lambda rule: rule.id)
def test_expressions(rule: PatternRule) -> None:
    finds = [entry.find for entry in rule.entries]
    assert len(set(finds)) == len(finds)
    flags = 0 if rule.case else re.IGNORECASE
    for entry in rule.entries:
        compiled = re.compile(entry.find, flags)
        assert compiled.fullmatch("") is None, f"{entry.find} matches nothing at all"
        assert entry.say or entry.ask, entry.find
        assert not re.search(r"[‘’“”]", entry.find), (
            f"matched text has straight quotes: {entry.find}"
        )
        if entry.ask:
            assert entry.ask[-1] in ".?”", entry.find


def test_expressions_stay_fast_on_hostile_text() -> None:
    """In a process of its own, which can be ended: the engine of expressions cannot be interrupted."""
    program = (
        "import faulthandler, re, sys\n"
        f"faulthandler.dump_traceback_later({HOSTILE_SECONDS}, exit=True)\n"
        "from plainletter.packs.load import builtin_ruleset\n"
        "from plainletter.packs.schema import PatternRule\n"
        f"texts = {HOSTILE!r}\n"
        "for rule in builtin_ruleset().rules.values():\n"
        "    if not isinstance(rule, PatternRule):\n"
        "        continue\n"
        "    flags = 0 if rule.case else re.IGNORECASE\n"
        "    gates = [*rule.unless, *(e for entry in rule.entries for e in entry.unless)]\n"
        "    for expression in [*(entry.find for entry in rule.entries), *gates]:\n"
        "        print(rule.id, expression, flush=True)\n"
        "        compiled = re.compile(expression, flags)\n"
        "        for text in texts:\n"
        "            for match in compiled.finditer(text):\n"
        "                pass\n"
        "print('done')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    assert lines[-1:] == ["done"], f"never came back: {lines[-1:]}"


def named_detectors() -> set[str]:
    return {rule.detector for rule in RULES.values() if isinstance(rule, DetectorRule)}


def test_every_detector_that_is_named_exists() -> None:
    assert named_detectors() <= {*DETECTORS, *AFTERWARDS}
    for name in DETECTORS:
        assert callable(detector(name))
    with pytest.raises(KeyError):
        detector("no_such_detector")


def test_every_detector_is_used() -> None:
    assert {*DETECTORS, *AFTERWARDS} - named_detectors() == set()


def test_detectors_are_sorted() -> None:
    assert list(DETECTORS) == sorted(DETECTORS)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_profile(profile: object) -> None:
    items = {rule.item for rule in RULES.values() if isinstance(rule, RequireRule)}
    checklist = profile.checklist  # type: ignore[attr-defined]
    assert set(checklist) <= items, "an item that no rule looks for"
    assert len(set(checklist)) == len(checklist)
    ruleset = builtin_ruleset()
    for pattern in (*profile.off, *profile.levels):  # type: ignore[attr-defined]
        assert ruleset.match(pattern), f"{pattern} names no rule"


def test_checklist_items_have_one_rule_each_in_a_profile() -> None:
    for name in PROFILES:
        active = runner(name).checker.active_rules(name)
        items = [rule.item for rule in active.values() if isinstance(rule, RequireRule)]
        assert len(set(items)) == len(items), name


def test_most_rules_say_what_to_do() -> None:
    """In words that fit every finding: no placeholder, and our own voice where it is not an example."""
    from plainletter.packs.advice import general_advice

    told = {rule.id: general_advice(rule) for rule in builtin_ruleset().rules.values()}
    assert all("{" not in text and "**" not in text for text in told.values())
    assert sum(bool(text) for text in told.values()) > 0.9 * len(told)
    assert told["jargon.official-verb"].startswith("“Your sister is welcome to accompany you")
    assert told["stigma.blames-abused"] == "Say who did what."
