"""How much time the product adds to a model's own, and how soon after its first words a person sees some.

The model is the honest one in another process, at a steady pace; what it takes is what its server noted.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from coach.assess.model_requests import ModelRequests
from coach.assess.model_text import make_model_text
from coach.assess.replies import EvidenceReply
from coach.bootstrap import build_coach
from coach.domain.access import local_principal
from coach.domain.account import Account
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.protocols import Request
from coach.llm.redact import Redactor
from coach.settings import Settings
from coach.store.spending import SqliteSpendingLedger
from evals.model_process import ModelProcess, Served
from evals.questions import Question
from evals.replies import cite_first_passage, quote_sentences

CALLS = 200
FAST_S = 0.005
"""Between two pieces of a reply. A model that writes up to 200 in a second leaves us least time beside its own."""
USUAL_S = 0.02
"""Up to 50 in a second, as hosted models write. The slower the model, the later a first word is known to be whole."""
_WARM_UP = 5


@dataclass(frozen=True)
class Calls:
    """Calls for quotes from accounts, each from its request to a reply in the right shape."""

    knowledge: KnowledgeBase
    requests: ModelRequests
    accounts: Sequence[Account]
    home: Path
    """Where the ledger is."""
    keep: Collection[str]
    """The organisation's own words, which are never taken for somebody's name."""
    redactor: Redactor = field(default_factory=Redactor)

    def beyond_the_model(self) -> list[float]:
        """Return for each call the seconds that it took beyond the model's."""
        with ModelProcess(pause_s=FAST_S, reply_with=quote_sentences) as model:
            spans = self._spans(model, time.monotonic)
            return beyond_the_model(spans, model.served())[_WARM_UP:]

    def processor_time(self) -> list[float]:
        """Return for each call the seconds of processor time that it took, with the shortest reply that can be."""
        with ModelProcess(pause_s=0.0) as model:
            spans = self._spans(model, time.process_time)
        return [ended_at - begun_at for begun_at, ended_at in spans[_WARM_UP:]]

    def preparing(self) -> list[float]:
        """Return for each account the seconds to redact it and to fill in the prompt, once for all its calls."""
        times = []
        for account in islice(cycle(self.accounts), CALLS):
            begun_at = time.monotonic()
            self._request(account)
            times.append(time.monotonic() - begun_at)
        return times

    def _spans(self, model: ModelProcess, clock: Callable[[], float]) -> list[tuple[float, float]]:
        requests = [self._request(account) for account in self.accounts]
        spans = []
        with _sessions(_settings(model.url, self.home)) as sessions:
            for request in islice(cycle(requests), _WARM_UP + CALLS):
                begun_at = clock()
                sessions.open_session().ask_for(request, EvidenceReply)
                spans.append((begun_at, clock()))
                # What is left of a call at the server would be done in the time of the next.
                model.served()
        return spans

    def _request(self, account: Account) -> Request:
        text = make_model_text(account, (), redactor=self.redactor, keep=self.keep)
        return self.requests.read(text, self.knowledge.role_behaviours(account.role_id))


def beyond_the_model(spans: Sequence[tuple[float, float]], served: Sequence[Served]) -> list[float]:
    """Return what of each call was before the model had it and after its last words.

    Raises:
        ValueError: there are more or fewer calls at the server, so they cannot be told apart.
    """
    pairs = zip(spans, served, strict=True)
    return [call.received_at - begun_at + ended_at - call.last_event_at for (begun_at, ended_at), call in pairs]


def time_first_words(questions: Sequence[Question], *, home: Path) -> list[float]:
    """Return for each answer the seconds from the model's first piece to the first that a person sees."""
    shown_at: list[float] = []
    with ModelProcess(pause_s=USUAL_S, reply_with=cite_first_passage) as model:
        coach = build_coach(_settings(model.url, home))
        for number, question in enumerate(cycle(questions)):
            # Somebody new each time, so that no history grows with the number of calls.
            answer = coach.start_answer(
                question.question, role_id=question.role_id, principal=local_principal(f"bench-{number}")
            )
            # No model is asked where the coach abstains.
            if next(answer, None):
                shown_at.append(time.monotonic())
                answer.stop()
            if len(shown_at) == _WARM_UP + CALLS:
                break
        served = model.served()
    times = [seen_at - call.first_piece_at for seen_at, call in zip(shown_at, served, strict=True)]
    return times[_WARM_UP:]


@contextmanager
def _sessions(settings: Settings) -> Iterator[SessionFactory]:
    with closing(SqliteSpendingLedger.open(settings.home)) as ledger:
        limits = Limits.from_settings(settings)
        sessions = SessionFactory(build_models(settings), limits, ledger, clock=lambda: datetime.now(UTC))
        with closing(sessions):
            yield sessions


def _settings(url: str, home: Path) -> Settings:
    return Settings(home=home, model="openai:hostile", base_url=url, fallback=())
