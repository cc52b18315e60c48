"""What a user would lose: that trading stops when they say so, and that it does not when they only ask."""

import pytest

from bot.app import SUBJECTS
from services.core.errors import UnknownCommand
from services.core.handlers import find
from services.core.request import AnyRequest
from services.orders.flatten import Flatten
from services.orders.own_limits import Limits
from services.orders.stop import KillSwitch, Pause
from services.words.phrase import parse

CATALOG: dict[str, type[AnyRequest]] = {kind.name: kind for kind in find(SUBJECTS).kinds}


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("stop everything", KillSwitch()),
        ("Please stop everything NOW!", KillSwitch()),
        ("ok, kill switch!!", KillSwitch()),
        ("killswitch", KillSwitch()),
        ("killswitch off", KillSwitch(on=False)),
        ("/killswitch on", KillSwitch()),
        ("/killswitch on:no whose:<@7>", KillSwitch(on=False, whose="<@7>")),
        ("/killswitch orders of nobody's", KillSwitch(reason="orders of nobody's")),
        ("emergency stop", KillSwitch()),
        ("pause", Pause()),
        ("pause off", Pause(on=False)),
        ("pause because the news is out", Pause(reason="because the news is out")),
        ("pause it now", Pause()),
        ("pause trading please", Pause()),
        ("/pause reason:news in ten minutes on:yes", Pause(reason="news in ten minutes")),
        ("flatten", Flatten()),
        ("flatten all", Flatten(all=True)),
        ("flatten account:swing", Flatten(account="swing")),
        ("close everything", Flatten()),
        ("close all my positions", Flatten()),
        ("what are my limits?", Limits()),
        ("limits account swing", Limits(account="swing")),
    ],
)
def test_what_stops_something_may_be_said_plainly(text: str, request_: AnyRequest) -> None:
    assert parse(text, CATALOG) == request_


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("is the kill switch on?", "killswitch"),
        ("is the killswitch on", "killswitch"),
        ("why did you pause", "pause"),
        ("could you pause trading?", "pause"),
        ("stop everything?", None),
        ("when does flatten help", "flatten"),
        ("we stop everything at noon", None),
        ("never stop trading with ann", None),
    ],
)
def test_a_question_and_a_sentence_about_it_stop_nothing(text: str, offered: str | None) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, CATALOG)
    if offered is not None:
        assert any(near.startswith(offered) for near in refused.value.close_matches)
