"""Messages and embeds: what Discord refuses in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.playground import limits
from bot.playground.errors import Json, empty_message
from bot.playground.validation.components import check_components
from bot.playground.validation.form import Form, Path

_BODY_KEYS = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
_EMBED_PARTS = ("title", "description", "fields", "image", "thumbnail", "footer", "author", "url", "timestamp")
_MEDIA_SCHEMES = ("http", "https", "attachment")


def check_message(payload: Json, files: int, before: Json | None = None) -> None:
    """Raise what Discord answers to this message with ``files`` new files; ``before``: what an edit changes."""
    form = Form()
    whole = payload if before is None else {key: payload.get(key, before.get(key)) for key in (*_BODY_KEYS, "flags")}
    form.integer(("flags",), payload.get("flags"), 0, 2**31 - 1)
    flags = whole.get("flags") or 0
    layout = isinstance(flags, int) and bool(flags & limits.FLAG_COMPONENTS_V2)
    form.text(("content",), payload.get("content"), most=limits.CONTENT)
    form.items(("files",), [None] * files, most=limits.FILES)
    form.items(("attachments",), payload.get("attachments"), most=limits.FILES)
    check_embeds(form, payload.get("embeds"))
    check_components(form, payload.get("components"), layout=layout)
    if layout:
        for key in ("content", "embeds"):
            if payload.get(key):
                message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.refuse((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    form.check()
    if not files and not any(_present(whole.get(key)) for key in _BODY_KEYS):
        raise empty_message()


def _present(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def check_embeds(form: Form, embeds: Any) -> None:
    total = 0
    for index, embed in enumerate(form.items(("embeds",), embeds, most=limits.EMBEDS)):
        path = ("embeds", index)
        total += _check_embed(form, path, form.object(path, embed))
    if total > limits.EMBED_TOTAL:
        message = f"Embed size exceeds maximum size of {limits.EMBED_TOTAL}"
        form.refuse(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_embed(form: Form, path: Path, embed: Json) -> int:
    """Note what is wrong with one embed; its count of characters."""
    if not any(embed.get(part) for part in _EMBED_PARTS):
        form.required((*path, "description"))
        return 0
    total = len(form.text((*path, "title"), embed.get("title"), most=limits.EMBED_TITLE))
    total += len(form.text((*path, "description"), embed.get("description"), most=limits.EMBED_DESCRIPTION))
    footer = form.object((*path, "footer"), embed.get("footer"))
    if footer:
        total += len(form.text((*path, "footer", "text"), footer.get("text"), least=1, most=limits.FOOTER_TEXT))
        form.url((*path, "footer", "icon_url"), footer.get("icon_url"), _MEDIA_SCHEMES)
    author = form.object((*path, "author"), embed.get("author"))
    if author:
        total += len(form.text((*path, "author", "name"), author.get("name"), least=1, most=limits.AUTHOR_NAME))
        form.url((*path, "author", "url"), author.get("url"))
        form.url((*path, "author", "icon_url"), author.get("icon_url"), _MEDIA_SCHEMES)
    for index, field in enumerate(form.items((*path, "fields"), embed.get("fields"), most=limits.EMBED_FIELDS)):
        at = (*path, "fields", index)
        field = form.object(at, field)
        total += len(form.text((*at, "name"), field.get("name"), least=1, most=limits.FIELD_NAME))
        total += len(form.text((*at, "value"), field.get("value"), least=1, most=limits.FIELD_VALUE))
    form.url((*path, "url"), embed.get("url"))
    for part in ("image", "thumbnail"):
        media = form.object((*path, part), embed.get(part))
        form.url((*path, part, "url"), media.get("url"), _MEDIA_SCHEMES)
    form.integer((*path, "color"), embed.get("color"), 0, limits.COLOR)
    _check_time(form, (*path, "timestamp"), embed.get("timestamp"))
    return total


def _check_time(form: Form, path: Path, value: Any) -> None:
    if value is None:
        return
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        form.refuse(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
