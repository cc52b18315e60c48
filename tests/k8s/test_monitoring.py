"""Alerts and dashboard: of metrics that there are, and each alert fires when it should and at no other time."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml

from bot.metrics import Metrics
from bot.metrics_page import Described, described
from tests.conftest import ROOT
from tests.k8s.manifests import K8S, with_components

COMPONENT: Final = K8S / "components" / "monitoring"
RULES: Final = yaml.safe_load((COMPONENT / "rules.yaml").read_text(encoding="utf-8"))["spec"]
DASHBOARD: Final = json.loads((COMPONENT / "omega.json").read_text(encoding="utf-8"))
ALERTS: Final[dict[str, dict[str, Any]]] = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}
OF_OTHERS: Final = {"up", "kube_cronjob_status_last_successful_time"}
"""Prometheus's own, and kube-state-metrics'."""
OF_THE_TARGET: Final = {"namespace", "pod", "job", "le", "cronjob"}
"""Labels that Prometheus puts beside ours."""
PROMTOOL: Final = os.environ.get("PROMTOOL") or shutil.which("promtool")
RUNBOOKS: Final = ROOT / "docs" / "operating.md"


def _series() -> dict[str, Described]:
    """Every name that a query can have → its metric."""
    found: dict[str, Described] = {}
    for metric in described(Metrics()):
        ends = ("_bucket", "_count", "_sum") if metric.kind == "histogram" else ("",)
        found |= {metric.name + end: metric for end in ends}
    return found


SERIES: Final = _series()


def _queries() -> Iterator[tuple[str, str]]:
    for name, rule in ALERTS.items():
        yield name, rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "query"), list(_queries()))
def test_a_query_asks_for_metrics_and_labels_that_there_are(where: str, query: str) -> None:
    named = set(re.findall(r"\b(?:omega|kube)_\w+", re.sub(r'"[^"]*"', '""', query)))
    assert named or "up{" in query, where
    assert named <= SERIES.keys() | OF_OTHERS, where
    labels = {label for name in named & SERIES.keys() for label in SERIES[name].labels} | OF_THE_TARGET
    used = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", query))
    for several in re.findall(r"(?:by|on) \(([^)]*)\)", query):
        used |= {label.strip() for label in several.split(",")}
    assert used <= labels, where
    for name in re.findall(r"(omega_\w+)_bucket", query):
        assert re.search(r"by \([^)]*\ble\b[^)]*\)", query), f"{where}: {name} without le"


def test_what_a_legend_names_is_a_label_that_the_query_keeps() -> None:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            for label in re.findall(r"{{(\w+)}}", target["legendFormat"]):
                assert re.search(rf"by \([^)]*\b{label}\b", target["expr"]), panel["title"]


def test_each_alert_says_what_it_is_and_where_it_is_written_what_to_do() -> None:
    for name, rule in ALERTS.items():
        assert rule["labels"]["severity"] in ("critical", "warning"), name
        assert rule["annotations"]["summary"].endswith("."), name
        assert rule["annotations"]["runbook"] == f"docs/operating.md#{name.lower()}", name


@pytest.mark.skipif(not RUNBOOKS.exists(), reason="docs/operating.md is not written yet")
@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_has_its_section(name: str) -> None:
    assert re.search(rf"(?mi)^#+ {name}$", RUNBOOKS.read_text(encoding="utf-8"))


class Case(NamedTuple):
    """What is seen, each series with its values every 30 s, and whether the ``alert`` fires at the end of 15 min."""

    alert: str
    fires: bool
    series: dict[str, str]


OF: Final = 'namespace="omega"'
UP: Final = {f"omega_store_up_state{{{OF}}}": "1+0x80"}
PARTS: Final = {
    f'omega_part_age_seconds{{{OF},part="{part}"}}': "3+0x80"
    for part in ("gateway", "feeds", "scheduler", "brain", "notifier")
}
MATCHED: Final = {f"omega_journal_lag_seconds{{{OF}}}": "1+0x80"}


def _one(alert: str, metric: str, sound: str, wrong: str, *more: str, **labels: str) -> list[Case]:
    """Two cases of one series: of the values ``sound`` nothing fires, of ``wrong`` the alert."""
    told = ",".join((OF, *(f'{label}="{value}"' for label, value in labels.items())))
    beside = dict(pair.split("=>") for pair in more)
    series = f"{metric}{{{told}}}"
    return [Case(alert, False, {series: sound, **beside}), Case(alert, True, {series: wrong, **beside})]


def _latency(alert: str, metric: str, bound: str, over: str, **labels: str) -> list[Case]:
    """Two cases of a histogram: all below ``bound``, and all below ``over`` and none below ``bound``."""

    def seen(below: str) -> dict[str, str]:
        told = ",".join((OF, *(f'{label}="{value}"' for label, value in labels.items())))
        return {
            f'{metric}_bucket{{{told},le="{le}"}}': f"0+{n}x80"
            for le, n in ((bound, below), (over, "30"), ("+Inf", "30"))
        }

    return [Case(alert, False, seen("30")), Case(alert, True, seen("0"))]


def _share(alert: str, metric: str, outcomes: tuple[str, str], **labels: str) -> list[Case]:
    """Two cases of a counter by outcome: few of the second, and many."""

    def seen(bad: int) -> dict[str, str]:
        more = "".join(f',{label}="{value}"' for label, value in labels.items())
        return {
            f'{metric}{{{OF},outcome="{outcomes[0]}"{more}}}': "0+30x80",
            f'{metric}{{{OF},outcome="{outcomes[1]}"{more}}}': f"0+{bad}x80",
        }

    return [Case(alert, False, seen(1)), Case(alert, True, seen(60))]


CASES: Final = (
    *_one("OmegaDown", "up", "1+0x80", "0+0x80", job="omega-monitoring", pod="omega-worker-1"),
    *_one("OmegaNotReady", "omega_ready_state", "1 1 0 0 1+0x76", "0+0x80", pod="omega-gateway-0"),
    *_one("OmegaPartSilent", "omega_part_age_seconds", "0 30 60 90 5+0x76", "0+30x80", part="feeds"),
    Case("OmegaPartMissing", False, {**UP, **PARTS}),
    Case("OmegaPartMissing", True, {**UP, **dict(list(PARTS.items())[1:])}),
    Case("OmegaPartMissing", True, UP),
    *_one("OmegaGatewayDisconnected", "omega_gateway_connected_state", "1 1 0 1+0x77", "0+0x80", shard="3"),
    Case(
        "OmegaGatewayDisconnected",
        False,  # a process that lost it, and one that has it now
        {
            f'omega_gateway_connected_state{{{OF},shard="3",pod="omega-gateway-0"}}': "0+0x80",
            f'omega_gateway_connected_state{{{OF},shard="3",pod="omega-gateway-2"}}': "1+0x80",
        },
    ),
    *_one("OmegaGatewayDeaf", "omega_gateway_age_seconds", "41+0x80", "0+30x80", shard="0"),
    *_one("OmegaOutboxStuck", "omega_outbox_oldest_age_seconds", "0 30 0+0x78", "0+30x80", reader="notifier"),
    *_one("OmegaMailboxStuck", "omega_mailbox_oldest_age_seconds", "0 300 600 0+0x77", "0+30x80"),
    *_one("OmegaDeadLetters", "omega_dead_letters_messages", "4+0x80", "4+0x20 5+0x60"),
    *_one("OmegaQueueStuck", "omega_queue_oldest_age_seconds", "0 300 0+0x78", "600+30x80"),
    *_one("OmegaStoreAway", "omega_store_up_state", "1 0 1+0x78", "0+0x80", pod="omega-worker-1"),
    *_one(
        "OmegaStoreFull",
        "omega_store_memory_bytes",
        "500+0x80",
        "900+0x80",
        f"omega_store_memory_limit_bytes{{{OF}}}=>1000+0x80",
    ),
    *_latency("OmegaStoreSlow", "omega_store_call_seconds", "0.005", "1.0", outcome="answered"),
    *_one(
        "OmegaBackupOld", "kube_cronjob_status_last_successful_time", "0+30x80", "-200000+0x80", cronjob="omega-backup"
    ),
    *_one("OmegaFeedStale", "omega_feed_age_seconds", "60+0x80", "0+30x80"),
    *_share("OmegaExchangeFailing", "omega_exchange_call_seconds_count", ("answered", "timeout")),
    Case(
        "OmegaExchangeFailing",
        False,  # a file is still read
        {f'omega_exchange_call_seconds_count{{{OF},outcome="reading"}}': "0+60x80"},
    ),
    *_one("OmegaExchangeRateLimited", "omega_exchange_call_seconds_count", "7+0x80", "0+2x80", outcome="rate limit"),
    *_one("OmegaDiscordRateLimited", "omega_discord_call_seconds_count", "0+1x80", "0+5x80", outcome="rate limit"),
    *_one("OmegaReconciliationFailed", "omega_reconciliation_failed_accounts", "0+0x80", "1+0x80"),
    *_one("OmegaJournalLag", "omega_journal_lag_seconds", "1+0x80", "0+30x80"),
    Case("OmegaJournalLag", True, UP),
    Case("OmegaJournalLag", False, {**UP, **MATCHED}),
    *_one("OmegaApprovalsStale", "omega_approvals_oldest_age_seconds", "100+0x80", "0+30x80"),
    *_one("OmegaModelDrift", "omega_calibration_error_ratio", "0.1+0x200", "0.3+0x200", brain="rules"),
    *_one(
        "OmegaAiBudget",
        "omega_ai_spend_today_dollars",
        "1+0x80",
        "1.9+0x80",
        f"omega_ai_budget_dollars{{{OF}}}=>2+0x80",
    ),
    Case(
        "OmegaAiBudget",
        False,
        {f"omega_ai_spend_today_dollars{{{OF}}}": "0+0x80", f"omega_ai_budget_dollars{{{OF}}}": "0+0x80"},
    ),
    *_one("OmegaFaults", "omega_errors_total", "3+0x80", "0+1x80", error="fault"),
    *_share("OmegaFailing", "omega_requests_total", ("answered", "failed"), request="price"),
    *_latency("OmegaSlow", "omega_request_seconds", "0.5", "10.0", request="fib levels"),
    *[case for case in _latency("OmegaSlow", "omega_request_seconds", "0.5", "10.0", request="scan") if not case.fires],
    *_latency("OmegaLoopLag", "omega_loop_lag_seconds", "0.01", "2.5", pod="omega-gateway-0"),
)


def test_what_is_scraped_is_there() -> None:
    manifests = with_components("monitoring")
    (monitor,) = manifests.of("ServiceMonitor")
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    (service,) = [each for each in manifests.of("Service") if wanted <= each["metadata"]["labels"].items()]
    assert service["metadata"]["name"] == "omega-monitoring"  # the alerts name its job
    (endpoint,) = monitor["spec"]["endpoints"]
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    assert endpoint["path"] == "/metrics"
    (dashboard,) = [each for each in manifests.of("ConfigMap") if each["metadata"]["name"] == "omega-dashboard"]
    assert json.loads(dashboard["data"]["omega.json"]) == DASHBOARD


def test_each_alert_is_tried_both_ways() -> None:
    for fires in (True, False):
        assert {case.alert for case in CASES if case.fires is fires} == ALERTS.keys()


@pytest.mark.skipif(PROMTOOL is None, reason="no promtool (Debian: prometheus); PROMTOOL names one")
def test_each_alert_fires_when_it_should_and_not_else(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(RULES), encoding="utf-8")
    tests = []
    for case in CASES:
        at = "95m" if case.alert == "OmegaModelDrift" else "35m"
        firing = f'count(ALERTS{{alertname="{case.alert}",alertstate="firing"}}) or vector(0)'
        tests.append(
            {
                "name": f"{case.alert} {'fires' if case.fires else 'is quiet'}",
                "interval": "30s",
                "input_series": [{"series": name, "values": values} for name, values in case.series.items()],
                "promql_expr_test": [
                    {"expr": firing, "eval_time": at, "exp_samples": [{"labels": "{}", "value": int(case.fires)}]}
                ],
            }
        )
    document = {"rule_files": ["rules.yaml"], "evaluation_interval": "30s", "tests": tests}
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    for words in (("check", "rules", "rules.yaml"), ("test", "rules", "tests.yaml")):
        done = subprocess.run([str(PROMTOOL), *words], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, done.stdout + done.stderr
