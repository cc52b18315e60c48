"""What a user would lose: to know what they may, how much of it is used, and who may change it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from personas.render import Voices
from services.core.units import Duration, Money, Multiple, Share
from services.orders.own_limits import LimitFacts, LimitsAnswer
from tests.answers._shared import HOSTILE_NAME, NOW
from tests.cards import said_by_all, text_of


def cash(name: str, share: float, used: float | None, *, whole: int = 10_000, **more: object) -> LimitFacts:
    known = {} if used is None else {"used_share": Share(used), "used": Money(Decimal(str(used)) * whole)}
    allowed = Money(Decimal(str(share)) * whole)
    return LimitFacts.model_validate(
        {"name": name, "own": False, "share": Share(share), "allowed": allowed, **known, **more}
    )


LIMITS = (
    cash("largest_order", 0.5, None),
    cash("largest_position", 1, 0.42),
    cash("exposure", 2, 0.42),
    LimitFacts(name="leverage", own=False, times=Multiple(10), used_times=Multiple(3)),
    LimitFacts(name="orders_a_minute", own=False, count=30, used_count=2),
    cash("daily_loss", 0.03, 0.012, own=True),
    cash("drawdown", 0.2, 0.05, whole=11_000),
    LimitFacts(name="losing_streak", own=False, count=3, used_count=1),
    LimitFacts(name="cool_down", own=False, seconds=Duration(1800)),
    LimitFacts(name="require_stop", own=False, on=True),
)
USED = {"used_share", "used_times", "used_count", "allowed", "used"}
UNKNOWN = tuple(each.model_copy(update=dict.fromkeys(USED)) for each in LIMITS)


def limits(**changes: object) -> LimitsAnswer:
    usual: dict[str, object] = {
        "as_of": NOW,
        "account": "main",
        "shared": False,
        "currency": "USDT",
        "equity": Money(Decimal(10_000)),
        "limits": LIMITS,
    }
    return LimitsAnswer.model_validate(usual | changes)


REACHED = tuple(each.model_copy(update={"reached": each.name in ("drawdown", "losing_streak")}) for each in LIMITS)
SAMPLES = {
    "shown": limits(),
    "as configured": limits(
        limits=tuple(cash("daily_loss", 0.05, 0) if each.name == "daily_loss" else each for each in LIMITS)
    ),
    "of a server, killed": limits(account="server", shared=True, switched=("kill", "pause")),
    "reached": limits(limits=REACHED, until=NOW + timedelta(minutes=12)),
    "no market": limits(equity=None, limits=UNKNOWN),
    "set": limits(changed=("daily_loss",), previous=(LimitFacts(name="daily_loss", own=False, share=Share(0.05)),)),
    "set for somebody": limits(
        equity=None,
        limits=tuple(
            LimitFacts(name="cool_down", own=True, seconds=Duration(0)) if each.name == "cool_down" else each
            for each in UNKNOWN
        ),
        changed=("cool_down",),
        previous=(LimitFacts(name="cool_down", own=False, seconds=Duration(1800)),),
        whose="<@7>",
    ),
    "hostile": limits(whose=HOSTILE_NAME, account="swing"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=1200)


def test_each_limit_is_told_with_what_is_used_of_it(voices: Voices) -> None:
    for voice in voices.names:
        card = voices.render(SAMPLES["shown"], voice)
        assert "PAPER main: no limit reached" in card.title
        text = text_of(card)
        for line in (
            "**Largest order**: 50%, 5,000.00 now",
            "**Largest position**: 100%, used 42.0% (4,200.00 of 10,000.00)",
            "**Leverage**: 10.0×, used 3.0×",
            "**Orders a minute**: 30, now 2",
            "**Daily loss**: 3%, used 1.20% (120.00 of 300.00) · set here",
            "**Cool-down**: 30 min",
            "**Require stop**: yes",
        ):
            assert line in text, (voice, line)


def test_the_first_line_says_what_lets_nothing_pass_and_what_was_set(voices: Voices) -> None:
    for voice in voices.names:
        reached = voices.render(SAMPLES["reached"], voice)
        assert "no entry passes now: drawdown and losing streak reached" in reached.title
        assert "19:12" in text_of(reached)
        assert "daily loss 3%, before 5%" in voices.render(SAMPLES["set"], voice).title
        assert "cool-down none, before 30 min" in voices.render(SAMPLES["set for somebody"], voice).title
        assert "kill switch and pause on" in voices.render(SAMPLES["of a server, killed"], voice).title
