"""What is shown of alerts that were not set."""

from services.alerts.drop import AlertDropped
from tests.answers._shared import NOW

SAMPLES: dict[str, AlertDropped] = {"usual": AlertDropped(as_of=NOW)}
