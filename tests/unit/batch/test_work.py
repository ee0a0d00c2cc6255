from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Barrier, Event, Lock

import pytest

from coach.batch.accounts import Item
from coach.batch.results import ReadBy, Result, open_results
from coach.batch.work import Assess, Done, Failed, add_up, do_work, plan_work
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.domain.provenance import Spent
from coach.errors import AccountError, CoachError, ModelError, OutputError, SettingsError
from tests.builders import PROVENANCE, make_assessment

READ_BY = ReadBy.of(PROVENANCE)
SPENT = Spent(calls=3, input_tokens=1_000, output_tokens=200, cost=0.25, seconds=2.0)


def items(count: int) -> tuple[Item, ...]:
    return tuple(
        Item(id=f"A{number}", line=number + 2, account=Account(text=f"I ring {number} back.", role_id="shop-adviser"))
        for number in range(count)
    )


def shown(account: Account) -> Assessment:
    return make_assessment(spent=SPENT)


def failing(errors: Mapping[int, Exception], *, otherwise: Assess = shown) -> Assess:
    """Return what raises for some accounts, by their number."""
    by_text = {f"I ring {number} back.": error for number, error in errors.items()}

    def assess(account: Account) -> Assessment:
        if account.text in by_text:
            raise by_text[account.text]
        return otherwise(account)

    return assess


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Done]:
    def run_batch(
        listed: Sequence[Item], assess: Assess = shown, *, workers: int = 1, stop: Event | None = None
    ) -> Done:
        with open_results(tmp_path / "results.jsonl") as results:
            todo = plan_work(listed, results, READ_BY)
            done = do_work(todo, assess, results=results, read_by=READ_BY, workers=workers, stop=stop or Event())
            results.tidy(item.id for item in listed)
            return done

    return run_batch


def kept(folder: Path) -> dict[str, str | None]:
    """Return the failure of each account in the file, None where it was read."""
    text = (folder / "results.jsonl").read_text(encoding="utf-8")
    found = [Result.model_validate_json(line) for line in text.splitlines()]
    assert len({result.id for result in found}) == len(found), "an account stands twice"
    return {result.id: result.failure for result in found}


def test_every_account_is_read_and_stands_in_the_order_of_the_list(run: Callable[..., Done], tmp_path: Path) -> None:
    both = Barrier(2)

    def together(account: Account) -> Assessment:
        both.wait(timeout=10)
        return make_assessment()

    done = run(items(4), together, workers=2)

    assert done == Done(read=4, failed=(), left=0, otherwise=0, stopped_by=None, spent=None)
    assert list(kept(tmp_path)) == ["A0", "A1", "A2", "A3"]


def test_no_more_accounts_are_read_at_a_time_than_allowed(run: Callable[..., Done]) -> None:
    lock, running, most = Lock(), 0, 0

    def counted(account: Account) -> Assessment:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        with lock:
            running -= 1
        return make_assessment()

    run(items(40), counted, workers=3)

    assert 1 <= most <= 3


def test_what_was_read_is_not_read_again(run: Callable[..., Done]) -> None:
    run(items(3))

    done = run(items(5))

    assert done.read == 2


def test_a_failure_is_counted_listed_and_tried_again(run: Callable[..., Done], tmp_path: Path) -> None:
    listed = items(4)
    errors = {
        3: ModelError("The model did not answer.", fault="unavailable", retryable=True),
        1: AccountError("Cannot assess: too short."),
        2: OutputError("The reply has no quotes."),
    }

    done = run(listed, failing(errors), workers=2)

    assert (done.read, done.left, done.stopped_by) == (1, 0, None)
    assert done.failed == tuple(Failed(listed[number], str(errors[number])) for number in (1, 2, 3))
    assert kept(tmp_path) == {"A0": None, **{f"A{number}": str(errors[number]) for number in (1, 2, 3)}}

    assert run(listed).read == 3
    assert kept(tmp_path) == {"A0": None, "A1": None, "A2": None, "A3": None}


