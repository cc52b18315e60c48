"""If this failed, the desk would know tomorrow's prices, or forget what it said: a replay and a backtest would lie.

The same question is asked at the same time of two folders of candles, one of which ends then while the other goes on.
The answers must be the same, to the last digit.
"""

import csv
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.app import SUBJECTS, App, open_app
from config.settings import load
from services.core.errors import DeskError
from services.core.handlers import find
from services.core.request import AnyRequest, Read
from services.core.roles import Role
from tests.asks import BEN, ask
from tests.unit.analytics.markets import HOUR, Rows, random_rows

ADMIN = BEN.model_copy(update={"role": Role.ADMIN})
START = 1_600_000_000_000 // HOUR * HOUR
BARS = 6_000
ENDS = (4_400, 5_100, 5_777)
"""After so many hours the question is asked."""

FILLED: dict[str, object] = {
    "symbol": "aaa",
    "symbols": "aaa,bbb,ccc",
    "timeframe": "1h",
    "timeframes": "1h,4h",
    "where": "rsi14 > 1",
    "universe": "all",
    "equity": "10000",
    "amount": "200usdt",
}
"""What is put into options that have to be filled in, or that would otherwise ask for more than there is."""

ABOUT_MARKETS = sorted(
    (
        kind
        for kind in find(SUBJECTS).kinds
        if issubclass(kind, Read) and {"symbol", "symbols", "where"} & set(kind.model_fields)
    ),
    key=lambda kind: kind.name,
)


def written(rows: Rows, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}-USDT_1h.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("timestamp_ms", "open", "high", "low", "close", "volume"))
        columns = (rows.open, rows.high, rows.low, rows.close, rows.volume)
        out.writerows(zip(rows.time + START, *columns, strict=True))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A folder of candles by where it ends. Some markets have holes."""
    root = tmp_path_factory.mktemp("candles")
    for seed, name in enumerate(("AAA", "BBB", "CCC")):
        rows = random_rows(BARS, seed + 40, start=10.0 ** (seed + 1))
        for end in (*ENDS, BARS):
            part = rows[:end]
            if seed == 1:
                kept = [slice(0, 2000), slice(2050, 4000), slice(4003, end)]
                part = _joined([part[piece] for piece in kept])
            written(part, root / str(end), name)
    return {end: root / str(end) for end in (*ENDS, BARS)}


def _joined(parts: list[Rows]) -> Rows:
    return Rows(
        np.concatenate([part.time for part in parts]),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("open", "high", "low", "close", "volume")
        ),
    )


@pytest.fixture
async def desks(folders: dict[int, Path], tmp_path: Path) -> AsyncIterator[dict[tuple[int, int], App]]:
    """A desk by (when it is, where its candles end)."""
    async with AsyncExitStack() as stack:
        opened = {}
        for now in ENDS:
            at = datetime.fromtimestamp((START + now * HOUR) / 1000, UTC)
            for end in (now, BARS):
                settings = load(
                    home=tmp_path / "home",
                    market="replay",
                    data=folders[end],
                    at=at,
                    rate={"burst": 100_000, "per_minute": 100_000},
                )
                opened[now, end] = await stack.enter_async_context(open_app(settings, watch=False))
        yield opened


async def said(app: App, kind: type[AnyRequest]) -> object:
    options = {name: FILLED[name] for name in kind.model_fields if name in FILLED}
    try:
        answer = await app.desk.ask(ask(kind.model_validate(options), ADMIN))
    except DeskError as error:
        return error.data()
    told = answer.model_dump()
    if told.get("provenance"):
        told["provenance"].pop("venue", None)
    for drawn in ("token", "seal"):  # of the preview of an order, at random
        told.pop(drawn, None)
    return told


async def test_an_answer_is_the_same_whatever_came_later(desks: dict[tuple[int, int], App]) -> None:
    answered = 0
    for kind in ABOUT_MARKETS:
        for now in ENDS:
            at_the_end, going_on = await said(desks[now, now], kind), await said(desks[now, BARS], kind)
            assert at_the_end == going_on, kind.name
            answered += isinstance(at_the_end, dict) and "as_of" in at_the_end
    assert answered >= 0.9 * len(ENDS) * len(ABOUT_MARKETS), "most questions are answered, not refused"
