"""What ``/notifications quiet`` may answer: usual and odd."""

from services.core.units import Duration
from services.notifications.settings import TO, NotificationsQuietAnswer
from tests.answers._shared import NOW
from tests.answers.notifications_list.sample import HOURS

UTC = HOURS[0].model_copy(update={"zone": "UTC"})
AHEAD = HOURS[0].model_copy(update={"zone": "UTC+02:00"})
SAMPLES: dict[str, NotificationsQuietAnswer] = {
    f"{to}, {'off' if hours is None else hours.zone} after {'none' if was is None else was.zone}": (
        NotificationsQuietAnswer(
            as_of=NOW,
            to=to,
            quiet=None if hours is None else hours.model_copy(update={"to": to}),
            was=None if was is None else was.model_copy(update={"to": to}),
            lasts_seconds=None if hours is None else Duration(1_800 if hours is HOURS[1] else 32_400),
            now=hours is HOURS[0],
        )
    )
    for to in TO
    for hours in (None, *HOURS, UTC, AHEAD)
    for was in (None, HOURS[0])
}
