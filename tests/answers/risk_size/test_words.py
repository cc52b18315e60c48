"""If these failed, a card of risk would offer the wrong next step, or write money wrongly."""

import re
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.risk_size import liquidated, mood, payout, target_table
from personas.check import UnfaithfulText, check, gather
from personas.format import about, cash, chosen, figure, price, quantity, share
from personas.render import Voices
from services.core.request import Audience
from services.studies.risk_size_facts import RiskSize
from services.words.build import build
from tests.answers.risk_size.sample import SAMPLES, random_sizes, size_answer
from tests.cards import said_by_all, text_of
from tests.contract.test_voices import FIVE
from tests.examples import examples
from tests.faces import buttons, tone

D = Decimal


def numbers(text: str) -> set[str]:
    return {token.rstrip(".,:") for token in re.findall(r"\d[\d.,:]*", text)}


def test_money_and_amounts_are_written_in_full() -> None:
    assert [str(cash(D(value))) for value in ("1234.5", "-3.2", "0.00341", "0", "99.999999")] == [
        "1,234.50",
        "−3.20",
        "0.003410",
        "0.00",
        "100.00",
    ]
    assert [str(quantity(D(value))) for value in ("0.23710", "12345600", "1E+3", "0E-8")] == [
        "0.2371",
        "12,345,600",
        "1,000",
        "0",
    ]
    assert [str(chosen(value)) for value in (0.95, 0.975, 0.01, 0.0025)] == ["95%", "97.5%", "1%", "0.25%"]
    assert [str(figure(value)) for value in (-0.418, 9.149, -0.001)] == ["−0.42", "9.15", "0.00"]
    assert str(about(26.7000001)) == "26.7"
    assert str(cash(None)) == "unknown"


def test_money_is_held_against_the_facts_like_any_number() -> None:
    facts = gather(size_answer(stop="41000"))
    check("0.0864775 BTC, worth 3,645.58, loses 100.00 at 41,000.00", facts)
    for wrong in ("0.0864776", "3,645.59", "41,000.01"):
        with pytest.raises(UnfaithfulText):
            check(wrong, facts)


def test_targets_line_up() -> None:
    lines = target_table(size_answer(stop="41000"))
    assert [line.split() for line in lines] == [
        ["1R", "43,312.74", "+100.00"],
        ["2R", "44,469.11", "+200.00"],
        ["3R", "45,625.48", "+300.00"],
    ]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("options", "words"), [({}, "none"), ({"leverage": 2}, "behind"), ({"leverage": 60}, "before")]
)
def test_where_the_liquidation_lies(options: dict[str, Any], words: str) -> None:
    answer = size_answer(stop="38000", **options)
    assert liquidated(answer) == words
    assert tone(answer) == ("warning" if words == "before" else "neutral")


@pytest.mark.parametrize(
    ("label", "worst"),
    [
        ("long", "stop in reach"),
        ("by average true range", "stop first"),
        ("liquidated first", "liquidated first"),
        ("every target loses", "nothing to earn"),
        ("young market", "stop first"),
    ],
)
def test_the_worst_is_told_first(label: str, worst: str) -> None:
    assert mood(SAMPLES[f"{label}"]) == worst


@pytest.mark.parametrize(
    ("label", "pays"),
    [
        ("long", "in full"),
        ("the first target loses", "late"),
        ("short, with everything", "less"),
        ("every target loses", "nothing"),
    ],
)
def test_what_targets_pay(label: str, pays: str) -> None:
    assert payout(SAMPLES[f"{label}"]) == pays


def test_under_a_size_the_persons_own_numbers_stay() -> None:
    asked = build(RiskSize, {"symbol": "btc", "equity": "5000", "fee": "0.06"})
    shown = buttons(size_answer(equity=5000), asked)
    assert [(action.label, action.row, action.current) for action in shown] == [
        ("Risk 0.5%", 0, False),
        ("Risk 1%", 0, True),
        ("Risk 2%", 0, False),
        ("Long", 0, True),
        ("Short", 0, False),
        ("Refresh", 1, False),
        ("Chart", 1, False),
        ("Value at risk", 1, False),
    ]
    assert shown[2].request == asked.model_copy(update={"risk": D(2)})
    assert shown[4].request == asked.model_copy(update={"side": "short"})
    given = buttons(size_answer(stop="41000"), asked.model_copy(update={"stop": D(41000)}))
    assert "Long" not in [action.label for action in given], "with a stop the side follows from it"
    assert [action.label for action in buttons(size_answer())] == ["Chart", "Value at risk"]


def test_a_persons_money_is_shown_to_nobody_else() -> None:
    assert RiskSize.audience is not Audience.PLACE


def test_what_money_needs_is_told_whoever_speaks(voices: Voices) -> None:
    """Size, what is lost, stop and entry: without any one of them somebody trades on a guess."""
    for (label, answer), name in product(SAMPLES.items(), voices.names):
        told = numbers(text_of(voices.render(answer, name)))
        assert str(quantity(answer.amount)) in told, (label, name)
        assert str(cash(answer.loss)) in told, (label, name)
        for at in (answer.entry, answer.stop.price):
            assert str(price(at, answer.price)) in told, (label, name)
        assert str(share(answer.loss_share)).removesuffix("%") in told, (label, name)


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_stop_comes_too_late(voices: Voices, name: str) -> None:
    """Whoever is liquidated before the stop is told so, and at what price, whoever speaks."""
    card = voices.render(SAMPLES["liquidated first"], name)
    assert "41,520.85" in card.body
    assert re.search(r"before the stop|as far as the stop|too late", card.body)
    assert card.tone == "warning"


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_tells_the_loss_at_a_stop_that_is_never_reached(voices: Voices, name: str) -> None:
    answer = SAMPLES["liquidated first, by its own leverage"]
    told = numbers(text_of(voices.render(answer, name)))
    assert str(cash(answer.loss)) in told
    assert str(share(answer.at_risk_share)).removesuffix("%") not in told


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_promises_what_the_costs_take(voices: Voices, name: str) -> None:
    text = text_of(voices.render(SAMPLES["every target loses"], name))
    assert "every one loses after costs" in text
    assert "R target (" not in text


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_drops_what_was_asked_for_besides(voices: Voices, name: str) -> None:
    answer = SAMPLES["with all that can be asked"]
    card = voices.render(answer, name)
    assert answer.kelly is not None
    assert answer.volatility is not None
    by_name = {field.name: field.value for field in card.fields}
    assert str(share(answer.kelly.used_share)) in by_name["By Kelly"]
    assert str(quantity(answer.volatility.amount)) in by_name["By volatility"]


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_sizes(1, seed):
        said_by_all(voices, answer)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)
