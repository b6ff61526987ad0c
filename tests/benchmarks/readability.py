"""Measures the reading age and the formulas against people's judgements, and prints one table.

    python tests/benchmarks/readability.py

The corpora are not part of the project: they are read from `../shared/data` beside the checkout or
from the folder in PLAINLETTER_DATA; without them the benchmark says so and ends well.

- clear: passages ranked for ease by teachers; Spearman with difficulty. The model is fitted anew on
  four fifths of the passages (with the cefr_sp training sentences) and judged on the rest, with three
  shuffles; the mean over folds is given.
- cefr_sp: development sentences, graded by experts and never fitted on; Spearman.
- simpa: council sentences and people's simpler versions; share of pairs with the original harder.
  Identical pairs are left out, a tie counts half. "lex" takes the chosen lexical rewrite, "lex3" all
  three, "syn" the syntactic rewrite. A rewrite of several sentences is split, as any text is.
- onestop: articles at three levels; share of neighbouring levels in the right order.
Features, ridge strength and passage weight were chosen with these very figures in view (some sixty
variants), the cefr_sp development sentences among them, so the reading age's row is optimistic; the
formulas' rows are not. The test parts of the corpora were not looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]

from benchmarks import fit_reading_age as fit  # noqa: E402
from benchmarks.fit_reading_age import (  # noqa: E402
    data_folder,
    read_cefr_sp,
    read_clear,
    read_json_lines,
    split,
)
from plainletter.analysis import formulas  # noqa: E402
from plainletter.analysis.counts import Counts, count_sentence  # noqa: E402
from plainletter.analysis.reading_age import (  # noqa: E402
    measure_sentence,
    sentence_difficulty,
    years_of,
)

Judge = Callable[[list[str]], float]


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2
        start = end + 1
    return ranks


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, ties sharing their mean rank."""
    a, b = _ranks(first), _ranks(second)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    squares = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return float(product / squares**0.5)


def model_difficulty(sentences: list[str]) -> float:
    """The shipped model's value of a text."""
    values = [measure_sentence(sentence) for sentence in sentences]
    weight = sum(value.words for value in values)
    return sum(value.difficulty * value.words for value in values) / weight if weight else 0.0


def by_formula(formula: Callable[[Counts], float], sign: float = 1.0) -> Judge:
    """A judge of texts from a formula; `sign` is -1 where higher means easier."""
    return lambda sentences: sign * formula(Counts.sum(map(count_sentence, sentences)))


JUDGES: dict[str, Judge] = {
    "reading age": model_difficulty,
    "Flesch": by_formula(formulas.flesch_reading_ease, -1.0),
    "Flesch-Kincaid": by_formula(formulas.flesch_kincaid_grade),
    "SMOG": by_formula(formulas.smog_index),
    "Gunning fog": by_formula(formulas.gunning_fog),
    "ARI": by_formula(formulas.automated_readability_index),
    "Coleman-Liau": by_formula(formulas.coleman_liau_index),
    "Dale-Chall": by_formula(formulas.dale_chall),
    "LIX": by_formula(formulas.lix),
}


def pair_accuracy(judge: Judge, pairs: Sequence[tuple[str, str]]) -> tuple[float, int]:
    """Share of pairs (harder, easier) that a judge puts in this order, and the number of pairs."""
    values: dict[str, float] = {}
    for text in {text for pair in pairs for text in pair}:
        values[text] = judge(split(text))
    right = 0.0
    for harder, easier in pairs:
        difference = values[harder] - values[easier]
        right += 0.5 if abs(difference) < 1e-9 else float(difference > 0)
    return right / len(pairs), len(pairs)


def cross_validated_clear(folder: Path, seeds: Sequence[int] = (0, 1, 2)) -> float:
    """Mean Spearman over the folds of several shuffles, the model fitted anew for each fold."""
    rows = read_clear(folder)
    passages = np.array([fit.passage_features(split(row["text"]))[1] for row in rows])
    target = fit.z_scores(np.array([-row["bt_easiness"] for row in rows]))
    graded = read_cefr_sp(folder, "train")
    sentences = np.array([fit.passage_features([sentence])[1] for sentence, _ in graded])
    levels = fit.z_scores(np.array([level for _, level in graded]))
    results = []
    for seed in seeds:
        values, _ = fit.cross_validated(passages, target, sentences, levels, seed)
        results += [
            spearman(values[fold].tolist(), target[fold].tolist())
            for fold in fit.folds(len(passages), seed)
        ]
    return sum(results) / len(results)


def main() -> int:
    folder = data_folder()
    if folder is None:
        return 0
    clear = read_clear(folder)
    texts = [split(row["text"]) for row in clear]
    difficulty = [-row["bt_easiness"] for row in clear]
    dev = read_cefr_sp(folder, "dev")
    simpa = read_json_lines(folder / "simpa" / "train.jsonl")
    pairs = {
        "lex": [(row["original"], row["lexical_chosen"]) for row in simpa],
        "lex3": [(row["original"], text) for row in simpa for text in row["lexical"]],
        "syn": [(row["original"], row["syntactic"]) for row in simpa],
    }
    pairs = {name: [pair for pair in found if pair[0] != pair[1]] for name, found in pairs.items()}
    levels: dict[str, dict[int, str]] = {}
    for row in read_json_lines(folder / "onestop" / "train.jsonl"):
        levels.setdefault(row["article"], {})[row["rank"]] = row["text"]
    steps = [(a[r + 1], a[r]) for a in levels.values() for r in (1, 2) if {r, r + 1} <= a.keys()]

    sizes = {
        "clear": len(clear),
        "cefr_sp dev": len(dev),
        **{f"simpa {name}": len(found) for name, found in pairs.items()},
        "onestop": len(steps),
    }
    print(f"{'':16}" + "".join(f"{name:>13}" for name in sizes))
    print(f"{'rows':16}" + "".join(f"{size:>13,}" for size in sizes.values()))
    for name, judge in JUDGES.items():
        if name == "reading age":
            on_clear = cross_validated_clear(folder)
        else:
            on_clear = spearman([judge(text) for text in texts], difficulty)
        on_dev = spearman([judge([s]) for s, _ in dev], [level for _, level in dev])
        figures = [on_clear, on_dev, *(pair_accuracy(judge, found)[0] for found in pairs.values())]
        figures.append(pair_accuracy(judge, steps)[0])
        print(f"{name:16}" + "".join(f"{figure:>13.3f}" for figure in figures))

    for rank, level in ((1, "elementary"), (2, "intermediate"), (3, "advanced")):
        ages = [years_of(model_difficulty(split(a[rank]))) for a in levels.values() if rank in a]
        print(f"onestop {level}: mean reading age {sum(ages) / len(ages):.1f}")
    easy = [sentence_difficulty(s) for s, level in dev if level < 2]
    print(f"cefr_sp dev below A2: mean reading age {sum(map(years_of, easy)) / len(easy):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
