"""Schedules of samples."""

from datetime import timedelta
from typing import Any

from services.schedules.facts import ScheduleFacts
from tests.answers._shared import HOSTILE_NAME, NOW


def facts(**changes: Any) -> ScheduleFacts:
    usual = ScheduleFacts(
        number=3,
        name="morning digest",
        asks=("digest",),
        said="Monday to Friday at 08:30",
        zone="Europe/Vienna",
        missed="run",
        to="me",
        paused=False,
        due=NOW + timedelta(hours=36, minutes=30),
        ran=12,
        ran_at=NOW - timedelta(hours=11),
        skipped=0,
    )
    return usual.model_copy(update=changes)


SCHEDULES: dict[str, ScheduleFacts] = {
    "usual": facts(),
    "charts": facts(number=4, name="charts btc, eth", asks=("chart btc 4h", "chart eth 4h"), to="channel", skipped=2),
    "paused": facts(number=5, paused=True, due=None, missed="skip", ran=0, ran_at=None),
    "once": facts(number=6, name="price btc", asks=("price btc",), said="once, 31 December 2023 at 09:00"),
    "hostile": facts(number=7, name=HOSTILE_NAME[:60], asks=(f"price {HOSTILE_NAME}",)),
}
