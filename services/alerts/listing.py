"""/alert list."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.alerts.asking import For
from services.alerts.facts import AlertListAnswer
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal


class AlertList(Personal[AlertListAnswer]):
    """The asker's alerts, or the server's."""

    name: ClassVar[str] = "alert list"
    summary: ClassVar[str] = "Your alerts, those nearest to firing first"
    means: ClassVar[str] = "What you will be told of, how far away it is, and what has fired."
    also: ClassVar[tuple[str, ...]] = ("alerts", "my alerts", "show my alerts")
    example: ClassVar[str] = ""

    owner: Annotated[For, Field(description="Yours, or the server's")] = "me"
    page: Annotated[int, Field(ge=1, le=1_000, description="Page")] = 1


@answers(AlertList)
async def answer_alert_list(request: AlertList, principal: Principal) -> AlertListAnswer:
    """A page of them."""
    raise NotImplementedError
