"""The figures of the model engine: `python -m evals.model_bench` prints them alone, `make bench` among the others.

No real model is asked. Times are wall times on this machine, now, unless they say otherwise.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.assess.model_requests import ModelRequests
from coach.bootstrap import build_coach
from coach.domain.redaction import Private
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.prompting import Prompts, load_prompts
from coach.service import Coach
from coach.settings import Settings, content_folder, load_settings
from evals.fault_ends import WAYS, Ended, Tried, meet_faults
from evals.figure import Figure, machine, render_table, share, slowest
from evals.invented_quotes import REPLIES, count_quotes
from evals.model_parts import build_answerer, build_reader
from evals.model_times import FAST_S, USUAL_S, Calls, time_first_words
from evals.presidio import read_presidio
from evals.questions import read_questions
from evals.redaction_report import measure
from evals.token_cost import compare_designs
from evals.training.tuning import read_accounts
from evals.who import MEASURER

_WITH_A_TARGET: tuple[Private, ...] = ("email", "phone", "card")


def model_figures(home: Path, eval_data: Path | None) -> Iterator[Figure]:
    """Yield the figures, with the machine's load before and after those that it changes."""
    settings = Settings(home=home, model="embedded")
    prompts, coach = load_prompts(content_folder("prompts")), build_coach(settings, exact_only=True)
    coach.assess(coach.example_account(principal=MEASURER), principal=MEASURER)
    yield Figure("this machine, before the times", "", machine())
    yield from _times(coach.knowledge, prompts, home)
    yield Figure("this machine, after the times", "", machine())
    yield from _faults(coach, settings, prompts)
    yield from _quotes(coach)
    yield from _redaction(eval_data)
    yield from _tokens(coach.knowledge)


def _times(knowledge: KnowledgeBase, prompts: Prompts, home: Path) -> Iterator[Figure]:
    accounts = [labelled.account for labelled in read_accounts()]
    calls = Calls(knowledge, ModelRequests(prompts), accounts, home, own_words(knowledge))
    pace = f"{1 / FAST_S:.0f} pieces a second"
    yield Figure(f"our own time in a call, {pace}", "p95 <= 20 ms", slowest(calls.beyond_the_model()))
    yield Figure("the same in processor time, empty reply", "", slowest(calls.processor_time()))
    yield Figure("redact an account and fill in its prompt", "", slowest(calls.preparing()))
    questions = [question for question in read_questions("test") if question.targets]
    pace = f"{1 / USUAL_S:.0f} pieces a second"
    times = time_first_words(questions, home=home)
    yield Figure(f"first shown after the model's first, {pace}", "p95 <= 50 ms", slowest(times))


def _faults(coach: Coach, settings: Settings, prompts: Prompts) -> Iterator[Figure]:
    tried = Tried(
        answerer=build_answerer(settings, coach.knowledge, prompts),
        reader=build_reader(coach.knowledge, prompts, cache(partial(coach.assess, principal=MEASURER))),
        knowledge=coach.knowledge,
        account=coach.example_account(principal=MEASURER),
    )
    met = meet_faults(tried)
    yield from fault_figures(met)


def fault_figures(met: Sequence[Ended]) -> Iterator[Figure]:
    """Yield a figure for each way to meet a fault, and one for the faults that leave a usable reply."""
    for way in WAYS:
        harmful = [one for one in met if one.way == way and not one.is_harmless]
        ends = [one.end for one in harmful]
        how = f"{ends.count('error')} typed errors, {ends.count('marked')} marked"
        sound = sum(one.is_sound for one in harmful)
        yield Figure(f"faults, {way}: typed error or marked", "100 %", f"{share(sound, len(ends))}: {how}")
        unsound = [one.fault for one in harmful if not one.is_sound]
        if unsound:
            yield Figure(f"faults, {way}: neither", "none", ", ".join(unsound))
    harmless = [one.end == "whole" for one in met if one.is_harmless]
    yield Figure("faults that leave a usable reply: it is used", "", share(sum(harmless), len(harmless)))


def _quotes(coach: Coach) -> Iterator[Figure]:
    counted = count_quotes(coach.knowledge, partial(coach.assess, principal=MEASURER))
    refused = f"{counted.refused:,} refused, {counted.shown:,} true ones shown"
    measured = f"{counted.ungrounded}, {share(counted.ungrounded, counted.false)}: {refused}"
    yield Figure(f"ungrounded quotes shown, {REPLIES:,} replies", "0", measured)


def _redaction(eval_data: Path | None) -> Iterator[Figure]:
    texts = read_presidio(eval_data, "test")
    if not texts:
        yield Figure("redaction", "see evals", "skipped: external data not found")
        return
    score = measure(text.marked for text in texts)
    for kind in _WITH_A_TARGET:
        tally = score.tallies[kind]
        yield Figure(f"redaction of {kind}: recall", ">= 0.95", share(tally.found, tally.n))
        yield Figure(f"redaction of {kind}: precision", "", share(tally.right, tally.tags))


def _tokens(knowledge: KnowledgeBase) -> Iterator[Figure]:
    for number, design in enumerate(compare_designs(knowledge, read_accounts())):
        yield Figure(design.name, "more than ours" if number > 1 else "", design.summary())


def main() -> None:
    """Print the figures."""
    settings = load_settings()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    with TemporaryDirectory() as home:
        print(render_table(model_figures(Path(home) / "home", settings.eval_data)))


if __name__ == "__main__":
    main()
