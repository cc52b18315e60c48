"""docs/kubernetes.md tells what there is."""

import re

import pytest

from tests.conftest import ROOT
from tests.k8s.manifests import COMPONENTS, OVERLAYS, overlay

PAGE = (ROOT / "docs" / "kubernetes.md").read_text(encoding="utf-8")
SIZES = re.findall(r"(?m)^\| (gateway|worker|scheduler|watchdog|Valkey) \|[^|]*\| ([^|]+) \|[^|]*\| ([\d.]+) \|$", PAGE)


def test_each_component_is_told() -> None:
    for name in COMPONENTS:
        assert f"\n| `{name}` |" in PAGE, name


@pytest.mark.parametrize("place", OVERLAYS)
def test_the_pods_of_each_place_are_told(place: str) -> None:
    column = ("dev", "staging", "production").index(place)
    manifests = overlay(place)
    held = {(each.kind, each.name): each.replicas for each in manifests.pods() if each.lasting}
    told = re.findall(r"(?m)^\| (Deployment|StatefulSet) `([\w-]+)` \|.*\| ([^|]+) \|$", PAGE)
    assert {(kind, name) for kind, name, _ in told} >= set(held)
    for kind, name, counts in told:
        said = counts.split(", ")[column]
        replicas = held.get((kind, name), 0)
        scaled = replicas is None
        assert said.startswith("2 to 8") if scaled else said == {0: "none"}.get(replicas or 0, str(replicas)), name


def test_the_sizes_are_told() -> None:
    assert len(SIZES) == 5
    pods = {"Valkey" if each.component == "redis" else each.component: each for each in overlay("production").pods()}
    for name, memory, cpu in SIZES:
        held = pods[name].spec["containers"][0]["resources"]
        asked, most = (text.replace(" ", "") for text in memory.split(", "))
        assert (held["requests"]["memory"], held["limits"]["memory"]) == (asked, most), name
        assert held["requests"]["cpu"] == f"{round(float(cpu) * 1000)}m", name
