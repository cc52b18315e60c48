"""If these failed, docs/paper.md would tell of fills that nobody has tried."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from analytics.trading.matching import Friction, Liquidity
from tests.conftest import ROOT
from tests.unit.analytics.trading.desk import PERPETUAL, D, Desk

PAGE = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")


def test_every_case_of_the_page_has_a_test_and_every_test_its_case() -> None:
    told = [int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    tried = {int(number) for number in re.findall(r"^def test_(\d+)_", tests, re.MULTILINE)}
    assert told == list(range(1, len(told) + 1))
    assert tried == set(told)


def test_the_example_of_the_page() -> None:
    instrument = replace(PERPETUAL, taker=D("0.0006"))
    desk = Desk(instrument, friction=Friction(D("0.0004"), D(1), D(1)))
    day = Liquidity(D(10_000), D("0.02"))
    desk.place("buy", 100, leverage=10, stop=98)
    desk.bar(100, 101, 99, 100, liquidity=day)
    assert desk.fills == ["buy 100 at 100.22"]
    assert desk.account.cash == D("8991.7868")
    assert str(desk.liquidation).startswith("90.7059")
    desk.bar(100, 101, 97, 98, liquidity=day)
    assert desk.fills[1:] == ["sell 100 at 97.78"]
    assert desk.account.cash == D("9744.12")
    for figure in (Decimal("8991.7868"), Decimal("9744.12"), Decimal("97.78"), Decimal("5.8668"), Decimal("6.0132")):
        assert f"{figure:,}" in PAGE
