"""OpenTelemetry, where its standard variables name who collects traces. Else nothing of it is imported."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from threading import Thread
from time import time_ns
from typing import TYPE_CHECKING, Final

from config.settings import SettingsError
from services.core.tracing import NO_TRACER, Tracer

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer as Spans

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
NAME: Final = "omega"
GOODBYE_SECONDS: Final = 1.0
"""A process that ends waits no longer for the collector."""


class OtelTracer:
    """Spans of ``spans``."""

    def __init__(self, spans: "Spans") -> None:
        from opentelemetry.trace import StatusCode, get_current_span

        self._spans, self._current, self._failed = spans, get_current_span, StatusCode.ERROR

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """Of an error the name alone: what it says may be what somebody wrote."""
        begun = self._spans.start_as_current_span(
            name, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
        )
        with begun as span:
            try:
                yield
            except BaseException as error:
                span.set_status(self._failed, type(error).__name__)
                raise

    def past(self, name: str, seconds: float, attributes: Mapping[str, str]) -> None:
        if self._current().is_recording():
            ended = time_ns()
            span = self._spans.start_span(name, attributes=dict(attributes), start_time=ended - int(seconds * 1e9))
            span.end(ended)


@asynccontextmanager
async def traced() -> AsyncIterator[Tracer]:
    """What notes the spans of this process until the end of the block.

    Raises:
        SettingsError: a collector is named, and OpenTelemetry is not installed.
    """
    if not any(map(os.environ.get, ENDPOINTS)) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        yield NO_TRACER
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        told = "OTEL_EXPORTER_OTLP_ENDPOINT: install Omega with its extra, omega-bot-farm[otel], or leave that out"
        raise SettingsError(told) from None
    named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": NAME}
    resource = Resource.create({**named, "service.version": version("omega-bot-farm")})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield OtelTracer(provider.get_tracer(NAME))
    finally:
        flushing = Thread(target=provider.force_flush, daemon=True)  # its own limit of time it does not keep
        flushing.start()
        await asyncio.to_thread(flushing.join, GOODBYE_SECONDS)
