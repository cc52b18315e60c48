"""Interactions: three seconds to answer, once; fifteen minutes to go on; and nobody reads what is not for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.playground import Playground
from tests.conftest import eventually
from tests.openapi import DiscordApi
from tests.unit.bot.playground.wire import Clock, Json, WireBot, WirePage, wire_page

BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]
EPHEMERAL, LOADING = 64, 128


class Desk:
    """A person at #desk, and the bot that answers."""

    def __init__(self, pg: Playground, bot: WireBot, page: WirePage, command: Json) -> None:
        self.pg, self.bot, self.page, self.command = pg, bot, page, command
        self.channel = pg.world.text_channels[0].id

    async def ask(self, channel: str | None = None) -> Json:
        """Run the command; the interaction as the bot gets it."""
        where = channel or self.channel
        await self.page.send("slash", nonce="n", channel=where, command=self.command["id"], path=[], options={})
        return await self.bot.event("INTERACTION_CREATE")

    async def press(self, message: Json, custom_id: str = "go") -> Json:
        await self.page.send(
            "press", nonce="p", channel=message["channel_id"], message=message["id"], custom_id=custom_id
        )
        return await self.bot.event("INTERACTION_CREATE")


@pytest.fixture
async def desk(pg: Playground, bot: WireBot) -> Any:
    command = (await bot.register({"name": "price", "description": "a price"}))[0]
    async with wire_page(pg) as page:
        await page.hello(pg.world.users[1].id)
        yield Desk(pg, bot, page, command)


@pytest.fixture(scope="session")
def discord_api(shared_data: Path) -> DiscordApi:
    return DiscordApi(shared_data / "discord-openapi.json")


async def test_a_command_says_who_asks_what_and_where(desk: Desk) -> None:
    interaction = await desk.ask()
    assert interaction["type"] == 2
    assert interaction["data"]["name"] == "price"
    assert interaction["channel"]["id"] == interaction["channel_id"] == desk.channel
    assert interaction["member"]["user"]["username"] == "ben"
    assert len(interaction["member"]["roles"]) == 1
    assert int(interaction["member"]["permissions"]) > 0
    assert "user" not in interaction


async def test_a_command_in_a_direct_message_has_a_user_and_no_guild(desk: Desk) -> None:
    interaction = await desk.ask(desk.pg.world.dm(desk.pg.world.users[1]).id)
    assert interaction["user"]["username"] == "ben"
    assert (interaction["context"], interaction["channel"]["type"]) == (1, 1)
    assert not interaction.keys() & {"member", "guild_id", "guild"}


async def test_in_a_group_message_the_bot_is_brought_along_and_is_not_there_itself(desk: Desk) -> None:
    (group,) = desk.pg.world.groups
    await desk.page.send("slash", nonce="n", channel=group.id, command=desk.command["id"], path=[], options={})
    assert "not installed here" in (await desk.page.hear("error"))["text"]
    desk.command = (
        await desk.bot.register(
            {"name": "price", "description": "p", "contexts": [0, 2], "integration_types": [0, 1]},
        )
    )[0]
    interaction = await desk.ask(group.id)
    assert (interaction["context"], interaction["channel"]["type"]) == (2, 3)
    assert interaction["authorizing_integration_owners"] == {"1": interaction["user"]["id"]}
    assert not interaction.keys() & {"member", "guild_id", "guild"}
    status, refused = await desk.bot.call("POST", f"/channels/{group.id}/messages", {"content": "I am here"})
    assert (status, refused["code"]) == (403, 50001)
    dm = desk.pg.world.dm(desk.pg.world.users[1]).id
    await desk.page.send("slash", nonce="n", channel=dm, command=desk.command["id"], path=[], options={})
    assert "does not work in direct messages" in (await desk.page.hear("error"))["text"]


async def test_an_answer_is_acknowledged_then_shown_to_all(desk: Desk, discord_api: DiscordApi) -> None:
    interaction = await desk.ask()
    async with wire_page(desk.pg) as other:
        await other.hello(desk.pg.world.users[2].id)
        status, result = await desk.bot.answer(interaction, 4, {"content": "100", "components": BUTTONS})
        assert status == 200
        discord_api.check("InteractionCallbackResponse", result)
        assert (await desk.page.hear("ack"))["nonce"] == "n"
        seen = await desk.page.hear("message")
        assert seen["interaction"] == interaction["id"]
        assert seen["message"]["interaction"]["name"] == "price"
        assert seen["message"]["interaction_metadata"]["user"]["username"] == "ben"
        assert (await other.hear("message"))["message"] == seen["message"]
    created = await desk.bot.event("MESSAGE_CREATE")
    assert (created["content"], created["type"], created["webhook_id"]) == ("100", 20, desk.bot.user_id)


