"""If this failed, whoever asks for a fall in the middle of one would be told at once of what they know, and a market of
hours alone would have no rises and falls."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, open_app
from config.settings import load
from services.alerts.editing import AlertEdit, AlertResume
from services.market.timeframes import HOUR, from_ms, to_ms
from tests.unit.services.alerts.test_asking import ask, kept, preview, set_alert
from tests.unit.services.market.parts import utc

BEGIN = to_ms(utc("2024-03-01T00:00"))
CLOSES = [100.0] * 2_000 + [97.0, 94.0, 91.0, 92.0, 93.0]
"""By hours: a fall of 9 % within three, and up again by 2 %."""


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    rows = ["timestamp,open,high,low,close,volume"]
    for hour, (before, close) in enumerate(zip([100.0, *CLOSES], CLOSES, strict=False)):
        rows.append(f"{BEGIN + hour * HOUR},{before},{max(before, close)},{min(before, close)},{close},1")
    (tmp_path / "A-USDT_1h.csv").write_text("\n".join(rows))
    settings = load(home=tmp_path / "home", market="replay", data=tmp_path, at=from_ms(BEGIN + len(CLOSES) * HOUR))
    async with open_app(settings, roles=frozenset(), watch=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("when", "holds", "times"),
    [
        ("falls 6% in 6h", True, 1),  # from 100 to 93
        ("falls 8% in 6h", False, 1),  # to 91 it did
        ("falls 6% in 2h", False, 1),  # it rose
        ("rises 2% in 3h", True, 1),
        ("rises 3% in 1d", False, 0),
        ("falls 3% in 1h", False, 2),  # the second ends within the cool-down
        ("falls 10% in 30d", False, 0),
    ],
)
async def test_one_that_holds_already_waits_and_the_past_is_counted_by_the_bars_that_there_are(
    app: App, when: str, holds: bool, times: int
) -> None:
    (draft,) = (await preview(app, when, symbol="a", cooldown="1m")).drafts
    assert (draft.holds, draft.alert.state) == (holds, "waiting" if holds else "armed")
    assert (draft.history.timeframe, draft.history.times) == ("1h", times), draft.history.why


async def test_one_that_is_edited_or_resumed_waits_where_it_holds_then(app: App) -> None:
    number = (await set_alert(app, "falls 8% in 6h", symbol="a")).alerts[0].number
    await ask(app, AlertEdit(which=str(number), level="5%"))
    assert (await kept(app, number)).spent
    await ask(app, AlertEdit(which=str(number), level="9%"))
    assert not (await kept(app, number)).spent
    await ask(app, AlertEdit(which=str(number), level="5%"))
    await ask(app, AlertResume(which=str(number)))
    assert (await kept(app, number)).spent


async def test_where_no_bar_is_short_enough_that_is_said(app: App) -> None:
    (draft,) = (await preview(app, "falls 3% in 30m", symbol="a")).drafts
    assert (draft.holds, draft.history.times) == (False, None)
    assert "short enough" in draft.history.why