@pytest.mark.parametrize(
    "error",
    [
        ModelError("The day's budget is spent.", fault="budget", retryable=True),
        ModelError("The key was refused.", fault="settings"),
        SettingsError("Something is not installed."),
    ],
)
def test_what_every_account_would_meet_stops_the_batch_and_keeps_what_it_has(
    run: Callable[..., Done], tmp_path: Path, error: CoachError
) -> None:
    done = run(items(10), failing({4: error}))

    assert (done.read, done.failed, done.left, done.stopped_by) == (4, (), 6, error)
    assert list(kept(tmp_path)) == ["A0", "A1", "A2", "A3"]
    assert run(items(10)).read == 6


def test_a_model_that_is_gone_is_given_up_before_every_account_has_failed(run: Callable[..., Done]) -> None:
    gone = ModelError("Nobody answers.", fault="unavailable", retryable=True)

    done = run(items(100), failing(dict.fromkeys(range(100), gone)))
    with_luck = run(items(100), failing({number: gone for number in range(100) if number % 10}))

    assert (done.read, len(done.failed), done.left, done.stopped_by) == (0, 10, 90, gone)
    assert (with_luck.read, len(with_luck.failed), with_luck.stopped_by) == (10, 90, None)


def test_an_account_that_is_too_large_for_its_own_budget_does_not_stop_the_others(run: Callable[..., Done]) -> None:
    done = run(items(3), failing({0: ModelError("This plan may take 100 tokens.", fault="budget")}))

    assert (done.read, len(done.failed), done.stopped_by) == (2, 1, None)


def test_a_request_to_stop_finishes_what_has_begun(run: Callable[..., Done], tmp_path: Path) -> None:
    stop = Event()

    def stopping(account: Account) -> Assessment:
        stop.set()
        return make_assessment()

    done = run(items(10), stopping, stop=stop)

    assert (done.read, done.left, list(kept(tmp_path))) == (1, 9, ["A0"])


def test_a_fault_of_our_own_is_not_kept_as_a_failure_of_an_account(run: Callable[..., Done], tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        run(items(3), failing({1: ZeroDivisionError()}))

    assert run(items(3)).read == 2


def test_a_changed_account_and_a_changed_reader_are_read_again(run: Callable[..., Done], tmp_path: Path) -> None:
    run(items(4), failing({3: AccountError("too short")}))
    second, *others = items(5)[1:]
    changed = Item(id="A0", line=2, account=Account(text="I never ring back.", role_id="shop-adviser"))

    with open_results(tmp_path / "results.jsonl") as results:
        todo = plan_work((changed, second, *others), results, READ_BY)
        elsewhere = plan_work(items(3), results, READ_BY.model_copy(update={"knowledge_version": "f" * 12}))

    assert [item.id for item in todo.items] == ["A0", "A3", "A4"]
    assert (todo.done, todo.text_changed, todo.failed_before, todo.reader_changed) == (2, 1, 1, 0)
    assert (len(elsewhere.items), elsewhere.reader_changed, elsewhere.text_changed) == (3, 3, 0)


def test_a_reading_by_a_fallback_is_counted_and_not_repeated(run: Callable[..., Done]) -> None:
    other = PROVENANCE.model_copy(update={"model": "openai:fallback"})

    assert run(items(2), lambda account: make_assessment(provenance=other)).otherwise == 2
    assert run(items(2)).read == 0


def test_what_the_model_took_is_added_up(run: Callable[..., Done]) -> None:
    assert run(items(2)).spent == Spent(calls=6, input_tokens=2_000, output_tokens=400, cost=0.5, seconds=4.0)


def test_a_sum_with_an_unknown_price_has_no_price() -> None:
    unknown = SPENT.model_copy(update={"cost": None, "is_estimated": True})

    assert add_up([SPENT, unknown]) == Spent(
        calls=6, input_tokens=2_000, output_tokens=400, is_estimated=True, cost=None, seconds=4.0
    )
