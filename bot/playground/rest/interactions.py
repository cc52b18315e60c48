"""Answers to interactions: callbacks, and the webhook that an interaction's token is."""

from __future__ import annotations

from aiohttp import web

from bot.playground.interactions import Interactions
from bot.playground.limits import Limits
from bot.playground.rest.wire import Endpoint, json_response, no_content, read_form


class InteractionApi:
    """What a bot does with an interaction's token. No authorization: the token is it."""

    def __init__(self, interactions: Interactions, limits: Limits) -> None:
        self._interactions = interactions
        self._limits = limits

    def endpoints(self) -> list[Endpoint]:
        webhook = "/webhooks/{application}/{token}"
        one = webhook + "/messages/{message}"
        callback = "/interactions/{interaction}/{token}/callback"
        return [
            Endpoint("POST", callback, self.callback, "callback", needs_token=False),
            Endpoint("POST", webhook, self.followup, "followup", needs_token=False),
            Endpoint("GET", one, self.message, needs_token=False),
            Endpoint("PATCH", one, self.edit, "edit", needs_token=False),
            Endpoint("DELETE", one, self.delete, needs_token=False),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        path = request.match_info
        body, uploads = await read_form(request, self._limits)
        result = self._interactions.respond(path["interaction"], path["token"], body, uploads)
        if request.query.get("with_response") in ("1", "true", "True"):
            return json_response(result)
        return no_content()

    async def followup(self, request: web.Request) -> web.Response:
        path = request.match_info
        payload, uploads = await read_form(request, self._limits)
        return json_response(self._interactions.followup(path["application"], path["token"], payload, uploads).data)

    async def message(self, request: web.Request) -> web.Response:
        return json_response(self._interactions.message(*_place(request)).data)

    async def edit(self, request: web.Request) -> web.Response:
        payload, uploads = await read_form(request, self._limits)
        return json_response(self._interactions.edit(*_place(request), payload, uploads).data)

    async def delete(self, request: web.Request) -> web.Response:
        self._interactions.delete(*_place(request))
        return no_content()


def _place(request: web.Request) -> tuple[str, str, str]:
    """Application, token and message id of the path."""
    path = request.match_info
    return path["application"], path["token"], path["message"]
