"""Account to Assessment on the model engine: redact, quote, locate, read again in plain words, apply the rule."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from coach.assess.agreement import Readings, remarks_about_readings
from coach.assess.check_account import remarks_about
from coach.assess.extract import Extracted, extract
from coach.assess.model_requests import Estimate, ModelRequests, estimate_requests
from coach.assess.model_text import ModelText, Redacts, make_model_text
from coach.assess.pipeline import split_statements
from coach.assess.replies import MAX_STATEMENTS, EvidenceReply, MatchReply, PlainReply
from coach.assess.segment import count_words
from coach.assess.twin import Numbered, SecondReading, number_statements, second_reading, words_by_number
from coach.domain.account import Account, Statement
from coach.domain.finding import Assessment
from coach.domain.knowledge import Behaviour, Role
from coach.domain.provenance import Provenance
from coach.domain.record import Record
from coach.domain.redaction import Redacted
from coach.errors import ModelError, OutputError
from coach.llm.protocols import Request
from coach.llm.session import ModelSession
from coach.prompting import Prompts


class ReadsAccounts(Protocol):
    """An engine that needs no model."""

    def read(self, account: Account, *, role: Role, behaviours: Sequence[Behaviour]) -> Assessment:
        """Return what the account shows of each behaviour that applies to the role."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What one reading of one account is about."""

    account: Account
    text: ModelText
    behaviours: Sequence[Behaviour]
    session: ModelSession

    @property
    def behaviour_ids(self) -> frozenset[str]:
        return frozenset(behaviour.id for behaviour in self.behaviours)


@dataclass(frozen=True, kw_only=True)
class _Twin:
    """What became of the second reading."""

    reading: SecondReading | None
    prompts: tuple[str, ...]
    failure: str = ""


class ModelReader:
    """Read accounts with a language model, held to the words of the account."""

    def __init__(
        self,
        *,
        prompts: Prompts,
        redactor: Redacts,
        embedded: ReadsAccounts,
        provenance: Provenance,
        keep: Collection[str] = (),
    ) -> None:
        """Read with `prompts`; `embedded` gives the third reading, `provenance` the versions of knowledge and code.

        The words in `keep` are the organisation's own and are never taken for somebody's name.
        """
        self._requests = ModelRequests(prompts)
        self._redactor = redactor
        self._embedded = embedded
        self._provenance = provenance
        self._keep = keep

    def read(
        self, account: Account, *, role: Role, behaviours: Sequence[Behaviour], session: ModelSession
    ) -> Assessment:
        """Return what the account shows of each behaviour that applies to the role.

        Without the second reading the assessment stands, without its seal and with a remark.

        Raises:
            AccountError: the account is empty, too short, too long, not in English or says nothing about work.
            ModelError: the model did not read the account; there is no assessment then.
        """
        statements, addressed = split_statements(account.text)
        third = self._embedded.read(account, role=role, behaviours=behaviours)
        asked = _Asked(account=account, text=self._text(account, addressed), behaviours=behaviours, session=session)
        extracted, twin, prompt = self._read_twice(asked)
        readings = Readings(role, found=extracted.found, second=twin.reading, third=third)
        findings = tuple(readings.finding(behaviour.id) for behaviour in behaviours)
        found = any(finding.state != "not_described" for finding in findings)
        return Assessment(
            role_id=role.id,
            findings=findings,
            follow_ups=readings.follow_ups(findings, behaviours),
            statements=len(statements),
            refused_quotes=extracted.refused,
            remarks=(
                *session.remarks,
                *remarks_about(account.text, addressed=len(addressed), found=found),
                *remarks_about_readings(twin.reading, ignored=extracted.ignored, failure=twin.failure),
            ),
            provenance=self._provenance.model_copy(
                update={
                    "engine": "model",
                    "model": ", ".join(session.models_used),
                    "prompts": (prompt, *twin.prompts),
                }
            ),
            spent=session.spent,
        )

    def preview(self, account: Account) -> Redacted:
        """Return what a model would be given of the account.

        Raises:
            AccountError: the account cannot be assessed, so nothing of it would be sent.
        """
        _, addressed = split_statements(account.text)
        return self._text(account, addressed).redacted

    def estimate(self, account: Account, *, behaviours: Sequence[Behaviour]) -> Estimate:
        """Return about what reading the account takes.

        Raises:
            AccountError: the account cannot be assessed, so it takes nothing.
        """
        read, addressed = split_statements(account.text)
        text = self._text(account, addressed)
        statements = number_statements(account, text)
        as_they_are = {item.number: item.text for item in statements}
        requests: list[tuple[Request, type[Record]]] = [
            (self._requests.read(text, behaviours), EvidenceReply),
            *((self._requests.plain(part), PlainReply) for part in _parts(statements)),
            (self._requests.match(statements, as_they_are, behaviours, text), MatchReply),
        ]
        return estimate_requests(requests, words=count_words(account.text), statements=len(read))

    def _text(self, account: Account, addressed: Sequence[Statement]) -> ModelText:
        return make_model_text(account, addressed, redactor=self._redactor, keep=self._keep)

    def _read_twice(self, asked: _Asked) -> tuple[Extracted, _Twin, str]:
        """Read the account and its twin at the same time; leaving waits for both, and every call ends in time."""
        request = self._requests.read(asked.text, asked.behaviours)
        no_more = Event()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="style-twin") as thread:
            pending = thread.submit(self._read_twin, asked, no_more)
            try:
                reply = asked.session.ask_for(request, EvidenceReply).value
            except BaseException:
                no_more.set()
                raise
            twin = pending.result()
        return extract(reply.evidence, asked.text, behaviour_ids=asked.behaviour_ids), twin, request.prompt

    def _read_twin(self, asked: _Asked, no_more: Event) -> _Twin:
        prompts: dict[str, None] = {}
        try:
            reading = self._second_reading(asked, no_more, prompts)
        except ModelError as error:
            return _Twin(reading=None, prompts=tuple(prompts), failure=str(error))
        return _Twin(reading=reading, prompts=tuple(prompts))

    def _second_reading(self, asked: _Asked, no_more: Event, prompts: dict[str, None]) -> SecondReading | None:
        statements = number_statements(asked.account, asked.text)
        plain: dict[int, str] = {}
        for part in _parts(statements):
            if no_more.is_set():
                return None
            request = self._requests.plain(part)
            prompts[request.prompt] = None
            plain |= words_by_number(asked.session.ask_for(request, PlainReply).value.statements, part)
        if no_more.is_set():
            return None
        if not plain:
            raise OutputError("The model put none of the statements into plain words.")
        request = self._requests.match(statements, plain, asked.behaviours, asked.text)
        prompts[request.prompt] = None
        said = asked.session.ask_for(request, MatchReply).value.matches
        return second_reading(said, statements, plain, behaviour_ids=asked.behaviour_ids)


def _parts(statements: Sequence[Numbered]) -> Iterator[Sequence[Numbered]]:
    for start in range(0, len(statements), MAX_STATEMENTS):
        yield statements[start : start + MAX_STATEMENTS]
