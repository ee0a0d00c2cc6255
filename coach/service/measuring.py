"""Evals: measure the engine, look at what was measured, compare. It is about the engine, never about a person."""

from collections.abc import Sequence

from coach.domain.access import Principal
from coach.domain.evaluation import Comparison, Run
from coach.service.access import use_case
from coach.service.parts import UseCases
from coach.suite.protocols import KeptRun, Missing, RunOrder, Split, TaskChoice

LOOK = 5
"""So many samples of each task make a look."""


class Measuring(UseCases):
    """Measure the configured engine with the suite of evals, where that is."""

    @use_case
    def missing_for_evals(self, *, principal: Principal) -> Missing | None:
        """Return what is missing to measure here, if anything. What was measured before can be seen all the same."""
        return self._parts.suite().missing()

    @use_case
    def eval_tasks(self, *, principal: Principal) -> tuple[TaskChoice, ...]:
        """Return the tasks that can be measured.

        Raises:
            SuiteError: the suite is not here, or does not say.
        """
        return self._parts.suite().tasks()

    @use_case
    def eval_runs(self, *, principal: Principal) -> tuple[KeptRun, ...]:
        """Return the runs of the suite, newest first; what the log of a failed one says has no personal data."""
        return tuple(self._without_personal_data(run) for run in self._parts.suite().runs())

    @use_case
    def eval_run(self, run_id: str, *, principal: Principal) -> Run:
        """Return what a finished run measured.

        Raises:
            SuiteError: there is no finished run of this name.
        """
        return self._parts.suite().run(run_id)

    @use_case
    def newest_eval(self, *, principal: Principal) -> KeptRun | None:
        """Return the newest finished run; a mere look only where nothing else was measured."""
        finished = [run for run in self._parts.suite().runs() if run.state == "finished"]
        whole = [run for run in finished if run.order and run.order.limit is None]
        return next(iter((*whole, *finished)), None)

    @use_case
    def changes_since_eval(self, run: Run, *, principal: Principal) -> tuple[str, ...]:
        """Say what has changed since a run, one sentence each; none where the same would be measured."""
        then, now = run.info, self.provenance
        changes = []
        if then.engine != self._engine():
            changes.append(f"It measured {then.engine}; the coach now uses {self._engine()}.")
        elif then.model != now.model:
            changes.append(f"It measured {then.model}; the coach now uses {now.model}.")
        elif then.prompts != now.prompts:
            changes.append("What the coach asks the model has changed since.")
        if then.knowledge_version != now.knowledge_version:
            changes.append("The knowledge files have changed since.")
        if not then.code_version.startswith(now.code_version):
            changes.append("The coach itself has changed since.")
        return tuple(changes)

    @use_case
    def start_eval(
        self, tasks: Sequence[str] = (), *, principal: Principal, split: Split = "test", limit: int | None = None
    ) -> str:
        """Begin to measure the configured engine in the background, and return the run's id. No task means all.

        Raises:
            SuiteError: the suite is not here, another run is at work, or the disk refuses.
        """
        order = RunOrder(engine=self._engine(), tasks=tuple(tasks), split=split, limit=limit)
        return self._parts.suite().start(order)

    @use_case
    def go_on_with_eval(self, run_id: str, *, principal: Principal) -> None:
        """Take up a run where it ended.

        Raises:
            SuiteError: the suite is not here, a run is at work, or nothing tells what was ordered.
        """
        self._parts.suite().go_on(run_id)

    @use_case
    def stop_eval(self, run_id: str, *, principal: Principal) -> None:
        """End a run; what it measured is kept.

        Raises:
            SuiteError: it was started elsewhere.
        """
        self._parts.suite().stop(run_id)

    @use_case
    def compare_evals(self, before: str, after: str, *, principal: Principal) -> Comparison:
        """Compare two finished runs, sample by sample.

        Raises:
            SuiteError: the suite is not here, or the runs cannot be compared.
        """
        return self._parts.suite().compare(before, after)

    @use_case
    def eval_report(self, run_id: str, *, principal: Principal) -> str:
        """Return the page for readers about a finished run, as HTML.

        Raises:
            SuiteError: the suite is not here, or cannot make the page.
        """
        return self._parts.suite().report(run_id)

    @use_case
    def eval_results(self, run_id: str, *, principal: Principal) -> str:
        """Return a finished run as JSON.

        Raises:
            SuiteError: there is no finished run of this name.
        """
        return self._parts.suite().results(run_id)

    def _engine(self) -> str:
        """Return the engine as `COACH_MODEL` names it."""
        return "embedded" if self.provenance.engine == "embedded" else self.provenance.model

    def _without_personal_data(self, run: KeptRun) -> KeptRun:
        if not run.last_words:
            return run
        return run.model_copy(update={"last_words": tuple(self._parts.redact(line).text for line in run.last_words)})
