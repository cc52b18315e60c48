"""People speak of the agent as they speak; what would change something is run by its own name alone."""

import pytest

from bot.app import SUBJECTS
from services.brain.approvals import Approvals, Approve, Modify, Reject, Skip
from services.brain.asking import AiAsk
from services.brain.autonomy import Autonomy
from services.brain.decisions import Decisions, DecisionShow, Explain
from services.brain.lessons import AiLessons, AiStrike
from services.brain.scoreboard import Scoreboard
from services.brain.watches import AiOff, AiOn, AiStatus
from services.core.errors import UnknownCommand
from services.core.handlers import find
from services.core.request import AnyRequest
from services.house.define import Define
from services.words.phrase import parse

CATALOG = {kind.name: kind for kind in find(SUBJECTS).kinds if not kind.pressed}


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("approve 3fa81c", Approve(id="3fa81c")),
        ("reject 3fa81c", Reject(id="3fa81c")),
        ("skip 3fa81c", Skip(id="3fa81c")),
        ("modify 3fa81c stop 41000", Modify.model_validate({"id": "3fa81c", "stop": "41000"})),
        ("show pending approvals", Approvals()),
        ("what is waiting for approval?", Approvals()),
        ("turn the ai off", AiOff()),
        ("please stop the AI now", AiOff()),
        ("ai off btc", AiOff(symbol="btc")),
        ("is the ai on?", AiStatus()),
        ("what is the ai doing", AiStatus()),
        ("how is the agent doing", AiStatus()),
        ("what can the ai do?", AiStatus()),
        ("kill the ai", AiOff()),
        ("anything to approve?", Approvals()),
        ("how good is the ai?", Scoreboard()),
        ("what did the ai decide today", Decisions()),
        ("show me decision 3fa81c", DecisionShow(id="3fa81c")),
        ("explain 3fa81c", Explain(id="3fa81c")),
        ("why did the ai decide 3fa81c?", Explain(id="3fa81c")),
        ("what has the ai learned", AiLessons()),
        ("what is my autonomy level?", Autonomy()),
        ("autonomy copilot", Autonomy(level="copilot")),
        ("explain drawdown", Define(term="drawdown")),
        ("explain copilot", Define(term="copilot")),
        ("what is a Brier score", Define(term="Brier score")),
    ],
)
def test_it_is_understood(text: str, request_: AnyRequest) -> None:
    assert parse(text, CATALOG) == request_


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("what does the ai think of btc?", AiAsk(symbol="btc")),
        ("what do you think of eth 4h", AiAsk(symbol="eth", timeframe="4h")),
        ("your opinion on sol", AiAsk(symbol="sol")),
        ("set autonomy to copilot", Autonomy(level="copilot")),
        ("turn the ai on for btc", AiOn(symbol="btc")),
        ("let the ai trade btc", AiOn(symbol="btc")),
        ("make the ai autonomous", Autonomy(level="autonomous")),
        ("ask ai btc", AiAsk(symbol="btc")),
        ("turn the ai off for btc", AiOff(symbol="btc")),
        ("strike lesson 3fa81c", AiStrike(lesson="3fa81c")),
    ],
)
def test_a_change_is_a_press_away(text: str, offered: AnyRequest) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, CATALOG)
    assert refused.value.near[0] == offered
    assert not refused.value.lacking


def test_a_text_of_ones_own_is_kept_as_it_was_given() -> None:
    assert parse("ai ask btc note I am flat over the weekend", CATALOG) == AiAsk(
        symbol="btc", note="I am flat over the weekend"
    )
    struck = AiStrike(lesson="3fa81c", why="the market has changed")
    assert parse("ai strike 3fa81c why: the market has changed", CATALOG) == struck
