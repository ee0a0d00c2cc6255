"""Accounts that others wrote: read without a fault, each quote word for word, and beside labels where there are any."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from coach.bootstrap import build_coach
from coach.domain.account import Account
from coach.domain.evaluation import Metric, Outcome
from coach.domain.finding import STATE_WORDS, Assessment
from coach.domain.knowledge import Role
from coach.domain.record import Line, Record, Slug
from coach.errors import KnowledgeError
from coach.service import Coach
from evals.errors import DatasetError
from evals.golden import BehaviourMarks, state_of
from evals.scorers.intervals import share
from evals.suite.engine import EngineUnderTest
from evals.suite.task import Case, NoCurves, SkippedTask, Split
from evals.tasks.external import OTHERS, external, read_tables
from evals.tasks.findings import Findings
from evals.who import MEASURER

FOLDER, KNOWLEDGE = "accounts", "knowledge"
COLUMNS = ("id", "role_id", "text", "labels")
_ABOUT_THE_DATA = {"SOURCE.md", "LICENSE.md", "README.md"}
_FRONT_MATTER = "---\n"


class RealAccounts(NoCurves):
    """Unlabelled accounts, each read for two roles."""

    name = "real-accounts"
    title = "Accounts by real people"
    question = "Is an account that nobody here wrote read without a fault, and is every quote word for word in it?"
    main = "quotes word for word in the account by others"
    dataset = f"{FOLDER}/"
    written_by = OTHERS

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return every account for two roles; nothing is fitted on them, so there is only a test split."""
        if split == "tune":
            return ()
        texts = tuple(read_texts(external(engine, FOLDER)))
        if not texts:
            raise SkippedTask(f"external data not found: there is no account (*.md) in {FOLDER}/")
        return tuple(
            Case(
                id=f"{name}/{role.id}",
                text=text,
                target="read, with quotes that are in it",
                data={"role_id": role.id},
                slices={"role": role.id, "account": name},
            )
            for name, text in texts
            for role in _two_roles(engine)
        )

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read the account."""
        account = Account(text=case.text, role_id=case.data["role_id"])
        return {"assessment": engine.coach.assess_without_fallback(account, principal=MEASURER).model_dump(mode="json")}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Look for each quote in the account."""
        assessment = Assessment.model_validate(output["assessment"])
        quotes = [item for finding in assessment.findings for item in (*finding.evidence, *finding.counter_evidence)]
        wrong = [item.quote for item in quotes if case.text[item.span.start : item.span.end] != item.quote]
        found = [f"{item.behaviour_id}: {STATE_WORDS[item.state]}" for item in assessment.findings]
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=float(not wrong),
            slices=case.slices,
            counts={"quotes": len(quotes), "quotes exact": len(quotes) - len(wrong)},
            text=case.text,
            expected=case.target,
            got="; ".join(found),
            note="; ".join(f"not in the account: {quote}" for quote in wrong),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the share of accounts that were read, and of quotes that are exact."""
        quotes = int(sum(item.counts.get("quotes", 0.0) for item in outcomes))
        exact = int(sum(item.counts.get("quotes exact", 0.0) for item in outcomes))
        read = sum(item.status != "failed" for item in outcomes)
        return (
            share(self.main, exact, quotes, target=1.0, is_exact=True),
            share("accounts by others that were read", read, len(outcomes), target=1.0, is_exact=True),
        )


def read_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every account, without front matter.

    Raises:
        DatasetError: a file is not UTF-8.
    """
    for path in sorted(folder.glob("*.md")):
        if path.name in _ABOUT_THE_DATA:
            continue
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError(f"{path.name} cannot be read ({error}). Put it there as UTF-8.") from None
        yield path.stem, without_front_matter(text)


def without_front_matter(text: str) -> str:
    """Return the text below the first lines between two `---`, if it begins with such lines."""
    if not text.startswith(_FRONT_MATTER):
        return text
    _, closed, body = text.removeprefix(_FRONT_MATTER).partition(f"\n{_FRONT_MATTER}")
    return body.lstrip("\n") if closed else text


def _two_roles(engine: EngineUnderTest) -> tuple[Role, ...]:
    """Return the first role and the first of another kind: they are asked for different things."""
    roles = engine.knowledge.roles
    return (roles[0], next((role for role in roles if role.kind != roles[0].kind), roles[-1]))[: len(roles)]


