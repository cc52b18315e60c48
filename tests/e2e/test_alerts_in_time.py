"""If this failed, an alert that was set would not be told of what the candles of its time say."""

import json
from pathlib import Path
from typing import Any

from services.market.timeframes import from_ms
from tests.house import omega

HOUR = 3_600_000
START = 1_704_067_200_000
SET = START + 300 * HOUR
CRASH = (
    (100, 101, 99, 100),
    (100, 100.5, 93, 94),  # 7 % down within the hour
    (94, 96, 93.5, 95),
    (95, 99, 94, 98),
    (98, 98.5, 84, 85),
    (85, 103, 85, 102),
)


def hour(after: int) -> str:
    return f"{from_ms(SET + after * HOUR):%Y-%m-%dT%H:%M:%SZ}"


async def asked(folder: Path, at: str, *script: str) -> list[dict[str, Any]]:
    where = ("--market", "replay", "--data", str(folder), "--at", at, "--as", "ann:trader", "--yes")
    status, out, errors = await omega("ask", "-", *where, home=folder / "home", lines="\n".join(script))
    assert (status, errors) == (0, ""), out
    return [json.loads(line)["answer"] for line in out.splitlines()]


def stands(listed: dict[str, Any]) -> dict[int, tuple[int, str]]:
    """Of the alerts that there are still: how often each fired, and how it stands."""
    return {alert["number"]: (alert["fired"], alert["state"]) for alert in listed["alerts"]}


async def test_what_the_candles_reach_is_told_whoever_is_there_to_look(tmp_path: Path) -> None:
    rows = [(100, 100.5, 99.5, 100)] * 300 + [*CRASH]
    lines = [f"{START + at * HOUR},{','.join(map(str, row))},100000" for at, row in enumerate(rows)]
    (tmp_path / "BTC-USDT_1h.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *lines]))
    *_, after_two = await asked(
        tmp_path,
        hour(0),
        "/alert add symbol:btc when:below 95, 90, 80",  # 1, 2, 3
        "/alert add symbol:btc when:above 102.5 repeat:always cooldown:1h",  # 4
        "/alert add symbol:btc when:falls 6% in 1h",  # 5
        "/alert add symbol:btc timeframe:1h when:close < 96 repeat:always cooldown:1h",  # 6
        "/buy symbol:btc amount:90 leverage:5 stop:82",
        "/alert add when:drawdown above 4%",  # 7
        "/alert add when:liquidation within 7%",  # 8
        "/alert add symbol:btc when:below 95 expires:1h",  # 9
        f"--step {hour(2)}",
        "/alert list",
    )
    assert stands(after_two).keys() == {2, 3, 4, 6, 8}, "95 was reached in the second hour, after 9 had expired"
    assert stands(after_two)[6] == (1, "cooling")
    near, later = await asked(tmp_path, hour(3), f"--step {hour(5)}", "/alert list", f"--step {hour(6)}", "/alert list")
    assert stands(near) == {3: (0, "armed"), 4: (0, "armed"), 6: (2, "cooling")}
    assert stands(later) == {3: (0, "armed"), 4: (1, "cooling"), 6: (2, "armed")}
