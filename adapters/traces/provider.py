"""Where spans come from and where they go: to a collector, by OTLP over HTTP."""

from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

PATH = "/v1/traces"
PATIENCE = 5.0  # seconds that a collector gets for a batch


class Traces:
    """The tracer of this process; what it made is sent in batches, and the rest at the end.

    Sampling and headers for the collector are told to OpenTelemetry by its own variables
    (`OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, …).
    """

    def __init__(self, endpoint: str, deployment: str) -> None:
        about = {
            "service.name": "tandem",
            "service.version": version("tandem"),
            "deployment.environment.name": deployment,
        }
        address = endpoint if endpoint.endswith(PATH) else endpoint + PATH
        self._provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=address, timeout=PATIENCE)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self._provider.get_tracer("tandem")

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()
