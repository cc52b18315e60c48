"""Each mistake is found by the policy that is there for it, and each policy is there for one."""

import pytest

from tests.k8s.manifests import OVERLAYS, Manifests, overlay, with_components
from tests.k8s.mistakes import MISTAKES, Mistake
from tests.k8s.policies import POLICIES


def _manifests(within: str) -> Manifests:
    return overlay(within) if within in OVERLAYS else with_components("network-policies", within)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: f"{each.policy}: {each.title}")
def test_a_mistake_is_found(mistake: Mistake) -> None:
    manifests = _manifests(mistake.within).copy()
    mistake.plant(manifests)
    assert list(POLICIES[mistake.policy](manifests))


def test_each_policy_has_found_one() -> None:
    assert {mistake.policy for mistake in MISTAKES} == set(POLICIES)
