"""What stands beside the journal must be there as long as somebody reads it: the loop, and every card its level."""

from analytics.trading.account import account_of
from analytics.trading.agent_records import Level, Levelled, Watching
from analytics.trading.records import Opened, Record
from services.accounts.agenda import Agenda
from tests.answers._accounts import MAIN, d

OPENED = Opened(1, str(MAIN), "USDT", d(10_000))


def agenda(*records: Record) -> Agenda | None:
    return Agenda.of(account_of(str(MAIN), [OPENED, *records]))


def levelled(level: Level) -> Levelled:
    return Levelled(2, "ask", level, "copilot", "discord:1")


def test_an_account_that_no_agent_touched_has_none() -> None:
    assert agenda() is None


def test_a_level_that_was_set_is_kept_while_nothing_is_to_be_done() -> None:
    """Or every card would say the usual one."""
    kept = agenda(levelled("none"))
    assert kept is not None
    assert (kept.level, kept.looks, kept.owner) == ("none", (), MAIN.owner)


def test_what_is_looked_at_is_kept_with_the_level_as_configured() -> None:
    kept = agenda(Watching(2, "ask", True, "BTC/USDT", "1h", "discord:1"))
    assert kept is not None
    assert (kept.level, [each.symbol for each in kept.looks]) == (None, ["BTC/USDT"])
