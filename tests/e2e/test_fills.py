"""If this failed, the fills that docs/paper.md tells of would not be those that a trader gets."""

import json
from pathlib import Path
from typing import Any

from services.market.timeframes import from_ms
from tests.house import omega

HOUR = 3_600_000
START = 1_704_067_200_000
PLACED = START + 300 * HOUR
SHAPED = (
    (100, 101, 97, 99),  # through the limit at 98
    (99, 106, 94, 100),  # stop and target
    (100, 101, 99, 100),
    (90, 92, 89, 91),  # gapped over the stop
    (91, 92, 90, 91),
)


async def test_a_bracket_and_a_gap_through_every_layer(tmp_path: Path) -> None:
    rows = [(100, 100.5, 99.5, 100)] * 300 + [*SHAPED]
    lines = [f"{START + at * HOUR},{','.join(map(str, row))},100000" for at, row in enumerate(rows)]
    (tmp_path / "BTC-USDT_1h.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *lines]))
    hours = [f"{from_ms(PLACED + hour * HOUR):%Y-%m-%dT%H:%M:%SZ}" for hour in range(6)]
    script = (
        "--id one --yes /buy symbol:btc amount:1 type:limit price:98 stop:95 target:104",
        f"--step {hours[1]}",
        f"--step {hours[2]}",
        "--id two --yes /buy symbol:btc amount:2 leverage:5 stop:95",
        *(f"--step {hour}" for hour in hours[3:]),
        "/trades",
        "/orders",
    )
    where = ("--market", "replay", "--data", str(tmp_path), "--at", hours[0], "--as", "ann:trader")
    status, out, errors = await omega("ask", "-", *where, home=tmp_path / "home", lines="\n".join(script))
    assert (status, errors) == (0, "")
    *_, trades, orders = (json.loads(line)["answer"] for line in out.splitlines())
    gapped, stopped = trades["trades"]
    assert _told(stopped) == ("BTC/USDT", "1", "98", "94.98", hours[1], hours[2])
    assert _told(gapped) == ("BTC/USDT:USDT", "2", "100.03", "89.98", hours[3], hours[4])
    assert orders["open"] == []


def _told(trade: dict[str, Any]) -> tuple[str, ...]:
    return tuple(trade[name] for name in ("symbol", "amount", "entry", "exit", "opened_at", "closed_at"))
