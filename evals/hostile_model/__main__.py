"""Serve a model that misbehaves, to see on screen what a fault looks like.

`python -m evals.hostile_model --list` names every mode; `--mode drip --port 8090` begins in one. While it runs, each
line typed sets another mode, or a list of modes with commas between them.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Iterable, Sequence

from evals.hostile_model.characters import CHARACTERS
from evals.hostile_model.faults import FAULTS
from evals.hostile_model.server import HostileModel


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until it is interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.hostile_model", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mode", default="honest", help="a mode, or several with commas: one call after the other")
    parser.add_argument("--port", type=int, default=8090, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--pause", type=float, default=0.03, help="seconds between the pieces of a stream")
    parser.add_argument("--list", action="store_true", help="list every mode and stop")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        print(_list_modes())
        return 0
    try:
        server = HostileModel(_modes(chosen.mode), port=chosen.port, pause_s=chosen.pause)
    except (ValueError, OSError) as error:
        print(f"{error} See --list for the modes, and choose a port with --port.", file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        print(_how_to_use(server), flush=True)
        threading.Thread(target=_obey_lines, args=(server, sys.stdin), daemon=True).start()
        stop.wait()
    return 0


def _obey_lines(server: HostileModel, lines: Iterable[str]) -> None:
    for line in filter(None, map(str.strip, lines)):
        try:
            server.mode = _modes(line)
        except ValueError as error:
            print(error, flush=True)
        else:
            print(f"mode {line} at {server.url}, after {len(server.calls)} calls", flush=True)


def _modes(text: str) -> tuple[str, ...]:
    return tuple(mode.strip() for mode in text.split(","))


def _list_modes() -> str:
    said = {"honest": "a plain model that does what it is asked"}
    said |= {name: _first_line(character.__doc__) for name, character in CHARACTERS.items()}
    said |= {fault.id: fault.says for fault in FAULTS}
    return "\n".join(f"{name:<20}{says}" for name, says in said.items())


def _first_line(text: str | None) -> str:
    return (text or "").split("\n")[0].rstrip(".")


def _how_to_use(server: HostileModel) -> str:
    return "\n".join(
        [
            f"mode {server.mode} at {server.url}",
            "Point the coach at it:",
            f"  COACH_MODEL=openai:hostile COACH_BASE_URL={server.url} coach serve",
            "Type another mode and Enter to change it; Ctrl+C stops.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
