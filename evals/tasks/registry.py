"""Every task, in the order of the report."""

from collections.abc import Sequence

from evals.errors import RunError
from evals.suite.task import Task
from evals.tasks.adversarial import Adversarial
from evals.tasks.chat import Chat
from evals.tasks.findings import Findings
from evals.tasks.grading import Grading
from evals.tasks.injections import Injections
from evals.tasks.matching import Matching
from evals.tasks.names import Names
from evals.tasks.onet import Onet
from evals.tasks.pairs import Pairs
from evals.tasks.plans import Plans
from evals.tasks.real_accounts import LabelledAccounts, RealAccounts
from evals.tasks.redaction import Redaction
from evals.tasks.retrieval import Retrieval
from evals.tasks.seals import Seals
from evals.tasks.twins import Twins


def all_tasks() -> tuple[Task, ...]:
    """Return the tasks of the suite."""
    ours: tuple[Task, ...] = (
        Findings(),
        Pairs(),
        Twins(),
        Names(),
        Plans(),
        Retrieval(),
        Chat(),
        Seals(),
        Adversarial(),
        Redaction(),
    )
    by_others: tuple[Task, ...] = (
        Injections(),
        Matching(),
        Grading(),
        Onet(),
        RealAccounts(),
        LabelledAccounts(),
    )
    return ours + by_others


def choose_tasks(names: Sequence[str]) -> tuple[Task, ...]:
    """Return the tasks with these names, or all where none is named.

    Raises:
        RunError: a name is unknown.
    """
    known = {task.name: task for task in all_tasks()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise RunError(f"There is no task {', '.join(map(repr, unknown))}. The tasks are: {', '.join(known)}.")
    return tuple(known[name] for name in names) if names else tuple(known.values())
