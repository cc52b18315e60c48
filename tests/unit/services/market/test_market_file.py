"""If these failed, a replay would trade at terms that nobody wrote down, or hide what is wrong with those that are."""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.core.errors import InvalidRequest
from services.market.market_file import MARKETS, read_funding
from services.market.timeframes import to_ms
from tests.unit.services.market.parts import plain, replay, rows, utc, write

AT = "2024-01-03T00:00"
SPOT: dict[str, Any] = {
    "symbol": "BTC/USDT",
    "precision": {"amount": 0.001, "price": 0.5},
    "limits": {"amount": {"min": 0.002}, "cost": {"min": 10}},
    "maker": 0.0008,
    "taker": 0.0012,
}
PERPETUAL: dict[str, Any] = {
    "symbol": "BTC/USDT:USDT",
    "contract": True,
    "linear": True,
    "contractSize": 0.01,
    "precision": {"amount": 1, "price": 0.1},
    "limits": {"amount": {"min": 1}, "leverage": {"min": 1, "max": 50}},
    "tiers": [
        {"maintenanceMarginRate": 0.01, "maxNotional": 100000, "maxLeverage": 50},
        {"maintenanceMarginRate": 0.025, "maxNotional": 1000000, "maxLeverage": 20},
    ],
    "info": {"fundInterval": "4"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "BTC-USDT_1h.csv.gz", rows("2024-01-01T00:00", [100.0 + i % 7 for i in range(48)]))
    write(tmp_path, "ETH-USDT_1h.csv", rows("2024-01-01T00:00", [10.0 + i % 3 for i in range(48)]))
    return tmp_path


def told(folder: Path, markets: object) -> None:
    (folder / MARKETS).write_text(markets if isinstance(markets, str) else json.dumps(markets))


@pytest.mark.parametrize("as_list", [True, False])
async def test_terms_are_those_of_the_file(folder: Path, as_list: bool) -> None:
    entries = [SPOT, PERPETUAL]
    told(folder, entries if as_list else {entry["symbol"]: entry for entry in entries})
    spot = await replay(folder, AT).instrument("btc")
    assert plain(spot.tick, spot.lot, spot.least_amount, spot.least_notional) == ["0.5", "0.001", "0.002", "10"]
    assert plain(spot.maker, spot.taker) == ["0.0008", "0.0012"]
    perpetual = await replay(folder, AT).instrument("btc", perpetual=True)
    assert [perpetual.symbol, *plain(perpetual.tick, perpetual.lot)] == ["BTC/USDT:USDT", "0.1", "0.01"]
    assert plain(perpetual.taker, perpetual.least_notional) == ["0.0006", "0"], "what is not said is the usual"
    assert perpetual.most_leverage == 50
    assert perpetual.funding_hours == 4
    assert [plain(tier.rate, tier.upper) for tier in perpetual.tiers] == [["0.01", "100000"], ["0.025", "1000000"]]
    assert (await replay(folder, AT).margin_terms("btc")).tiers == perpetual.tiers


async def test_a_market_that_the_file_does_not_name_has_the_usual_terms(folder: Path) -> None:
    told(folder, [SPOT])
    ether = await replay(folder, AT).instrument("eth")
    assert plain(ether.tick, ether.lot, ether.taker) == ["0.001", "0.00000001", "0.001"]


async def test_recorded_markets_do(folder: Path, shared_data: Path) -> None:
    told(folder, (shared_data / "exchange" / "ccxt" / "markets" / "bitget.json").read_text())
    spot = await replay(folder, AT).instrument("btc")
    assert plain(spot.tick, spot.lot, spot.least_notional, spot.taker) == ["0.01", "0.000001", "1", "0.002"]


@pytest.mark.parametrize(
    ("markets", "wrong"),
    [
        ("{", "data: markets.json: it is not JSON"),
        ("3", "data: markets.json: it is neither a list of markets nor a mapping"),
        ([{"precision": {}}], "data: markets.json: entry 1 has no symbol"),
        ({"BTC/USDT": 5}, "data: markets.json: BTC/USDT: it is no market in ccxt's form"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_so(folder: Path, markets: object, wrong: str) -> None:
    told(folder, markets)
    with pytest.raises(InvalidRequest) as error:
        await replay(folder, AT).instrument("btc")
    assert error.value.problems[0].startswith(wrong)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"precision": {"price": "abc"}}, "precision.price is 'abc', which is no number"),
        ({"precision": {"price": 0}}, "precision.price is 0, and should be a number above zero"),
        ({"precision": {"amount": -1}}, "precision.amount is -1, and should be a number above zero"),
        ({"precision": 2}, "precision is 2, and should have price"),
        ({"limits": {"cost": {"min": -5}}}, "limits.cost.min is -5, and should be a number from zero up"),
        ({"taker": 2}, "taker is 2, and should be a fraction such as 0.001"),
        ({"taker": True}, "taker is True, which is no number"),
        ({"maker": float("nan")}, "maker is nan, which is no number"),
        ({"inverse": True}, "it is inverse, and only linear contracts are traded"),
        ({"tiers": [{"maxNotional": 5}]}, "tiers must each have a maintenanceMarginRate and a maxNotional"),
        ({"tiers": [5]}, "tiers must each have a maintenanceMarginRate and a maxNotional"),
        ({"tiers": "x"}, "tiers must each have a maintenanceMarginRate and a maxNotional"),
    ],
)
async def test_an_entry_that_cannot_be_read_hurts_its_market_alone(
    folder: Path, change: dict[str, Any], wrong: str
) -> None:
    told(folder, [{**SPOT, **change}])
    with pytest.raises(InvalidRequest) as error:
        await replay(folder, AT).instrument("btc")
    assert error.value.problems[0].startswith(f"data: markets.json: BTC/USDT: {wrong}")
    assert (await replay(folder, AT).instrument("eth")).symbol == "ETH/USDT"
    await replay(folder, AT).candles("btc", "1h", 5)


