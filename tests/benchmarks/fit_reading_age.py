"""Fits the reading-age model and writes `wordlists/words/reading_age.json`.

    python tests/benchmarks/fit_reading_age.py

Needs numpy, and the corpora `clear` and `cefr_sp` in the data folder (see `readability.py` here). The
model is one ridge regression on the passages of `clear` and the training sentences of `cefr_sp`
together. Each target is z-scored; each set keeps its own mean, so that only differences within a set
are learnt; a passage counts as three sentences. The development sentences of `cefr_sp` are never
fitted on; they did help to choose features and weights (see `readability.py`).

The link to years is by mean and standard deviation (Kolen and Brennan 2014, mean-sigma linking): the
values of the passages are given the mean and spread of the average of five published grade formulas
on the same passages; UK age is US grade plus five. Below the easiest twentieth of the passages the line
would be a guess; there it bends so that the easiest training sentences of `cefr_sp` (levels A1 to A1/A2),
read as one text, get the age that the formulas give them.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from plainletter.analysis import formulas  # noqa: E402
from plainletter.analysis.counts import Counts, count_sentence  # noqa: E402
from plainletter.analysis.reading_age import FEATURES, sentence_features  # noqa: E402
from plainletter.analysis.segment import sentence_spans  # noqa: E402

Array = npt.NDArray[np.float64]

RIDGE = 300.0
PASSAGE_WEIGHT = 3.0
FOLDS = 5
SEED = 0
GRADE_FORMULAS = (
    formulas.flesch_kincaid_grade,
    formulas.automated_readability_index,
    formulas.coleman_liau_index,
    formulas.smog_index,
    formulas.gunning_fog,
)
# A grade beyond a doctorate is an artefact of one endless sentence.
HIGHEST_GRADE = 18.0


def data_folder() -> Path | None:
    """The folder of corpora, or `None` after saying that it is missing."""
    folder = Path(os.environ.get("PLAINLETTER_DATA", CHECKOUT.parent / "shared" / "data"))
    needed = ("clear", "cefr_sp", "simpa", "onestop")
    missing = [name for name in needed if not (folder / name).is_dir()]
    if missing:
        print(f"skipped: {', '.join(missing)} not found (set PLAINLETTER_DATA to their folder)")
        return None
    return folder


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_clear(folder: Path) -> list[dict[str, Any]]:
    """Passages: text, bt_easiness, se."""
    return read_json_lines(folder / "clear" / "train.jsonl")


def read_cefr_sp(folder: Path, part: str) -> list[tuple[str, float]]:
    """Sentences and their mean levels, 1 to 6, of "train" or "dev"."""
    with (folder / "cefr_sp" / f"{part}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["sentence"], float(row["level_mean"])) for row in rows]


def split(text: str) -> list[str]:
    """Sentences of a text, as plainletter splits them."""
    return [text[start:end] for start, end in sentence_spans(text)]


def z_scores(values: Array) -> Array:
    """Scale to mean 0 and standard deviation 1."""
    return (values - values.mean()) / values.std()  # type: ignore[no-any-return]


def passage_features(sentences: list[str]) -> tuple[int, Array]:
    """Words of a text, and the mean of its sentences' features weighted by their words."""
    rows = [row for row in map(sentence_features, sentences) if row is not None]
    weights = np.array([words for words, _ in rows], dtype=float)
    return int(weights.sum()), np.average(
        [features for _, features in rows], axis=0, weights=weights
    )


def mean_grade(sentences: list[str]) -> float:
    """US grade of a text: the average of the formulas."""
    counts = Counts.sum(map(count_sentence, sentences))
    return float(np.mean([min(HIGHEST_GRADE, formula(counts)) for formula in GRADE_FORMULAS]))


def ridge(
    passages: Array, passage_target: Array, sentences: Array, sentence_target: Array
) -> Array:
    """Weights of the joint fit, in units of the raw features."""
    scale = sentences.std(axis=0)
    scale[scale == 0] = 1.0
    rows = np.vstack([passages - passages.mean(axis=0), sentences - sentences.mean(axis=0)]) / scale
    target = np.concatenate(
        [passage_target - passage_target.mean(), sentence_target - sentence_target.mean()]
    )
    weight = np.repeat([PASSAGE_WEIGHT, 1.0], [len(passages), len(sentences)])
    gram = rows.T @ (rows * weight[:, None]) + RIDGE * np.eye(rows.shape[1])
    return np.linalg.solve(gram, rows.T @ (weight * target)) / scale  # type: ignore[no-any-return]


def folds(count: int, seed: int = SEED) -> list[npt.NDArray[np.intp]]:
    """Row numbers of each fold, shuffled by `seed`."""
    order = np.random.default_rng(seed).permutation(count)
    return [order[start::FOLDS] for start in range(FOLDS)]


