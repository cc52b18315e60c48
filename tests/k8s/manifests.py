"""Manifests as ``kubectl kustomize`` renders them, and what policies look up in them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from tests.conftest import ROOT

K8S: Final = ROOT / "k8s"
OVERLAYS: Final = tuple(sorted(folder.name for folder in (K8S / "overlays").iterdir()))
COMPONENTS: Final = tuple(sorted(folder.name for folder in (K8S / "components").iterdir()))
QUANTITY: Final = re.compile(r"(\d+(?:\.\d+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?")
TIMES: Final = {"m": Decimal("0.001"), "": Decimal(1)}
TIMES.update({unit: Decimal(1000) ** power for power, unit in enumerate("kMGTP", 1)})
TIMES.update({f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTP", 1)})

Object = dict[str, Any]


@dataclass(frozen=True)
class Pods:
    """What makes pods: the object that does, their labels and what is in them; ``replicas`` is None where an autoscaler
    says how many."""

    owner: Object
    labels: Mapping[str, str]
    spec: Object
    replicas: int | None

    @property
    def kind(self) -> str:
        return str(self.owner["kind"])

    @property
    def name(self) -> str:
        return str(self.owner["metadata"]["name"])

    @property
    def lasting(self) -> bool:
        """They serve until told to end, and are no job."""
        return self.kind in ("Deployment", "StatefulSet", "DaemonSet")

    @property
    def component(self) -> str:
        return self.labels.get("app.kubernetes.io/component", "")

    @property
    def ours(self) -> bool:
        return self.labels.get("app.kubernetes.io/name") == "omega"

    @property
    def containers(self) -> list[Object]:
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    @property
    def ports(self) -> dict[str, int]:
        return {
            port["name"]: port["containerPort"] for each in self.spec["containers"] for port in each.get("ports", [])
        }


@dataclass(frozen=True)
class Manifests:
    """What one overlay comes to."""

    objects: list[Object]

    def copy(self) -> "Manifests":
        return Manifests(deepcopy(self.objects))

    def of(self, *kinds: str) -> list[Object]:
        return [each for each in self.objects if each["kind"] in kinds]

    def named(self, kind: str, name: str) -> Object:
        """The object of that name; of a generated one the name before its hash.

        Raises:
            LookupError: there is none.
        """
        for each in self.of(kind):
            if re.fullmatch(rf"{re.escape(name)}(-[a-z0-9]{{10}})?", each["metadata"]["name"]):
                return each
        raise LookupError(f"{kind} {name}")

    def has(self, kind: str, name: str) -> bool:
        """Whether there is one of exactly that name."""
        return any(each["metadata"]["name"] == name for each in self.of(kind))

    def pods(self) -> list[Pods]:
        return list(self._pods())

    def _pods(self) -> Iterator[Pods]:
        for each in self.objects:
            spec = each.get("spec") or {}
            if each["kind"] in ("Deployment", "StatefulSet", "DaemonSet"):
                template, replicas = spec["template"], spec.get("replicas")
            elif each["kind"] == "Job":
                template, replicas = spec["template"], 1
            elif each["kind"] == "CronJob":
                template, replicas = spec["jobTemplate"]["spec"]["template"], 1
            else:
                continue
            yield Pods(each, template.get("metadata", {}).get("labels", {}), template["spec"], replicas)

    def environment(self, container: Object) -> dict[str, str | None]:
        """The variables of a container; those that another place gives their value are ``None``."""
        held: dict[str, str | None] = {}
        for source in container.get("envFrom", []):
            reference = source.get("configMapRef", {}).get("name", "")
            if self.has("ConfigMap", reference):
                held.update(self.named("ConfigMap", reference)["data"])
        held.update({each["name"]: each.get("value") for each in container.get("env", [])})
        return held

    def settings(self) -> dict[str, Any]:
        """What ``omega.yaml`` says, as it is mounted."""
        return dict(yaml.safe_load(self.named("ConfigMap", "omega")["data"]["omega.yaml"]) or {})


def where(each: Object) -> str:
    return f"{each['kind']} {each['metadata']['name']}"


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """Whether a label selector takes ``labels``; an empty one takes all, and none takes nothing."""
    if selector is None:
        return False
    if any(labels.get(name) != value for name, value in selector.get("matchLabels", {}).items()):
        return False
    for each in selector.get("matchExpressions", []):
        has, value = each["key"] in labels, labels.get(each["key"])
        taken = {
            "In": value in each.get("values", ()),
            "NotIn": value not in each.get("values", ()),
            "Exists": has,
            "DoesNotExist": not has,
        }
        if not taken[each["operator"]]:
            return False
    return True


def quantity(text: object) -> Decimal:
    """What a quantity comes to in its base unit: cores, bytes.

    Raises:
        ValueError: it is none.
    """
    parsed = QUANTITY.fullmatch(str(text))
    if parsed is None:
        raise ValueError(f"{text!r} is no quantity")
    return Decimal(parsed[1]) * TIMES[parsed[2] or ""]


@cache
def rendered(folder: Path) -> Manifests:
    """What ``kubectl apply -k`` would send. Whoever changes it copies it first."""
    kubectl = shutil.which("kubectl", path=str(Path(sys.executable).parent)) or "kubectl"
    made = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, timeout=60)  # noqa: S603
    assert made.returncode == 0, made.stderr
    assert not made.stderr.strip(), made.stderr
    return Manifests([each for each in yaml.load_all(made.stdout, Loader=yaml.CSafeLoader) if each])


def overlay(name: str) -> Manifests:
    return rendered(K8S / "overlays" / name)


@cache
def with_components(*names: str) -> Manifests:
    """The base and the store with these components, as an overlay of somebody's own would have them."""
    with TemporaryDirectory() as folder:
        near = Path(os.path.relpath(K8S, Path(folder).resolve()))
        images = [
            {"name": name, "newName": f"registry.example.com/{name}", "newTag": "1"} for name in ("omega", "valkey")
        ]
        components = [str(near / "components" / name) for name in ("redis", *names)]
        made = {"resources": [str(near / "base")], "components": components, "images": images, "namespace": "omega"}
        (Path(folder) / "kustomization.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
        return rendered(Path(folder))
