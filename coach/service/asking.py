"""Ask: questions, answers, and what is sent to the authors."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event

from coach.chat.capture import to_authors
from coach.chat.stream import AnswerStream, Pieces
from coach.domain.access import Principal
from coach.domain.answer import Answer, Mode
from coach.domain.draft import AuthorQuestion, Turn
from coach.domain.passage import PassageKind, Retrieval
from coach.errors import AccountError, StoreError
from coach.service.access import use_case
from coach.service.parts import UseCases

MAX_QUESTION_CHARACTERS = 10_000
"""A longer question is refused, never cut."""
_HISTORY_MAX = 200
_THREAD_MAX = 20


class AnswerInProgress(Iterator[str]):
    """Pieces of an answer that may be shown as they come; at the end, `turn` is kept in the history."""

    def __init__(self, stream: AnswerStream, keep: Callable[[Answer], Turn]) -> None:
        """Pass on a stream, and keep what comes of it."""
        self._stream = stream
        self._keep = keep
        self._turn: Turn | None = None

    @property
    def turn(self) -> Turn:
        """The question with its finished answer; only once the stream has ended or was stopped."""
        if self._turn is None:
            raise StoreError("The answer is not finished yet. Wait for its end, or stop it.")
        return self._turn

    def __next__(self) -> str:
        """Return the next piece.

        Raises:
            ModelError: no model worded anything, and there is nothing else to answer with.
            StoreError: the answer cannot be kept.
        """
        try:
            return next(self._stream)
        except StopIteration:
            self._finish()
            raise

    def stop(self) -> None:
        """End the answer where it is; what came is kept and marked."""
        self._stream.close()
        self._finish()

    def _finish(self) -> None:
        if self._turn is None:
            self._turn = self._keep(self._stream.answer)


class Asking(UseCases):
    """Ask how the vision applies, and what becomes of questions."""

    @use_case
    def search(
        self,
        query: str,
        *,
        principal: Principal,
        role_id: str | None = None,
        kinds: Sequence[PassageKind] | None = None,
        k: int = 8,
    ) -> Retrieval:
        """Find passages of the knowledge base, or abstain."""
        return self._parts.retriever().retrieve(query, role_id=role_id, kinds=kinds, k=k)

    @use_case
    def start_answer(
        self,
        question: str,
        *,
        role_id: str,
        principal: Principal,
        mode: Mode = "ask",
        follows: str | None = None,
        goes_on: str | None = None,
    ) -> AnswerInProgress:
        """Begin to answer a question for a role; the turn is kept for its owner once it has ended.

        `follows` is the id of the turn that the question asks further about, `goes_on` that of one which was stopped or
        broke off and is taken up where it ended.
        """
        turns = {turn.id: turn for turn in self._parts.private().list_turns(person_id=principal.person_id, search="")}
        begun = turns.get(goes_on or "")
        before = begun.follows if begun else follows
        stream = self._stream(
            question, role_id=role_id, mode=mode, earlier=_thread(turns, before), begun=begun.answer if begun else None
        )

        def keep(answer: Answer) -> Turn:
            turn = self._turn(answer, follows=before if before in turns else None)
            self._parts.private().add_turn(turn, person_id=principal.person_id)
            return turn

        return AnswerInProgress(stream, keep)

    @use_case
    def ask(
        self, question: str, *, role_id: str, principal: Principal, mode: Mode = "ask", follows: str | None = None
    ) -> Turn:
        """Answer a question for a role from the knowledge base alone, and keep the turn for its owner.

        Raises:
            ModelError: no model worded anything, and there is nothing else to answer with.
        """
        answer = self.start_answer(question, role_id=role_id, principal=principal, mode=mode, follows=follows)
        for _ in answer:
            pass
        return answer.turn

    @use_case
    def answer(self, question: str, *, principal: Principal, role_id: str, mode: Mode = "ask") -> Turn:
        """Answer a question without keeping it.

        Raises:
            ModelError: no model worded anything, and there is nothing else to answer with.
        """
        stream = self._stream(question, role_id=role_id, mode=mode, earlier=(), begun=None)
        for _ in stream:
            pass
        return self._turn(stream.answer, follows=None)

    @use_case
    def turns(self, *, principal: Principal, search: str = "") -> tuple[Turn, ...]:
        """Return the person's questions and answers, newest first."""
        return self._parts.private().list_turns(person_id=principal.person_id, search=search)[:_HISTORY_MAX]

    @use_case
    def delete_turn(self, turn_id: str, *, principal: Principal) -> None:
        """Delete one question and its answer."""
        self._parts.private().delete_turn(turn_id, person_id=principal.person_id)

    @use_case
    def delete_turns(self, *, principal: Principal) -> None:
        """Delete the person's whole Ask history."""
        self._parts.private().delete_turns(person_id=principal.person_id)

    @use_case
    def send_to_authors(self, answer: Answer, *, principal: Principal) -> AuthorQuestion:
        """Send a question, a doubt or a customer's words to the authors: with the asker's role, without their name."""
        self.knowledge.role(answer.role_id)
        sent = to_authors(answer, id=self._parts.new_id(), on=self.today())
        self._parts.shared().add_question(sent)
        return sent

    @use_case
    def is_with_authors(self, answer: Answer, *, principal: Principal) -> bool:
        """Say whether the authors have what `send_to_authors` would send of an answer, whoever sent it."""
        words = _words_of(to_authors(answer, id="", on=self.today()))
        return any(_words_of(sent) == words for sent in self._parts.shared().list_questions())

    @use_case
    def questions_for_authors(self, *, principal: Principal) -> tuple[AuthorQuestion, ...]:
        """Return what employees sent to the authors."""
        return self._parts.shared().list_questions()

    def _stream(
        self, question: str, *, role_id: str, mode: Mode, earlier: Sequence[Turn], begun: Answer | None
    ) -> AnswerStream:
        self.knowledge.role(role_id)
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise AccountError(
                f"The question is too long: {len(question):,} characters, and the coach reads up to "
                f"{MAX_QUESTION_CHARACTERS:,}. Nothing was asked. Shorten it, and ask again."
            )
        model = self._parts.model
        if model is None:
            pieces = _at_once(
                lambda: self._parts.answerer().answer(question, role_id=role_id, mode=mode, earlier=earlier)
            )
            return AnswerStream(pieces, Event())
        return model.answerer().start(
            question,
            role_id=role_id,
            session=model.sessions().open_session(),
            mode=mode,
            earlier=earlier,
            begun=begun,
        )

    def _turn(self, answer: Answer, *, follows: str | None) -> Turn:
        return Turn(id=self._parts.new_id(), asked_at=self._parts.clock(), answer=answer, follows=follows)


def _words_of(sent: AuthorQuestion) -> tuple[str, str, str]:
    return sent.kind, sent.question, sent.role_id


def _at_once(answer: Callable[[], Answer]) -> Pieces:
    """Stream an answer that comes whole."""
    yield from ()
    return answer()


def _thread(turns: dict[str, Turn], last: str | None) -> tuple[Turn, ...]:
    """Return the turns that lead to one, oldest first."""
    thread: list[Turn] = []
    while (turn := turns.get(last or "")) and turn not in thread and len(thread) < _THREAD_MAX:
        thread.insert(0, turn)
        last = turn.follows
    return tuple(thread)
