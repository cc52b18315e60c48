"""The guild: its members, roles and channels."""

from __future__ import annotations

from aiohttp import web

from bot.playground.chat import Chat
from bot.playground.errors import ApiError, unknown_guild, unknown_member
from bot.playground.rest.wire import Endpoint, json_response
from bot.playground.world import World

_MOST_MEMBERS = 1_000


class GuildApi:
    """Reads of the one guild there is."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", "/guilds/{guild}", self.guild),
            Endpoint("GET", "/guilds/{guild}/channels", self.channels),
            Endpoint("GET", "/guilds/{guild}/roles", self.roles),
            Endpoint("GET", "/guilds/{guild}/roles/{role}", self.role),
            Endpoint("GET", "/guilds/{guild}/members", self.members),
            Endpoint("GET", "/guilds/{guild}/members/search", self.search),
            Endpoint("GET", "/guilds/{guild}/members/{user}", self.member),
        ]

    async def guild(self, request: web.Request) -> web.Response:
        self._check(request)
        guild = self._world.guild_json()
        if request.query.get("with_counts") in ("1", "true"):
            count = len(self._world.members)
            guild |= {"approximate_member_count": count, "approximate_presence_count": count}
        return json_response(guild)

    async def channels(self, request: web.Request) -> web.Response:
        self._check(request)
        channels = self._world.text_channels
        return json_response([self._world.channel_json(c, self._chat.last_id(c)) for c in channels])

    async def roles(self, request: web.Request) -> web.Response:
        self._check(request)
        return json_response([role.json() for role in self._world.roles])

    async def role(self, request: web.Request) -> web.Response:
        self._check(request)
        for role in self._world.roles:
            if role.id == request.match_info["role"]:
                return json_response(role.json())
        raise ApiError(404, 10011, "Unknown Role")

    async def members(self, request: web.Request) -> web.Response:
        self._check(request)
        after = _whole(request, "after", 0)
        ordered = sorted(self._world.members.values(), key=lambda user: int(user.id))
        found = [user for user in ordered if int(user.id) > after]
        return json_response([self._world.member_json(user) for user in found[: _limit(request)]])

    async def search(self, request: web.Request) -> web.Response:
        self._check(request)
        prefix = request.query.get("query", "").lower()
        found = [user for user in self._world.members.values() if user.name.lower().startswith(prefix)]
        return json_response([self._world.member_json(user) for user in found[: _limit(request)]])

    async def member(self, request: web.Request) -> web.Response:
        self._check(request)
        user = self._world.members.get(request.match_info["user"])
        if user is None:
            raise unknown_member()
        return json_response(self._world.member_json(user))

    def _check(self, request: web.Request) -> None:
        if request.match_info["guild"] != self._world.guild_id:
            raise unknown_guild()


def _limit(request: web.Request) -> int:
    return min(_whole(request, "limit", 1), _MOST_MEMBERS)


def _whole(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else default
