"""Leave alerts that were shown as they are."""

from typing import ClassVar

from services.core.clock import Clock
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Personal


class AlertDropped(Answer):
    """Nothing was set: what was shown is kept nowhere."""


class AlertDrop(Personal[AlertDropped]):
    """Do not set what was shown."""

    name: ClassVar[str] = "alert drop"
    summary: ClassVar[str] = "Leave the alerts that were shown"
    pressed: ClassVar[bool] = True


@answers(AlertDrop)
async def answer_alert_drop(_request: AlertDrop, _principal: Principal, clock: Clock) -> AlertDropped:
    """There is nothing to take back."""
    return AlertDropped(as_of=clock.now())
