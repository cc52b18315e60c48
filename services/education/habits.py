"""/habits: what one's own trades show, each habit with the trades that it speaks of and the lesson about it; and a
question on one of them, graded by the reckoning that the desk sizes positions with."""

from decimal import Decimal
from typing import Final

from analytics.trading.orders import ZERO
from services.accounts.choice import AccountChoices
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.units import Figure
from services.education.habit_facts import Habits, HabitsAnswer, OwnReply, OwnReplyAnswer
from services.education.habit_questions import answer_of, questions_of
from services.education.library import Library
from services.education.own import OwnTrades
from services.education.replies import readings
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.words.numbers import exact

WITHIN: Final = 0.02
"""A reply is right within such a share of the right one."""
R_DIGIT: Final = Decimal("0.01")
"""The same of one in R that is small, and told with two decimals."""


@answers(Habits)
async def answer_habits(
    request: Habits,
    principal: Principal,
    accounts: AccountChoices,
    exchange: PaperExchange,
    own: OwnTrades,
    library: Library,
    market: MarketView,
) -> HabitsAnswer:
    """What their trades show.

    Raises:
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    account = seen.account
    found = await own.habits(account_id, account, await library.curriculum())
    return HabitsAnswer(
        as_of=market.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=market.simulated,
        behind=seen.behind,
        count=len(account.trades),
        found=sum(each.found for each in found),
        habits=found,
        question=next(questions_of(account), None),
    )


@answers(OwnReply)
async def answer_own_reply(
    request: OwnReply, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> OwnReplyAnswer:
    """Grade it.

    Raises:
        InvalidRequest: it is no number, or there is no such trade any more.
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    asked = iter(questions_of(seen.account))
    question = next((each for each in asked if each.closed == request.closed), None)
    if question is None:
        raise InvalidRequest(problems=("that trade is no more in this account; /habits shows what it has now",))
    question = question.model_copy(update={"asks": request.asks})
    answer = answer_of(question)
    allowed = max(abs(answer) * exact(WITHIN), R_DIGIT if question.asks == "R" else ZERO)
    unit = "R" if question.asks == "R" else question.symbol.partition("/")[0]
    said = min(readings(request.reply, unit), key=lambda each: abs(each - answer))
    return OwnReplyAnswer(
        as_of=market.now(),
        account=account_id.called,
        currency=seen.account.currency,
        simulated=market.simulated,
        behind=seen.behind,
        right=abs(said - answer) <= allowed,
        said=Figure(said),
        answer=Figure(answer),
        question=question,
        following=next(asked, None),
    )