def cross_validated(
    passages: Array, target: Array, sentences: Array, sentence_target: Array, seed: int = SEED
) -> tuple[Array, list[Array]]:
    """Value of each passage from a fit that did not see it, centred by fold, and each fold's weights."""
    values = np.empty(len(passages))
    weights = []
    for fold in folds(len(passages), seed):
        rest = np.setdiff1d(np.arange(len(passages)), fold)
        fitted = ridge(passages[rest], target[rest], sentences, sentence_target)
        values[fold] = (passages[fold] - passages[rest].mean(axis=0)) @ fitted
        weights.append(fitted)
    return values, weights


def spread(
    texts: list[list[str]],
    target: Array,
    passages: Array,
    weights: list[Array],
    rater_variance: float,
) -> tuple[float, float]:
    """Variance of the error in model units: a fixed part, and a part divided by the words of the text.

    Taken from openings of the passages of several lengths, each judged by the weights that did not see
    the passage, less what the raters' own error explains.
    """
    lengths, errors = [], []
    for number, fold in enumerate(folds(len(texts))):
        rest = np.setdiff1d(np.arange(len(texts)), fold)
        centre = passages[rest].mean(axis=0)
        for row in fold:
            for take in (1, 2, 4, len(texts[row])):
                opening = texts[row][:take]
                if any(map(sentence_features, opening)):
                    words, features = passage_features(opening)
                    lengths.append(1.0 / words)
                    errors.append(float(((features - centre) @ weights[number] - target[row]) ** 2))
    inverse, squared = np.array(lengths), np.array(errors) - rater_variance
    keep = inverse <= 0.2  # openings of fewer than five words are titles
    slope, fixed = np.polyfit(inverse[keep], squared[keep], 1)
    return float(fixed), float(slope)


def main() -> int:
    folder = data_folder()
    if folder is None:
        return 0
    clear = read_clear(folder)
    texts = [split(row["text"]) for row in clear]
    passages = np.array([passage_features(text)[1] for text in texts])
    difficulty = np.array([-row["bt_easiness"] for row in clear])
    target = z_scores(difficulty)
    graded = read_cefr_sp(folder, "train")
    sentences = np.array([sentence_features(s)[1] for s, _ in graded])  # type: ignore[index]
    levels = z_scores(np.array([level for _, level in graded]))

    weights = np.array([float(f"{w:.6g}") for w in ridge(passages, target, sentences, levels)])
    intercept = -float(passages.mean(axis=0) @ weights)
    values = passages @ weights + intercept

    grades = np.array([mean_grade(text) for text in texts])
    per_unit = float(grades.std() / values.std())
    at_zero = 5.0 + float(grades.mean())
    easiest = [sentence for sentence, level in graded if level <= 1.5]
    bend = at_zero + per_unit * float(np.percentile(values, 5))
    straight = at_zero + per_unit * (float(passage_features(easiest)[1] @ weights) + intercept)
    slope_below = (bend - 5.0 - mean_grade(easiest)) / (bend - straight)

    _, fold_weights = cross_validated(passages, target, sentences, levels)
    rater_variance = float(np.mean([row["se"] ** 2 for row in clear]) / difficulty.var())
    fixed, per_word = spread(texts, target, passages, fold_weights, rater_variance)
    # Years of one unit of true difficulty: the raters' error widens the spread of what they report.
    unit = float(grades.std()) / (1.0 - rater_variance) ** 0.5

    result: dict[str, Any] = {
        "fitted_on": "CLEAR corpus (Crossley et al. 2022), 2,896 passages, teachers' ease; "
        "CEFR-SP (Arase et al. 2022), SCoRE and Wiki-Auto training sentences, expert levels",
        "method": f"ridge {RIDGE:g} on z-scored targets, a passage weighted as {PASSAGE_WEIGHT:g} sentences",
        "unit": "standard deviations of teachers' difficulty on CLEAR, mean 0",
        "link": {
            "years_at_zero": round(at_zero, 4),
            "years_per_unit": round(per_unit, 4),
            "bend": round(bend, 4),
            "slope_below_bend": round(slope_below, 4),
            "method": "mean-sigma on CLEAR with the average of Flesch-Kincaid, ARI, Coleman-Liau, "
            "SMOG and fog; UK age = US grade + 5; below the bend, through the A1 sentences of CEFR-SP",
        },
        "spread": {
            "fixed": round(fixed * unit**2, 4),
            "per_word": round(per_word * unit**2, 4),
            "method": "variance in years, cross-validated on CLEAR, raters' error taken off",
        },
        "intercept": round(intercept, 6),
        "weights": dict(zip(FEATURES, weights.tolist(), strict=True)),
    }
    path = CHECKOUT / "wordlists" / "words" / "reading_age.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.name}: {json.dumps({k: result[k] for k in ('link', 'spread', 'intercept')})}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
