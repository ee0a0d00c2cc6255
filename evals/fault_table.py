"""What becomes of every fault of the hostile model: the table in `docs/faults.md`, from real runs.

`python -m evals.fault_table` runs each fault against the product's own adapter and prints the table; with `--write` it
takes the place of the one in the docs.
"""

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from coach.domain.record import Record
from coach.embedding.endpoint import Endpoint
from coach.embedding.openai import OpenAIEncoder
from coach.errors import ModelError
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import Message, Request, complete
from coach.llm.structured import ask_for
from evals.hostile_model import FAULTS, HostileModel
from evals.hostile_model.asked import Asked
from evals.hostile_model.faults import Fault

PAGE = Path(__file__).resolve().parents[1] / "docs" / "faults.md"
PORT = "127.0.0.1:8090"
"""Stands for host and port of the run, which are others each time."""
HEAD = "| fault | on the wire | what the coach does | what a person reads |\n|---|---|---|---|\n"

_TEXT = "Whoever takes a question keeps it until it is answered. [1]"
_REQUEST = Request(
    prompt="faults@1:0", messages=(Message(role="user", text="Who owns a problem?"),), max_output_tokens=300
)
_DEADLINE_S = 8.0
_AT_ONCE = 6
"""Most faults are waited for; only a few take work."""


class _Note(Record):
    answer: str


def render_table(faults: Sequence[Fault] = FAULTS) -> str:
    """Run each fault and return the table in Markdown."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return HEAD + "".join(pool.map(_row, faults))


def _reply(asked: Asked) -> object:
    return {"answer": _TEXT} if asked.wants_json else _TEXT


def _row(fault: Fault) -> str:
    with HostileModel(fault.id, reply_with=_reply, slow_s=_DEADLINE_S / 10) as hostile:
        does, reads = _embedding(hostile) if fault.scope == "embeddings" else _completion(hostile)
    return f"| `{fault.id}` | {fault.says} | {does} | {reads} |\n"


def _completion(hostile: HostileModel) -> tuple[str, str]:
    prose = _outcome(hostile, lambda: _ask(hostile, lambda model: complete(model, _REQUEST)))
    structured = _outcome(hostile, lambda: _ask(hostile, lambda model: ask_for(model, _REQUEST, _Note)))
    return _join(prose[0], structured[0]), _join(prose[1], structured[1])


def _embedding(hostile: HostileModel) -> tuple[str, str]:
    with TemporaryDirectory() as folder:
        return _outcome(hostile, lambda: _embed(hostile, Path(folder)))


def _ask(hostile: HostileModel, call: Callable[[OpenAIModel], object]) -> None:
    model = OpenAIModel("hostile", base_url=hostile.url, api_key="none", timeout_s=_DEADLINE_S, draw=lambda: 0.0)
    try:
        call(model)
    finally:
        model.close()


def _embed(hostile: HostileModel, folder: Path) -> None:
    endpoint = Endpoint(model="hostile", base_url=hostile.url, timeout_s=_DEADLINE_S, pause_s=0.01)
    OpenAIEncoder(endpoint, folder).embed(["one text", "another text"])


def _outcome(hostile: HostileModel, call: Callable[[], None]) -> tuple[str, str]:
    """Return what the coach does, and what a person reads."""
    before = len(hostile.calls)
    try:
        call()
    except ModelError as error:
        count = len(hostile.calls) - before
        requests = f"{count} request{'s' * (count != 1)}"
        kept = ", keeps what came" if error.partial else ""
        return f"`{error.fault}`, {requests}{kept}.", str(error).replace(urlsplit(hostile.url).netloc, PORT)
    return "Takes the reply.", ""


def _join(prose: str, structured: str) -> str:
    if prose == structured:
        return prose
    return f"{prose} For JSON: {structured}".strip()


def replace_table(page: str, table: str) -> str:
    """Return the page with another table in place of the first that begins as this one does."""
    start = page.index(HEAD)
    return page[:start] + table + page[page.index("|\n\n", start) + 2 :]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.fault_table", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    table = render_table()
    if parser.parse_args(arguments).write:
        PAGE.write_text(replace_table(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")
    else:
        print(table)


if __name__ == "__main__":
    main()
