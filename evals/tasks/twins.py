"""Style twins: the same account in another style must get the same findings."""

from collections.abc import Sequence
from typing import Any, Literal

from coach.domain.evaluation import Metric, Outcome
from coach.domain.knowledge import Role
from coach.domain.record import Record, Slug
from evals.golden import DATASETS, Golden, read_golden
from evals.jsonl import read_records
from evals.scorers.flips import flip_rate
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, Split
from evals.tasks.flipping import compare_states, in_slice, read_both, values_of

FILE = DATASETS / "style_twins.jsonl"
TARGET = 0.05


class Twin(Record):
    """A golden account told again in another style, with the same acts in it."""

    id: Slug
    of: Slug
    """The golden account that it tells again."""
    style: Literal["informal", "second-language", "short", "long", "bullets"]
    text: str


class Twins(NoCurves):
    """Each twin beside its original."""

    name = "twins"
    title = "Style twins"
    question = (
        "Does the same account get the same findings when it is told informally, in a second language, short, long?"
    )
    main = "findings that change with the style"
    dataset = FILE.name
    written_by = OWN_DATA

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the twins of the accounts in the split."""
        golden = {
            item.account.id: item for item in read_golden(engine.knowledge, "tune" if split == "tune" else "test")
        }
        return tuple(
            Case(
                id=twin.id,
                text=twin.text,
                target="the findings about the original",
                data={"role_id": golden[twin.of].account.role_id, "original": golden[twin.of].account.text},
                slices={"style": twin.style, "role": golden[twin.of].account.role_id},
                labels={item: state for item, state in golden[twin.of].states(_role(engine, golden[twin.of])).items()},
            )
            for twin in read_records(FILE, Twin)
            if twin.of in golden
        )

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read both."""
        return read_both(engine, case)

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Compare the findings, and count those that neither text was labelled with."""
        outcome = compare_states(case, output)
        right = {
            "original right": float(sum(output["before"].get(item) == state for item, state in case.labels.items())),
            "twin right": float(sum(output["after"].get(item) == state for item, state in case.labels.items())),
        }
        return outcome.model_copy(update={"counts": right})

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the flip rate of all twins, then of each style."""
        return (
            flip_rate(self.main, outcomes, target=TARGET),
            *(
                flip_rate(f"{self.main}: {s}", in_slice(outcomes, "style", s), target=None)
                for s in values_of(outcomes, "style")
            ),
        )


def _role(engine: EngineUnderTest, golden: Golden) -> Role:
    return engine.knowledge.role(golden.account.role_id)
