"""Play the tapes under tests/recorded: a tape that is half used, or that no test plays, fails."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.llm.tape import TapeModel

TESTS = Path(__file__).resolve().parent
RECORDED = TESTS / "recorded"


@contextmanager
def replayed(name: str) -> Iterator[TapeModel]:
    """Give a model that answers from `tests/recorded/<name>.jsonl`; afterwards every call on it must have been made.

    Write the name out where this is called: the tapes that are in use are found by it.
    """
    model = TapeModel(RECORDED / f"{name}.jsonl")
    yield model
    model.check_used()


def tapes_played(code: str) -> set[str]:
    """Return the names of the tapes that a test file plays."""
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    plays = (call for call in calls if ast.unparse(call.func).rpartition(".")[2] == replayed.__name__)
    return {
        name.value
        for call in plays
        for name in call.args[:1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    }
