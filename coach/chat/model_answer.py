"""Question to answer on the model engine: decided and searched first, then worded and held to the passages."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Literal

from coach.chat.answer import cite
from coach.chat.claims import notes_on, read_claims
from coach.chat.conversation import Redacts, join_questions
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.ground import Asked, Ground, GroundFinder
from coach.chat.judging import Judge
from coach.chat.leaks import mark_of
from coach.chat.material import render_passages
from coach.chat.modes import MODE_NOTES
from coach.chat.stream import AnswerStream, Pieces
from coach.chat.support import SupportCheck
from coach.chat.writing import Writing
from coach.domain.answer import Answer, Mode, Paragraph, Status
from coach.domain.draft import Turn
from coach.errors import ModelError, OutputError, StoreError
from coach.llm.protocols import Request
from coach.llm.session import ModelSession
from coach.llm.stopping import stopping
from coach.prompting import Prompts

Failing = Literal["quote", "raise"]
"""When no model words anything: answer in the organisation's own words and say so, or raise."""

Failure = ModelError | StoreError
"""What can break an answer off: the model, or the ledger of what models took."""

_NEAREST = 3
_STOPPED = "You stopped this answer, so it is not complete."
_BROKEN = "This answer broke off and is not complete."
_NOTHING_BACKED = "No sentence here is known to be backed by a passage. Rely on the passages, not on the wording."


@dataclass(frozen=True, kw_only=True)
class _Written:
    """What a model wrote, and how it ended."""

    prose: tuple[Paragraph, ...]
    notes: Sequence[str]
    says_nothing: bool
    status: Status
    failure: Failure | None

    @property
    def is_backed(self) -> bool:
        return any(claim.seal == "supported" for paragraph in self.prose for claim in paragraph)

    def ending(self) -> str:
        if self.status == "broken":
            return f"{_BROKEN} {self.failure}"
        return _STOPPED if self.status == "stopped" else ""


