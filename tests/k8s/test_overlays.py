"""Each overlay is what a cluster can take and the desk can live with."""

import pytest

from tests.k8s.manifests import OVERLAYS, overlay
from tests.k8s.policies import findings


@pytest.mark.parametrize("name", OVERLAYS)
def test_nothing_is_wrong_with_an_overlay(name: str) -> None:
    assert findings(overlay(name)) == []
