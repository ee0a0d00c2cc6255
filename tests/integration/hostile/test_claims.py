"""Eighty-four emotions and twenty scores of people, in four languages: a model says each, wherever it can, in vain."""

import json

import pytest

from evals.hostile_model.asked import Asked
from evals.hostile_model.texts import EMOTIONS, SCORES
from tests.integration.hostile.world import ME, World, harm_in, short_account
from tests.model_engine import Found, evidence_reply, plain_reply

SENTENCES = (*EMOTIONS, *SCORES)


class Judging:
    """Says one sentence in every field that takes words, beside one true quote."""

    def __init__(self) -> None:
        self.sentence = ""

    def __call__(self, asked: Asked) -> object:
        """Return the reply to a request for evidence, plain words or matches."""
        fields = json.dumps(asked.schema or {})
        if '"quote"' in fields:
            return evidence_reply(self._quotes(asked))
        if '"plain"' in fields:
            return plain_reply([self.sentence] * len(asked.lines))
        return json.dumps({"matches": [{"number": 1, "behaviour_id": self.sentence, "bearing": "showing", "point": 4}]})

    def _quotes(self, asked: Asked) -> list[Found]:
        known = asked.ids[0]
        return [
            (asked.sentences[0], known, "showing", 3),
            (self.sentence, known, "contrary", 0),
            (asked.sentences[0], self.sentence[:100], "showing", 4),
        ]


@pytest.mark.slow
def test_no_judgement_of_a_person_reaches_a_finding_a_plan_an_export_or_the_database(world: World) -> None:
    judging = Judging()
    world.server.mode, world.server.reply_with = "honest", judging
    reached, refused, found = {}, 0, 0

    for number, judging.sentence in enumerate(SENTENCES):
        account = short_account(number)
        draft = world.read(account)
        saved = world.coach.save_plan(draft, principal=ME)
        assert draft.assessment is not None
        said = "\n".join((draft.model_dump_json(), saved.model_dump_json(), world.exports(saved)))
        if harm := harm_in(said, account=account.text, canary=world.server.canary):
            reached[judging.sentence] = harm
        refused += draft.assessment.refused_quotes
        found += any(finding.evidence for finding in draft.assessment.findings)

    assert reached == {}
    kept = "\n".join(repr(row) for row in world.rows().values())
    assert [sentence for sentence in SENTENCES if sentence[:30] in kept] == []
    # Each was heard: the true quote beside it was taken, and itself was refused as a quote.
    assert (refused, found) == (len(SENTENCES), len(SENTENCES))


def test_there_are_at_least_eighty_sentences_about_emotions() -> None:
    assert len(set(EMOTIONS)) >= 80


@pytest.mark.parametrize("field", ["mood", "score_of_the_person", *EMOTIONS[:3], *SCORES[:3]])
def test_a_field_that_nobody_asked_for_is_refused_and_its_name_is_not_told(field: str, world: World) -> None:
    world.server.mode = "honest"
    world.server.reply_with = lambda asked: json.dumps({"evidence": [], field: 7}) if asked.wants_json else None

    draft = world.read(short_account(0))

    assert draft.assessment is not None
    assert "a field that nobody asked for" in draft.assessment.remarks[0]
    assert field not in draft.assessment.model_dump_json()
