"""Makes `inflections.json`, the word forms that the rules of `plainletter.wording.inflect` get wrong.

Run `python wordlists/words/build_inflections.py`, with plainletter installed, after a change to the rules or to the reviewed forms below;
`--check` only compares, prints what differs and ends with 1. Needs the development packages lemminflect,
pyinflect and wordfreq; their data files are read, their code is not run (but for wordfreq's frequencies,
which only decide what words are looked at: verbs from 1 and nouns from 2 in 10 million).

How a form is chosen:

1. `REVIEWED` holds what a person decided, with forms that only a reader accepts behind the one to write.
2. Where the two sources give the same first form, that is it; but a verb in -l that the rules double, and
   British spelling with them, stays doubled.
3. Where they differ, the rules decide, if one of the sources agrees with them.
4. Anything else ends the run with the list of forms to review.

Words that one source alone has are left to the rules: their irregular forms there are mostly errors
("pros, prosed"; "cares, caressed").
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from plainletter.wording.inflect import word_forms

OUTPUT = Path(__file__).with_name("inflections.json")
VERB_TAGS = ("VBD", "VBN", "VBG", "VBZ")
LEAST_ZIPF = {"verb": 2.0, "noun": 2.3}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a person chose where the sources differ, are American, or are both wrong. A second
# form is for matching only.
REVIEWED: Mapping[str, Mapping[str, str]] = {
    "VBD": {
        "babysit": "babysat",
        "bet": "bet betted",
        "bias": "biased biassed",
        "bid": "bid bade",
        "bide": "bided",
        "benefit": "benefited benefitted",
        "broadcast": "broadcast broadcasted",
        "budget": "budgeted budgetted",
        "burn": "burned burnt",
        "bus": "bussed bused",
        "caravan": "caravanned",
        "clad": "clad",
        "combat": "combated combatted",
        "cost": "cost costed",
        "crossbreed": "crossbred",
        "diagram": "diagrammed",
        "dream": "dreamed dreamt",
        "dwell": "dwelt dwelled",
        "fit": "fitted fit",
        "focus": "focused focussed",
        "forecast": "forecast forecasted",
        "forgo": "forwent",
        "hang": "hung hanged",
        "hiccup": "hiccupped hiccuped",
        "input": "input inputted",
        "joyride": "joyrode",
        "kneel": "knelt kneeled",
        "knit": "knitted knit",
        "lean": "leaned leant",
        "leap": "leapt leaped",
        "learn": "learnt learned",
        "lie": "lied lay",
        "light": "lit lighted",
        "misspell": "misspelt misspelled",
        "outcrop": "outcropped",
        "output": "output outputted",
        "overcast": "overcast",
        "overeat": "overate",
        "overshoot": "overshot",
        "overspend": "overspent",
        "overwrite": "overwrote",
        "preset": "preset",
        "program": "programmed",
        "proofread": "proofread",
        "quit": "quit quitted",
        "relay": "relayed relaid",
        "reprogram": "reprogrammed",
        "ring": "rang ringed",
        "shoe": "shod shoed",
        "smell": "smelt smelled",
        "speed": "sped speeded",
        "spell": "spelt spelled",
        "spill": "spilt spilled",
        "spit": "spat",
        "spoil": "spoilt spoiled",
        "strive": "strove strived",
        "sublet": "sublet",
        "target": "targeted targetted",
        "tear": "tore",
        "telecast": "telecast",
        "troubleshoot": "troubleshot",
        "underlay": "underlaid",
        "unlearn": "unlearnt unlearned",
        "weave": "wove weaved",
        "wed": "wed wedded",
        "wet": "wet wetted",
        "wind": "wound winded",
        "worship": "worshipped worshiped",
    },
    "VBN": {
        "bear": "borne born",
        "beat": "beaten beat",
        "bid": "bid bidden",
        "bide": "bided",
        "forego": "foregone",
        "forgo": "forgone",
        "get": "got gotten",
        "hew": "hewn hewed",
        "joyride": "joyridden",
        "lie": "lied lain",
        "mow": "mown mowed",
        "overeat": "overeaten",
        "overshoot": "overshot",
        "overwrite": "overwritten",
        "prove": "proved proven",
        "relay": "relayed relaid",
        "ring": "rung ringed",
        "run": "run",
        "saw": "sawn sawed",
        "sew": "sewn sewed",
        "shear": "shorn sheared",
        "shoe": "shod shoed",
        "show": "shown showed",
        "sow": "sown sowed",
        "spit": "spat",
        "strive": "striven strived",
        "swell": "swollen swelled",
        "tear": "torn",
        "wake": "woken waked",
        "weave": "woven weaved",
        "wet": "wet wetted",
    },
    "VBG": {
        "age": "ageing aging",
        "benefit": "benefiting benefitting",
        "bias": "biasing biassing",
        "binge": "bingeing binging",
        "budget": "budgeting budgetting",
        "bus": "bussing busing",
        "caravan": "caravanning",
        "combat": "combating combatting",
        "cue": "cueing cuing",
        "diagram": "diagramming",
        "focus": "focusing focussing",
        "hiccup": "hiccupping hiccuping",
        "outcrop": "outcropping",
        "preset": "presetting",
        "program": "programming",
        "queue": "queuing queueing",
        "reprogram": "reprogramming",
        "target": "targeting targetting",
        "typeset": "typesetting",
        "whinge": "whingeing whinging",
        "worship": "worshipping worshiping",
    },
    "VBZ": {
        "bus": "buses busses",
        "focus": "focuses focusses",
    },
    "NNS": {
        "aircraft": "aircraft",
        "appendix": "appendices appendixes",
        "axis": "axes",
        "beef": "beefs",
        "bus": "buses busses",
        "chilli": "chillies chilies",
        "cod": "cod",
        "criterion": "criteria",
        "crossroads": "crossroads",
        "curriculum": "curricula curriculums",
        "dice": "dice",
        "fish": "fish fishes",
        "formula": "formulas formulae",
        "headquarters": "headquarters",
        "hovercraft": "hovercraft",
        "index": "indexes indices",
        "innings": "innings",
        "locus": "loci",
        "means": "means",
        "memorandum": "memorandums memoranda",
        "offspring": "offspring",
        "opus": "opuses",
        "person": "people persons",
        "persona": "personas",
        "phenomenon": "phenomena",
        "quid": "quid",
        "referendum": "referendums referenda",
        "reindeer": "reindeer",
        "salmon": "salmon",
        "series": "series",
        "spacecraft": "spacecraft",
        "species": "species",
        "spokesperson": "spokespeople spokespersons",
        "stadium": "stadiums stadia",
        "summons": "summonses",
        "swine": "swine",
        "tuba": "tubas",
    },
}

# What the sources list as a verb or noun and the word is not, or not for a letter: left to the rules.
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "verb": _words("be can do have jell lightning login may must shall sic talc will zinc"),
    "noun": _words(
        "betrothed charisma cyclops deaf elect gusto homeless kin labelling latex modelling "
        "momento momentum nightlife paneling panelling police religious remodelling salmonella "
        "stucco supernova synch taxis toothless vermin vertigo whaling whereabouts wildlife "
        "wrestling young"
    ),
}


def main() -> int:
    """Writes or checks the table; 0 when all is well, 1 when something differs or awaits review."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the file instead of writing it"
    )
    check = parser.parse_args().check

    table, unreviewed = build()
    for line in unreviewed:
        print("to review:", line, file=sys.stderr)
    text = rendered(table)
    entries = sum(len(words) for words in table.values())
    print(f"{entries} entries, {len(text.encode()):,} bytes", file=sys.stderr)
    if check:
        if OUTPUT.read_text(encoding="utf-8") != text:
            print(f"{OUTPUT.name} differs from what this script makes", file=sys.stderr)
            return 1
    elif not unreviewed:
        OUTPUT.write_text(text, encoding="utf-8")
    return 1 if unreviewed else 0


