"""What is suggested to whoever answers a decision, looks one up or strikes a lesson."""

from typing import Final

from analytics.trading.agency import Agency
from services.brain.access import accounts_seen
from services.core.principal import Principal
from services.orders.entry import short_id
from services.orders.order_desk import OrderDesk

SUGGESTED: Final = 25
USUAL_NOTES: Final = ("I would rather be flat over the weekend", "I only want to reduce risk", "nothing new is known")
USUAL_WHYS: Final = ("stale", "wrong", "it was luck", "too general")


async def suggest_decisions(principal: Principal, desk: OrderDesk) -> list[str]:
    """The decisions that ``principal`` sees: those that wait for somebody first, then the newest that were not to
    wait."""
    decisions = [each for agency in await _agencies(principal, desk) for each in agency.decisions.values()]
    told = [each for each in decisions if each.action != "wait"]
    told.sort(key=lambda each: (each.state == "pending", each.at), reverse=True)
    return [short_id(each.id) for each in told[:SUGGESTED]]


async def suggest_lessons(principal: Principal, desk: OrderDesk) -> list[str]:
    """The lessons that ``principal`` sees and nobody struck, the newest first."""
    lessons = [each for agency in await _agencies(principal, desk) for each in agency.lessons.values()]
    kept = sorted((each for each in lessons if not each.struck_by), key=lambda each: each.at, reverse=True)
    return [short_id(each.decision) for each in kept[:SUGGESTED]]


async def _agencies(principal: Principal, desk: OrderDesk) -> list[Agency]:
    seen = await accounts_seen(principal, desk.choices)
    return [(await desk.books.look(str(account_id))).agency for account_id in seen]