class ModelAnswerer:
    """Word answers with a language model; nothing reaches the reader that the rules do not let through."""

    def __init__(
        self,
        *,
        embedded: EmbeddedAnswerer,
        prompts: Prompts,
        redactor: Redacts,
        support: SupportCheck,
        failing: Failing = "quote",
        keep: Collection[str] = (),
    ) -> None:
        """Search, decide and fall back with `embedded`; the words in `keep` are the organisation's own."""
        self._embedded = embedded
        self._prompt = prompts["chat/answer"]
        self._finder = GroundFinder(embedded=embedded, prompts=prompts, redactor=redactor, keep=keep)
        self._redactor = redactor
        self._support = support
        self._failing = failing

    def start(
        self,
        question: str,
        *,
        role_id: str,
        session: ModelSession,
        mode: Mode = "ask",
        earlier: Sequence[Turn] = (),
        begun: Answer | None = None,
    ) -> AnswerStream:
        """Return the stream of an answer. Nothing is searched or asked before its first piece is taken.

        `earlier` are the turns that a follow-up question follows, oldest first. `begun` is an answer to the same
        question that was stopped or broke off: the new one goes on where it ended, and holds both.
        """
        stop = Event()
        asked = Asked(
            question=question,
            role_id=role_id,
            mode=mode,
            earlier=earlier,
            begun=begun,
            session=session,
            stop=stop,
        )
        return AnswerStream(self._answer(asked), stop)

    def _answer(self, asked: Asked) -> Pieces:
        settled = self._embedded.settle(asked.question, role_id=asked.role_id, mode=asked.mode)
        if settled:
            return settled
        ground = self._finder.find(asked)
        if ground.composed.abstained:
            return _with_spent(ground.composed, asked.session)
        writing = self._writing(asked, ground)
        failure: Failure | None = None
        try:
            yield from self._stream(asked, ground, writing)
        except (ModelError, StoreError) as error:
            failure = error
        rest = writing.finish()
        was_stopped = asked.stop.is_set() and not writing.is_whole
        if rest and not was_stopped:
            yield rest
        if not (was_stopped or failure or writing.says_nothing or writing.text.strip()):
            failure = OutputError("The model wrote nothing that can be shown.")
        status: Status = "stopped" if was_stopped else "broken" if failure else "complete"
        question = join_questions(asked.earlier, asked.question)
        prose = read_claims(
            f"{ground.begun} {writing.text}",
            ground.passages,
            lambda cited: self._support.are_supported(cited, question=question),
        )
        written = _Written(
            prose=prose, notes=writing.notes(), says_nothing=writing.says_nothing, status=status, failure=failure
        )
        return self._finished(asked, ground, written)

    def _stream(self, asked: Asked, ground: Ground, writing: Writing) -> Iterator[str]:
        if asked.stop.is_set():
            return
        messages = self._prompt.render(
            mode=asked.mode,
            role=self._embedded.knowledge.role(asked.role_id).name,
            mark=mark_of(self._prompt.ref),
            passages=render_passages(ground.passages),
            earlier=ground.talk.earlier,
            begun=ground.talk.begun,
            question=ground.talk.question,
        )
        request = Request(prompt=self._prompt.ref, messages=messages, max_output_tokens=self._prompt.max_output_tokens)
        with stopping(asked.session.stream(request)) as pieces:
            for piece in pieces:
                if not isinstance(piece, str):
                    writing.is_whole = True
                elif shown := writing.feed(piece):
                    yield shown
                if asked.stop.is_set():
                    return

    def _writing(self, asked: Asked, ground: Ground) -> Writing:
        own_words = [passage.text for passage in ground.passages.values()]
        return Writing(
            numbers=ground.passages,
            restore=lambda tag: self._redactor.restore(ground.talk.whole, tag),
            mark=mark_of(self._prompt.ref),
            judge=Judge(own_words=own_words, question=asked.question),
        )

    def _finished(self, asked: Asked, ground: Ground, written: _Written) -> Answer:
        if written.status == "complete" and written.says_nothing and not written.is_backed:
            return self._unanswered(asked, ground, written)
        if written.failure and not written.prose:
            return self._quoted(asked, ground, written.failure)
        return self._worded(asked, ground, written)

    def _worded(self, asked: Asked, ground: Ground, written: _Written) -> Answer:
        claims = [claim for paragraph in written.prose for claim in paragraph]
        named = {number for claim in claims for number in claim.citations}
        unsure = bool(claims) and not written.is_backed
        notes = (
            written.ending(),
            *asked.session.remarks,
            _NOTHING_BACKED if unsure else "",
            *notes_on(claims),
            *written.notes,
            MODE_NOTES[asked.mode],
        )
        return Answer(
            question=asked.question,
            role_id=asked.role_id,
            mode=asked.mode,
            behaviour_ids=ground.composed.behaviour_ids,
            lines=(),
            prose=written.prose,
            citations=tuple(cite(ground.passages[number], number) for number in sorted(named)),
            abstained=False,
            nearest=ground.retrieval.hits[:_NEAREST] if unsure else (),
            support=ground.retrieval.support,
            status=written.status,
            remark=ground.retrieval.remark,
            notes=tuple(filter(None, notes)),
            provenance=self._embedded.provenance.model_copy(
                update={
                    "engine": "model",
                    "model": ", ".join(asked.session.models_used) or asked.session.name,
                    "prompts": (*ground.prompts, self._prompt.ref),
                }
            ),
            spent=asked.session.spent,
        )

    def _quoted(self, asked: Asked, ground: Ground, failure: Failure) -> Answer:
        """Return the embedded engine's answer and say that it stands in for the model's."""
        if self._failing == "raise":
            raise failure
        note = f"{failure} So this is put together from your organisation's own words, without a language model."
        notes = (note, *asked.session.remarks, *ground.composed.notes)
        return _with_spent(ground.composed.model_copy(update={"notes": notes}), asked.session)

    def _unanswered(self, asked: Asked, ground: Ground, written: _Written) -> Answer:
        """Return an abstention: the model was given the passages and says that they do not answer."""
        notes = (*asked.session.remarks, *written.notes)
        nothing = {"lines": (), "citations": (), "behaviour_ids": (), "notes": notes}
        nearest = ground.retrieval.hits[:_NEAREST]
        answer = ground.composed.model_copy(update={**nothing, "abstained": True, "nearest": nearest})
        return _with_spent(answer, asked.session)


def _with_spent(answer: Answer, session: ModelSession) -> Answer:
    spent = session.spent
    return answer.model_copy(update={"spent": spent}) if spent.calls else answer
