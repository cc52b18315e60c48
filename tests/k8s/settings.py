"""The desk's settings by the names of their variables, as manifests use them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import AliasChoices, BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.settings import Settings


def _variables(model: type[BaseModel], before: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        variable = str(alias.choices[-1]) if isinstance(alias, AliasChoices) else f"{before}{name.upper()}"
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _variables(kind, f"{variable}__")
        else:
            yield variable, field


VARIABLES: Final[Mapping[str, FieldInfo]] = dict(_variables(Settings, "OMEGA_"))
"""Each setting by its variable: ``OMEGA_SHARDS__COUNT``, ``REDIS_URL``."""
SECRETS: Final = frozenset(
    name for name, field in VARIABLES.items() if SecretStr in (field.annotation, *get_args(field.annotation))
)
"""Those that are secrets."""


def told(held: Mapping[str, Any], before: str = "OMEGA_") -> set[str]:
    """The variables of what an ``omega.yaml`` sets."""
    found: set[str] = set()
    for name, value in held.items():
        variable = f"{before}{name.upper()}"
        if variable in VARIABLES or not isinstance(value, dict):
            found.add(variable)
        else:
            found |= told(value, f"{variable}__")
    return found