def build() -> tuple[dict[str, dict[str, tuple[str, ...]]], list[str]]:
    """The table, tag -> word -> forms, and the forms that nobody has decided."""
    table: dict[str, dict[str, tuple[str, ...]]] = {tag: {} for tag in (*VERB_TAGS, "NNS")}
    unreviewed: list[str] = []
    for pos, tags in (("verb", VERB_TAGS), ("noun", ("NNS",))):
        lemminflect, pyinflect = _lemminflect(pos), _pyinflect(pos)
        both = (lemminflect.keys() & pyinflect.keys()) - LEFT_OUT[pos]
        words = {word for word in both if _is_looked_at(word, pos)}
        for tag in tags:
            # Short words first: the rules find "rebuild" through "build".
            for word in sorted(words | REVIEWED[tag].keys(), key=lambda word: (len(word), word)):
                ruled = word_forms(word, tag, table)
                if word in REVIEWED[tag]:
                    chosen = tuple(REVIEWED[tag][word].split())
                else:
                    first = {source[word].get(tag, ruled[0]) for source in (lemminflect, pyinflect)}
                    if ruled[0] in first or _is_doubled_l(word, ruled[0]):
                        continue
                    if len(first) > 1:
                        unreviewed.append(f"{tag} {word}: {', '.join(sorted(first))} or {ruled[0]}")
                        continue
                    chosen = tuple(first)
                if chosen != ruled:
                    table[tag][word] = chosen
    return table, unreviewed


def rendered(table: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    """JSON with one word a line, sorted, so that a change shows as one line."""
    data = {
        tag: {word: " ".join(found) for word, found in sorted(words.items())}
        for tag, words in sorted(table.items())
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _is_doubled_l(word: str, ruled: str) -> bool:
    return word.endswith("l") and ruled in (word + "led", word + "ling")


def _is_looked_at(word: str, pos: str) -> bool:
    from wordfreq import zipf_frequency

    plain = len(word) > 1 and word.isascii() and word.isalpha() and word.islower()
    return plain and zipf_frequency(word, "en") >= LEAST_ZIPF[pos]


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: it is a development package")
    return Path(spec.origin).parent


def _lemminflect(pos: str) -> dict[str, dict[str, str]]:
    # word,pos,form/form,…: past, participle (empty where it is the past), -ing, -s; or the plural.
    path = _folder("lemminflect") / "resources" / "infl_lu.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return dict(_read(((row[0], row[2:]) for row in csv.reader(lines) if row[1] == pos), pos))


def _pyinflect(pos: str) -> dict[str, dict[str, str]]:
    # word,V or N,form/form,…: in the same order, "<>" for a participle that is the past.
    path = _folder("pyinflect") / "infl.csv"
    letter = pos[0].upper()
    with path.open(encoding="utf-8", newline="") as lines:
        return dict(
            _read(((row[0], row[2:]) for row in csv.reader(lines) if row[1] == letter), pos)
        )


def _read(rows: Iterator[tuple[str, list[str]]], pos: str) -> Iterator[tuple[str, dict[str, str]]]:
    for word, columns in rows:
        first = [column.split("/")[0].strip().replace("<>", "") for column in columns]
        if pos == "noun":
            yield word, {"NNS": first[0]} if first and first[0] else {}
        elif len(first) == len(VERB_TAGS):
            found = {tag: form for tag, form in zip(VERB_TAGS, first, strict=True) if form}
            if "VBD" in found:
                found.setdefault("VBN", found["VBD"])
            yield word, found


if __name__ == "__main__":
    raise SystemExit(main())
