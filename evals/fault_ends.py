"""How every fault of the hostile model ends for an answer and for a reading: as an error of ours, marked, or unnoticed.

An answer is streamed prose, a reading is structured; both go through the product's own parts over a real connection.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from coach.assess.model_reader import ModelReader
from coach.chat.model_answer import ModelAnswerer
from coach.domain.account import Account
from coach.domain.answer import Answer
from coach.errors import ModelError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.openai import OpenAIModel
from coach.llm.session import ModelSession
from evals.hostile_model import FAULTS, HARMLESS, HostileModel
from evals.hostile_model.asked import Asked
from evals.model_parts import open_session
from evals.replies import cite_first_passage, quote_sentences

Way = Literal["answer", "reading"]
End = Literal["error", "marked", "whole", "unnoticed"]
"""A typed error; a partial or unbacked result that says so; a sound result; or anything else."""

CHAT_FAULTS = tuple(fault.id for fault in FAULTS if fault.scope != "embeddings")
WAYS: tuple[Way, ...] = ("answer", "reading")
QUESTION = "Who owns a customer's problem when I pass it on?"
_ONLY_JSON = frozenset({"status-400-schema", "more-fields"})
"""They spoil nothing of a reply in prose."""
_DEADLINE_S = 2.5
_AT_ONCE = 8
"""Most faults are waited for; only a few take work."""


@dataclass(frozen=True)
class Ended:
    """One fault, met in one way."""

    fault: str
    way: Way
    end: End

    @property
    def is_harmless(self) -> bool:
        """Tell whether the reply is whole and usable in spite of the fault."""
        return self.fault in HARMLESS or (self.way == "answer" and self.fault in _ONLY_JSON)

    @property
    def is_sound(self) -> bool:
        """Tell whether nobody can take a spoilt reply for a good one."""
        return self.end in ("error", "marked") or (self.is_harmless and self.end == "whole")


@dataclass(frozen=True)
class Tried:
    """What meets the faults."""

    answerer: ModelAnswerer
    reader: ModelReader
    knowledge: KnowledgeBase
    account: Account

    def answer(self, session: ModelSession) -> End:
        """Have a question answered."""
        stream = self.answerer.start(QUESTION, role_id=self.account.role_id, session=session)
        for _ in stream:
            pass
        return end_of_answer(stream.answer)

    def read(self, session: ModelSession) -> End:
        """Have an account read."""
        role = self.knowledge.role(self.account.role_id)
        behaviours = self.knowledge.role_behaviours(role.id)
        read = self.reader.read(self.account, role=role, behaviours=behaviours, session=session)
        return "whole" if any(finding.evidence for finding in read.findings) else "unnoticed"


def meet_faults(tried: Tried, faults: Sequence[str] = CHAT_FAULTS) -> tuple[Ended, ...]:
    """Meet each fault with an answer and with a reading, several at a time."""
    met: list[tuple[str, Way, Callable[[ModelSession], End]]] = []
    for fault in faults:
        met += [(fault, "answer", tried.answer), (fault, "reading", tried.read)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(lambda one: Ended(one[0], one[1], _end(one[0], one[2])), met))


def end_of_answer(answer: Answer) -> End:
    """Tell a whole answer with a backed claim from one that says what is wrong with it."""
    if answer.status != "complete":
        return "marked"
    if any(claim.seal == "supported" for claim in answer.claims()):
        return "whole"
    # A claim that nothing backs carries a seal that says so.
    return "marked" if answer.abstained or answer.claims() else "unnoticed"


def _end(fault: str, meet: Callable[[ModelSession], End]) -> End:
    with HostileModel(fault, reply_with=_reply, slow_s=_DEADLINE_S / 10) as hostile:
        model = OpenAIModel("hostile", base_url=hostile.url, api_key="none", timeout_s=_DEADLINE_S, draw=lambda: 0.0)
        with closing(model):
            try:
                return meet(open_session(model))
            except ModelError:
                return "error"
            # Whatever else comes up is what must not: it is counted, so that the other faults are still met.
            except Exception:
                return "unnoticed"


def _reply(asked: Asked) -> object:
    if asked.wants_json:
        return quote_sentences(asked)
    return cite_first_passage(asked)