async def test_an_interaction_is_answered_once(desk: Desk) -> None:
    interaction = await desk.ask()
    assert (await desk.bot.answer(interaction, 5))[0] == 200
    status, body = await desk.bot.answer(interaction, 4, {"content": "again"})
    assert (status, body["code"]) == (400, 40060)


async def test_a_refused_answer_leaves_the_interaction_open(desk: Desk) -> None:
    interaction = await desk.ask()
    status, body = await desk.bot.answer(interaction, 4, {"content": "x" * 2_001})
    assert (status, body["code"]) == (400, 50035)
    assert (await desk.bot.answer(interaction, 4, {"content": "short"}))[0] == 200


async def test_after_three_seconds_the_person_is_told_and_the_bot_refused(desk: Desk, clock: Clock) -> None:
    interaction = await desk.ask()
    clock.now += 3.1
    failed = await desk.page.hear("failed")
    assert (failed["nonce"], failed["text"]) == ("n", "The application did not respond")
    status, body = await desk.bot.answer(interaction, 4, {"content": "late"})
    assert (status, body["code"]) == (404, 10062)


async def test_an_acknowledged_interaction_does_not_fail(desk: Desk, clock: Clock) -> None:
    await desk.bot.answer(await desk.ask(), 5)
    clock.now += 60
    await desk.bot.answer(await desk.ask(), 4, {"content": "second"})
    frames = [await desk.page.socket.receive_json() for _ in range(4)]
    assert [frame["op"] for frame in frames] == ["ack", "message", "ack", "message"]


async def test_after_fifteen_minutes_the_token_is_worth_nothing(desk: Desk, clock: Clock) -> None:
    interaction = await desk.ask()
    await desk.bot.answer(interaction, 5)
    clock.now += 15 * 60 - 1
    assert (await desk.bot.call("PATCH", desk.bot.webhook(interaction, "@original"), {"content": "just"}))[0] == 200
    clock.now += 2
    for method, path in (
        ("PATCH", desk.bot.webhook(interaction, "@original")),
        ("POST", desk.bot.webhook(interaction)),
        ("DELETE", desk.bot.webhook(interaction, "@original")),
    ):
        status, body = await desk.bot.call(method, path, {"content": "late"})
        assert (status, body["code"]) == (401, 50027), method


async def test_a_webhook_works_only_after_the_first_answer(desk: Desk) -> None:
    interaction = await desk.ask()
    status, body = await desk.bot.call("POST", desk.bot.webhook(interaction), {"content": "x"})
    assert (status, body["code"]) == (404, 10015)


async def test_a_deferred_answer_is_filled_by_an_edit(desk: Desk, discord_api: DiscordApi) -> None:
    interaction = await desk.ask()
    _, result = await desk.bot.answer(interaction, 5)
    assert result["interaction"]["response_message_loading"] is True
    thinking = (await desk.page.hear("message"))["message"]
    assert thinking["flags"] & LOADING
    _, edited = await desk.bot.call("PATCH", desk.bot.webhook(interaction, "@original"), {"content": "done"})
    discord_api.check("MessageResponse", edited)
    update = await desk.page.hear("update")
    assert (update["message"]["id"], update["message"]["content"]) == (thinking["id"], "done")
    assert not update["message"]["flags"] & LOADING
    assert update["message"]["edited_timestamp"] is None, "filling a deferred answer is no edit"


async def test_the_first_followup_fills_a_deferred_answer_and_the_next_is_a_message_of_its_own(desk: Desk) -> None:
    interaction = await desk.ask()
    await desk.bot.answer(interaction, 5, {"flags": EPHEMERAL})
    _, first = await desk.bot.call("POST", desk.bot.webhook(interaction), {"content": "one"})
    _, second = await desk.bot.call("POST", desk.bot.webhook(interaction), {"content": "two"})
    _, original = await desk.bot.call("GET", desk.bot.webhook(interaction, "@original"))
    assert first["id"] == original["id"] != second["id"]
    assert first["flags"] & EPHEMERAL, "what was promised in private stays private"
    assert second["message_reference"]["message_id"] == first["id"]
    assert "interaction" not in second, "it is shown as a reply to the first, not as a command used again"
    one = desk.bot.webhook(interaction, second["id"])
    assert (await desk.bot.call("PATCH", one, {"content": "2"}))[1]["content"] == "2"
    assert (await desk.bot.call("DELETE", one))[0] == 204
    assert (await desk.bot.call("GET", one))[1]["code"] == 10008


