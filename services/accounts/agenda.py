"""What an agent has to do in an account, as the account's journal says: kept beside it, so that what is due is found
without reading any."""

from analytics.trading.account import Account
from analytics.trading.agent_records import Level
from services.accounts.naming import AccountId
from services.core.request import Frozen


class Looking(Frozen):
    """It looks at ``symbol`` on each closed bar of ``timeframe``, since then (UTC ms); ``by`` asked for it, from
    ``place``."""

    symbol: str
    timeframe: str
    by: str
    place: str
    since: int


class Waiting(Frozen):
    """The decision ``id`` waits for people until ``expires`` (UTC ms)."""

    id: str
    symbol: str
    expires: int
    reminded: bool
    opens: bool
    place: str


class Agenda(Frozen):
    """Of the account of ``owner``; ``level`` is ``None`` where it is as configured. At ``judge_at`` (UTC ms) the next
    decision is to be judged, or was and its trade has ended since; ``None``: none is."""

    owner: str
    level: Level | None
    fence: int
    looks: tuple[Looking, ...]
    waits: tuple[Waiting, ...]
    judge_at: int | None

    @classmethod
    def of(cls, account: Account) -> "Agenda | None":
        """What is to be done in ``account``; ``None``: nothing, and its level is as configured."""
        agency = account.agency
        if agency.idle and agency.level is None:
            return None
        return cls(
            owner=AccountId.read(account.id).owner,
            level=agency.level,
            fence=agency.fence,
            looks=tuple(
                Looking(symbol=symbol, timeframe=each.timeframe, by=each.by, place=each.place, since=each.since)
                for symbol, each in agency.watches.items()
            ),
            waits=tuple(
                Waiting(
                    id=each.id,
                    symbol=each.symbol,
                    expires=each.expires,
                    reminded=each.reminded,
                    opens=each.opens,
                    place=each.place,
                )
                for each in agency.pending
            ),
            judge_at=min((each.judge_at for each in (*agency.unjudged, *agency.unsettled)), default=None),
        )
