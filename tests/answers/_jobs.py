"""Jobs to be told of: usual and odd."""

from datetime import timedelta
from typing import Any

from services.jobs.facts import JobFacts
from tests.answers._shared import HOSTILE, NOW


def job(number: int = 3, **changes: Any) -> JobFacts:
    usual: dict[str, Any] = {
        "number": number,
        "asked": "/eventstudy condition:rsi14 < 30 timeframe:1d",
        "state": "running",
        "counted": "markets",
        "done": 24,
        "total": 60,
        "made": NOW - timedelta(minutes=4),
        "ended": None,
    }
    return JobFacts(**{**usual, **changes})


OVER: dict[str, Any] = {"done": 60, "ended": NOW - timedelta(minutes=1)}
JOBS = {
    "running": job(),
    "begun": job(done=0),
    "done": job(state="done", **OVER),
    "failed": job(state="failed", ended=NOW, why="JobFailed"),
    "cancelled": job(state="cancelled", done=0, ended=NOW),
    "hostile": job(asked=HOSTILE),
}
