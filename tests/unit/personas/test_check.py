"""A number that no fact says, in money matters, is the worst thing a voice can do."""

import re

import numpy as np
import pytest

from personas.check import UnfaithfulText, check, gather
from personas.format import degrees
from personas.render import Voices
from services.core.errors import RateLimited, TooFewBars
from services.core.request import Frozen
from services.core.units import Degrees, Duration, ExactPrice, Share
from services.studies.price import PriceAnswer
from tests.answers.chart.sample import random_charts
from tests.answers.fib_levels.sample import fib_answer, random_levels
from tests.answers.price.sample import price_answer, random_prices
from tests.answers.status.sample import status_answer
from tests.samples import ANSWERS

PRICE = price_answer(price=42_156.37, change_24h=-0.0213, position_24h=0.7955, volume_24h=12_431.7, volume_ratio=1.37)


def faithful(text: str, answer: PriceAnswer = PRICE) -> bool:
    try:
        check(text, gather(answer))
    except UnfaithfulText:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "42,156.37",
        "at 42,156.4.",
        "42,156, no less",
        "−2.13%",
        "fell 2.13%",
        "fell 2.1%",
        "phase 0.795",
        "79.5%",
        "12.4K BTC",
        "1.4×",
        "24 h and 7 d, ATR(14) of 1h bars",
        "24 closes",
        "BTC/USDT",
        "30 Dec 19:00",
        "30 Dec 2023",
        "41,207.80–42,400.10",
    ],
)
def test_facts_may_be_said(text: str) -> None:
    assert faithful(text)


@pytest.mark.parametrize(
    "text",
    [
        "42,156.38",
        "42,157",
        "421,563.7",
        "+2.13%",
        "-42,156.37",
        "2.14%",
        "42,156.37%",
        "12.4M BTC",
        "12.4",
        "1.4",
        "1.4%",
        "25 closes",
        "ATR(15)",
        "14 bars",
        "29 Dec",
        "19:01",
        "up 40",
        "00",
        "x2",
        "2x",
        "4.2156e4",
    ],
)
def test_anything_else_may_not(text: str) -> None:
    assert not faithful(text)


def test_the_slip_is_named() -> None:
    with pytest.raises(UnfaithfulText, match=r"9,999\.99") as slip:
        check("It is 42,156.37, or 9,999.99?", gather(PRICE))
    assert slip.value.word == "9,999.99"


def test_words_with_digits_come_from_the_facts() -> None:
    assert faithful("1INCH at 42,156.37", price_answer(symbol="1INCH/USDT"))
    assert not faithful("1INCH at 42,156.37")
    facts = gather(fib_answer(timeframe="4h"))
    check("4h: the 0.786 retracement", facts)
    with pytest.raises(UnfaithfulText):
        check("3h", facts)


def test_distances_are_held_to_their_unit() -> None:
    answer = fib_answer()
    above = answer.nearest_above
    assert above is not None
    assert above.distance_atr is not None
    facts = gather(answer)
    check(f"+{above.distance_atr:.1f} ATR", facts)
    with pytest.raises(UnfaithfulText):
        check(f"{above.distance_atr:.2f}", facts)


def test_durations() -> None:
    facts = gather(status_answer(uptime=273_742.5, latency_median=0.0042))
    check("3 d 4 h, 4.2 ms", facts)
    for wrong in ("3 d 5 h", "4 d", "4.3 ms", "4.2 s"):
        with pytest.raises(UnfaithfulText):
            check(wrong, facts)


def test_seconds_are_told_as_a_duration() -> None:
    facts = gather({"away": Duration(273_742.5)})
    check("in 3 d 4 h", facts)
    for text in ("in 3 d 5 h", "in 273,742"):
        with pytest.raises(UnfaithfulText):
            check(text, facts)


def test_errors_are_held_to_their_data() -> None:
    check("in 4 s", gather(RateLimited(retry_after=3.2).data()))
    few = gather(TooFewBars(symbol="BTC/USDT", timeframe="4h", have=3, need=20).data())
    check("3 of 20 bars of 4h", few)
    with pytest.raises(UnfaithfulText):
        check("4 of 20", few)


def test_missing_facts_are_no_zeros() -> None:
    answer = price_answer(change_24h=None, atr_1h=float("nan"), position_24h=None, retraced_7d=None, volume_ratio=None)
    assert not faithful("0.00%", answer)
    assert not faithful("0.0×", answer)


