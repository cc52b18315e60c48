"""Files sent with messages: kept up to a size, served back at an absolute URL."""

from __future__ import annotations

import io
import mimetypes
import re
from collections import OrderedDict
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from bot.playground.errors import Json
from bot.playground.snowflakes import Snowflakes

PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
"""Content types a browser may show in place, and their names for Pillow."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a bot sent it: ``number`` is n of ``files[n]``."""

    number: int
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept for serving."""

    filename: str
    content_type: str
    content: bytes


class Attachments:
    """Stored files by id, at most ``limit_bytes`` of them together: the oldest go first."""

    def __init__(self, snowflakes: Snowflakes, limit_bytes: int) -> None:
        self._snowflakes = snowflakes
        self._limit = limit_bytes
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._bytes = 0
        self.base_url = ""
        """Where this stand-in answers; set when it starts."""

    def get(self, attachment_id: str) -> StoredFile | None:
        return self._files.get(attachment_id)

    def add(self, upload: Upload, channel_id: str, described: Json) -> Json:
        """Keep a file; Discord's attachment object for it. ``described`` is what the payload said of it."""
        attachment_id = self._snowflakes.next()
        filename = _safe_name(described.get("filename") or upload.filename)
        content_type = upload.content_type
        if content_type in ("", "application/octet-stream"):
            content_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        self._keep(attachment_id, StoredFile(filename, content_type, upload.content))
        url = f"{self.base_url}/attachments/{channel_id}/{attachment_id}/{filename}"
        attachment: Json = {
            "id": attachment_id,
            "filename": filename,
            "size": len(upload.content),
            "url": url,
            "proxy_url": url,
            "content_type": content_type,
        }
        if description := described.get("description"):
            attachment["description"] = description
        if size := _picture_size(content_type, upload.content):
            attachment["width"], attachment["height"] = size
        return attachment

    def _keep(self, attachment_id: str, file: StoredFile) -> None:
        self._files[attachment_id] = file
        self._bytes += len(file.content)
        while self._bytes > self._limit and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._bytes -= len(oldest.content)


def _safe_name(filename: str) -> str:
    """The name as Discord keeps it: no spaces, no path, nothing a URL would have to escape."""
    return re.sub(r"[^\w.\-]", "_", filename.replace(" ", "_"), flags=re.ASCII).lstrip(".") or "file"


def _picture_size(content_type: str, content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, read from the header; None when it is no picture a page shows."""
    picture = PICTURES.get(content_type)
    if picture is None:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=(picture,)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
