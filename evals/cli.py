"""What people type: `python -m evals run`, and the other commands that `--help` lists.

Exit status: 0 all is well, 1 something got worse than the baseline, 2 the input or a setting is wrong.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from coach.bootstrap import make_home
from coach.domain.evaluation import Run
from coach.errors import CoachError
from coach.knowledge.files import load_knowledge
from coach.settings import load_settings
from evals.reviewers import FOLDER, import_reviews
from evals.suite.baseline import baseline_path, bless, find_regressions, read_baseline
from evals.suite.comparing import compare_runs
from evals.suite.engine import EngineUnderTest
from evals.suite.judge import build_judge
from evals.suite.matrix import run_matrix
from evals.suite.results import LOGS, RESULTS, list_runs, read_run
from evals.suite.running import SEED, Order, find_unfinished, run_suite
from evals.suite.spec import name_folder
from evals.tables import comparison_table, metric_table
from evals.tasks.registry import all_tasks, choose_tasks

GOOD, WORSE, WRONG = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run one command; what is wrong with the input is one sentence."""
    wanted = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = wanted.command
    try:
        return command(wanted)
    except CoachError as error:
        print(str(error), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("Stopped. The same command goes on where it was.", file=sys.stderr)
        return WRONG


def runs_folder() -> Path:
    """Return where runs are kept."""
    return load_settings().home / "evals"


def _run(wanted: argparse.Namespace) -> int:
    tasks = choose_tasks(wanted.task or ())
    home = _engine_home()
    judge = build_judge(wanted.judge, engine=wanted.engine, home=home) if wanted.judge else None
    order = replace(_order(wanted, Path()), engine=wanted.engine, judge=judge.described if judge else "")
    engine = EngineUnderTest(spec=wanted.engine, home=home, eval_data=wanted.data, judge=judge)
    stopped = None if wanted.out else find_unfinished(tasks, order, engine, list_runs(runs_folder()))
    if stopped:
        print(f"Going on with {stopped.name}, which was stopped.", file=sys.stderr)
    folder = wanted.out or stopped or _new_folder(name_folder(wanted.engine))
    order = replace(order, folder=folder)
    run = run_suite(tasks, order, engine, tell=_tell)
    if wanted.json:
        print(run.model_dump_json(indent=1))
    else:
        print(metric_table(run))
        print(f"\nKept in {folder}. The page: python -m evals report {folder}")
    return GOOD if wanted.limit or wanted.no_gate else _gate(run)


def _matrix(wanted: argparse.Namespace) -> int:
    folder = wanted.out or _new_folder("matrix")
    rows = run_matrix(
        wanted.engine,
        choose_tasks(wanted.task or ()),
        _order(wanted, folder),
        home=_engine_home(),
        tell=_tell,
        eval_data=wanted.data,
        judge=wanted.judge,
    )
    from evals.report.matrix import matrix_table, render_matrix_page

    print(matrix_table(rows))
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "matrix.html"
    page.write_text(render_matrix_page(rows), encoding="utf-8")
    print(f"\nWritten: {page}")
    return GOOD if any(row.run for row in rows) else WRONG


def _order(wanted: argparse.Namespace, folder: Path) -> Order:
    return Order(split=wanted.split, epochs=wanted.epochs, seed=wanted.seed, limit=wanted.limit, folder=folder)


def _new_folder(name: str) -> Path:
    return runs_folder() / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{name}"


def _engine_home() -> Path:
    # The folder that accounts are kept in later: for its owner alone, whoever makes it first.
    make_home(load_settings())
    home = runs_folder() / ".engine"
    home.mkdir(parents=True, exist_ok=True)
    return home


def _tasks(wanted: argparse.Namespace) -> int:
    rows = [{"name": task.name, "title": task.title, "question": task.question} for task in all_tasks()]
    if wanted.json:
        print(json.dumps(rows, indent=1))
    else:
        for row in rows:
            print(f"{row['name']:16} {row['title']}: {row['question']}")
    return GOOD


def _import_reviews(wanted: argparse.Namespace) -> int:
    knowledge = load_knowledge(load_settings().knowledge, today=datetime.now(UTC).date())
    imported = import_reviews(wanted.file, knowledge, wanted.out)
    print(f"{wanted.file.name}: {imported.in_words}")
    return GOOD


def _tell(done: int, total: int, task: str) -> None:
    if sys.stderr.isatty() or done == total or done % 50 == 0:
        end = "\n" if done == total or not sys.stderr.isatty() else "\r"
        print(f"{done:5} of {total}  {task:24}", end=end, file=sys.stderr, flush=True)


def _gate(run: Run) -> int:
    path = baseline_path(run.info.engine, run.info.split)
    baseline = read_baseline(path)
    if baseline is None:
        print(f"There is no baseline of {run.info.engine!r} yet, so nothing is held to one.", file=sys.stderr)
        return GOOD
    worse = find_regressions(run, baseline)
    for regression in worse:
        print(f"WORSE  {regression.task}: {regression.text}", file=sys.stderr)
    if worse:
        print("If this is meant to be: python -m evals bless RUN --reason '…'", file=sys.stderr)
    else:
        print(f"Nothing is worse than the baseline: {baseline.history[-1].reason}", file=sys.stderr)
    return WORSE if worse else GOOD


def _compare(wanted: argparse.Namespace) -> int:
    comparison = compare_runs(_find(wanted.before), _find(wanted.after))
    print(comparison.model_dump_json(indent=1) if wanted.json else comparison_table(comparison))
    return GOOD


def _report(wanted: argparse.Namespace) -> int:
    run = _find(wanted.run)
    path = wanted.out or _folder(wanted.run) / "report.html"
    from evals.report.page import render_page

    path.write_text(render_page(run), encoding="utf-8")
    print(f"Written: {path}")
    return GOOD


def _bless(wanted: argparse.Namespace) -> int:
    run = _find(wanted.run)
    path = baseline_path(run.info.engine, run.info.split)
    baseline = bless(run, wanted.reason, path)
    print(f"Blessed {run.info.id} as {path.name}: {baseline.history[-1].reason}")
    return GOOD


def _list(wanted: argparse.Namespace) -> int:
    rows = []
    for folder in list_runs(runs_folder()):
        try:
            rows.append(read_run(folder).info.model_dump(mode="json"))
        except CoachError:
            rows.append({"id": folder.name, "finished_at": None})
    if wanted.json:
        print(json.dumps(rows, indent=1))
    else:
        for row in rows:
            print(f"{row['id']:44} {row['finished_at'] or 'not finished: run it again with --out'}")
    return GOOD


def _view(wanted: argparse.Namespace) -> int:
    # Inspect's own viewer, for engineers; it takes seconds to load.
    from inspect_ai._view.view import view

    view(log_dir=str(_folder(wanted.run) / LOGS), recursive=True, host="127.0.0.1", port=wanted.port)
    return GOOD


def _folder(name: str) -> Path:
    if name == "last":
        return next((path for path in list_runs(runs_folder()) if (path / RESULTS).is_file()), runs_folder() / "none")
    return Path(name) if Path(name).exists() else runs_folder() / name


def _find(name: str) -> Run:
    return read_run(_folder(name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run the suite, or go on with a run that was stopped")
    run.add_argument("--engine", default="embedded", help="as COACH_MODEL names it (embedded)")
    _add_what_to_run(run)
    run.add_argument("--json", action="store_true", help="print the results as JSON")
    run.add_argument("--no-gate", action="store_true", help="hold it to no baseline")
    run.set_defaults(command=_run)
    matrix = commands.add_parser("matrix", help="run the same tasks on several engines, and put them beside each other")
    matrix.add_argument(
        "--engine",
        action="append",
        required=True,
        help="one engine, the first is what the others are compared with; also openai:NAME@ADDRESS",
    )
    _add_what_to_run(matrix)
    matrix.set_defaults(command=_matrix)
    compare = commands.add_parser("compare", help="compare two runs, sample by sample")
    compare.add_argument("before", help="a run's name or folder")
    compare.add_argument("after", help="a run's name or folder, or 'last'")
    compare.add_argument("--json", action="store_true")
    compare.set_defaults(command=_compare)
    report = commands.add_parser("report", help="write the page for readers")
    report.add_argument("run", help="a run's name or folder, or 'last'")
    report.add_argument("--out", type=Path, help="the file to write (report.html in the run's folder)")
    report.set_defaults(command=_report)
    blessed = commands.add_parser("bless", help="make a run the baseline of its engine")
    blessed.add_argument("run", help="a run's name or folder, or 'last'")
    blessed.add_argument("--reason", default="", help="why the baseline moves")
    blessed.set_defaults(command=_bless)
    listed = commands.add_parser("list", help="list the runs")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(command=_list)
    tasks = commands.add_parser("tasks", help="list the tasks")
    tasks.add_argument("--json", action="store_true")
    tasks.set_defaults(command=_tasks)
    reviews = commands.add_parser("import-reviews", help="let findings that reviewers corrected join the suite")
    reviews.add_argument("file", type=Path, help="as evals/datasets/reviewed_format.md says")
    reviews.add_argument(
        "--out", type=Path, default=FOLDER, help="the folder to keep them in (evals/datasets/reviewed)"
    )
    reviews.set_defaults(command=_import_reviews)
    viewed = commands.add_parser("view", help="open the log viewer for engineers")
    viewed.add_argument("run", help="a run's name or folder")
    viewed.add_argument("--port", type=int, default=7575)
    viewed.set_defaults(command=_view)
    return parser


def _add_what_to_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", nargs="*", help="the tasks; all, if none is named")
    parser.add_argument("--split", choices=("tune", "test"), default="test", help="which samples (test)")
    parser.add_argument("--epochs", type=_at_least_one, default=1, help="how often each sample is run anew (1)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--limit", type=_at_least_one, help="so many samples of each task; for a look")
    parser.add_argument(
        "--out", type=Path, help="the folder to keep it in (a new one, or that of the same run, stopped)"
    )
    parser.add_argument("--data", type=Path, help="the folder of data by others (COACH_EVAL_DATA)")
    parser.add_argument("--judge", default="", help="a language model that judges answers, as openai:NAME")


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number
