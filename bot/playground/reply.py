"""What a person sees of a message: its text, embeds, files and buttons; or the form they were shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.playground.errors import Json
from bot.playground.limits import FLAG_EPHEMERAL


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. Width and height in pixels; None for what is no picture."""

    filename: str
    url: str
    content_type: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Button:
    """A button or a select. A link button has a ``url`` and no ``custom_id``."""

    custom_id: str
    label: str
    disabled: bool
    url: str


@dataclass(frozen=True, slots=True)
class Modal:
    """A form shown to a person; ``data`` is Discord's modal object."""

    data: Json
    channel: str

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def fields(self) -> dict[str, str]:
        """The custom_id of each field by its label."""
        found: dict[str, str] = {}
        for component in _walk(self.data["components"]):
            if inner := component.get("component"):
                found[component["label"]] = inner["custom_id"]
            elif component.get("custom_id") and component.get("label"):
                found[component["label"]] = component["custom_id"]
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as it stood when it was final, ``seconds`` after the person asked.

    When the bot answered with a form, ``modal`` is that form and ``message`` is empty.
    """

    message: Json
    seconds: float
    modal: Modal | None = None

    @property
    def id(self) -> str:
        return str(self.message["id"])

    @property
    def text(self) -> str:
        return str(self.message.get("content", ""))

    @property
    def embeds(self) -> list[Json]:
        return list(self.message.get("embeds", ()))

    @property
    def ephemeral(self) -> bool:
        return bool(self.message.get("flags", 0) & FLAG_EPHEMERAL)

    @property
    def attachments(self) -> list[Attachment]:
        """Every file that came with the message: those listed, and the pictures its embeds show."""
        files = [_attachment(file) for file in self.message.get("attachments", ())]
        for embed in self.embeds:
            for part in ("image", "thumbnail"):
                picture = embed.get(part)
                if picture and "proxy_url" in picture:  # a picture from elsewhere has none
                    files.append(_attachment(picture))
        return files

    @property
    def buttons(self) -> list[Button]:
        """Buttons and selects, in the order they are shown."""
        components: Sequence[Json] = self.message.get("components", ())
        return [
            Button(
                custom_id=component.get("custom_id", ""),
                label=component.get("label") or component.get("placeholder") or "",
                disabled=bool(component.get("disabled")),
                url=component.get("url", ""),
            )
            for component in _walk(components)
            if component.get("custom_id") or component.get("url")
        ]

    def button(self, label_or_custom_id: str) -> Button | None:
        """The button so labelled or called; None when there is none."""
        found = [b for b in self.buttons if label_or_custom_id in (b.custom_id, b.label)]
        return found[0] if found else None


def _attachment(file: Json) -> Attachment:
    name = file.get("filename") or urlsplit(file["url"]).path.rpartition("/")[2]
    return Attachment(name, file["url"], file.get("content_type", ""), file.get("width"), file.get("height"))


def _walk(components: Sequence[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        if accessory := component.get("accessory"):
            yield from _walk((accessory,))
