"""The desk's settings by the names of their variables, as manifests use them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import AliasChoices, BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.settings import Settings

Path = tuple[str, ...]
"""Of a setting in ``omega.yaml``."""


def _fields(model: type[BaseModel], path: Path = (), before: str = "OMEGA_") -> Iterator[tuple[Path, str, FieldInfo]]:
    for name, field in model.model_fields.items():
        alias, kind = field.validation_alias, field.annotation
        variable = str(alias.choices[-1]) if isinstance(alias, AliasChoices) else f"{before}{name.upper()}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, (*path, name), f"{variable}__")
        else:
            yield (*path, name), variable, field


_ALL: Final = tuple(_fields(Settings))
_BY_PATH: Final[Mapping[Path, str]] = {path: variable for path, variable, _ in _ALL}
VARIABLES: Final = frozenset(_BY_PATH.values())
"""Each setting: ``OMEGA_SHARDS__COUNT``, ``REDIS_URL``."""
SECRETS: Final = frozenset(
    variable for _, variable, field in _ALL if SecretStr in (field.annotation, *get_args(field.annotation))
)
"""Those that are secrets."""


def told(held: Mapping[str, Any], path: Path = ()) -> set[str]:
    """The variables of what an ``omega.yaml`` sets."""
    found: set[str] = set()
    for name, value in held.items():
        here = (*path, name)
        if here in _BY_PATH:
            found.add(_BY_PATH[here])
        elif isinstance(value, dict):
            found |= told(value, here)
        else:
            found.add("OMEGA_" + "__".join(here).upper())
    return found
