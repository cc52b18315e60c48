"""Whatever the evidence on the sky, each voice can say it, differently, with its weight, and the check agrees."""

import shutil
from itertools import combinations

import pytest

from personas.check import check, gather
from personas.format import count, share
from personas.reading.sky_evidence import fine, passing, told_first, weighs
from personas.render import SHEET, VOICES, Voices
from services.cosmic.evidence import CosmicEvidenceAnswer
from tests.contract.test_voices import FIVE, numbers, phrases, text_of
from tests.unit.personas.samples_sky_evidence import EVIDENCE, random_sky_evidence

PLAIN = "plain"
"""A voice without templates, which speaks by the base's."""


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    folder = tmp_path_factory.mktemp("voices") / "voices"
    shutil.copytree(VOICES, folder)
    (folder / PLAIN).mkdir()
    (folder / PLAIN / SHEET).write_text((VOICES / "xyko" / SHEET).read_text().replace("name: xyko", f"name: {PLAIN}"))
    return Voices(folder, strict=True)


def said_by_all(voices: Voices, answer: CosmicEvidenceAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        check(text_of(card), gather(answer, (name,)))
        assert len(card.body) <= 600, (name, len(card.body), card.body)
        assert len(card.fields) <= 6
        words = text_of(card).replace(",", " ").split()
        assert not {"nan", "None", "unknown"} & set(words), name


@pytest.mark.parametrize("label", EVIDENCE)
def test_samples(voices: Voices, label: str) -> None:
    said_by_all(voices, EVIDENCE[label])


def test_random_evidence(voices: Voices) -> None:
    for answer in random_sky_evidence(60):
        said_by_all(voices, answer)


each_name = pytest.mark.parametrize("name", [PLAIN, *FIVE])


def told_by(voices: Voices, label: str, name: str) -> str:
    return text_of(voices.render(EVIDENCE[label], name))


@each_name
def test_all_that_passed_are_told(voices: Voices, name: str) -> None:
    told = told_by(voices, "all, two pass", name)
    assert all(one.title in told for one in passing(EVIDENCE["all, two pass"]))


@each_name
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if not answer.weight])
def test_what_has_not_passed_is_said_to_weigh_nothing(voices: Voices, label: str, name: str) -> None:
    told = told_by(voices, label, name).lower()
    # Xyko: "weight none"; Z: "no more weight … : none"; the others: "(no|any) … weight in a decision"
    assert any(words in told for words in ("weight none", "weight in a decision", "gives it: none"))
    assert "may weigh" not in told


@each_name
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if answer.passed])
def test_what_passed_is_named_and_not_denied(voices: Voices, label: str, name: str) -> None:
    told = told_by(voices, label, name)
    assert passing(EVIDENCE[label])[0].title in told
    for denial in ("No factor shows", "does not say so", "no plan", "Chance can explain", "no answer to them"):
        assert denial not in told


@each_name
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if answer.weight])
def test_what_weighs_is_said_and_not_denied(voices: Voices, label: str, name: str) -> None:
    told = told_by(voices, label, name)
    assert str(share(EVIDENCE[label].weight)) in told
    for denial in (
        "in a decision: none",
        "Nothing here has",
        "no weight",
        "Weight none",
        "No factor",
        "gives it: none",
    ):
        assert denial not in told


@each_name
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if answer.depth.returns])
def test_the_line_in_depth_is_whole(voices: Voices, label: str, name: str) -> None:
    depth = EVIDENCE[label].depth
    near, told = told_first(EVIDENCE[label]), told_by(voices, label, name)
    assert near is not None
    for fact in (
        *(fine(near.effect_pct), fine(near.low_pct), fine(near.high_pct)),
        *(share(near.as_far_share), share(near.adjusted_probability), count(depth.spells)),
        *((weighs(near.weight),) if near.weight else ()),
    ):
        assert str(fact) in told, fact


@each_name
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if answer.chosen != "all"])
def test_a_factor_asked_for_by_name_is_told_by_its_return_and_its_volatility(
    voices: Voices, label: str, name: str
) -> None:
    depth, told = EVIDENCE[label].depth, told_by(voices, label, name)
    for measure in (depth.returns, depth.volatility):
        assert measure is None or (str(fine(measure.effect_pct)) in told and str(share(measure.as_far_share)) in told)


@each_name
def test_a_span_too_short_for_some_factors_says_how_to_ask_for_more(voices: Voices, name: str) -> None:
    for label, answer in EVIDENCE.items():
        told = told_by(voices, label, name)
        assert ("bars:" in told and "60,000" in told) is (answer.more_bars and answer.silent > 0), label


@each_name
def test_an_exploration_says_what_would_count_instead(voices: Voices, name: str) -> None:
    ways = ("5,000 daily bars", "5,000 daily candles", "counted on 5,000 days", "standing trial: 1d, 5,000 bars")
    for label, answer in EVIDENCE.items():
        told = told_by(voices, label, name)
        assert any(way in told for way in ways) is not answer.standing, label


@each_name
def test_too_short_to_tell_is_not_told_as_refuted(voices: Voices, name: str) -> None:
    told = told_by(voices, "all, one too short", name)
    assert "too short" in told or "too little of it" in told
    assert "ot confirmed" not in told


@pytest.mark.parametrize(("one", "other"), list(combinations(FIVE, 2)))
@pytest.mark.parametrize(
    "label", ["all", "one", "one, passes", "all, one stood out", "all, one too short", "one, exploring"]
)
def test_two_voices_tell_it_differently(voices: Voices, label: str, one: str, other: str) -> None:
    left, right = voices.render(EVIDENCE[label], one), voices.render(EVIDENCE[label], other)
    assert numbers(left) != numbers(right)
    assert [field.name for field in left.fields] != [field.name for field in right.fields]
    shared = phrases(left) & phrases(right)
    assert len(shared) <= 0.05 * min(len(phrases(left)), len(phrases(right))), shared