class LabelledAccount(Record):
    """An account that others wrote and labelled."""

    id: Line
    role_id: Slug
    style: Line = "not said"
    text: str = Field(min_length=1)
    labels: tuple[BehaviourMarks, ...]


class LabelledAccounts(Findings):
    """Labelled accounts, on the knowledge files that lie beside them or, where none do, on those of the engine."""

    name = "labelled-accounts"
    title = "Accounts labelled by others"
    question = "Does the coach find in accounts what others marked in them, on their own vision?"
    dataset = f"{FOLDER}/"
    written_by = OTHERS

    def __init__(self) -> None:
        """Build a Coach for each folder of knowledge once."""
        self._coaches: dict[str, Coach] = {}

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return every labelled account; nothing is fitted on them, so there is only a test split."""
        if split == "tune":
            return ()
        root = external(engine, FOLDER)
        cases = []
        for folder in (root, *sorted(path for path in root.iterdir() if path.is_dir())):
            tables = tuple(read_tables(folder, COLUMNS))
            if tables:
                coach = self._coach(engine, folder)
                place = "" if folder == root else folder.name
                cases += [_case(path, line, coach, place) for path, rows in tables for line in rows]
        if not cases:
            raise SkippedTask(f"external data not found: no file in {FOLDER}/ has the columns of labelled accounts")
        return tuple(cases)

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read the account on its own vision."""
        account = Account(text=case.text, role_id=case.data["role_id"])
        coach = self._coaches[case.data["vision"]]
        return {"assessment": coach.assess_without_fallback(account, principal=MEASURER).model_dump(mode="json")}

    def _coach(self, engine: EngineUnderTest, folder: Path) -> Coach:
        """Return a Coach for the vision of a folder.

        Raises:
            DatasetError: the knowledge files beside the accounts break a rule.
        """
        has_own = (folder / KNOWLEDGE).is_dir()
        vision = folder.name if has_own else ""
        if vision not in self._coaches:
            own = {"knowledge": folder / KNOWLEDGE, "home": engine.settings.home / f"vision-{vision}"}
            try:
                coach = build_coach(engine.settings.model_copy(update=own)) if has_own else engine.coach
            except KnowledgeError as error:
                raise DatasetError(f"{FOLDER}/{folder.name}/{KNOWLEDGE}/: {error}") from None
            self._coaches[vision] = coach
        return self._coaches[vision]


def _case(path: Path, line: tuple[int, dict[str, Any]], coach: Coach, folder: str) -> Case:
    number, row = line
    account = _labelled(row, f"{path.name}, line {number}", coach)
    role = coach.knowledge.role(account.role_id)
    marks = {about.behaviour_id: about.evidence for about in account.labels}
    states = {
        asked.behaviour_id: state_of(marks.get(asked.behaviour_id, ()), asked.point) for asked in role.expectations
    }
    has_own = bool(folder) and (path.parent / KNOWLEDGE).is_dir()
    return Case(
        id=f"{folder or FOLDER}/{path.stem}/{account.id}",
        text=account.text,
        target="; ".join(f"{item}: {STATE_WORDS[state]}" for item, state in states.items()),
        data={
            "role_id": role.id,
            "vision": folder if has_own else "",
            "marks": {item: [mark.quote for mark in evidence] for item, evidence in marks.items()},
        },
        slices={"role": role.id, "style": account.style, "vision": folder or "the engine's"},
        labels=dict(states),
    )


def _labelled(row: dict[str, Any], place: str, coach: Coach) -> LabelledAccount:
    known = LabelledAccount.model_fields
    try:
        account = LabelledAccount.model_validate({name: value for name, value in row.items() if name in known})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise DatasetError(
            f"{place}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}. Mend the line."
        ) from None
    roles = {role.id: role for role in coach.knowledge.roles}
    if account.role_id not in roles:
        raise DatasetError(
            f"{place}: the role {account.role_id!r} is not in the knowledge files. Add it, or mend the line."
        )
    asked = {item.behaviour_id for item in roles[account.role_id].expectations}
    for about in account.labels:
        if about.behaviour_id not in asked:
            raise DatasetError(f"{place}: {account.role_id!r} is not asked for {about.behaviour_id!r}. Take it out.")
        for mark in about.evidence:
            if mark.quote not in account.text:
                raise DatasetError(f"{place}: the quote {mark.quote!r} is not in the text. Copy it letter by letter.")
    return account
