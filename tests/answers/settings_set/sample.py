"""What ``/settings set`` may answer."""

from services.core.preferences import NO_PREFERENCES
from services.house.preferences import SettingsSetAnswer
from tests.answers._shared import NOW
from tests.answers.settings_show.sample import ALL

EVERY = ("market", "timeframe", "time_zone", "length")
SAMPLES: dict[str, SettingsSetAnswer] = {
    "all": SettingsSetAnswer(as_of=NOW, settings=ALL, previous=NO_PREFERENCES, changed=EVERY),
    "taken back": SettingsSetAnswer(as_of=NOW, settings=NO_PREFERENCES, previous=ALL, changed=EVERY),
    "market": SettingsSetAnswer(
        as_of=NOW, settings=ALL, previous=ALL.model_copy(update={"market": "BTC/USDT"}), changed=("market",)
    ),
    "as before": SettingsSetAnswer(as_of=NOW, settings=ALL, previous=ALL, changed=()),
}