async def test_a_market_that_is_not_active_is_not_traded(folder: Path) -> None:
    told(folder, [{**SPOT, "active": False}])
    with pytest.raises(InvalidRequest, match="BTC/USDT: it is not active"):
        await replay(folder, AT).instrument("btc")


def funded(folder: Path, name: str = "BTC-USDT_funding_8h.csv", lines: tuple[str, ...] = ()) -> Path:
    text = "\n".join(("timestamp_ms,funding_rate", *lines)) + "\n"
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


def at(text: str, more: int = 0) -> int:
    return to_ms(utc(text)) + more


@pytest.mark.parametrize("name", ["BTC-USDT_funding_8h.csv", "BTC-USDT_funding_8h.csv.gz"])
async def test_funding_is_what_was_paid(folder: Path, name: str) -> None:
    paid = ((at("2024-01-01T08:00"), "0.0003"), (at("2024-01-01T16:00", 10), "-8.326e-05"))
    funded(folder, name, tuple(f"{time},{rate}" for time, rate in paid))
    view = replay(folder, "2024-01-02T01:00")
    assert [market.symbol for market in await view.markets()] == ["BTC/USDT", "ETH/USDT"]
    settled = await view.funding("BTC/USDT:USDT", utc("2024-01-01T07:59"))
    assert [(one.time, one.rate, one.assumed) for one in settled] == [
        (utc("2024-01-01T08:00"), Decimal("0.0003"), False),
        (utc("2024-01-01T16:00"), Decimal("-0.00008326"), False),
        (utc("2024-01-02T00:00"), Decimal("0.0001"), True),
    ]
    assert [one.time for one in await view.funding("BTC/USDT:USDT", utc("2024-01-01T08:00"))] == [
        utc("2024-01-01T16:00"),
        utc("2024-01-02T00:00"),
    ], "what was settled at the very time is not told again"
    assert await view.funding("BTC/USDT", utc("2024-01-01T00:00")) == (), "spot pays none"
    early = replay(folder, "2024-01-01T15:59")
    assert len(await early.funding("BTC/USDT:USDT", utc("2024-01-01T07:59"))) == 1, "none of what is to come"


async def test_how_often_is_told_by_the_name(folder: Path) -> None:
    funded(folder, "BTC-USDT_funding_4h.csv", (f"{at('2024-01-01T02:00')},0.0003",))
    view = replay(folder, "2024-01-01T12:00")
    assert (await view.instrument("BTC/USDT:USDT")).funding_hours == 4
    settled = await view.funding("BTC/USDT:USDT", utc("2024-01-01T00:00"))
    assert [(one.time.hour, one.rate) for one in settled] == [
        (2, Decimal("0.0003")),
        (6, Decimal("0.00005")),
        (10, Decimal("0.00005")),
    ]


async def test_recorded_funding_is_read(folder: Path, shared_data: Path) -> None:
    name = "BTC-USDT_funding_8h.csv.gz"
    rates = read_funding(shared_data / "funding" / name)
    assert len(rates) == 7028
    assert all(rate.time.minute == rate.time.second == rate.time.microsecond == 0 for rate in rates)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("1704096000000", "it is no time and rate"),
        ("1704096000000,abc", "it is no time and rate"),
        ("1704096000000,nan", "it is no time and rate"),
        ("1704096000000,5", "it is no time and rate"),
        ("yesterday,0.0001", "it is no time and rate"),
        ("9e99,0.0001", "9e99 is no time"),
    ],
)
async def test_a_row_that_is_no_settlement_is_refused(folder: Path, line: str, wrong: str) -> None:
    funded(folder, lines=(f"{at('2024-01-01T08:00')},0.0003", line))
    with pytest.raises(InvalidRequest) as error:
        await replay(folder, AT).funding("BTC/USDT:USDT", utc("2024-01-01T00:00"))
    assert error.value.problems[0].startswith(f"data: BTC-USDT_funding_8h.csv:3: {wrong}")


async def test_an_archive_that_is_cut_off_is_said_so(folder: Path) -> None:
    path = funded(folder, "BTC-USDT_funding_8h.csv.gz", (f"{at('2024-01-01T08:00')},0.0003",))
    path.write_bytes(path.read_bytes()[:-6])
    with pytest.raises(InvalidRequest, match="cut off"):
        await replay(folder, AT).funding("BTC/USDT:USDT", utc("2024-01-01T00:00"))
