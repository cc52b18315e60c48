"""What a policy is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from tests.k8s.manifests import Manifests

Policy = Callable[[Manifests], Iterator[str]]


@dataclass(frozen=True)
class Finding:
    policy: str
    what: str


def policy(check: Policy) -> Policy:
    """Marks a policy; it is named as the function is."""
    check.__dict__["policy"] = True
    return check


def policies_of(module: ModuleType) -> dict[str, Policy]:
    return {name: each for name, each in vars(module).items() if getattr(each, "__dict__", {}).get("policy")}