class Stop(Frozen):
    price: ExactPrice


class Plan(Frozen):
    entry: ExactPrice
    stop: Stop


PLAN = gather(Plan.model_validate({"entry": "100.5", "stop": {"price": "95.25"}}))


@pytest.mark.parametrize(
    "text",
    [
        "Enter at 100.5, give up at 95.25",
        "Stop: 95.25; entry 100.5",
        "between 95.25 and 100.5",
        "an entry, 95.25 it may lose",
    ],
)
def test_the_stop_is_the_stop(text: str) -> None:
    check(text, PLAN)


@pytest.mark.parametrize(
    "text", ["Enter at 95.25, give up at 100.5", "Stop: 100.5", "The entry is 95.25.", "stop at 95.4"]
)
def test_one_fact_is_not_told_in_the_place_of_another(text: str) -> None:
    with pytest.raises(UnfaithfulText):
        check(text, PLAN)


def test_altered_numbers_are_noticed(voices: Voices) -> None:
    """Of random changes to two or more digits of one number on a card, at least 99 % are noticed.

    The rest became another fact of the same kind by chance, which no check of single numbers can see.
    """
    rng = np.random.default_rng(1)
    altered = noticed = 0
    told = (*ANSWERS.values(), *random_prices(40), *random_charts(40), *random_levels(40))
    for answer in told:
        facts = gather(answer)
        for name in voices.names:
            card = voices.render(answer, name)
            text = "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
            for match in re.finditer(r"\d[\d.,]*\d", text):
                digits = [at for at in range(*match.span()) if text[at].isdigit()]
                changed = list(text)
                for at in rng.choice(digits, rng.integers(2, len(digits) + 1), replace=False):
                    changed[at] = str((int(changed[at]) + rng.integers(1, 10)) % 10)
                altered += 1
                try:
                    check("".join(changed), facts)
                except UnfaithfulText:
                    noticed += 1
    assert altered > 50_000
    assert noticed / altered >= 0.99


ANGLES = {"degree": 14.5166, "latitude": -1.0917, "orb": 0.4049, "angle": 60.0, "speed": -0.3856}
SKY = {**{name: Degrees(value) for name, value in ANGLES.items()}, "weight": Share(0.0)}


@pytest.mark.parametrize(
    "text",
    ["14°30′ Leo", "14°30′59″", "−1°05′", "1°05′ south", "0.4°", "0.40° off", "60°", "−0.39° a day", "weight 0%"],
)
def test_angles_may_be_said(text: str) -> None:
    check(text, gather(SKY))


@pytest.mark.parametrize(
    "text",
    [
        *("14°31′", "14°29′", "14°30′58″", "15°", "+1°05′", "14.5", "14.6°", "61°", "+0.39°", "14°30"),
        *("14°60′", "14°5′", "60%", "14.5°30′", "60°00", "0.41°", "0.4"),
    ],
)
def test_what_is_no_angle_of_the_facts_is_found(text: str) -> None:
    with pytest.raises(UnfaithfulText):
        check(text, gather(SKY))


@pytest.mark.parametrize("value", [0.0, 29.999999, 59.9999 / 60, 14.5, 359.9999, 1 / 60, -0.0001, -12.75, 0.1, 7.1])
def test_what_the_filter_writes_is_faithful(value: float) -> None:
    check(f"at {degrees(value)} now", gather({"longitude": Degrees(value)}))


class Quoting(Frozen):
    """Somebody's words beside a fact."""

    words: str = "it holds 41,650.25 for 4 h since 30 Dec 2023, stop 40,999.5"
    stop: ExactPrice = ExactPrice("41200")


@pytest.mark.parametrize("text", ["“it holds 41,650.25 for 4…”", "“since 30 Dec…”", "“stop 40,999.5”", "“stop 40,9…”"])
def test_what_somebody_wrote_may_be_told_and_cut(text: str) -> None:
    check(text, gather(Quoting()))


@pytest.mark.parametrize("text", ["41,651…", "5…", "stop 41,650", "41,65"])
def test_what_is_cut_must_begin_like_a_word_of_theirs(text: str) -> None:
    with pytest.raises(UnfaithfulText):
        check(text, gather(Quoting()))
