"""A server on this machine that gives vectors by OpenAI's protocol: MiniLM behind a socket, or whatever a test gives.

It stands in for an embedding model by an API. To see the product use one::

    python -m evals.vector_server 8082
    COACH_EMBEDDING=openai:minilm COACH_BASE_URL=http://127.0.0.1:8082/v1 coach index
"""

import json
import sys
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from coach.embedding.minilm import MiniLM
from coach.embedding.protocols import Vectors

Answer = Callable[[Sequence[str]], bytes]
"""From the texts of one request to the body of the reply."""


def reply(vectors: Vectors) -> bytes:
    """Return the body of a good reply."""
    data = [{"object": "embedding", "index": row, "embedding": vector.tolist()} for row, vector in enumerate(vectors)]
    return json.dumps({"object": "list", "data": data}).encode()


class VectorServer:
    """Serve vectors on 127.0.0.1 while the context lasts."""

    def __init__(self, answer: Answer, *, port: int = 0) -> None:
        """Answer each request with what `answer` gives; it may be replaced at any time."""
        self.answer = answer
        self.asked: list[list[str]] = []
        """The texts of every request so far."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.asked.append(body["input"])
                content = server.answer(body["input"])
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Return the base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def main(port: int) -> None:
    """Serve MiniLM until the process is stopped."""
    encoder = MiniLM.load()
    with VectorServer(lambda texts: reply(encoder.embed(texts)), port=port) as server:
        print(f"{encoder.name} at {server.url}")
        server._thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8082)
