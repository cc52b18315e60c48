"""The HTTP API: what a bot's library reads from it must be what Discord would have written."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from bot.playground import Limits, Playground, Rate
from bot.playground.person import Person
from tests.openapi import DiscordApi
from tests.unit.bot.playground.wire import Json, WireBot, wire_bot, wire_page

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d"
    "0000000c49444154789c6360a03200000000440001a1ac9a5c0000000049454e44ae426082"
)


@pytest.fixture(scope="session")
def discord_api(shared_data: Path) -> DiscordApi:
    return DiscordApi(shared_data / "discord-openapi.json")


@pytest.fixture
def desk(pg: Playground) -> str:
    return f"/channels/{pg.world.text_channels[0].id}"


async def test_answers_are_what_discord_describes(
    pg: Playground, bot: WireBot, desk: str, discord_api: DiscordApi
) -> None:
    guild, user = pg.world.guild_id, pg.world.users[1].id
    for path, schema in {
        "/users/@me": "UserPIIResponse",
        f"/users/{user}": "UserResponse",
        "/gateway": "GatewayResponse",
        "/gateway/bot": "GatewayBotResponse",
        "/oauth2/applications/@me": "PrivateApplicationResponse",
        "/applications/@me": "PrivateApplicationResponse",
        f"/guilds/{guild}": "GuildResponse",
        f"/guilds/{guild}?with_counts=true": "GuildWithCountsResponse",
        f"/guilds/{guild}/members/{user}": "GuildMemberResponse",
        desk: "GuildChannelResponse",
    }.items():
        status, body = await bot.call("GET", path)
        assert status == 200, (path, body)
        discord_api.check(schema, body)
    for path, schema in {
        f"/guilds/{guild}/members?limit=1000": "GuildMemberResponse",
        f"/guilds/{guild}/members/search?query=b": "GuildMemberResponse",
        f"/guilds/{guild}/roles": "GuildRoleResponse",
        f"/guilds/{guild}/channels": "GuildChannelResponse",
        "/users/@me/guilds": "MyGuildResponse",
    }.items():
        status, body = await bot.call("GET", path)
        assert status == 200
        assert body, path
        for item in body:
            discord_api.check(schema, item)
    _, dm = await bot.call("POST", "/users/@me/channels", {"recipient_id": user})
    discord_api.check("PrivateChannelResponse", dm)


async def test_messages_are_what_discord_describes(bot: WireBot, desk: str, discord_api: DiscordApi) -> None:
    rich = {
        "content": "hello <@100000000000000102>",
        "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}], "image": {"url": "https://x.test/a.png"}}],
        "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}],
    }
    status, message = await bot.call("POST", desk + "/messages", rich)
    assert status == 200
    discord_api.check("MessageResponse", message)
    assert [user["username"] for user in message["mentions"]] == ["ben"]
    reference = {"message_id": message["id"]}
    _, reply = await bot.call("POST", desk + "/messages", {"content": "re", "message_reference": reference})
    discord_api.check("MessageResponse", reply)
    assert (reply["type"], reply["referenced_message"]["id"]) == (19, message["id"])
    status, edited = await bot.call("PATCH", f"{desk}/messages/{message['id']}", {"content": "bye"})
    assert status == 200
    discord_api.check("MessageResponse", edited)
    assert (edited["content"], edited["embeds"][0]["title"]) == ("bye", "t")
    assert edited["edited_timestamp"]


async def test_commands_keep_their_ids_when_registered_again(bot: WireBot, discord_api: DiscordApi) -> None:
    ping, help_ = {"name": "ping", "description": "p"}, {"name": "help", "description": "h"}
    first = await bot.register(ping, help_)
    for command in first:
        discord_api.check("ApplicationCommandResponse", command)
    again = await bot.register(ping | {"description": "changed"})
    assert (again[0]["id"], again[0]["description"]) == (first[0]["id"], "changed")
    path = f"/applications/{bot.user_id}/commands"
    assert [command["name"] for command in (await bot.call("GET", path))[1]] == ["ping"]
    status, created = await bot.call("POST", path, {"name": "new", "description": "n"})
    assert status == 201
    assert (await bot.call("POST", path, {"name": "new", "description": "m"}))[0] == 200
    _, edited = await bot.call("PATCH", f"{path}/{created['id']}", {"description": "o"})
    assert (edited["name"], edited["description"]) == ("new", "o")
    assert (await bot.call("DELETE", f"{path}/{created['id']}"))[0] == 204
    assert (await bot.call("GET", f"{path}/{created['id']}"))[1]["code"] == 10063


async def test_guild_commands_are_apart_from_global_ones(pg: Playground, bot: WireBot) -> None:
    await bot.register({"name": "ping", "description": "global"})
    path = f"/applications/{bot.user_id}/guilds/{pg.world.guild_id}/commands"
    _, body = await bot.call("PUT", path, [{"name": "ping", "description": "of the guild"}])
    assert body[0]["guild_id"] == pg.world.guild_id
    async with Person(pg.url, "Ben") as ben:
        assert [command["description"] for command in ben.commands] == ["of the guild"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/no/such/route", 404, 0),
        ("PUT", "/users/@me", 405, 0),
        ("GET", "/channels/1", 404, 10003),
        ("GET", "/guilds/1", 404, 10004),
        ("GET", "/users/1", 404, 10013),
        ("GET", "/channels/100000000000000201/messages/1", 404, 10008),
        ("PUT", "/applications/1/commands", 403, 20012),
        ("POST", "/interactions/1/x/callback", 404, 10062),
        ("POST", "/webhooks/100000000000000900/x", 401, 50027),
        ("POST", "/webhooks/1/x", 404, 10015),
    ],
)
async def test_what_is_not_there_is_refused_in_discords_words(
    bot: WireBot, method: str, path: str, status: int, code: int
) -> None:
    got, body = await bot.call(method, path, [] if method == "PUT" else {"content": "x"})
    assert (got, body["code"]) == (status, code)
    assert body["message"]


async def test_a_wrong_token_opens_nothing(pg: Playground) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": "Bot wrong"}) as http:
        async with http.get(pg.api + "/users/@me") as response:
            assert response.status == 401
            assert response.headers["Content-Type"] == "application/json"
            assert await response.json() == {"message": "401: Unauthorized", "code": 0}
        async with http.get(pg.api + "/gateway") as response:
            assert response.status == 200


async def test_broken_json_is_refused(pg: Playground, bot: WireBot, desk: str) -> None:
    headers = {"Authorization": f"Bot {pg.token}", "Content-Type": "application/json"}
    async with bot.http.post(pg.api + desk + "/messages", data=b"{", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)


async def test_files_are_served_back_as_they_were(pg: Playground, bot: WireBot, desk: str) -> None:
    payload = {
        "embeds": [{"title": "Chart", "image": {"url": "attachment://my_chart.png"}}],
        "attachments": [{"id": 0, "filename": "my chart.png", "description": "a chart"}, {"id": "1"}],
    }
    status, message = await _upload(bot, desk, payload, {"my chart.png": PNG, "notes.html": b"<script>"})
    assert status == 200, message
    image = message["embeds"][0]["image"]
    assert image["url"].startswith(pg.url + "/attachments/")
    assert (image["width"], image["height"], image["content_type"]) == (3, 2, "image/png")
    assert [file["filename"] for file in message["attachments"]] == ["notes.html"], "an embed's picture is not listed"
    async with bot.http.get(image["url"]) as response:
        assert await response.read() == PNG
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Disposition" not in response.headers
    async with bot.http.get(message["attachments"][0]["url"]) as response:
        assert await response.read() == b"<script>"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
    _, edited = await bot.call("PATCH", f"{desk}/messages/{message['id']}", {"attachments": [], "content": "gone"})
    assert edited["attachments"] == []


async def test_a_file_over_ten_mebibytes_is_refused(bot: WireBot, desk: str) -> None:
    status, body = await _upload(bot, desk, {}, {"big.bin": bytes(10 * 1024 * 1024 + 1)})
    assert (status, body["code"]) == (413, 40005)
    status, _ = await _upload(bot, desk, {}, {"fits.bin": bytes(10 * 1024 * 1024)})
    assert status == 200


async def test_old_files_and_messages_are_forgotten() -> None:
    limits = Limits(attachment_bytes=1_000, messages_per_channel=2)
    async with Playground(limits=limits) as pg, wire_bot(pg) as bot:
        desk = f"/channels/{pg.world.text_channels[0].id}"
        sent = [(await _upload(bot, desk, {}, {f"{n}.bin": bytes(600)}))[1] for n in range(3)]
        statuses = []
        for message in sent:
            async with bot.http.get(message["attachments"][0]["url"]) as response:
                statuses.append(response.status)
        assert statuses == [404, 404, 200]
        _, kept = await bot.call("GET", desk + "/messages")
        assert [message["id"] for message in kept] == [sent[2]["id"], sent[1]["id"]]


async def test_history_is_read_in_pages(bot: WireBot, desk: str) -> None:
    sent = [(await bot.call("POST", desk + "/messages", {"content": str(n)}))[1]["id"] for n in range(6)]

    async def page(query: str) -> list[str]:
        _, messages = await bot.call("GET", f"{desk}/messages?{query}")
        return [message["content"] for message in messages]

    assert await page("limit=2") == ["5", "4"]
    assert await page(f"before={sent[2]}") == ["1", "0"]
    assert await page(f"after={sent[1]}&limit=2") == ["3", "2"]
    assert await page(f"around={sent[3]}&limit=3") == ["4", "3", "2"]


async def test_a_message_with_an_enforced_nonce_is_posted_once(bot: WireBot, desk: str) -> None:
    body = {"content": "filled", "nonce": "order-1", "enforce_nonce": True}
    _, first = await bot.call("POST", desk + "/messages", body)
    _, second = await bot.call("POST", desk + "/messages", body)
    assert first["id"] == second["id"]
    assert len((await bot.call("GET", desk + "/messages"))[1]) == 1


async def test_messages_are_deleted_one_by_one_or_together(pg: Playground, bot: WireBot, desk: str) -> None:
    ids = [(await bot.call("POST", desk + "/messages", {"content": str(n)}))[1]["id"] for n in range(4)]
    async with wire_page(pg) as page:
        await page.hello()
        assert (await bot.call("DELETE", f"{desk}/messages/{ids[0]}"))[0] == 204
        assert (await page.hear("delete"))["id"] == ids[0]
        assert (await bot.event("MESSAGE_DELETE"))["id"] == ids[0]
        assert (await bot.call("POST", desk + "/messages/bulk-delete", {"messages": ids[1:3]}))[0] == 204
        assert (await bot.event("MESSAGE_DELETE_BULK"))["ids"] == ids[1:3]
    _, left = await bot.call("GET", desk + "/messages")
    assert [message["id"] for message in left] == ids[3:]
    assert (await bot.call("POST", desk + "/messages/bulk-delete", {"messages": ids[3:]}))[1]["code"] == 50016


async def test_somebody_elses_words_cannot_be_edited(pg: Playground, bot: WireBot, desk: str) -> None:
    async with Person(pg.url, "Ben") as ben:
        await ben.say("mine")
        message = await bot.event("MESSAGE_CREATE")
    status, body = await bot.call("PATCH", f"{desk}/messages/{message['id']}", {"content": "yours"})
    assert (status, body["code"]) == (403, 50005)


async def test_typing_is_shown(pg: Playground, bot: WireBot, desk: str) -> None:
    async with wire_page(pg) as page:
        await page.hello()
        assert (await bot.call("POST", desk + "/typing"))[0] == 204
        assert (await page.hear("typing"))["user"] == bot.user_id


async def test_rate_limits_are_told_and_kept(clock: Any) -> None:
    async with Playground(clock=clock, limits=Limits(rate=Rate(2, 5.0))) as pg, wire_bot(pg) as bot:
        first, second = (f"/channels/{channel.id}" for channel in pg.world.text_channels[:2])
        headers = {"Authorization": f"Bot {pg.token}"}
        remaining = []
        for _ in range(2):
            async with bot.http.get(pg.api + first, headers=headers) as response:
                remaining.append(response.headers["X-RateLimit-Remaining"])
        assert remaining == ["1", "0"]
        async with bot.http.get(pg.api + first, headers=headers) as response:
            assert response.status == 429
            assert (response.headers["Via"], response.headers["Retry-After"]) == ("1.1 google", "5")
            assert (await response.json())["retry_after"] == 5.0
        assert (await bot.call("GET", second))[0] == 200, "another channel has a bucket of its own"
        clock.now += 5.0
        assert (await bot.call("GET", first))[0] == 200


async def test_faults_strike_requests(pg: Playground, bot: WireBot, desk: str) -> None:
    messages = desk + "/messages"
    pg.faults.add("message", "429", seconds=0.25)
    status, body = await bot.call("POST", messages, {"content": "x"})
    assert (status, body) == (429, {"message": "You are being rate limited.", "retry_after": 0.25, "global": False})
    pg.faults.add("any", "500", code=502)
    assert (await bot.call("GET", desk))[0] == 502
    pg.faults.add("message", "reset", times=2)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await bot.call("POST", messages, {"content": "x"})
    pg.faults.clear()
    assert (await bot.call("POST", messages, {"content": "arrived"}))[0] == 200
    _, found = await bot.call("GET", messages)
    assert [message["content"] for message in found] == ["arrived"], "a request that was struck had no effect"
    pg.faults.add("message", "lost")
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await bot.call("POST", messages, {"content": "lost"})
    _, found = await bot.call("GET", messages)
    assert [message["content"] for message in found] == ["lost", "arrived"], "only its answer is lost"


async def _upload(bot: WireBot, channel: str, payload: Json, files: dict[str, bytes]) -> tuple[int, Json]:
    """Send a message with files, as Discord's documentation says to."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", orjson.dumps(payload).decode(), content_type="application/json")
    for number, (name, content) in enumerate(files.items()):
        form.add_field(f"files[{number}]", io.BytesIO(content), filename=name, content_type="application/octet-stream")
    headers = {"Authorization": f"Bot {bot.pg.token}"}
    async with bot.http.post(f"{bot.pg.api}{channel}/messages", data=form, headers=headers) as response:
        return response.status, await response.json()
