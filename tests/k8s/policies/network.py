"""Who may speak with whom. Nothing is said of an overlay without policies at all."""

from collections.abc import Iterator
from ipaddress import ip_network

from tests.k8s.manifests import Manifests, Object, Pods, matches, where
from tests.k8s.policies.policy import policy

PRIVATE = [
    ip_network(each)
    for each in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "fc00::/7",
        "fe80::/10",
    )
]


def _over(manifests: Manifests, pods: Pods, direction: str) -> list[Object]:
    return [
        each
        for each in manifests.of("NetworkPolicy")
        if matches(each["spec"]["podSelector"], pods.labels) and direction in each["spec"]["policyTypes"]
    ]


def _takes(rules: list[Object], side: str, other: Pods, port: int) -> bool:
    return any(
        any(
            matches(peer.get("podSelector"), other.labels) and "namespaceSelector" not in peer
            for peer in rule.get(side, [])
        )
        and any(
            each["port"] in (port, *(name for name, held in other.ports.items() if held == port))
            for each in rule["ports"]
        )
        for rule in rules
    )


@policy
def nothing_passes_unless_named(manifests: Manifests) -> Iterator[str]:
    held = manifests.of("NetworkPolicy")
    if not held:
        return
    if not any(
        each["spec"]["podSelector"] == {}
        and set(each["spec"]["policyTypes"]) == {"Ingress", "Egress"}
        and not each["spec"].get("ingress")
        and not each["spec"].get("egress")
        for each in held
    ):
        yield "NetworkPolicy: none denies what is not named"
    for each in held:
        spec = each["spec"]
        for direction, side in (("ingress", "from"), ("egress", "to")):
            if direction in spec and direction.capitalize() not in spec["policyTypes"]:
                yield f"{where(each)}: its {direction} does not count: policyTypes does not name it"
            for rule in spec.get(direction, []):
                if not rule.get(side) or {} in rule[side] or {"podSelector": {}} in rule[side]:
                    yield f"{where(each)}: {direction} of anybody"
                if any(peer.get("namespaceSelector") == {} for peer in rule.get(side, [])):
                    yield f"{where(each)}: {direction} of every namespace"
                if not rule.get("ports") or any("port" not in port for port in rule["ports"]):
                    yield f"{where(each)}: {direction} at every port"


@policy
def the_internet_is_https_on_public_addresses(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of("NetworkPolicy"):
        for rule in each["spec"].get("egress", []):
            for block in (peer["ipBlock"] for peer in rule.get("to", []) if "ipBlock" in peer):
                if [port.get("port") for port in rule.get("ports", [])] != [443]:
                    yield f"{where(each)}: another port than 443 of {block['cidr']}"
                outer = ip_network(block["cidr"])
                left_out = [ip_network(net) for net in block.get("except", [])]
                for net in PRIVATE:
                    if net.version == outer.version and not any(
                        net.version == other.version and net.subnet_of(other)  # type: ignore[arg-type]
                        for other in left_out
                    ):
                        yield f"{where(each)}: {net}, which is no public address, is not left out"


@policy
def who_needs_the_store_reaches_it(manifests: Manifests) -> Iterator[str]:
    """And nobody else does; and names can be looked up, by TCP too."""
    if not manifests.of("NetworkPolicy"):
        return
    stores = [pods for pods in manifests.pods() if pods.component == "redis"]
    for store in stores:
        into = [rule for each in _over(manifests, store, "Ingress") for rule in each["spec"].get("ingress", [])]
        for pods in (each for each in manifests.pods() if each.ours):
            out = [rule for each in _over(manifests, pods, "Egress") for rule in each["spec"].get("egress", [])]
            if not _takes(into, "from", pods, 6379):
                yield f"{where(store.owner)}: does not let {where(pods.owner)} in"
            if not _takes(out, "to", store, 6379):
                yield f"{where(pods.owner)}: is not let out to {where(store.owner)}"
            protocols = {port.get("protocol", "TCP") for rule in out for port in rule["ports"] if port["port"] == 53}
            if protocols != {"UDP", "TCP"}:
                yield f"{where(pods.owner)}: names are looked up by {sorted(protocols)}"
        out = [rule for each in _over(manifests, store, "Egress") for rule in each["spec"].get("egress", [])]
        if any("ipBlock" in peer for rule in out for peer in rule.get("to", [])):
            yield f"{where(store.owner)}: reaches the internet"
        for peer in (peer for rule in into for peer in rule.get("from", [])):
            if "ipBlock" in peer:
                yield f"{where(store.owner)}: can be reached by address"


@policy
def who_scales_by_the_store_reaches_it(manifests: Manifests) -> Iterator[str]:
    policies = manifests.of("NetworkPolicy")
    for scaler in manifests.of("ScaledObject") if policies else ():
        peers = [
            peer
            for store in manifests.pods()
            if store.component == "redis"
            for each in _over(manifests, store, "Ingress")
            for rule in each["spec"].get("ingress", [])
            for peer in rule["from"]
        ]
        if not any(_namespace(peer) == "keda" for peer in peers):
            yield f"{where(scaler)}: KEDA is not let in to the store"


def _namespace(peer: Object) -> str | None:
    name = peer.get("namespaceSelector", {}).get("matchLabels", {}).get("kubernetes.io/metadata.name")
    return None if name is None else str(name)


@policy
def the_outside_speaks_https(manifests: Manifests) -> Iterator[str]:
    """With a certificate, to a service that there is, at the paths that are meant for it, and is let in."""
    for each in manifests.of("Ingress"):
        spec = each["spec"]
        certified = {host for entry in spec.get("tls", []) if entry.get("secretName") for host in entry["hosts"]}
        if "defaultBackend" in spec:
            yield f"{where(each)}: it leads all there is to a service"
        for rule in spec.get("rules", []):
            if rule.get("host") not in certified:
                yield f"{where(each)}: no certificate for {rule.get('host')}"
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                if path["path"] != "/signals/":
                    yield f"{where(each)}: {path['path']} is nobody's outside"
                services = [one for one in manifests.of("Service") if one["metadata"]["name"] == backend["name"]]
                if not any(
                    port["name"] == backend["port"].get("name") for one in services for port in one["spec"]["ports"]
                ):
                    yield f"{where(each)}: there is no port {backend['port']} of Service {backend['name']}"
