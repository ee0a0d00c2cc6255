"""Started first in a server's process: write down every address that its Python code asks for or connects to."""

import os
import socket
import sys
from pathlib import Path

_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_FILE = Path(os.environ["WATCH_SOCKETS"])


def _note(event: str, details: tuple[object, ...]) -> None:
    if event in _EVENTS:
        with _FILE.open("a", encoding="utf-8") as file:
            file.write(f"{event} {details[-1] if event == 'socket.connect' else details[:2]}\n")


sys.addaudithook(_note)
# The first line of the file: proof that the watch is on.
socket.getaddrinfo("127.0.0.1", 1)
