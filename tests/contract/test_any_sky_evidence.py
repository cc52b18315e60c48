"""Whatever the evidence on the sky, each voice can say it, differently, with its weight, and the check agrees."""

from itertools import combinations

import pytest

from personas.check import check, gather
from personas.render import Voices
from services.cosmic.evidence import CosmicEvidenceAnswer
from tests.contract.test_voices import FIVE, numbers, phrases, text_of
from tests.unit.personas.samples_sky_evidence import EVIDENCE, random_sky_evidence


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(strict=True)


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


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("label", [label for label, answer in EVIDENCE.items() if not answer.weight])
def test_what_has_not_passed_is_said_to_weigh_nothing(voices: Voices, label: str, name: str) -> None:
    told = text_of(voices.render(EVIDENCE[label], name)).lower()
    # Xyko: "Weight none"; Z: "no more weight … : none"; the others: "(no|any) … weight in a decision"
    assert any(words in told for words in ("weight none", "weight in a decision", "gives it: none"))


@pytest.mark.parametrize(("one", "other"), list(combinations(FIVE, 2)))
@pytest.mark.parametrize("label", ["all", "one", "one, passes", "all, one stood out"])
def test_two_voices_tell_it_differently(voices: Voices, label: str, one: str, other: str) -> None:
    left, right = voices.render(EVIDENCE[label], one), voices.render(EVIDENCE[label], other)
    assert numbers(left) != numbers(right)
    assert [field.name for field in left.fields] != [field.name for field in right.fields]
    shared = phrases(left) & phrases(right)
    assert len(shared) <= 0.05 * min(len(phrases(left)), len(phrases(right))), shared
