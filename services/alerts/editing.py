"""What is done to alerts that are set: edit, pause, resume, snooze, delete."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.alerts.asking import For, SpanText
from services.alerts.facts import AlertChangedAnswer
from services.alerts.record import Repeat, To
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Change, Frozen
from services.core.roles import Role
from services.core.work import Work

WhichText = Annotated[
    str,
    Field(min_length=1, max_length=60, description="Its number, several, or all"),
    Suggested("own alerts"),
]
Owner = Annotated[For, Field(description="Yours, or the server's")]


class _OfAlerts(Frozen):
    which: WhichText
    owner: Owner = "me"

    def needs(self) -> Role | None:
        return Role.ADMIN if self.owner == "server" else Role.VIEWER


class AlertEdit(_OfAlerts, Change[AlertChangedAnswer]):
    """Change what was said of it. What is left out stays."""

    name: ClassVar[str] = "alert edit"
    summary: ClassVar[str] = "Change an alert: its level, how often, until when, its note, where it is told"
    example: ClassVar[str] = "which:12 level:71000"

    level: Annotated[str | None, Field(max_length=40, description="The new price or percentage")] = None
    repeat: Annotated[Repeat | None, Field(description="Once, or again")] = None
    cooldown: Annotated[SpanText | None, Field(description="Between two firings at least, such as 4h")] = None
    expires: Annotated[SpanText | None, Field(description="When it ends by itself, such as 7d; never")] = None
    note: Annotated[str | None, Field(max_length=200, description="What you want to be reminded of")] = None
    to: Annotated[To | None, Field(description="You in private, or this channel")] = None


class AlertPause(_OfAlerts, Change[AlertChangedAnswer]):
    """Watch for it no more, until it is resumed."""

    name: ClassVar[str] = "alert pause"
    summary: ClassVar[str] = "Pause alerts until you resume them"
    example: ClassVar[str] = "which:12"


class AlertResume(_OfAlerts, Change[AlertChangedAnswer]):
    """Watch for it again, from now on."""

    name: ClassVar[str] = "alert resume"
    summary: ClassVar[str] = "Watch again for what was paused or snoozed; from now on, not for what was missed"
    example: ClassVar[str] = "which:12"


class AlertSnooze(_OfAlerts, Change[AlertChangedAnswer]):
    """Not for a while."""

    name: ClassVar[str] = "alert snooze"
    summary: ClassVar[str] = "Do not watch for it for a while"
    example: ClassVar[str] = "which:12 span:4h"

    span: Annotated[str, Field(min_length=1, max_length=40, description="For how long, such as 4h")] = "1h"


class AlertDelete(_OfAlerts, Change[AlertChangedAnswer]):
    """End it."""

    name: ClassVar[str] = "alert delete"
    summary: ClassVar[str] = "Delete alerts"
    example: ClassVar[str] = "which:12"


@answers(AlertEdit)
async def answer_alert_edit(request: AlertEdit, ask: Ask[AlertEdit], work: Work) -> AlertChangedAnswer:
    """Change it."""
    raise NotImplementedError


@answers(AlertPause)
async def answer_alert_pause(request: AlertPause, ask: Ask[AlertPause], work: Work) -> AlertChangedAnswer:
    """Pause them."""
    raise NotImplementedError


@answers(AlertResume)
async def answer_alert_resume(request: AlertResume, ask: Ask[AlertResume], work: Work) -> AlertChangedAnswer:
    """Resume them."""
    raise NotImplementedError


@answers(AlertSnooze)
async def answer_alert_snooze(request: AlertSnooze, ask: Ask[AlertSnooze], work: Work) -> AlertChangedAnswer:
    """Snooze them."""
    raise NotImplementedError


@answers(AlertDelete)
async def answer_alert_delete(request: AlertDelete, ask: Ask[AlertDelete], work: Work) -> AlertChangedAnswer:
    """Delete them."""
    raise NotImplementedError
