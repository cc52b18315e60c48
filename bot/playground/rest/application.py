"""The bot itself and its commands: /gateway, /users/@me, /applications."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.playground.commands import Commands
from bot.playground.errors import ApiError, Json, unknown_guild, unknown_user
from bot.playground.gateway import APPLICATION_FLAGS, Gateway
from bot.playground.limits import Limits
from bot.playground.rest.wire import Endpoint, json_response, no_content, read_json, read_object
from bot.playground.world import World

_COMMANDS = "/applications/{application}/commands"
_GUILD_COMMANDS = "/applications/{application}/guilds/{guild}/commands"


class ApplicationApi:
    """What a bot asks about itself, and its registering of commands."""

    def __init__(self, world: World, commands: Commands, gateway: Gateway, limits: Limits) -> None:
        self._limits = limits
        self._world = world
        self._commands = commands
        self._gateway = gateway

    def endpoints(self) -> list[Endpoint]:
        found = [
            Endpoint("GET", "/gateway", self.gateway, needs_token=False),
            Endpoint("GET", "/gateway/bot", self.gateway_bot),
            Endpoint("GET", "/oauth2/applications/@me", self.application),
            Endpoint("GET", "/applications/@me", self.own_application),
            Endpoint("GET", "/users/@me", self.me),
            Endpoint("GET", "/users/@me/guilds", self.my_guilds),
            Endpoint("GET", "/users/{user}", self.user),
        ]
        for path in (_COMMANDS, _GUILD_COMMANDS):
            one = path + "/{command}"
            found += [
                Endpoint("GET", path, self.list_commands, "commands"),
                Endpoint("PUT", path, self.overwrite_commands, "commands"),
                Endpoint("POST", path, self.create_command, "commands"),
                Endpoint("GET", one, self.get_command, "commands"),
                Endpoint("PATCH", one, self.edit_command, "commands"),
                Endpoint("DELETE", one, self.delete_command, "commands"),
            ]
        return found

    async def gateway(self, _request: web.Request) -> web.Response:
        return json_response({"url": self._gateway.url})

    async def gateway_bot(self, _request: web.Request) -> web.Response:
        limits = self._limits
        limit = {
            "total": limits.sessions,
            "remaining": self._gateway.sessions_left,
            "reset_after": 86_400_000,
            "max_concurrency": limits.max_concurrency,
        }
        return json_response({"url": self._gateway.url, "shards": limits.shards, "session_start_limit": limit})

    async def application(self, _request: web.Request) -> web.Response:
        return json_response(self._application_json())

    async def own_application(self, _request: web.Request) -> web.Response:
        return json_response(self._application_json())

    async def me(self, _request: web.Request) -> web.Response:
        bot = self._world.user_json[self._world.bot.id]
        own = {"verified": True, "mfa_enabled": False, "email": None, "locale": "en-US", "premium_type": 0}
        return json_response(bot | own)

    async def my_guilds(self, _request: web.Request) -> web.Response:
        world = self._world
        guild: Json = {
            "id": world.guild_id,
            "name": world.guild_name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(world.bot.permissions),
            "features": [],
        }
        return json_response([guild])

    async def user(self, request: web.Request) -> web.Response:
        user = self._world.user_json.get(request.match_info["user"])
        if user is None:
            raise unknown_user()
        return json_response(user)

    # ── commands ──

    async def list_commands(self, request: web.Request) -> web.Response:
        localized = request.query.get("with_localizations") in ("1", "true")
        return json_response([_shown(c, localized) for c in self._commands.all(self._guild(request))])

    async def overwrite_commands(self, request: web.Request) -> web.Response:
        definitions = await read_json(request)
        if not isinstance(definitions, list):
            raise ApiError(400, 50035, "Invalid Form Body")
        return json_response([_shown(c, True) for c in self._commands.overwrite(definitions, self._guild(request))])

    async def create_command(self, request: web.Request) -> web.Response:
        command, new = self._commands.create(await read_object(request), self._guild(request))
        return json_response(_shown(command, True), 201 if new else 200)

    async def get_command(self, request: web.Request) -> web.Response:
        command = self._commands.get(request.match_info["command"], self._guild(request))
        return json_response(_shown(command, True))

    async def edit_command(self, request: web.Request) -> web.Response:
        change = await read_object(request)
        command = self._commands.edit(request.match_info["command"], change, self._guild(request))
        return json_response(_shown(command, True))

    async def delete_command(self, request: web.Request) -> web.Response:
        self._commands.delete(request.match_info["command"], self._guild(request))
        return no_content()

    def _guild(self, request: web.Request) -> str | None:
        """The guild whose commands are meant, None for global ones."""
        if request.match_info["application"] != self._world.bot.id:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        guild = request.match_info.get("guild")
        if guild is not None and guild != self._world.guild_id:
            raise unknown_guild()
        return guild

    def _application_json(self) -> Json:
        world = self._world
        return {
            "id": world.bot.id,
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "type": None,
            "verify_key": "0" * 64,
            "flags": APPLICATION_FLAGS,
            "flags_new": str(APPLICATION_FLAGS),
            "bot": world.user_json[world.bot.id],
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {"0": {}, "1": {}},
            "integration_public": True,
            "integration_require_code_grant": False,
            "max_participants": None,
            "explicit_content_filter": 0,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "event_webhooks_url": None,
            "event_webhooks_status": 1,
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "eligible_oauth2_scopes": [],
            "owner": world.user_json[world.owner.id],
            "team": None,
        }


def _shown(command: Json, localized: bool) -> Any:
    """A command as the API shows it: localizations only where they are asked for."""
    if localized:
        return command
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}
