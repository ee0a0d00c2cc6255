"""Measure speed, memory, matching, the model engine, reports, kills and ten people at once: `python -m evals.bench`.

Times are wall times on this machine, now; other work on it makes them larger. Nothing here is asserted by a test.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from coach.assess.heads import Heads
from coach.bootstrap import build_coach, build_matcher
from coach.domain.account import Account
from coach.embedding.both import load_statement_encoder
from coach.embedding.minilm import MiniLM
from coach.knowledge.files import load_knowledge
from coach.retrieval.build import open_index
from coach.settings import Settings
from evals.browser import CHROMIUM, PATIENCE_MS, browser, served
from evals.contrary import read_pairs
from evals.figure import Figure, render_table, share
from evals.kills.figures import kill_figures
from evals.matching import rank_behaviours, read_external
from evals.model_bench import model_figures
from evals.questions import read_questions
from evals.rush.figures import rush_figures
from evals.who import MEASURER
from evals.year.speed import insight_figures

RUNS = 5
_CHILD_INDEX = "from evals.bench import time_index; print(time_index())"
_QUESTION = "A customer asks me for another department. What does our vision ask of me?"
_MEGABYTE = 1024 * 1024


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        figures = list(_figures(home, Path(scratch)))
    print(render_table(figures))


def _figures(home: Path, scratch: Path) -> Iterator[Figure]:
    coach = build_coach(Settings(home=home))
    example = coach.example_account(principal=MEASURER)
    account = Account(text=" ".join((example.text.split() * 3)[:400]), role_id=example.role_id)
    file = scratch / "account.txt"
    file.write_text(account.text, encoding="utf-8")
    coach.search("warm up", principal=MEASURER)
    yield Figure("coach --help", "<= 0.5 s", _seconds(_time(lambda: _run(home, "--help"))))
    cold = _time(lambda: _run(home, "assess", str(file), "--role", account.role_id))
    yield Figure("coach assess, cold, 400 words", "<= 3 s", _seconds(cold))
    coach.assess(account, principal=MEASURER)
    yield Figure(
        "assess, warm, 400 words", "<= 0.3 s", _seconds(_time(lambda: coach.assess(account, principal=MEASURER)))
    )
    opened = [float(_python(home, _CHILD_INDEX)) for _ in range(RUNS)]
    yield Figure("open an unchanged index", "<= 0.5 s", _seconds(opened))
    queries = [question.question for question in read_questions("test")]
    times = [_once(lambda query=query: coach.search(query, principal=MEASURER)) for query in queries]  # type: ignore[misc]
    yield Figure(f"search, p95 of {len(times)}", "<= 0.03 s", f"{np.quantile(times, 0.95):.3f} s")
    yield Figure("memory of the app after a question", "<= 600 MB", _memory(home))
    yield from _quality(home)
    yield from model_figures(home, Settings().eval_data)
    yield from insight_figures(scratch)
    yield from kill_figures(scratch)
    yield from rush_figures(scratch)


def _quality(home: Path) -> Iterator[Figure]:
    """Yield the figures of quality that this machine has the data for; `docs/evals.md` explains them."""
    settings = Settings(home=home)
    encoder, knowledge = MiniLM.load(), load_knowledge(settings.knowledge, today=datetime.now(UTC).date())
    reader = load_statement_encoder(encoder)
    heads = Heads.load(reader.name)
    read = read_pairs(build_matcher(settings, knowledge, reader, heads))
    contrary = [reading.read_as for reading in read if reading.written_as == "contrary"]
    yield Figure("contrary taken as shown", "<= 10 %", share(contrary.count("showing"), len(contrary)))
    frameworks = read_external(settings.eval_data)
    if not frameworks:
        yield Figure("matching", "see evals", "skipped: external data not found")
    for framework in frameworks:
        places = rank_behaviours(framework, reader, heads).tolist()
        for most, target in ((1, ">= 0.45"), (3, ">= 0.70")):
            shown = target if framework.name.startswith("unidays") else ""
            hits = sum(place <= most for place in places)
            yield Figure(f"{framework.name}, top-{most}", shown, share(hits, len(places)))


def time_index() -> float:
    """Return how long opening the index takes once the product is loaded, in seconds."""
    settings = Settings()
    encoder, knowledge = MiniLM.load(), load_knowledge(settings.knowledge, today=datetime.now(UTC).date())
    return _once(lambda: open_index(knowledge, encoder, settings.home))


def _time(work: Callable[[], object]) -> list[float]:
    return [_once(work) for _ in range(RUNS)]


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _seconds(times: list[float]) -> str:
    return f"{statistics.median(times):.2f} s (median of {len(times)}, {min(times):.2f} to {max(times):.2f})"


def _run(home: Path, *arguments: str) -> None:
    subprocess.run([*_with(home), "-m", "coach", *arguments], check=True, capture_output=True)


def _python(home: Path, code: str) -> str:
    return subprocess.run([*_with(home), "-c", code], check=True, capture_output=True, text=True).stdout


def _with(home: Path, *settings: str) -> list[str]:
    return ["env", f"COACH_HOME={home}", *settings, sys.executable]


def _memory(home: Path) -> str:
    if not CHROMIUM.exists():
        return "skipped: no Chromium to ask with"
    with served(home) as (process, url), browser() as chromium:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}/")
        page.get_by_role("combobox", name="Your job").fill("shop adv")
        page.get_by_role("option", name="Shop adviser").click()
        page.get_by_role("textbox", name="Your question", exact=True).fill(_QUESTION)
        page.get_by_role("button", name="Ask", exact=True).first.click()
        page.get_by_text("Why it matters to the customer").first.wait_for()
        used = [process, *process.children(recursive=True)]
        return f"{sum(part.memory_info().rss for part in used) / _MEGABYTE:.0f} MB"


if __name__ == "__main__":
    main()
