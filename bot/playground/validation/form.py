"""The collector of what is wrong with a body, each fault at its path: Discord's error 50035."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.playground.errors import ApiError, Json

Path = tuple[str | int, ...]


class Form:
    """A body under examination. ``check`` raises once, with all that was found."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def refuse(self, path: Path, code: str, message: str) -> None:
        node = self._errors
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    @property
    def is_clean(self) -> bool:
        return not self._errors

    def check(self) -> None:
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", self._errors)

    def required(self, path: Path) -> None:
        self.refuse(path, "BASE_TYPE_REQUIRED", "This field is required")

    def text(self, path: Path, value: Any, *, most: int, least: int = 0) -> str:
        """``value`` if it is a string of ``least`` to ``most`` characters; else what is wrong is noted and "" returned.

        Space at the ends does not count, as for Discord.
        """
        if value is None:
            if least:
                self.required(path)
            return ""
        if not isinstance(value, str):
            self.refuse(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return ""
        length = len(value.strip())
        if least and not length:
            self.required(path)
        elif length > most and least:
            self.refuse(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif length > most:
            self.refuse(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif length < least:
            self.refuse(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
        return value

    def items(self, path: Path, value: Any, *, most: int, least: int = 0) -> list[Any]:
        """``value`` if it is a list of ``least`` to ``most`` items; else what is wrong is noted."""
        if value is None:
            if least:
                self.required(path)
            return []
        if not isinstance(value, list):
            self.refuse(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if len(value) > most and not least:
            self.refuse(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(value) <= most:
            self.refuse(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return value

    def object(self, path: Path, value: Any) -> Json:
        """``value`` if it is an object, ``{}`` if it is null; else what is wrong is noted and ``{}`` returned."""
        if value is None or isinstance(value, dict):
            return value or {}
        self.refuse(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return {}

    def integer(self, path: Path, value: Any, least: int, most: int) -> None:
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.refuse(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.refuse(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def choice(self, path: Path, value: Any, allowed: frozenset[int]) -> bool:
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return True
        values = ", ".join(str(v) for v in sorted(allowed))
        self.refuse(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{values}}}.")
        return False

    def url(self, path: Path, value: Any, schemes: tuple[str, ...] = ("http", "https")) -> None:
        if value is None:
            return
        if not isinstance(value, str):
            self.refuse(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return
        try:
            parts = urlsplit(value)
        except ValueError:
            self.refuse(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            return
        if parts.scheme not in schemes:
            self.refuse(
                path,
                "URL_TYPE_INVALID_SCHEME",
                f'Scheme "{parts.scheme}" is not supported. Scheme must be one of {schemes}.',
            )
        elif not parts.netloc:
            self.refuse(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
