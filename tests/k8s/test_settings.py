"""Each setting is somewhere in the manifests, or it is said here why it is not."""

from collections.abc import Mapping
from typing import Final

from tests.k8s.manifests import OVERLAYS, overlay, with_components
from tests.k8s.policies.desk import OTHERS
from tests.k8s.settings import SECRETS, VARIABLES, told

NOT_THERE: Final[Mapping[str, str]] = {
    "ANTHROPIC_BASE_URL": "for a stand-in",
    "OMEGA_DISCORD_": "for a stand-in",
    "OMEGA_EXCHANGE_URL": "for a stand-in",
    "OMEGA_DATA": "a replay is a laptop's",
    "OMEGA_AT": "a cluster's clock is not pinned",
    "OMEGA_SPEED": "a cluster's clock is not pinned",
    "OMEGA_SIM_SEED": "any random market will do",
    "OMEGA_PLAYGROUND_PORT": "the demo is a laptop's",
    "OMEGA_PALETTE": "the house's taste: omega.yaml, where it is wanted",
    "OMEGA_RATE__": "the house's rules: omega.yaml, where config/defaults.yaml does not suit",
    "OMEGA_PAPER__": "the house's rules",
    "OMEGA_LIMITS__": "the house's rules",
    "OMEGA_AUTONOMY__": "the house's rules",
    "OMEGA_AI__": "the house's rules; of them the budget is set",
    "OMEGA_ALERTS__": "the house's rules",
    "OMEGA_SCHEDULES__": "the house's rules",
    "OMEGA_EDUCATION__": "the house's rules; lessons of one's own need a volume of their own",
    "OMEGA_SIGNALS__PER_SERVER": "the house's rules",
}
"""By the beginning of their names."""


def _used() -> set[str]:
    used: set[str] = set()
    for manifests in (*map(overlay, OVERLAYS), with_components("network-policies", "signals")):
        used |= told(manifests.settings())
        for pods in manifests.pods():
            for container in pods.containers:
                used |= set(manifests.environment(container))
            for volume in pods.spec.get("volumes", []):
                for source in (volume, *volume.get("projected", {}).get("sources", [])):
                    used |= {item["key"] for item in source.get("secret", {}).get("items", [])}
    return used - OTHERS


def test_each_setting_is_in_the_manifests_or_has_a_reason() -> None:
    missing = {name for name in VARIABLES - _used() if not name.startswith(tuple(NOT_THERE))}
    assert not missing


def test_no_reason_is_stale() -> None:
    used = _used()
    for name in NOT_THERE:
        assert any(each.startswith(name) for each in VARIABLES - used), name


def test_all_that_the_manifests_set_are_settings() -> None:
    assert _used() <= VARIABLES


def test_each_secret_is_given_to_somebody() -> None:
    assert SECRETS - {"REDIS_URL"} <= _used(), "REDIS_URL has no password in it, and is no secret here"
