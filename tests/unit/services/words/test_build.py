"""An option that takes a number in one command and not in another costs somebody money."""

import pytest

from bot.schema import catalog
from services.core.errors import InvalidRequest
from services.core.options import options_of
from services.studies.risk_size_facts import RiskSize
from services.words.build import MOST_PROBLEMS, build

NUMERIC = [
    (kind, option) for kind in catalog().values() for option in options_of(kind) if option.kind in ("integer", "number")
]


def test_every_number_of_every_request_is_read_by_the_one_reader() -> None:
    assert len(NUMERIC) > 20
    for kind, option in NUMERIC:
        for written, told in (("10,000", "must be written as 10000 or as 10.0"), ("nan", "must be a number")):
            with pytest.raises(InvalidRequest) as refused:
                build(kind, {option.name: written})
            assert refused.value.problems[0].startswith(f"{option.name} {told}"), (kind, option.name)


def test_an_option_in_percent_says_so_by_its_type() -> None:
    for kind, option in NUMERIC:
        told = "percent" in option.description.lower() or "hundred" in option.description.lower()
        assert (option.measure == "percent") == told, (kind, option.name)


def test_a_decimal_comma_is_no_thousands_sign() -> None:
    asked = build(
        RiskSize, {"symbol": "btc", "equity": "10.000,50", "risk": "0,025", "fee": "0,001 %", "leverage": "5x"}
    )
    assert (str(asked.equity), str(asked.risk), str(asked.fee), str(asked.leverage)) == (
        "10000.50",
        "0.025",
        "0.001",
        "5",
    )


def test_what_was_written_and_what_is_allowed_are_both_said() -> None:
    with pytest.raises(InvalidRequest) as refused:
        build(
            RiskSize, {"symbol": "btc", "equity": "$1k", "risk": "500", "side": "up", "fee": "9 %", "leverage": "0,5"}
        )
    assert refused.value.problems == (
        "risk must be at most 100, not “500”",
        "side must be long or short, not “up”",
        "leverage must be at least 1, not “0,5”",
    )
    assert len(refused.value.problems) == MOST_PROBLEMS
