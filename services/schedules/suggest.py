"""What is suggested to somebody who is typing a schedule."""

from collections.abc import Sequence
from typing import Final

from services.core.principal import Principal
from services.schedules.book import ScheduleBook
from services.schedules.what import PRESETS

USUAL_WHATS: Final = (*PRESETS, "charts btc, eth, sol 4h", "price btc", "digest", "cosmic next", "positions", "quiz")
USUAL_TITLES: Final = ("Morning", "Before the open", "Week in review")
USUAL_TIMES: Final = (
    "every day at 9",
    "weekdays at 8:30",
    "mondays at 9",
    "every 4 hours",
    "market open",
    "market close",
    "10 minutes before the London open",
    "daily close",
    "1st of the month at 9",
    "last friday of the month at 17:00",
    "tomorrow at 9",
    "0 9 * * 1-5",
)


async def suggest_schedules(principal: Principal, book: ScheduleBook) -> Sequence[str]:
    """The numbers of the asker's schedules and of their server's, and ``all``."""
    return ["all", *(str(each.number) for each in await book.here(principal))]
