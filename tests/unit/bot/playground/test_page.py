"""The page's protocol: each person sees their own, and no other website can act in their name."""

from __future__ import annotations

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.person import DidNotRespond, Person, Refused
from tests.unit.bot.playground.wire import WireBot, wire_page


async def test_hello_says_who_is_here_and_what_can_be_done(pg: Playground, bot: WireBot) -> None:
    await bot.register({"name": "price", "description": "p"}, {"name": "Ban", "type": 2})
    async with wire_page(pg) as page:
        state = await page.hello()
        assert state["guild"]["name"] == "Omega Trading Floor"
        assert state["me"] == state["users"][0]["id"]
        people = {user["name"]: user["roles"] for user in state["users"] if not user["bot"]}
        assert people == {"Ada": ["admin"], "Ben": ["trader"], "Cleo": ["viewer"], "Dana": ["approver"], "Eli": []}
        assert [channel["type"] for channel in state["channels"]] == ["text", "text", "text", "dm"]
        assert [command["name"] for command in state["commands"]] == ["price"], "slash commands only"
        assert state["bot"] == {"id": bot.user_id, "name": "Omega", "online": True}
        switched = await page.hello(state["users"][1]["id"])
        assert switched["channels"][3]["id"] != state["channels"][3]["id"], "a direct message of one's own"


async def test_direct_messages_are_private(pg: Playground, bot: WireBot) -> None:
    async with Person(pg.url, "Ben") as ben, wire_page(pg) as page:
        await page.hello(pg.world.users[0].id)
        dm = pg.world.dm(pg.world.users[1]).id
        await ben.say("between us", channel="dm")
        await bot.event("MESSAGE_CREATE")
        await bot.call("POST", f"/channels/{dm}/messages", {"content": "yes"})
        await page.send("history", channel=dm)
        assert (await page.socket.receive_json())["text"] == "There is no such channel here"
        assert [reply.text for reply in await ben.history("dm")] == ["between us", "yes"]


async def test_commands_appear_and_go_as_they_are_registered(pg: Playground, bot: WireBot) -> None:
    async with wire_page(pg) as page:
        await page.hello()
        await bot.register({"name": "price", "description": "p"})
        assert [command["name"] for command in (await page.hear("commands"))["commands"]] == ["price"]
        await bot.register()
        assert (await page.hear("commands"))["commands"] == []


async def test_a_command_for_administrators_is_offered_to_them_alone(pg: Playground, bot: WireBot) -> None:
    command = (await bot.register({"name": "halt", "description": "h", "default_member_permissions": "8"}))[0]
    async with Person(pg.url, "Ada") as ada, Person(pg.url, "Ben") as ben, wire_page(pg) as page:
        assert [c["name"] for c in ada.commands] == ["halt"]
        assert ben.commands == []
        await page.hello(ben.id)
        desk = pg.world.text_channels[0].id
        await page.send("slash", nonce="n", channel=desk, command=command["id"], path=[], options={})
        assert "permission" in (await page.hear("error"))["text"]


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("not json", "A frame is a JSON object"),
        ("[]", "A frame is a JSON object"),
        ('{"op":"dance"}', "There is no op 'dance'"),
        ('{"op":"hello","user":"1"}', "There is no such person here"),
        ('{"op":"say","channel":"1","content":"x"}', "There is no such channel here"),
        ('{"op":"say","channel":"100000000000000201","content":"  "}', "An empty message cannot be sent"),
        ('{"op":"say","channel":"100000000000000201"}', "content is missing"),
        ('{"op":"slash","nonce":"n","channel":"100000000000000201","command":"1"}', "This command is outdated"),
        ('{"op":"press","nonce":"n","channel":"100000000000000201","message":"1","custom_id":"x"}', "no longer there"),
    ],
)
async def test_what_makes_no_sense_is_answered_in_plain_words(pg: Playground, frame: str, text: str) -> None:
    async with wire_page(pg) as page:
        await page.hello()
        await page.socket.send_str(frame)
        assert text in (await page.hear("error"))["text"]


async def test_nothing_can_be_done_before_hello(pg: Playground) -> None:
    async with wire_page(pg) as page:
        await page.send("say", channel=pg.world.text_channels[0].id, content="x")
        assert (await page.hear("error"))["text"] == "Say hello first"


async def test_a_person_is_refused_in_the_words_of_the_app(pg: Playground, bot: WireBot) -> None:
    option = {"type": 4, "name": "bars", "description": "b", "required": True, "max_value": 10}
    await bot.register({"name": "chart", "description": "c", "options": [option]})
    async with Person(pg.url, "Ben") as ben:
        with pytest.raises(Refused, match="bars is at most 10"):
            await ben.slash("chart", bars=11)
        with pytest.raises(LookupError, match="there is no command /nope; there are chart"):
            await ben.slash("nope", timeout=0.1)
        with pytest.raises(DidNotRespond, match="nothing came"):
            await ben.next_message(timeout=0.05)
    with pytest.raises(LookupError, match="there are Ada, Ben"):
        async with Person(pg.url, "Zoe"):
            pass


@pytest.mark.parametrize("path", ["/page/ws", "/gateway?v=10&encoding=json"])
async def test_another_website_cannot_open_a_socket(pg: Playground, path: str) -> None:
    async with aiohttp.ClientSession() as http:
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(pg.url + path, headers=headers)
            assert refused.value.status == 403
        async with http.ws_connect(pg.url + path, headers={"Origin": pg.url}) as socket:
            assert not socket.closed


async def test_another_website_cannot_add_faults(pg: Playground) -> None:
    async with aiohttp.ClientSession() as http:
        rule = {"match": "message", "kind": "500"}
        async with http.post(
            pg.url + "/page/faults", json=rule, headers={"Origin": "https://evil.example"}
        ) as response:
            assert response.status == 403
        async with http.post(pg.url + "/page/faults", data='{"kind":"500"}') as response:
            assert response.status == 415
        assert not pg.faults
        async with http.post(pg.url + "/page/faults", json=[rule, rule]) as response:
            assert response.status == 204
        assert pg.faults
        async with http.delete(pg.url + "/page/faults") as response:
            assert response.status == 204
        assert not pg.faults
        async with http.post(pg.url + "/page/faults", json={"kind": "fire"}) as response:
            assert response.status == 400
            assert "kind is one of" in (await response.json())["error"]


async def test_page_files_are_guarded(pg: Playground) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("/page/no-such-file.js", "/page/..%2f__init__.py", "/attachments/1/2/x.png"):
            async with http.get(pg.url + path) as response:
                assert response.status == 404, path
        async with http.get(pg.url + "/") as response:
            assert response.status in (200, 404)
            if response.status == 200:
                assert "default-src 'none'" in response.headers["Content-Security-Policy"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
