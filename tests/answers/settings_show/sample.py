"""What ``/settings show`` may answer."""

from services.core.preferences import NO_PREFERENCES, Preferences
from services.house.preferences import SettingsShowAnswer
from tests.answers._shared import NOW

ALL = Preferences(market="1INCH/USDT", timeframe="1h", time_zone="UTC+05:30", length="short")
SAMPLES: dict[str, SettingsShowAnswer] = {
    name: SettingsShowAnswer(as_of=NOW, settings=settings)
    for name, settings in (
        ("none", NO_PREFERENCES),
        ("all", ALL),
        ("zone alone", Preferences(time_zone="America/Argentina/Buenos_Aires")),
    )
}
