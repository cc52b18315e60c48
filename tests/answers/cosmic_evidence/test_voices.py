"""Whatever the evidence on the sky, each voice can say it, differently, with its weight, and the check agrees."""

import shutil
from itertools import product

import pytest

from personas.about.cosmic_evidence import fine, passing, told_first, weighs
from personas.check import check, gather
from personas.format import count, share
from personas.render import MOODS, SHEET, VOICES, Voices
from services.cosmic.evidence import CosmicEvidenceAnswer
from tests.answers.cosmic_evidence.sample import SAMPLES, random_sky_evidence
from tests.cards import said_by_all as fits_a_phone
from tests.cards import text_of

FIVE = ("biel", "f", "gemini", "xyko", "z")


PLAIN = "plain"
"""A voice without templates, which speaks by the base's."""


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    folder = tmp_path_factory.mktemp("voices") / "voices"
    shutil.copytree(VOICES, folder)
    (folder / PLAIN).mkdir()
    (folder / PLAIN / SHEET).write_text((VOICES / "xyko" / SHEET).read_text().replace("name: xyko", f"name: {PLAIN}"))
    (folder / PLAIN / MOODS).write_text("{}")
    return Voices(folder, strict=True)


def said_by_all(voices: Voices, answer: CosmicEvidenceAnswer) -> None:
    fits_a_phone(voices, answer)
    for name in voices.names:
        check(text_of(voices.render(answer, name)), gather(answer, (name,)))


def test_samples(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_random_evidence(voices: Voices) -> None:
    for answer in random_sky_evidence(60):
        said_by_all(voices, answer)


NAMES = (PLAIN, *FIVE)
each_name = pytest.mark.parametrize("name", NAMES)


def told_by(voices: Voices, label: str, name: str) -> str:
    return text_of(voices.render(SAMPLES[label], name))


@each_name
def test_all_that_passed_are_told(voices: Voices, name: str) -> None:
    told = told_by(voices, "all, two pass", name)
    assert all(one.title in told for one in passing(SAMPLES["all, two pass"]))


def test_what_has_not_passed_is_said_to_weigh_nothing(voices: Voices) -> None:
    for label, name in product([label for label, answer in SAMPLES.items() if not answer.weight], NAMES):
        told = told_by(voices, label, name).lower()
        assert "no weight in a decision" in told, (label, name)
        assert "may weigh" not in told, (label, name)


def test_what_passed_is_named_and_not_denied(voices: Voices) -> None:
    for label, name in product([label for label, answer in SAMPLES.items() if answer.passed], NAMES):
        told = told_by(voices, label, name)
        assert passing(SAMPLES[label])[0].title in told, (label, name)
        for denial in ("No factor passed", "luck would not", "on stars", "Chance can explain", "no answer to them"):
            assert denial not in told, (label, name)


def test_what_weighs_is_said_and_not_denied(voices: Voices) -> None:
    for label, name in product([label for label, answer in SAMPLES.items() if answer.weight], NAMES):
        told = told_by(voices, label, name)
        assert str(share(SAMPLES[label].weight)) in told, (label, name)
        for denial in ("no weight", "weight none", "no factor"):
            assert denial not in told.lower(), (label, name)


def test_the_line_in_depth_is_whole(voices: Voices) -> None:
    for label, name in product([label for label, answer in SAMPLES.items() if answer.depth.returns], NAMES):
        depth = SAMPLES[label].depth
        near, told = told_first(SAMPLES[label]), told_by(voices, label, name)
        assert near is not None, (label, name)
        for fact in (
            *(fine(near.effect_pct), fine(near.low_pct), fine(near.high_pct)),
            *(share(near.as_far_share), share(near.adjusted_probability), count(depth.spells)),
            *((weighs(near.weight),) if near.weight else ()),
        ):
            assert str(fact) in told, (label, name, fact)


def test_a_factor_asked_for_by_name_is_told_by_its_return_and_its_volatility(voices: Voices) -> None:
    for label, name in product([label for label, answer in SAMPLES.items() if answer.chosen != "all"], NAMES):
        depth, told = SAMPLES[label].depth, told_by(voices, label, name)
        for measure in (depth.returns, depth.volatility):
            assert measure is None or (
                str(fine(measure.effect_pct)) in told and str(share(measure.as_far_share)) in told
            ), (label, name)


@each_name
def test_a_span_too_short_for_some_factors_says_how_to_ask_for_more(voices: Voices, name: str) -> None:
    for label, answer in SAMPLES.items():
        told = told_by(voices, label, name)
        assert ("bars:" in told and "60,000" in told) is (answer.more_bars and answer.silent > 0), label


@each_name
def test_an_exploration_says_what_would_count_instead(voices: Voices, name: str) -> None:
    for label, answer in SAMPLES.items():
        told = told_by(voices, label, name)
        assert ("trial on 5,000 daily bars" in told) is not answer.standing, label


@each_name
def test_too_short_to_tell_is_not_told_as_refuted(voices: Voices, name: str) -> None:
    told = told_by(voices, "all, one too short", name)
    assert "too short" in told.lower()
    assert "ot confirmed" not in told


@pytest.mark.parametrize("label", ["all", "one", "one, passes", "all, one stood out", "one, exploring"])
def test_no_two_voices_say_the_same(voices: Voices, label: str) -> None:
    assert len({voices.render(SAMPLES[label], name).body for name in FIVE}) == len(FIVE)
