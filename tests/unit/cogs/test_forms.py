"""A button whose form was filled in must ask what was filled in, also where the bot was started again meanwhile."""

from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from discord.ui import TextInput

from cogs._actions import FORM, LONGEST_ID, encode, id_of, short_id, view_of
from cogs._forms import FormButton, _form, _values
from personas.card import Action
from services.alerts.asking import AlertAdd
from services.education.quiz import QuizReply
from services.orders.entry import Buy
from services.words.build import build

EDITS = ("amount", "stop")
WISH = Buy.model_validate({"symbol": "BTC/USDT", "amount": "risk 1%", "stop": "41000.5"})


def test_a_request_and_what_can_be_edited_come_back_from_the_button() -> None:
    match = FormButton.__discord_ui_compiled_template__.fullmatch(id_of(Action("Edit", WISH, edits=EDITS)))
    assert match is not None
    assert (match["edits"], match["name"]) == ("amount,stop", "buy")
    assert build(Buy, dict(parse_qsl(match["options"]))) == WISH


def test_small_numbers_are_shown_digit_by_digit() -> None:
    wish = WISH.model_copy(update={"stop": Decimal("0.00000012"), "price": Decimal("1E+3")})
    match = FormButton.__discord_ui_compiled_template__.fullmatch(id_of(Action("Edit", wish, edits=EDITS)))
    assert match is not None
    options = dict(parse_qsl(match["options"]))
    assert (options["stop"], options["price"]) == ("0.00000012", "1000")


async def test_one_that_is_too_long_has_the_short_id_of_its_request() -> None:
    wish = WISH.model_copy(update={"symbol": "1000000MOG/USDT:USDT", "tif": "day", "account": "a-long-one-of-mine"})
    action = Action("Edit", wish, edits=EDITS)
    assert len(id_of(action)) > LONGEST_ID
    assert view_of((action,)) is None
    short = short_id(encode(action.request))
    view = view_of((action,), frozenset({short}))
    assert view is not None
    assert view.children[0].custom_id == f"{FORM}amount,stop:{short}"  # type: ignore[attr-defined]


async def test_a_form_shows_the_options_as_they_are() -> None:
    form = _form(Buy, {"amount": "risk 1%", "symbol": "BTC/USDT"}, list(EDITS), "form:amount,stop:buy?", "Edit")
    fields = [item.to_component_dict() for item in form.children]
    assert [(each["custom_id"], each.get("value"), each["required"]) for each in fields] == [
        ("amount", "risk 1%", True),
        ("stop", None, False),
    ]


@pytest.mark.parametrize(
    "components",
    [
        [{"type": 1, "components": [{"type": 4, "custom_id": "stop", "value": "1"}]}],
        [{"type": 18, "component": {"type": 4, "custom_id": "stop", "value": "1"}}],
    ],
)
def test_what_was_filled_in_is_read_from_rows_and_labels(components: list[dict[str, object]]) -> None:
    assert list(_values(components)) == [("stop", "1")]


async def test_a_form_takes_as_much_as_its_options_do_and_says_what_can_be_chosen() -> None:
    """Discord refuses a form whose value is longer than it may be."""
    when = " or ".join(["rsi14 < 30 and close > sma200"] * 9)
    form = _form(AlertAdd, {"when": when}, ["when", "repeat", "note"], "form:when,repeat,note:alert add?", "Edit")
    fields = {item.custom_id: item for item in form.children if isinstance(item, TextInput)}
    assert len(when) > 250
    assert (fields["when"].default, fields["when"].max_length, fields["note"].max_length) == (when, 300, 200)
    assert fields["repeat"].placeholder == "once or always"


async def test_a_question_is_answered_in_a_form_of_its_own_words() -> None:
    """It is titled as its button, which names the unit, and cannot be sent empty."""
    question = QuizReply(question="position-size/size", turn=3)
    match = FormButton.__discord_ui_compiled_template__.fullmatch(
        id_of(Action("Answer in coins", question, edits=("reply",)))
    )
    assert match is not None
    form = _form(QuizReply, dict(parse_qsl(match["options"])), ["reply"], match.string, "Answer in coins")
    (field,) = [item.to_component_dict() for item in form.children]
    assert form.title == "Answer in coins"
    assert (field["label"], field.get("value"), field["required"]) == ("Your answer", None, True)
    assert field["max_length"] == 40, "no more can be written than is taken"