async def test_an_ephemeral_answer_is_seen_by_the_asker_alone(desk: Desk) -> None:
    interaction = await desk.ask()
    async with wire_page(desk.pg) as other:
        await other.hello(desk.pg.world.users[0].id)
        await desk.bot.answer(interaction, 4, {"content": "balance", "flags": EPHEMERAL, "components": BUTTONS})
        message = (await desk.page.hear("message"))["message"]
        await desk.bot.call("PATCH", desk.bot.webhook(interaction, "@original"), {"content": "balance 2"})
        await desk.page.hear("update")
        await other.send("press", nonce="x", channel=desk.channel, message=message["id"], custom_id="go")
        assert (await other.hear("error"))["text"] == "This message is not for you"
        await desk.bot.call("DELETE", desk.bot.webhook(interaction, "@original"))
        await other.send("history", channel=desk.channel)
        heard = []
        while (frame := await other.socket.receive_json())["op"] != "history":
            heard.append(frame)
        assert heard == []
        assert frame["messages"] == []
    _, listed = await desk.bot.call("GET", f"/channels/{desk.channel}/messages")
    assert listed == [], "a bot does not find ephemeral messages in the channel either"


async def test_a_button_changes_its_message(desk: Desk) -> None:
    await desk.bot.answer(await desk.ask(), 4, {"content": "1", "components": BUTTONS})
    message = (await desk.page.hear("message"))["message"]
    interaction = await desk.press(message)
    assert interaction["data"] == {"custom_id": "go", "component_type": 2, "id": 2}
    assert interaction["message"]["id"] == message["id"]
    await desk.bot.answer(interaction, 7, {"content": "2"})
    update = await desk.page.hear("update")
    assert (update["message"]["content"], update["interaction"]) == ("2", interaction["id"])
    assert update["message"]["components"] == message["components"], "what an edit does not name stays"
    later = await desk.press(message)
    await desk.bot.answer(later, 6)
    await desk.bot.call("PATCH", desk.bot.webhook(later, "@original"), {"components": []})
    assert (await desk.page.hear("update"))["message"]["components"] == []
    await desk.page.send("press", nonce="q", channel=desk.channel, message=message["id"], custom_id="go")
    assert "no such button" in (await desk.page.hear("error"))["text"]


async def test_an_answer_of_the_wrong_kind_is_refused(desk: Desk) -> None:
    interaction = await desk.ask()
    for kind in (7, 8, 99):
        status, body = await desk.bot.answer(interaction, kind, {"content": "x", "choices": []})
        assert (status, body["code"]) == (400, 50035)


async def test_a_form_is_shown_filled_in_and_sent(desk: Desk) -> None:
    fields = [
        {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why", "min_length": 3}]},
        {"type": 18, "label": "Size", "component": {"type": 4, "custom_id": "size", "style": 1, "required": False}},
    ]
    await desk.bot.answer(await desk.ask(), 9, {"custom_id": "form", "title": "Why?", "components": fields})
    modal = (await desk.page.hear("modal"))["modal"]
    submit = {"nonce": "s", "channel": desk.channel, "modal": modal["id"]}
    await desk.page.send("submit", **submit, fields={"why": "no"})
    assert (await desk.page.hear("error"))["text"] == "Why needs at least 3 characters"
    await desk.page.send("submit", **submit, fields={"why": "because"})
    interaction = await desk.bot.event("INTERACTION_CREATE")
    assert interaction["type"] == 5
    row, label = interaction["data"]["components"]
    assert row["components"][0]["value"] == "because"
    assert label["component"] == {"type": 4, "id": 4, "custom_id": "size", "value": ""}
    await desk.page.send("submit", **submit, fields={"why": "again"})
    assert (await desk.page.hear("error"))["text"] == "This form is no longer open"


async def test_selects_take_what_they_offer(desk: Desk) -> None:
    options = [{"label": name, "value": name} for name in ("btc", "eth")]
    selects = [
        {"type": 1, "components": [{"type": 3, "custom_id": "coin", "options": options}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "user"}]},
    ]
    await desk.bot.answer(await desk.ask(), 4, {"content": "pick", "components": selects})
    message = (await desk.page.hear("message"))["message"]
    press = {"nonce": "p", "channel": desk.channel, "message": message["id"]}
    for values, text in ((["doge"], "The list has no doge"), ([], "Pick 1 of the list")):
        await desk.page.send("press", **press, custom_id="coin", values=values)
        assert (await desk.page.hear("error"))["text"] == text
    await desk.page.send("press", **press, custom_id="coin", values=["eth"])
    assert (await desk.bot.event("INTERACTION_CREATE"))["data"]["values"] == ["eth"]
    ada = desk.pg.world.users[0].id
    await desk.page.send("press", **press, custom_id="user", values=[ada])
    data = (await desk.bot.event("INTERACTION_CREATE"))["data"]
    assert data["resolved"]["users"][ada]["username"] == "ada"


