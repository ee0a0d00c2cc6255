"""Ask: questions, answers, and what is sent to the authors."""

from collections.abc import Sequence

from coach.chat.answer import AnswerComposer
from coach.domain.draft import AuthorQuestion, Turn
from coach.domain.passage import PassageKind, Retrieval
from coach.service.parts import UseCases

_HISTORY_MAX = 200


class Asking(UseCases):
    """Ask how the vision applies, and what becomes of questions."""

    def search(
        self, query: str, *, role_id: str | None = None, kinds: Sequence[PassageKind] | None = None, k: int = 8
    ) -> Retrieval:
        """Find passages of the knowledge base, or abstain."""
        return self._parts.retriever().retrieve(query, role_id=role_id, kinds=kinds, k=k)

    def ask(self, question: str, *, role_id: str, person_id: str) -> Turn:
        """Answer a question for a role from the knowledge base alone, and keep the turn for its owner."""
        turn = self.answer(question, role_id=role_id)
        self._parts.private().add_turn(turn, person_id=person_id)
        return turn

    def answer(self, question: str, *, role_id: str) -> Turn:
        """Answer a question without keeping it."""
        self.knowledge.role(role_id)
        retriever = self._parts.retriever()
        composer = AnswerComposer(self.knowledge, retriever.passages, self.provenance)
        answer = composer.compose(retriever.retrieve(question, role_id=role_id, k=12), role_id=role_id)
        return Turn(id=self._parts.new_id(), asked_at=self._parts.clock(), answer=answer)

    def turns(self, *, person_id: str, search: str = "") -> tuple[Turn, ...]:
        """Return the person's questions and answers, newest first."""
        return self._parts.private().list_turns(person_id=person_id, search=search)[:_HISTORY_MAX]

    def delete_turn(self, turn_id: str, *, person_id: str) -> None:
        """Delete one question and its answer."""
        self._parts.private().delete_turn(turn_id, person_id=person_id)

    def delete_turns(self, *, person_id: str) -> None:
        """Delete the person's whole Ask history."""
        self._parts.private().delete_turns(person_id=person_id)

    def send_to_authors(self, question: str, *, role_id: str) -> AuthorQuestion:
        """Send a question to the knowledge authors, with the asker's role and without their name."""
        role = self.knowledge.role(role_id)
        sent = AuthorQuestion(id=self._parts.new_id(), asked_on=self.today(), question=question, role_id=role.id)
        self._parts.shared().add_question(sent)
        return sent

    def questions_for_authors(self) -> tuple[AuthorQuestion, ...]:
        """Return the questions that employees sent to the authors."""
        return self._parts.shared().list_questions()
