"""Traces, where somebody collects them: an ask, and within it the calls of the store and the exchange."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from gzip import decompress
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.tracing import traced
from services.core.tracing import NO_TRACER
from tests.house import omega


@dataclass
class Collector:
    """What was sent to it; ``answers`` is the status that it answers with."""

    url: str
    service: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    waits: float = 0.0

    async def take(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.waits)
        body = await request.read()
        told = ExportTraceServiceRequest()
        told.ParseFromString(decompress(body) if body[:2] == b"\x1f\x8b" else body)
        for resource in told.resource_spans:
            self.service |= {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response()


@pytest.fixture
async def collector(unused_tcp_port: int) -> AsyncIterator[Collector]:
    collector = Collector(f"http://127.0.0.1:{unused_tcp_port}")
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield collector
    await runner.cleanup()


async def test_an_ask_is_a_span_with_its_calls_within(collector: Collector, tmp_path: Path) -> None:
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OMEGA_EXCHANGE_URL": "http://127.0.0.1:9"}
    status, _, errors = await omega("ask", "/fib levels btc", "--as", "ann:trader", home=tmp_path, variables=variables)
    assert status == 1, errors  # the exchange is away
    assert collector.service["service.name"] == "omega"
    (ask,) = [each for each in collector.spans if each.name == "fib levels"]
    assert ask.status.code == ask.status.STATUS_CODE_ERROR
    (attribute,) = ask.attributes
    assert attribute.key == "omega.ask"
    assert attribute.value.string_value.startswith("shell:")
    within = [each for each in collector.spans if each.parent_span_id]
    assert {each.name for each in within} == {"call of the store", "call of the exchange"}
    assert {each.trace_id for each in within} == {ask.trace_id}
    assert ask.status.message == "ExchangeUnavailable"
    assert not ask.events
    assert "shell:ann" not in str(collector.spans)
    exchange = next(each for each in within if each.name == "call of the exchange")
    assert ask.start_time_unix_nano <= exchange.start_time_unix_nano <= exchange.end_time_unix_nano


async def test_a_collector_that_does_not_answer_holds_up_nobody(collector: Collector, tmp_path: Path) -> None:
    collector.waits = 60.0
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    began = asyncio.get_running_loop().time()
    status, out, errors = await omega("ask", "/fib levels btc", "--market", "sim", home=tmp_path, variables=variables)
    assert status == 0, out + errors
    assert asyncio.get_running_loop().time() - began < 8


@pytest.mark.parametrize("variables", [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}])
async def test_where_nobody_collects_nothing_is_noted(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with traced() as tracer:
        assert tracer is NO_TRACER