async def test_without_a_bot_the_person_is_told_at_once(desk: Desk) -> None:
    await desk.bot.socket.close(code=1000)
    await eventually(lambda: not desk.pg.bot_online)
    assert (await desk.page.hear("bot"))["bot"]["online"] is False
    await desk.page.send("slash", nonce="n", channel=desk.channel, command=desk.command["id"], path=[], options={})
    assert (await desk.page.hear("failed"))["text"] == "The application did not respond"


async def test_autocomplete_gives_what_is_typed_and_at_most_25_choices(desk: Desk) -> None:
    options = [
        {"type": 3, "name": "symbol", "description": "s", "required": True, "autocomplete": True},
        {"type": 4, "name": "bars", "description": "b"},
    ]
    command = (await desk.bot.register({"name": "chart", "description": "c", "options": options}))[0]
    typed = {"symbol": "bt", "bars": "x"}
    frame = {"channel": desk.channel, "command": command["id"], "path": [], "options": typed, "focused": "symbol"}
    await desk.page.send("autocomplete", nonce="a", **frame)
    interaction = await desk.bot.event("INTERACTION_CREATE")
    assert interaction["type"] == 4
    assert interaction["data"]["options"][0] == {"name": "symbol", "type": 3, "value": "bt", "focused": True}
    choice = {"name": "BTC/USDT", "value": "BTC/USDT"}
    assert (await desk.bot.answer(interaction, 8, {"choices": [choice] * 26}))[1]["code"] == 50035
    assert (await desk.bot.answer(interaction, 8, {"choices": [choice]}))[0] == 200
    assert (await desk.page.hear("choices")) == {"op": "choices", "nonce": "a", "choices": [choice]}


async def test_a_command_chosen_on_a_message_comes_with_that_message(desk: Desk, discord_api: DiscordApi) -> None:
    (explain,) = await desk.bot.register({"name": "Explain words", "type": 3})
    _, posted = await desk.bot.call("POST", f"/channels/{desk.channel}/messages", {"content": "a drawdown"})
    assert (await desk.page.hear("message"))["message"]["id"] == posted["id"]
    await desk.page.send("apply", nonce="a", channel=desk.channel, command=explain["id"], message=posted["id"])
    interaction = await desk.bot.event("INTERACTION_CREATE")
    assert interaction["type"] == 2
    data = interaction["data"]
    assert (data["type"], data["name"], data["target_id"]) == (3, "Explain words", posted["id"])
    assert data["resolved"]["messages"][posted["id"]]["content"] == "a drawdown"
    status, result = await desk.bot.answer(interaction, 4, {"content": "less than before", "flags": EPHEMERAL})
    assert status == 200
    discord_api.check("InteractionCallbackResponse", result)
    answer = (await desk.page.hear("message"))["message"]
    assert answer["type"] == 23
    assert answer["interaction_metadata"]["target_message_id"] == posted["id"]
    for message, problem in ((answer["id"], "only you can see"), ("1", "no longer there")):
        await desk.page.send("apply", nonce="b", channel=desk.channel, command=explain["id"], message=message)
        assert problem in (await desk.page.hear("error"))["text"]
    await desk.page.send("slash", nonce="c", channel=desk.channel, command=explain["id"], path=[], options={})
    assert "not a slash command" in (await desk.page.hear("error"))["text"]


async def test_a_reply_tells_whom_it_replies_to(desk: Desk) -> None:
    _, posted = await desk.bot.call("POST", f"/channels/{desk.channel}/messages", {"content": "a drawdown"})
    await desk.page.send("say", channel=desk.channel, content="what is that?", reply_to=posted["id"])
    await desk.bot.event("MESSAGE_CREATE")
    reply = await desk.bot.event("MESSAGE_CREATE")
    assert (reply["content"], reply["type"]) == ("what is that?", 19)
    assert [each["id"] for each in reply["mentions"]] == [desk.bot.user_id]
    assert reply["referenced_message"]["id"] == posted["id"]
    await desk.page.send("say", channel=desk.channel, content="and this?", reply_to="1")
    assert "no longer there" in (await desk.page.hear("error"))["text"]
