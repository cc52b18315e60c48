"""The days on which questions come again are those of FSRS, and the same replies always lead to the same days."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from services.education.recall import SOON, Recalled, after_reply, remembered
from tests.unit.services.education.school import START, TERMS


def test_a_right_reply_puts_it_off_and_each_time_further() -> None:
    known, at, days = None, START, []
    for _ in range(5):
        known = after_reply(known, True, at, TERMS)
        days.append((known.due - at).days)
        at = known.due
    assert days == sorted(days)
    assert days[:2] == [2, 11]
    assert (known.turns, known.right) == (5, 5)  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_fsrs_says_of_the_same_replies(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (replies, and no secret)
    scheduler = Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False)
    scheduler.maximum_interval = 365
    card, known, at = Card(card_id=1), None, START
    for _ in range(60):
        right = chance.random() < 0.8
        card, _ = scheduler.review_card(card, Rating.Good if right else Rating.Again, at)
        known = after_reply(known, right, at, TERMS)
        assert (known.due, known.stability, known.difficulty) == (card.due, card.stability, card.difficulty)
        at = (card.due if chance.random() < 0.7 else at) + timedelta(minutes=chance.randrange(1, 20_000))
        assert remembered(known, at) == scheduler.get_card_retrievability(card, at)


def test_the_most_days_and_how_well_it_is_to_be_remembered_are_settings() -> None:
    def third(remembered: float, again_days: float) -> timedelta:
        terms = TERMS.model_copy(update={"remembered": remembered, "again_days": again_days})
        known = None
        for _ in range(3):
            at = START if known is None else known.due
            known = after_reply(known, True, at, terms)
        return known.due - known.last  # type: ignore[union-attr]

    assert third(0.9, 365) > timedelta(days=30)
    assert third(0.9, 30) == timedelta(days=30)
    assert third(0.97, 365) < third(0.9, 365) < third(0.8, 365)
    assert third(0.9, 0.5) == timedelta(days=1), "a day is the least"


def test_after_a_clock_that_went_back_it_is_as_if_no_time_had_passed() -> None:
    first = after_reply(None, True, START, TERMS)
    back = after_reply(first, True, START - timedelta(days=400), TERMS)
    assert back == after_reply(first, True, START, TERMS)
    assert remembered(first, START - timedelta(days=400)) == 1.0


def test_what_is_learnt_is_forgotten_bit_by_bit() -> None:
    known = after_reply(None, True, START, TERMS)
    course = [remembered(known, START + timedelta(days=days)) for days in (0, 1, 10, 100, 1_000)]
    assert course == sorted(course, reverse=True)
    assert course[0] == 1.0
    assert remembered(known, known.due) == pytest.approx(0.9, abs=0.02)


def test_a_year_of_wrong_replies_leads_to_no_nonsense() -> None:
    known, at = None, datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(1_000):
        known = after_reply(known, False, at, TERMS)
        at = known.due
    assert isinstance(known, Recalled)
    assert 0 < known.stability < 1
    assert 1 <= known.difficulty <= 10
    assert known.due - known.last == timedelta(minutes=10)
