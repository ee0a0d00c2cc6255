"""What an answer may say, found before a model is asked to word it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Event

from coach.chat.conversation import Redacts, Talk, join_questions, redact_talk
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.material import choose_passages
from coach.domain.answer import Answer, Mode
from coach.domain.draft import Turn
from coach.domain.passage import Passage, Retrieval
from coach.errors import ModelError
from coach.llm.protocols import Request
from coach.llm.session import ModelSession
from coach.prompting import Prompts

_LONGEST_QUESTION = 400
_WHOLE = (".", "!", "?", "…")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question as it was put."""

    question: str
    role_id: str
    mode: Mode
    earlier: Sequence[Turn]
    begun: Answer | None
    session: ModelSession
    stop: Event


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What was found for a question."""

    retrieval: Retrieval
    composed: Answer
    """The embedded engine's answer; an abstention stands as it is."""
    passages: Mapping[int, Passage]
    """By the numbers that a model sees and cites."""
    talk: Talk
    begun: str
    """The text to go on from; empty where the answer begins anew."""
    prompts: tuple[str, ...]
    """The prompts that were sent on the way."""


class GroundFinder:
    """Search for what a question needs; a follow-up question is put so that it stands alone first."""

    def __init__(
        self, *, embedded: EmbeddedAnswerer, prompts: Prompts, redactor: Redacts, keep: Collection[str]
    ) -> None:
        """Search with `embedded`; the words in `keep` are the organisation's own and stay."""
        self._embedded = embedded
        self._prompts = prompts
        self._redactor = redactor
        self._keep = keep

    def find(self, asked: Asked) -> Ground:
        """Return the passages for a question, or an abstention."""
        query, prompts = self._query(asked)
        retrieval = self._embedded.find(query, role_id=asked.role_id)
        composer = self._embedded.composer
        chosen = [passage for _, passage in composer.choose(retrieval, role_id=asked.role_id, mode=asked.mode)]
        passages = choose_passages(chosen, [hit.passage for hit in retrieval.hits])
        begun = _text_of(asked.begun, passages)
        return Ground(
            retrieval=retrieval,
            composed=composer.compose(retrieval, role_id=asked.role_id, mode=asked.mode, question=asked.question),
            passages=passages,
            talk=self._talk(asked, begun=begun),
            begun=begun,
            prompts=prompts,
        )

    def _talk(self, asked: Asked, *, begun: str) -> Talk:
        return redact_talk(asked.question, earlier=asked.earlier, begun=begun, redactor=self._redactor, keep=self._keep)

    def _query(self, asked: Asked) -> tuple[str, tuple[str, ...]]:
        """Return what to search for, and the prompts that were sent for it."""
        joined = join_questions(asked.earlier, asked.question)
        if not asked.earlier or asked.stop.is_set():
            return joined, ()
        prompt = self._prompts["chat/condense"]
        talk = self._talk(asked, begun="")
        request = Request(
            prompt=prompt.ref,
            messages=prompt.render(earlier=talk.earlier, question=talk.question),
            max_output_tokens=prompt.max_output_tokens,
        )
        try:
            reply = asked.session.complete(request)
        except ModelError:
            # The answer has a call of its own, which says so if that fails too.
            return joined, (prompt.ref,)
        alone = " ".join(self._redactor.restore(talk.whole, reply.text).split())
        return (alone if 0 < len(alone) <= _LONGEST_QUESTION else joined), (prompt.ref,)


def _text_of(begun: Answer | None, passages: Mapping[int, Passage]) -> str:
    """Return the whole sentences of an answer that ended early, if it cites these very passages by these numbers."""
    if begun is None or begun.status == "complete":
        return ""
    now = {number: passage.id for number, passage in passages.items()}
    if any(now.get(citation.number) != citation.passage_id for citation in begun.citations):
        return ""
    paragraphs = (
        " ".join(
            f"{claim.text} {''.join(f'[{number}]' for number in claim.citations)}".strip()
            for claim in paragraph
            if claim.text.rstrip("”\"'’)").endswith(_WHOLE)
        )
        for paragraph in begun.prose
    )
    return "\n".join(filter(None, paragraphs))
