"""Pod security "restricted", and what goes beyond it."""

import re
from collections.abc import Iterator

from tests.k8s.manifests import Manifests, Object, Pods, where
from tests.k8s.policies.policy import policy

USER = 10001
VOLUMES = {
    "name",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}


@policy
def nobody_is_root(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        pod = each.spec.get("securityContext", {})
        for container in each.containers:
            held = {**pod, **container.get("securityContext", {})}
            place = f"{where(each.owner)}, {container['name']}"
            if held.get("runAsNonRoot") is not True:
                yield f"{place}: it may run as root"
            for name in ("runAsUser", "runAsGroup"):
                if held.get(name) != USER:
                    yield f"{place}: {name} is {held.get(name)}, not {USER}"
        for name in ("supplementalGroups", "sysctls", "seLinuxOptions"):
            if pod.get(name):
                yield f"{where(each.owner)}: {name}"
        if pod.get("fsGroup", USER) != USER:
            yield f"{where(each.owner)}: fsGroup is {pod['fsGroup']}"


@policy
def nothing_is_privileged(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        for container in each.containers:
            held, place = container.get("securityContext", {}), f"{where(each.owner)}, {container['name']}"
            if held.get("privileged"):
                yield f"{place}: privileged"
            if held.get("allowPrivilegeEscalation") is not False:
                yield f"{place}: it may gain privileges"
            if held.get("capabilities") != {"drop": ["ALL"]}:
                yield f"{place}: it has capabilities"
            if held.get("readOnlyRootFilesystem") is not True:
                yield f"{place}: its root file system can be written"
            if held.get("procMount", "Default") != "Default":
                yield f"{place}: procMount"
            profile = held.get("seccompProfile") or each.spec.get("securityContext", {}).get("seccompProfile", {})
            if profile.get("type") != "RuntimeDefault":
                yield f"{place}: its system calls are not filtered"


@policy
def nothing_is_the_hosts(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        for name in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"):
            if each.spec.get(name):
                yield f"{where(each.owner)}: {name}"
        if each.spec.get("hostUsers") is True:
            yield f"{where(each.owner)}: hostUsers"
        for volume in each.spec.get("volumes", []):
            for kind in set(volume) - VOLUMES:
                yield f"{where(each.owner)}: a volume of {kind}"
        for container in each.containers:
            if any("hostPort" in port for port in container.get("ports", [])):
                yield f"{where(each.owner)}: a port of its node"
            if "lifecycle" in container:
                yield f"{where(each.owner)}: a hook, which nobody needs: SIGTERM says all"
    for service in manifests.of("Service"):
        if service["spec"].get("type", "ClusterIP") != "ClusterIP" or service["spec"].get("externalIPs"):
            yield f"{where(service)}: it can be reached from outside"


@policy
def nobody_speaks_to_the_api(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("ServiceAccount"):
        if each.get("automountServiceAccountToken") is not False:
            yield f"{where(each)}: it hands out tokens"
    taken: dict[str, str] = {}
    for pods in manifests.pods():
        name = pods.spec.get("serviceAccountName", "default")
        if pods.spec.get("automountServiceAccountToken") is not False:
            yield f"{where(pods.owner)}: it is given a token"
        if pods.spec.get("enableServiceLinks") is not False:
            yield f"{where(pods.owner)}: it is told of each service of its namespace"
        if name == "default" or taken.setdefault(name, pods.name) != pods.name:
            yield f"{where(pods.owner)}: it has no account of its own"
    for each in manifests.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"):
        yield f"{where(each)}: nobody needs rights"


@policy
def namespace_is_restricted(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("Namespace"):
        for mode in ("enforce", "audit", "warn"):
            held = each["metadata"].get("labels", {}).get(f"pod-security.kubernetes.io/{mode}")
            if held != "restricted":
                yield f"{where(each)}: {mode}s {held}"


@policy
def images_have_a_version(manifests: Manifests) -> Iterator[str]:
    for each in manifests.pods():
        for container in each.containers:
            image = container["image"]
            named = re.fullmatch(r"[a-z0-9.:-]+/[a-z0-9._/-]+(?::([\w.-]+))?(@sha256:[0-9a-f]{64})?", image)
            if named is None or not (named[1] or named[2]) or named[1] == "latest":
                yield f"{where(each.owner)}: {image} is no image of one version, with its registry"
            if container.get("imagePullPolicy") != "IfNotPresent":
                yield f"{where(each.owner)}: {container['name']} asks the registry at each start"


@policy
def secrets_are_files(manifests: Manifests) -> Iterator[str]:
    """They are made outside, and nobody reads them in the environment, where each child and each dump has them."""
    for each in manifests.of("Secret"):
        yield f"{where(each)}: a Secret lies among the manifests"
    for pods in manifests.pods():
        for container in pods.containers:
            if any("secretRef" in source for source in container.get("envFrom", [])) or any(
                "secretKeyRef" in variable.get("valueFrom", {}) for variable in container.get("env", [])
            ):
                yield f"{where(pods.owner)}: {container['name']} has a secret in its environment"
        for mode in _modes(pods):
            if mode is None or mode & 0o007 or mode & 0o222:
                yield f"{where(pods.owner)}: its secrets can be read or written by others"
        for container in pods.containers:
            for mount in container.get("volumeMounts", []):
                if mount["name"] in ("secrets", "settings") and mount.get("readOnly") is not True:
                    yield f"{where(pods.owner)}: {mount['name']} can be written"
    for each in manifests.of("ConfigMap"):
        for name, text in each["data"].items():
            if re.search(r"://[^/\s:@]*:[^/\s@]+@", str(text)):
                yield f"{where(each)}: {name} has a password"
            if re.search(r"sk-ant-|discord(app)?\.com/api/webhooks/|[\w-]{24}\.[\w-]{6}\.[\w-]{27}", str(text)):
                yield f"{where(each)}: {name} has a secret"


def _modes(pods: Pods) -> Iterator[int | None]:
    for volume in pods.spec.get("volumes", []):
        projected: Object = volume.get("projected", {})
        if "secret" in volume:
            yield volume["secret"].get("defaultMode")
        elif any("secret" in source for source in projected.get("sources", [])):
            yield projected.get("defaultMode")
