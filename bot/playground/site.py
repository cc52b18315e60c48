"""What a browser gets: the page's own files, the files people were sent, and the switch for faults."""

from __future__ import annotations

from pathlib import Path

import orjson
from aiohttp import hdrs, web

from bot.playground.attachments import PICTURES, Attachments
from bot.playground.faults import Faults
from bot.playground.rest.wire import json_response, no_content

PAGE = Path(__file__).parent / "page"
_SECURE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_FILE_POLICY = "default-src 'none'; sandbox"


class Site:
    """The routes of the page. Its files are read anew each time, so that one who works on the page sees the change."""

    def __init__(self, attachments: Attachments, faults: Faults) -> None:
        self._attachments = attachments
        self._faults = faults

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.index)
        app.router.add_get("/page/{file:[^/]+}", self.file)
        app.router.add_get("/attachments/{channel}/{attachment}/{filename}", self.attachment)
        app.router.add_post("/page/faults", self.add_faults)
        app.router.add_delete("/page/faults", self.clear_faults)

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["file"])

    async def attachment(self, request: web.Request) -> web.Response:
        """A file from a message. Pictures are shown in place; anything else is for saving, never for running here."""
        file = self._attachments.get(request.match_info["attachment"])
        if file is None:
            raise web.HTTPNotFound
        headers = _SECURE | {"Content-Security-Policy": _FILE_POLICY, "Cache-Control": "private, max-age=86400"}
        if file.content_type not in PICTURES:
            headers["Content-Disposition"] = f'attachment; filename="{file.filename}"'
        headers[hdrs.CONTENT_TYPE] = file.content_type
        return web.Response(body=file.content, headers=headers)

    async def add_faults(self, request: web.Request) -> web.Response:
        """Add one rule, or a list of them, given as JSON."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="send application/json")
        try:
            body = orjson.loads(await request.read())
            for rule in body if isinstance(body, list) else [body]:
                if not isinstance(rule, dict):
                    raise ValueError("a rule is an object")
                self._faults.add_json(rule)
        except ValueError as error:
            return json_response({"error": str(error)}, 400)
        return no_content()

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return no_content()


def _page_file(name: str) -> web.StreamResponse:
    path = PAGE / name
    if path.parent != PAGE or not path.is_file():
        raise web.HTTPNotFound
    headers = _SECURE | {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-store"}
    return web.FileResponse(path, headers=headers)
