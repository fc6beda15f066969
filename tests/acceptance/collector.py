"""A collector of traces as OpenTelemetry defines it: OTLP over HTTP, kept in memory."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as RawSpan


class Span(NamedTuple):
    """A span as it arrived."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]
    error: bool

    @classmethod
    def of(cls, raw: RawSpan) -> "Span":
        """Read one."""
        ids = raw.trace_id.hex(), raw.span_id.hex(), raw.parent_span_id.hex()
        attributes = {one.key: str(one.value) for one in raw.attributes}
        return cls(raw.name, *ids, attributes, raw.status.code == raw.status.STATUS_CODE_ERROR)


class Collector:
    """What came in, and where."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.spans: list[Span] = []
        self.raw: list[bytes] = []

    def take(self, body: bytes) -> None:
        """Keep a batch."""
        self.raw.append(body)
        export = ExportTraceServiceRequest.FromString(body)
        for resource in export.resource_spans:
            for scope in resource.scope_spans:
                self.spans += map(Span.of, scope.spans)

    def within(self, root: Span) -> Iterator[Span]:
        """The spans within a span, at any depth, in no order."""
        for span in [span for span in self.spans if span.parent == root.id]:
            yield span
            yield from self.within(span)


@contextmanager
def collecting() -> Iterator[Collector]:
    """Collect while this lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            if self.path == "/v1/traces":
                collector.take(gzip.decompress(body) if packed else body)
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
