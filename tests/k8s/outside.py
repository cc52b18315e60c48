"""``make policy``: what others' programs say of each overlay: checkov, and the schemas of KEDA's, External Secrets' and
Prometheus' objects, which want npm and node. They live in an environment of their own, ``.venv-policy``."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tests.conftest import ROOT
from tests.k8s.manifests import K8S, OVERLAYS, overlay
from tests.k8s.policies.schema import CUSTOM

TOOLS = ROOT / ".venv-policy"
SCHEMAS = Path(__file__).with_name("custom_resources.mjs")


def main() -> int:
    wrong = 0
    modules = TOOLS / "node_modules"
    node = shutil.which("node") if modules.is_dir() else None
    if node is None:
        sys.stdout.write(f"SKIPPED, for want of npm and node: the schemas of objects of {', '.join(CUSTOM)}\n")
    with TemporaryDirectory() as folder:
        for name in OVERLAYS:
            objects = overlay(name).objects
            file = Path(folder) / f"{name}.yaml"
            file.write_text(yaml.safe_dump_all(objects), encoding="utf-8")
            checkov = [str(TOOLS / "bin" / "checkov"), "--config-file", str(K8S / "checkov.yaml"), "--file", str(file)]
            wrong += subprocess.run(checkov, check=False).returncode  # noqa: S603
            if node is None:
                continue
            custom = json.dumps([each for each in objects if each["apiVersion"].startswith(CUSTOM)])
            schemas = [node, str(SCHEMAS), str(modules)]
            wrong += subprocess.run(schemas, input=custom, text=True, check=False).returncode  # noqa: S603
    sys.stdout.write("something is wrong\n" if wrong else f"{', '.join(OVERLAYS)}: nothing is wrong\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
