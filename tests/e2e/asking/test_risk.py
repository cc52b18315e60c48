"""Risk and comparison over the wire, with the numbers that Discord really sends."""

import pytest

from bot.playground.person import Person

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


async def test_a_size_is_the_askers_own_and_its_buttons_change_it(ben: Person) -> None:
    size = await ben.slash("risk size", symbol="btc", equity=10_000, fee=0.06)
    assert size.ephemeral
    assert size.attachments
    assert "1.00%" in str(size.embeds[0])
    bolder = await ben.press(size, "Risk 2%")
    assert bolder.ephemeral
    assert "2.00%" in str(bolder.embeds[0])
    short = await ben.press(bolder, "Short")
    assert "short" in str(short.embeds[0])


async def test_a_stop_on_the_wrong_side_is_told(ben: Person) -> None:
    refused = await ben.slash("risk size", symbol="btc", equity=10_000.5, stop=1, side="long")
    assert refused.ephemeral
    assert "stop" in str(refused.embeds[0])


async def test_value_at_risk_and_comparison_are_for_all_to_see(ben: Person) -> None:
    var = await ben.slash("risk var", symbol="eth", confidence=97.5, horizon=3)
    assert not var.ephemeral
    assert var.attachments
    beside = await ben.slash("compare", symbols="btc, eth, sol", bars=60)
    assert not beside.ephemeral
    assert beside.attachments
    longer = await ben.press(beside, "365 bars")
    assert longer.id == beside.id
