"""Fields and their types, as Kubernetes' own OpenAPI has them."""

from collections.abc import Iterator
from typing import Final

import kubernetes_validate

from tests.k8s.manifests import Manifests, where
from tests.k8s.policies.policy import policy

OLDEST, NEWEST = "1.30", kubernetes_validate.latest_version()
"""Of the versions that we say work (docs/kubernetes.md)."""
CUSTOM: Final = ("external-secrets.io", "keda.sh", "monitoring.coreos.com")
"""Groups of other projects, whose schemas ``make policy`` looks at."""


@policy
def fields_fit(manifests: Manifests) -> Iterator[str]:
    for each in manifests.objects:
        for version in (OLDEST, NEWEST):
            try:
                kubernetes_validate.validate(each, version, strict=True)
            except kubernetes_validate.SchemaNotFoundError:
                if not each["apiVersion"].startswith(CUSTOM):
                    yield f"{where(each)}: Kubernetes {version} has no {each['kind']} of {each['apiVersion']}"
            except kubernetes_validate.ValidationError as error:
                yield f"{where(each)}: Kubernetes {version}: {error.message}"


FIELDS: Final = {
    "ExternalSecret": {"refreshInterval", "secretStoreRef", "target", "dataFrom"},
    "ScaledObject": {
        "scaleTargetRef",
        "minReplicaCount",
        "maxReplicaCount",
        "pollingInterval",
        "cooldownPeriod",
        "fallback",
        "triggers",
    },
    "TriggerAuthentication": {"secretTargetRef"},
    "ServiceMonitor": {"selector", "endpoints"},
    "PrometheusRule": {"groups"},
}
"""Of others' objects the fields that are used: their schemas let others pass."""


@policy
def fields_of_others_are_known(manifests: Manifests) -> Iterator[str]:
    for each in manifests.of(*FIELDS):
        for name in set(each["spec"]) - FIELDS[each["kind"]]:
            yield f"{where(each)}: {name} is no field that is used here"
