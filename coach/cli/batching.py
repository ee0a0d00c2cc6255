"""`coach batch`."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

import typer

from coach.batch.accounts import Columns, read_accounts
from coach.batch.results import ReadBy, ResultFile, open_results
from coach.batch.work import Done, ToDo, do_work, plan_work
from coach.bootstrap import build_coach
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.domain.provenance import Spent
from coach.errors import AccountError
from coach.service import Coach
from coach.settings import load_settings

_MOST_LISTED = 50


def batch(*, accounts: Path, out: Path, columns: Mapping[str, str], workers: int | None, as_json: bool) -> int:
    """Assess every account of a list; what an earlier run did is not done again."""
    _check_that_nothing_is_overwritten(accounts, out)
    settings = load_settings()
    settings = settings.model_copy(update={"timeout_s": settings.batch_timeout_s})
    coach = build_coach(settings)
    listed = read_accounts(accounts, Columns(**columns), role_ids=[role.id for role in coach.knowledge.roles])
    if listed.problems:
        _say_problems(listed.problems)
        return 1
    read_by = ReadBy.of(coach.provenance)
    with open_results(out) as results:
        todo = plan_work(listed.items, results, read_by)
        torn = results.torn > 0
        if not as_json:
            _say_todo(todo, out, torn=torn)
        done = _work(coach, todo, results, read_by, workers=workers or settings.concurrency)
        others = results.tidy(item.id for item in listed.items)
    if as_json:
        print_json(_summary(todo, done, others=others, torn=torn))
    else:
        _say_done(done, out, others, currency=settings.currency)
    return 1 if done.failed or done.left else 0


def _check_that_nothing_is_overwritten(accounts: Path, out: Path) -> None:
    if out.exists() and accounts.exists() and out.samefile(accounts):
        raise AccountError("The results would overwrite the accounts. Name another file with --out.")


def _say_problems(problems: tuple[str, ...]) -> None:
    for problem in problems[:_MOST_LISTED]:
        say(problem)
    if len(problems) > _MOST_LISTED:
        say(f"… and {len(problems) - _MOST_LISTED} more.")
    say(f"Nothing was assessed. Correct {_count(len(problems), 'problem')} and start again.")


def _say_todo(todo: ToDo, out: Path, *, torn: bool) -> None:
    if torn:
        say(f"The last line of {out.name} was cut short, as a kill leaves it. Its account is read again.")
    if todo.done:
        say(f"{_count(todo.done, 'account')} already read.")
    if todo.failed_before:
        say(f"{_count(todo.failed_before, 'account')} could not be read before, tried again.")
    if todo.text_changed:
        say(f"{_count(todo.text_changed, 'account')} changed since, read again.")
    if todo.reader_changed:
        say(
            f"{_count(todo.reader_changed, 'account')} read by another engine, model, prompt or knowledge version "
            "before, read again."
        )


def _work(coach: Coach, todo: ToDo, results: ResultFile, read_by: ReadBy, *, workers: int) -> Done:
    with _stopping_politely() as stop, _progress(len(todo.items)) as advance:
        return do_work(
            todo,
            # One file of results has one reader: where no model can be used, that is a failure, and not a reading by
            # another engine.
            partial(coach.assess_without_fallback, principal=principal()),
            results=results,
            read_by=read_by,
            workers=min(workers, len(todo.items)),
            stop=stop,
            on_each=advance,
        )


@contextmanager
def _stopping_politely() -> Iterator[Event]:
    """Set the event at the first Ctrl-C or request to end; a second one ends the program as usual."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()
        sys.stderr.write("\nStopping: what has begun is finished and kept. Press Ctrl-C again to leave at once.\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    if not sys.stderr.isatty() or not length:
        yield lambda: None
        return
    with typer.progressbar(length=length, label="Reading accounts", file=sys.stderr, show_pos=True) as bar:
        yield lambda: bar.update(1)


def _say_done(done: Done, out: Path, others: int, *, currency: str) -> None:
    say(f"{_count(done.read, 'account')} read, {len(done.failed)} failed, {done.left} left. Results: {out.name}")
    for failed in done.failed[:_MOST_LISTED]:
        say(f"{failed.item.id} (line {failed.item.line}): {failed.reason}", indent=2)
    if len(done.failed) > _MOST_LISTED:
        say(f"… and {len(done.failed) - _MOST_LISTED} more; every one has a line in {out.name}.", indent=2)
    if done.stopped_by:
        say(f"Stopped: {done.stopped_by}")
    if done.failed or done.left:
        say("Start the same command again: it goes on with what failed and with what is left.")
    if done.otherwise:
        say(f"{_count(done.otherwise, 'account')} read by a fallback; each result names the model that read it.")
    if others:
        say(f"{_count(others, 'result')} of accounts that are not in this list stand behind the others.")
    if done.spent:
        say(_spent(done.spent, currency))
    say(
        "Each line says what one account shows, not who somebody is. It is no basis for pay, promotion, discipline or "
        "dismissal."
    )


def _spent(spent: Spent, currency: str) -> str:
    about = "about " if spent.is_estimated else ""
    cost = "" if spent.cost is None else f", {about}{spent.cost:.4f} {currency}"
    return (
        f"The model took {_count(spent.calls, 'call')}, {about}{spent.input_tokens:,} tokens in and "
        f"{about}{spent.output_tokens:,} out{cost}. What failed is not in it."
    )


def _summary(todo: ToDo, done: Done, *, others: int, torn: bool) -> dict[str, object]:
    return {
        "already_read": todo.done,
        "last_line_was_cut_short": torn,
        "failed_before": todo.failed_before,
        "text_changed": todo.text_changed,
        "reader_changed": todo.reader_changed,
        "read": done.read,
        "failed": [{"id": failed.item.id, "line": failed.item.line, "reason": failed.reason} for failed in done.failed],
        "left": done.left,
        "stopped_by": str(done.stopped_by) if done.stopped_by else None,
        "read_by_fallback": done.otherwise,
        "not_in_list": others,
        "spent": done.spent.model_dump(mode="json") if done.spent else None,
    }


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
