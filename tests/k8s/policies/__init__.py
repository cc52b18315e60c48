"""What must hold of manifests: a function a policy, which yields what is wrong, in words that name the object.

``kubernetes-validate`` knows fields and their types; these know what they mean, to Kubernetes and to the desk.
"""

from tests.k8s.manifests import Manifests
from tests.k8s.policies import desk, network, references, running, schema, security
from tests.k8s.policies.policy import Finding, Policy, policies_of

POLICIES: dict[str, Policy] = {
    name: policy
    for module in (schema, references, running, security, network, desk)
    for name, policy in policies_of(module).items()
}


def findings(manifests: Manifests) -> list[Finding]:
    """All that is wrong."""
    return [Finding(name, what) for name, policy in POLICIES.items() for what in policy(manifests)]
