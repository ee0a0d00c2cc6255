"""Work through a list of accounts, several at a time, and keep each result as soon as it is there."""

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeGuard

from coach.batch.accounts import Item
from coach.batch.results import ReadBy, Result, ResultFile
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.domain.provenance import Spent
from coach.errors import AccountError, CoachError, GroundingError, ModelError

Assess = Callable[[Account], Assessment]
"""Reads one account; several threads call it at the same time."""

_GIVES_UP_AFTER = 10
"""Accounts in a row for which no model was there. The next thousand would fail in seconds, and to no purpose."""


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """What a batch has to do, seen from the results of earlier ones."""

    items: tuple[Item, ...]
    done: int
    """Accounts with a result that still holds."""
    failed_before: int
    text_changed: int
    """Accounts read before whose text or role is another now."""
    reader_changed: int
    """Accounts read before by another engine, model, prompt or knowledge version."""


@dataclass(frozen=True)
class Failed:
    """An account that could not be read."""

    item: Item
    reason: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a batch did."""

    read: int
    failed: tuple[Failed, ...]
    """In the order of the list."""
    left: int
    """Accounts that nobody began to read, or that stopped the batch."""
    otherwise: int
    """Accounts that another engine or model read than the one that was asked for; each result says so."""
    stopped_by: CoachError | None
    spent: Spent | None
    """What the language model took; None where none was used."""


def plan_work(items: Sequence[Item], results: ResultFile, read_by: ReadBy) -> ToDo:
    """Return the accounts that have no result yet, or one that holds no longer."""
    todo, failed, text, reader = [], 0, 0, 0
    for item in items:
        kept = results.kept.get(item.id)
        if kept is not None and kept.is_read and (kept.content, kept.read_by) == (item.content, read_by):
            continue
        todo.append(item)
        if kept is not None:
            failed += not kept.is_read
            text += kept.is_read and kept.content != item.content
            reader += kept.is_read and kept.content == item.content
    return ToDo(
        items=tuple(todo),
        done=len(items) - len(todo),
        failed_before=failed,
        text_changed=text,
        reader_changed=reader,
    )


def do_work(
    todo: ToDo,
    assess: Assess,
    *,
    results: ResultFile,
    read_by: ReadBy,
    workers: int,
    stop: threading.Event,
    on_each: Callable[[], None] = lambda: None,
) -> Done:
    """Assess every account that is to do, at most `workers` at a time, until all are done or `stop` is set.

    What has begun when it stops is finished and kept. An error that is not about one account stops it too.

    Raises:
        StoreError: a result could not be written.
    """
    keeper = _Keeper(results, read_by, stop)
    with closing(_assess_each(todo.items, assess, workers=workers, stop=stop)) as outcomes:
        for item, outcome in outcomes:
            keeper.take(item, outcome)
            on_each()
    return keeper.done(len(todo.items))


class _Keeper:
    """Keeps each outcome, and counts."""

    def __init__(self, results: ResultFile, read_by: ReadBy, stop: threading.Event) -> None:
        self._results = results
        self._read_by = read_by
        self._stop = stop
        self._spent: list[Spent] = []
        self._failed: list[Failed] = []
        self._stopped_by: CoachError | None = None
        self._read = self._otherwise = self._in_a_row = 0

    def take(self, item: Item, outcome: Assessment | Exception) -> None:
        """Keep an assessment or a failure; raise what is a fault of our own."""
        if isinstance(outcome, Assessment):
            self._keep(item, outcome)
        elif _is_about_one_account(outcome):
            self._fail(item, outcome)
        elif isinstance(outcome, CoachError):
            self._stopped_by = self._stopped_by or outcome
        else:
            raise outcome

    def done(self, todo: int) -> Done:
        """Return what was done of so many accounts."""
        return Done(
            read=self._read,
            failed=tuple(sorted(self._failed, key=lambda each: each.item.line)),
            left=todo - self._read - len(self._failed),
            otherwise=self._otherwise,
            stopped_by=self._stopped_by,
            spent=add_up(self._spent) if self._spent else None,
        )

    def _keep(self, item: Item, assessment: Assessment) -> None:
        self._results.append(_result(item, self._read_by, assessment=assessment))
        made, asked = assessment.provenance, self._read_by
        self._otherwise += (made.engine, made.model) != (asked.engine, asked.model)
        self._spent += [assessment.spent] if assessment.spent else []
        self._read += 1
        self._in_a_row = 0

    def _fail(self, item: Item, error: CoachError) -> None:
        self._results.append(_result(item, self._read_by, failure=str(error)))
        self._failed.append(Failed(item, str(error)))
        self._in_a_row = self._in_a_row + 1 if _is_unavailable(error) else 0
        if self._in_a_row == _GIVES_UP_AFTER:
            self._stopped_by = error
            self._stop.set()


def add_up(spent: Sequence[Spent]) -> Spent:
    """Return the sum; without a price for one of them there is none for all."""
    costs = [each.cost for each in spent if each.cost is not None]
    return Spent(
        calls=sum(each.calls for each in spent),
        input_tokens=sum(each.input_tokens for each in spent),
        output_tokens=sum(each.output_tokens for each in spent),
        is_estimated=any(each.is_estimated for each in spent),
        cost=sum(costs) if len(costs) == len(spent) else None,
        seconds=sum(each.seconds for each in spent),
    )


def _is_unavailable(outcome: Exception) -> bool:
    return isinstance(outcome, ModelError) and outcome.fault == "unavailable"


def _is_about_one_account(outcome: Exception) -> TypeGuard[CoachError]:
    if isinstance(outcome, ModelError):
        # The budget of one account, unlike the day's, has room again for the next one.
        return outcome.fault != "settings" and not (outcome.fault == "budget" and outcome.retryable)
    return isinstance(outcome, AccountError | GroundingError)


def _result(item: Item, read_by: ReadBy, *, assessment: Assessment | None = None, failure: str | None = None) -> Result:
    return Result(id=item.id, content=item.content, read_by=read_by, assessment=assessment, failure=failure)


def _assess_each(
    items: Iterable[Item], assess: Assess, *, workers: int, stop: threading.Event
) -> Generator[tuple[Item, Assessment | Exception]]:
    """Yield each account with what became of it, as they finish; after `stop` no further one begins.

    At most `workers` accounts have begun and are not yet kept: that much work a kill can cost, and no more.
    """
    waiting, turn = iter(items), threading.Lock()
    free = threading.Semaphore(workers)
    finished: SimpleQueue[tuple[Item, Assessment | Exception] | None] = SimpleQueue()

    def work() -> None:
        while free.acquire() and not stop.is_set():
            with turn:
                item = next(waiting, None)
            if item is None:
                break
            outcome = _outcome(assess, item)
            if isinstance(outcome, Exception) and not _is_about_one_account(outcome):
                stop.set()
            finished.put((item, outcome))
        free.release()
        finished.put(None)

    # Daemons, so that a second Ctrl-C ends the program at once, whatever a model is doing.
    for number in range(workers):
        threading.Thread(target=work, name=f"batch-{number}", daemon=True).start()
    working = workers
    try:
        while working:
            got = finished.get()
            if got is None:
                working -= 1
            else:
                yield got
                free.release()
    except BaseException:
        stop.set()
        free.release(workers)
        raise


def _outcome(assess: Assess, item: Item) -> Assessment | Exception:
    try:
        return assess(item.account)
    except Exception as error:
        # Carried to the thread that waits, which raises what it cannot keep as a failure.
        return error
