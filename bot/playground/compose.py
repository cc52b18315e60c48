"""From what a bot sends to the message Discord makes of it: embeds resolved, components numbered, mentions found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground.errors import Json

MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
_SETTABLE_FLAGS = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 15
"""Suppress embeds, ephemeral, suppress notifications, components V2: the flags a sender may set."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The fields of a message that its sender decides, and every file it has (also those shown inside an embed)."""

    fields: Json
    files: tuple[Json, ...]


def compose(payload: Json, files: Sequence[Json], users: Mapping[str, Json], before: Json | None = None) -> Composed:
    """The fields for a message sent as ``payload`` with ``files``; with ``before``, only what that edit changes."""
    fields: Json = {}
    if before is None or "content" in payload:
        content = payload.get("content") or ""
        fields["content"] = content
        fields |= _mentions(content, payload.get("allowed_mentions"), users)
    embeds = payload.get("embeds") or []
    if before is not None and "embeds" not in payload:
        embeds = before["embeds"]
    by_name = {f"attachment://{file['filename']}": file for file in files}
    by_name |= {file["url"]: file for file in files}
    shown: set[str] = set()
    fields["embeds"] = [_embed(embed, by_name, shown) for embed in embeds]
    if before is None or "components" in payload:
        counter = _Counter()
        fields["components"] = [_component(c, counter, by_name, shown) for c in payload.get("components") or ()]
    elif before["components"]:
        fields["components"] = [_component(c, _Counter(), by_name, shown) for c in before["components"]]
    fields["attachments"] = [file for file in files if file["id"] not in shown]
    if before is None:
        fields["flags"] = (payload.get("flags") or 0) & _SETTABLE_FLAGS
        fields["tts"] = bool(payload.get("tts"))
    elif "flags" in payload:
        kept = before["flags"] & ~(1 << 2)
        fields["flags"] = kept | ((payload["flags"] or 0) & (1 << 2 | 1 << 15))
    return Composed(fields, tuple(files))


def _mentions(content: str, allowed: Any, users: Mapping[str, Json]) -> Json:
    if "<@" not in content:
        mentioned, roles = [], []
    else:
        mentioned = [i for i in dict.fromkeys(MENTION.findall(content)) if i in users and _may(allowed, "users", i)]
        roles = [i for i in dict.fromkeys(ROLE_MENTION.findall(content)) if _may(allowed, "roles", i)]
    everyone = ("@everyone" in content or "@here" in content) and _may(allowed, "everyone", "")
    return {"mentions": [users[i] for i in mentioned], "mention_roles": roles, "mention_everyone": everyone}


def _may(allowed: Any, kind: str, mentioned: str) -> bool:
    """Whether ``allowed_mentions`` (all, when not given) lets this mention ring."""
    if not isinstance(allowed, dict):
        return True
    return kind in (allowed.get("parse") or ()) or mentioned in map(str, allowed.get(kind) or ())


def _embed(embed: Json, files: Mapping[str, Json], shown: set[str]) -> Json:
    resolved = {key: value for key, value in embed.items() if value is not None} | {"type": "rich"}
    for part in ("image", "thumbnail"):
        if media := resolved.get(part):
            resolved[part] = _media(media, files, shown)
    for part in ("author", "footer"):
        icon = (resolved.get(part) or {}).get("icon_url")
        if icon is not None and icon in files:
            shown.add(files[icon]["id"])
            resolved[part] = resolved[part] | {"icon_url": files[icon]["url"]}
    if resolved.get("fields"):
        resolved["fields"] = [{**f, "inline": bool(f.get("inline"))} for f in resolved["fields"]]
    return resolved


def _media(media: Json, files: Mapping[str, Json], shown: set[str]) -> Json:
    """A picture with its absolute URL and, where it came with the message, its size."""
    file = files.get(media.get("url", ""))
    if file is None:
        return media
    shown.add(file["id"])
    sized = {key: file[key] for key in ("width", "height", "content_type") if key in file}
    return media | {"url": file["url"], "proxy_url": file["url"]} | sized


class _Counter:
    """Gives each component without an id the next number, from 1, as Discord does."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last += 1
        return self._last


def _component(component: Json, counter: _Counter, files: Mapping[str, Json], shown: set[str]) -> Json:
    made = {key: value for key, value in component.items() if value is not None}
    made["id"] = component.get("id") or counter.next()
    if children := made.get("components"):
        made["components"] = [_component(child, counter, files, shown) for child in children]
    for key in ("accessory", "component"):
        if child := made.get(key):
            made[key] = _component(child, counter, files, shown)
    for key in ("media", "file"):
        if isinstance(made.get(key), dict):
            made[key] = _media(made[key], files, shown)
    if items := made.get("items"):
        made["items"] = [{**item, "media": _media(item.get("media") or {}, files, shown)} for item in items]
    return made


def number_components(components: Sequence[Json]) -> list[Json]:
    """The components of a modal with their ids filled in."""
    counter = _Counter()
    return [_component(component, counter, {}, set()) for component in components]
