"""A provider of identities in a process of its own: `python -m evals.provider PORT`. For the bench and the tests."""

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from evals.browser import free_port

READY = "The provider answers"


@contextmanager
def running_provider(**people: dict[str, object]) -> Iterator[str]:
    """Run a provider that knows these people, by subject, with their claims; return its address."""
    port = free_port()
    command = [sys.executable, "-m", "evals.provider", str(port)]
    process = subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout
        assert READY in process.stdout.readline()
        for subject, claims in people.items():
            _tell(f"http://localhost:{port}/users/{subject}", claims)
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.communicate(timeout=20)


def _tell(url: str, claims: dict[str, object]) -> None:
    body = json.dumps(claims).encode()
    with urlopen(Request(url, data=body, method="PUT", headers={"Content-Type": "application/json"})):
        pass


if __name__ == "__main__":
    # Its authors know that a part of a library they use has a successor.
    warnings.simplefilter("ignore")
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread(port=int(sys.argv[1])):
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        # Until whoever started it ends it, or ends.
        sys.stdin.read()
