"""An overlay as it is, but for the stand-in for Discord, a simulated market, and what this cluster has not got."""

import json
from functools import cache
from typing import Any, Final

from tests.cluster import stand_in
from tests.cluster.kubectl import Object, RefusedError, kubectl
from tests.k8s.manifests import overlay, where

SETTINGS: Final = {
    "OMEGA_DISCORD_API": f"http://{stand_in.ADDRESS}/api/v10",
    "OMEGA_DISCORD_GATEWAY": f"ws://{stand_in.ADDRESS}/gateway",
    "OMEGA_MARKET": "sim",
    "OMEGA_RATE__BURST": "10000",
    "OMEGA_ROLES": '{"*": {"trader": ["@everyone"], "admin": ["admin"]}}',
}
REQUESTS: Final = {"cpu": "10m", "memory": "64Mi", "ephemeral-storage": "16Mi"}
"""What each container asks for here, so that all find room on one small node; its limits stay."""
TO_THE_STAND_IN: Final[Object] = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "to-the-stand-in"},
    "spec": {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "omega"}},
        "policyTypes": ["Egress"],
        "egress": [{"to": [{"namespaceSelector": {"matchLabels": stand_in.LABELS}}]}],
    },
}
EARLIER: Final = {
    "policy/v1": ("policy/v1beta1", {"unhealthyPodEvictionPolicy"}),
    "batch/v1": ("batch/v1beta1", {"timeZone"}),
    "autoscaling/v2": ("autoscaling/v2beta2", set[str]()),
}
"""Where an old cluster has a kind, and the fields that it does not know there."""


NOT_THERE: Final = "no such kind"


def namespace(name: str) -> str:
    return str(overlay(name).of("Namespace")[0]["metadata"]["name"])


def objects(name: str, image: str) -> tuple[list[Object], list[str]]:
    """What is applied of the overlay, and what this cluster does not take of it."""
    manifests = overlay(name).copy()
    manifests.named("ConfigMap", "omega-processes")["data"].update(SETTINGS)
    for pods in manifests.pods():
        for container in pods.containers:
            container["resources"]["requests"] = REQUESTS
            if pods.ours:
                container["image"] = image
    policy = TO_THE_STAND_IN | {"metadata": TO_THE_STAND_IN["metadata"] | {"namespace": namespace(name)}}
    taken, left = list[Object](), list[str]()
    for each in [*manifests.objects, policy]:
        said = _fit(each)
        if said is None:
            taken.append(each)
        else:
            left.append(f"{where(each)}: {said}")
            if said != NOT_THERE:
                taken.append(each)
    return taken, left


def _fit(each: Object) -> str | None:
    """Make it what this cluster takes; what was changed for that comes back."""
    if each["kind"] in _kinds(each["apiVersion"]):
        return None
    earlier, unknown = EARLIER.get(each["apiVersion"], ("", set[str]()))
    if not earlier or each["kind"] not in _kinds(earlier):
        return NOT_THERE
    each["apiVersion"] = earlier
    dropped = [field for field in unknown if each["spec"].pop(field, None) is not None]
    return ", ".join([f"as {earlier}", *(f"without {field}" for field in dropped)])


@cache
def _kinds(version: str) -> frozenset[str]:
    """The kinds that the cluster has at a version of a group."""
    path = f"/apis/{version}" if "/" in version else f"/api/{version}"
    try:
        listed: dict[str, Any] = json.loads(kubectl("get", "--raw", path))
    except RefusedError:
        return frozenset()
    return frozenset(resource["kind"] for resource in listed["resources"])
