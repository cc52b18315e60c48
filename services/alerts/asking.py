"""/alert add: alerts are shown, with how often they would have fired, before they are set."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.alerts.facts import AlertPreview, AlertSetAnswer
from services.alerts.record import Repeat, To
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Change, Frozen, Proposing
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText, TimeframeText

WhenText = Annotated[
    str,
    Field(min_length=1, max_length=300, description="What to tell you of, such as above 70000, rsi14 < 30, fib 0.618"),
    Suggested("alerts"),
]
SpanText = Annotated[str, Field(min_length=1, max_length=40)]
For = Literal["me", "server"]


class AlertOptions(Frozen):
    """Alerts in the words of who wants them."""

    when: WhenText
    symbol: SymbolText | None = None
    timeframe: TimeframeText | None = None
    repeat: Annotated[Repeat, Field(description="Once, or again each time it comes to hold")] = "once"
    cooldown: Annotated[SpanText | None, Field(description="Between two firings at least, such as 4h")] = None
    expires: Annotated[SpanText | None, Field(description="When it ends by itself, such as 7d or 2027-01-31")] = None
    note: Annotated[str | None, Field(max_length=200, description="What you want to be reminded of")] = None
    mention: Annotated[str | None, Field(max_length=60, description="A role to mention; for admins")] = None
    to: Annotated[To, Field(description="You in private, or this channel")] = "me"
    owner: Annotated[For, Field(description="Whose it is: yours, or the server's, which is an admin's to set")] = "me"

    def least(self) -> Role:
        """The least role that may set it."""
        shared = self.owner == "server" or self.mention is not None
        return Role.ADMIN if shared else Role.TRADER if self.to == "channel" else Role.VIEWER


class AlertAdd(AlertOptions, Proposing[AlertPreview]):
    """Alerts, shown before they are set."""

    name: ClassVar[str] = "alert add"
    summary: ClassVar[str] = "Be told when something happens: a price, a level, a condition, the sky, your account"
    means: ClassVar[str] = "What you would be told of, and how often that would have been. Confirm sets it."
    also: ClassVar[tuple[str, ...]] = ("alert", "alert me when", "tell me when", "notify me when", "remind me when")
    example: ClassVar[str] = "symbol:BTC/USDT when:above 70000, 72000"
    gathers: ClassVar[str | None] = "when"

    def needs(self) -> Role | None:
        return self.least()

    def confirmed(self, wish: str) -> "AlertSet":
        return AlertSet(**self.model_dump(), token=wish)


class AlertSet(AlertOptions, Change[AlertSetAnswer]):
    """Set them."""

    name: ClassVar[str] = "alert set"
    summary: ClassVar[str] = "Set the alerts that were shown"
    example: ClassVar[str] = "symbol:BTC/USDT when:above 70000 token:a1b2"
    pressed: ClassVar[bool] = True
    press_again: ClassVar[float] = 30 * 86_400.0

    token: Annotated[str, Field(min_length=1, max_length=80, description="What was shown")]

    def needs(self) -> Role | None:
        return self.least()


@answers(AlertAdd)
async def answer_alert_add(request: AlertAdd, principal: Principal) -> AlertPreview:
    """What would be set."""
    raise NotImplementedError


@answers(AlertSet)
async def answer_alert_set(request: AlertSet, ask: Ask[AlertSet], work: Work) -> AlertSetAnswer:
    """Set them, and give back how they stand."""
    raise NotImplementedError
