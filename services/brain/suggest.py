"""What is suggested to whoever answers a decision, looks one up or strikes a lesson."""

from typing import Final

from services.core.principal import Principal
from services.orders.order_desk import OrderDesk

SUGGESTED: Final = 25
SHORT: Final = 6
"""Digits that are enough to name a decision."""
USUAL_NOTES: Final = ("I would rather be flat over the weekend", "I only want to reduce risk", "nothing new is known")
USUAL_WHYS: Final = ("stale", "wrong", "it was luck", "too general")


async def suggest_decisions(principal: Principal, desk: OrderDesk) -> list[str]:
    """The decisions in the account in use of ``principal``: those that wait first, then the newest."""
    agency = (await desk.books.look(str(await desk.choices.account_in_use(principal)))).agency
    waiting = [each.id for each in agency.pending]
    newest = [each for each in reversed(agency.decisions) if each not in waiting]
    return [each[:SHORT] for each in (*waiting, *newest[:SUGGESTED])]


async def suggest_lessons(principal: Principal, desk: OrderDesk) -> list[str]:
    """The lessons in the account in use of ``principal`` that are not struck, the newest first."""
    agency = (await desk.books.look(str(await desk.choices.account_in_use(principal)))).agency
    return [each[:SHORT] for each, lesson in reversed(agency.lessons.items()) if not lesson.struck_by]
