"""Each overlay, and each component by itself, is what a cluster can take and the desk can live with."""

import pytest

from tests.k8s.manifests import COMPONENTS, OVERLAYS, overlay, with_components
from tests.k8s.policies import findings

TOGETHER = {"hpa": ("high-availability",), "keda": ("high-availability",)}
"""Components that want others beside them."""


@pytest.mark.parametrize("name", OVERLAYS)
def test_nothing_is_wrong_with_an_overlay(name: str) -> None:
    assert findings(overlay(name)) == []


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name != "redis"])
def test_nothing_is_wrong_with_a_component(name: str) -> None:
    assert findings(with_components(*TOGETHER.get(name, ()), name)) == []


def test_two_overlays_can_live_in_one_cluster() -> None:
    held = [each["metadata"]["name"] for name in OVERLAYS for each in overlay(name).of("Namespace")]
    assert len(set(held)) == len(OVERLAYS)
