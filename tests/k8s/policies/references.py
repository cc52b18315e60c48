"""What is named somewhere is there."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.k8s.manifests import Manifests, Object, Pods, matches, where
from tests.k8s.policies.policy import policy

CLUSTER_WIDE = ("Namespace",)
SECRET = "omega"  # noqa: S105 - a name
"""The one Secret, which is made outside (docs/kubernetes.md)."""
NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


@policy
def names_are_names(manifests: Manifests) -> Iterator[str]:
    met = Counter((each["kind"], each["metadata"]["name"]) for each in manifests.objects)
    for (kind, name), times in met.items():
        if not NAME.fullmatch(name):
            yield f"{kind} {name}: this is no name"
        if times > 1:
            yield f"{kind} {name}: there are {times}"


@policy
def all_is_in_one_namespace(manifests: Manifests) -> Iterator[str]:
    (namespace,) = (each["metadata"]["name"] for each in manifests.of("Namespace"))
    for each in manifests.objects:
        held = each["metadata"].get("namespace")
        if each["kind"] not in CLUSTER_WIDE and held != namespace:
            yield f"{where(each)}: it is in {held}, not in {namespace}"


@policy
def selectors_match(manifests: Manifests) -> Iterator[str]:
    """Of what makes pods their own labels; of what points at pods those of some."""
    pods = manifests.pods()
    for each in pods:
        selector = each.owner["spec"].get("selector")
        if not each.lasting:
            continue
        if not matches(selector, each.labels):
            yield f"{where(each.owner)}: its selector does not take its own pods"
        for other in pods:
            if other is not each and matches(selector, other.labels):
                yield f"{where(each.owner)}: its selector takes pods of {where(other.owner)} too"
        for spread in each.spec.get("topologySpreadConstraints", []):
            if not matches(spread.get("labelSelector"), each.labels):
                yield f"{where(each.owner)}: spread by a selector that does not take its pods"
    for pointing in manifests.of("Service", "PodDisruptionBudget", "NetworkPolicy"):
        if not any(matches(selector, held.labels) for selector in _pointed(pointing) for held in pods):
            yield f"{where(pointing)}: it selects no pod"


def _pointed(each: Object) -> list[dict[str, Any]]:
    spec = each["spec"]
    if each["kind"] == "Service":
        return [{"matchLabels": spec.get("selector", {})}] if spec.get("selector") else []
    return [spec["podSelector"] if each["kind"] == "NetworkPolicy" else spec["selector"]]


@policy
def ports_are_there(manifests: Manifests) -> Iterator[str]:
    pods = manifests.pods()
    for each in pods:
        for container in each.containers:
            for port in container.get("ports", []):
                name = port.get("name", "")
                if not re.fullmatch(r"(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?", name) or "--" in name:
                    yield f"{where(each.owner)}: {name!r} names no port: at most 15 of a-z, 0-9 and -"
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                port = container.get(probe, {}).get("httpGet", {}).get("port")
                if port is not None and port not in each.ports and port not in each.ports.values():
                    yield f"{where(each.owner)}: {probe} asks at port {port}, which there is not"
    for service in manifests.of("Service"):
        names = [port.get("name") for port in service["spec"]["ports"]]
        if len(set(names)) < len(names) or None in names:
            yield f"{where(service)}: each of its ports needs a name of its own"
        for port in service["spec"]["ports"]:
            target = port.get("targetPort", port["port"])
            for each in pods:
                if not matches({"matchLabels": service["spec"].get("selector", {})}, each.labels) or not each.lasting:
                    continue
                if target not in each.ports and target not in each.ports.values():
                    yield f"{where(service)}: {where(each.owner)} has no port {target}"


@policy
def volumes_are_there(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        claims = [claim["metadata"]["name"] for claim in each.owner["spec"].get("volumeClaimTemplates", [])]
        volumes = [volume["name"] for volume in each.spec.get("volumes", [])] + claims
        mounted = [mount for container in each.containers for mount in container.get("volumeMounts", [])]
        for name in {mount["name"] for mount in mounted} - set(volumes):
            yield f"{where(each.owner)}: mounts {name}, which it does not have"
        for name in set(volumes) - {mount["name"] for mount in mounted}:
            yield f"{where(each.owner)}: has {name}, and mounts it nowhere"
        for name, times in Counter(volumes).items():
            if times > 1:
                yield f"{where(each.owner)}: {times} volumes are called {name}"
        for container in each.containers:
            paths = Counter(mount["mountPath"] for mount in container.get("volumeMounts", []))
            for path, times in paths.items():
                if times > 1:
                    yield f"{where(each.owner)}: {times} volumes at {path} of {container['name']}"


@policy
def what_is_named_is_there(manifests: Manifests) -> Iterator[str]:
    """Config maps, secrets, accounts, claims, services and what is scaled."""
    for each in manifests.pods():
        for kind, name in _named_by(each):
            if not (manifests.has(kind, name) or (kind, name) == ("Secret", SECRET)):
                yield f"{where(each.owner)}: there is no {kind} {name}"
        for volume in each.spec.get("volumes", []):
            held = volume.get("configMap")
            keys = [item["key"] for item in (held or {}).get("items", [])]
            if held and manifests.has("ConfigMap", held["name"]):
                mounts = [
                    mount.get("subPath")
                    for container in each.containers
                    for mount in container.get("volumeMounts", [])
                    if mount["name"] == volume["name"]
                ]
                for key in {*keys, *filter(None, mounts)} - set(manifests.named("ConfigMap", held["name"])["data"]):
                    yield f"{where(each.owner)}: ConfigMap {held['name']} has no {key}"
    for scaler in manifests.of("HorizontalPodAutoscaler", "ScaledObject"):
        target = scaler["spec"]["scaleTargetRef"]
        if not manifests.has(target.get("kind", "Deployment"), target["name"]):
            yield f"{where(scaler)}: there is no {target.get('kind', 'Deployment')} {target['name']}"
    for scaler in manifests.of("ScaledObject"):
        for trigger in scaler["spec"]["triggers"]:
            name = trigger.get("authenticationRef", {}).get("name")
            if name and not manifests.has("TriggerAuthentication", name):
                yield f"{where(scaler)}: there is no TriggerAuthentication {name}"


def _named_by(pods: Pods) -> Iterator[tuple[str, str]]:
    spec = pods.spec
    yield "ServiceAccount", spec.get("serviceAccountName", "default")
    if pods.kind == "StatefulSet":
        yield "Service", pods.owner["spec"]["serviceName"]
    for volume in spec.get("volumes", []):
        for source in (volume, *volume.get("projected", {}).get("sources", [])):
            if "configMap" in source:
                yield "ConfigMap", source["configMap"]["name"]
            if "secret" in source:
                yield "Secret", source["secret"].get("secretName") or source["secret"]["name"]
        if "persistentVolumeClaim" in volume:
            yield "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]
    for container in pods.containers:
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                yield "ConfigMap", source["configMapRef"]["name"]
            if "secretRef" in source:
                yield "Secret", source["secretRef"]["name"]
        for variable in container.get("env", []):
            held = variable.get("valueFrom", {})
            if "configMapKeyRef" in held:
                yield "ConfigMap", held["configMapKeyRef"]["name"]
            if "secretKeyRef" in held:
                yield "Secret", held["secretKeyRef"]["name"]


@policy
def variables_in_arguments_are_set(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        for container in each.containers:
            held = manifests.environment(container)
            names = [variable["name"] for variable in container.get("env", [])]
            for name, times in Counter(names).items():
                if times > 1:
                    yield f"{where(each.owner)}: {name} is set {times} times"
            for text in (*container.get("command", []), *container.get("args", [])):
                for name in set(re.findall(r"\$\(([A-Za-z_]+)\)", text)) - set(held):
                    yield f"{where(each.owner)}: $({name}) is set nowhere"


@policy
def prometheus_finds_what_it_scrapes(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("ServiceMonitor"):
        services = [
            one for one in manifests.of("Service") if matches(each["spec"]["selector"], one["metadata"]["labels"])
        ]
        ports = {port["name"] for service in services for port in service["spec"]["ports"]}
        for missing in {endpoint["port"] for endpoint in each["spec"]["endpoints"]} - ports:
            yield f"{where(each)}: no Service that it selects has a port {missing}"
        if len(services) > 1:
            yield f"{where(each)}: it scrapes the same pods by {len(services)} Services"
