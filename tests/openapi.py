"""Discord's own description of its API, as a judge of what the stand-in answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012


class DiscordApi:
    """Schemas of Discord's OpenAPI description, by name."""

    def __init__(self, path: Path) -> None:
        description = orjson.loads(path.read_bytes())
        resource = DRAFT202012.create_resource(description)
        self._registry: Registry[Any] = Registry().with_resource("discord", resource)

    def check(self, name: str, value: Any) -> None:
        """Fail when ``value`` is not what Discord calls ``name``."""
        schema = {"$ref": f"discord#/components/schemas/{name}"}
        validator = Draft202012Validator(schema, registry=self._registry)
        errors = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
        assert not errors, "\n".join(errors)
