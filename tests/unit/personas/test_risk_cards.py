"""If these failed, a card of risk would offer the wrong next step, or write money wrongly."""

from decimal import Decimal
from typing import Any

import pytest

from personas.about.compare import compare_table
from personas.about.risk_size import liquidated, mood, payout, target_table
from personas.about.risk_var import tail, verdict
from personas.check import UnfaithfulText, check, gather
from personas.format import about, cash, chosen, figure, quantity, short_names
from services.core.request import Audience
from services.studies.chart import Chart
from services.studies.compare import Compare
from services.studies.risk_size import RiskSize
from services.studies.risk_var import BacktestFacts, RiskVar
from services.words.phrase import build
from tests.unit.personas.faces import buttons, tone
from tests.unit.personas.samples_risk import ANSWERS, compare_answer, market, size_answer, var_answer

D = Decimal


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


def test_a_verdict_needs_more_than_chance() -> None:
    def test(breaches: int, p_value: float) -> BacktestFacts:
        return BacktestFacts(
            tests=200, window=200, breaches=breaches, expected=10.0, breach_share=breaches / 200, p_value=p_value
        )

    assert verdict(None) == "untested"
    assert verdict(test(12, 0.5)) == "as promised"
    assert verdict(test(22, 0.001)) == "too often"
    assert verdict(test(2, 0.002)) == "too seldom"


def test_tails_are_found_by_name() -> None:
    answer = var_answer()
    assert tail(answer) == answer.methods[0]
    assert tail(answer, "normal").name == "normal"


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
    assert mood(ANSWERS[f"risk size: {label}"]) == worst  # type: ignore[arg-type]


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
    assert payout(ANSWERS[f"risk size: {label}"]) == pays  # type: ignore[arg-type]


def test_markets_are_told_apart_by_their_quote_where_they_must() -> None:
    assert short_names(["BTC/USDT", "ETH/USDT"]) == ["BTC", "ETH"]
    assert short_names(["BTC/USDT", "BTC/EUR"]) == ["BTC/USDT", "BTC/EUR"]
    answer = compare_answer(market(91, symbol="BTC/USDT"), market(91, seed=2, symbol="BTC/EUR"))
    assert {line.split()[0] for line in compare_table(answer)} == {"BTC/USDT", "BTC/EUR"}
    assert all(len(line) <= 40 for line in compare_table(ANSWERS["compare: over a year"]))  # type: ignore[arg-type]


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


def test_under_a_value_at_risk() -> None:
    asked = RiskVar(symbol="btc", horizon=5, confidence=97.0)
    shown = buttons(var_answer(horizon=5, confidence=97.0), asked)
    assert shown[0].request == RiskVar(symbol="BTC/USDT", timeframe="15m", horizon=5, confidence=97.0)
    assert [action.label for action in shown if action.current] == ["1d"]
    assert shown[-1].request == Chart(symbol="BTC/USDT", timeframe="1d")
    assert buttons(var_answer())[0].request == RiskVar(symbol="BTC/USDT", timeframe="15m")


def test_under_a_comparison() -> None:
    shown = buttons(ANSWERS["compare: two"], Compare(symbols="btc, eth", bars=90))
    assert [action.label for action in shown] == [
        *("15m", "1h", "4h", "1d", "1w"),
        *("30 bars", "90 bars", "365 bars", "Refresh"),
    ]
    assert [action.label for action in shown if action.current] == ["1d", "90 bars"]
    assert shown[5].request == Compare(symbols="btc, eth", bars=30)
    assert buttons(ANSWERS["compare: two"])[0].request == Compare(symbols="BTC/USDT ETH/USDT", timeframe="15m")


def test_a_persons_money_is_shown_to_nobody_else() -> None:
    assert RiskSize.audience is not Audience.PLACE
