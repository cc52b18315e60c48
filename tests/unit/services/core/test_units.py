"""A number says what it is of: in Python, in JSON and in the schema."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.core.request import Frozen
from services.core.units import Fraction, Money, PercentChange, Price, units_of


class Level(Frozen):
    price: Price
    distance: PercentChange | None


class Facts(Frozen):
    cash: Money
    best: Level
    levels: tuple[Level, ...]


FACTS = Facts.model_validate({"cash": "10.50", "best": {"price": 2, "distance": None}, "levels": ()})


def test_a_unit_reckons_like_a_number_and_equals_it() -> None:
    assert FACTS.best.price == 2
    assert FACTS.cash == Decimal("10.50")
    assert type(FACTS.best.price) is Price
    assert type(FACTS.best.price + 1) is float, "what is reckoned has no unit any more"
    assert issubclass(PercentChange, Fraction)


def test_json_has_plain_numbers_and_money_as_text() -> None:
    assert FACTS.model_dump(mode="json") == {"cash": "10.50", "best": {"price": 2.0, "distance": None}, "levels": []}
    assert Facts.model_validate_json(FACTS.model_dump_json()) == FACTS


@pytest.mark.parametrize(("cash", "text"), [("0E-10", "0.0000000000"), ("1E+3", "1000"), ("1E-8", "0.00000001")])
def test_money_in_json_is_written_out(cash: str, text: str) -> None:
    said = FACTS.model_copy(update={"cash": Money(cash)})
    assert said.model_dump(mode="json")["cash"] == text


def test_paths_and_schema_say_the_unit() -> None:
    assert units_of(Facts) == {
        "cash": "money",
        "best.price": "price",
        "best.distance": "change",
        "levels[].price": "price",
        "levels[].distance": "change",
    }
    assert Level.model_json_schema()["properties"]["price"] == {"title": "Price", "type": "number", "unit": "price"}


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValidationError):
        Level.model_validate({"price": "dear", "distance": None})
