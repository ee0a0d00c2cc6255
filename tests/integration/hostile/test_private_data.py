"""What reaches the model of anybody's data: of e-mail addresses, phone numbers and cards nothing, on no way there."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from coach.domain.account import Account
from coach.domain.draft import Draft
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.openai import OpenAIModel
from evals.hostile_model import HostileModel
from evals.hostile_model.wire import Call
from evals.redaction_marks import Marked
from evals.redaction_samples import SEED, structured
from tests.integration.hostile.world import KEY, ME, OF_OTHERS, World
from tests.model_engine import reader_of, session_of

SAMPLES, TOGETHER = 2_000, 40
NOWHERE = ("email", "phone", "card")
LEAST_HIDDEN = 0.99
PLANTED = {
    "e-mail": "ada.quill@kiosk.local",
    "phone": "07700 900123",
    "card": "4111 1111 1111 1111",
    "name": "Mrs Hargreave",
    "order": "CS-118204",
}
TEXT = (
    "I rang {name} on {phone} two days after the repair and wrote to {e-mail} as well. "
    "She had paid with card {card}, and I found {order} in the old system and closed it with her."
)
WORDS = TEXT.format(**PLANTED)
FOLLOW_UP = "And what if {name} asks for it in writing to {e-mail}, or by text to {phone}?".format(**PLANTED)


def accounts() -> Iterator[tuple[Account, list[Marked]]]:
    """Yield accounts made of sentences with personal data, and the sentences."""
    # Another seed than the one that redaction is measured with.
    samples = list(structured(SAMPLES, seed=SEED + 7))
    for start in range(0, SAMPLES, TOGETHER):
        part = samples[start : start + TOGETHER]
        said = (sample.text if sample.text[-1] in ".?!" else f"{sample.text}." for sample in part)
        yield Account(text=" ".join(said), role_id="shop-adviser"), part


def said_in(calls: tuple[Call, ...] | list[Call]) -> str:
    """Return every message of these calls."""
    return "\n".join(call.asked.text for call in calls)


@pytest.mark.slow
def test_of_two_thousand_addresses_and_numbers_the_server_gets_none_in_clear(
    hostile: HostileModel, knowledge: KnowledgeBase
) -> None:
    role = knowledge.role("shop-adviser")
    behaviours = knowledge.role_behaviours(role.id)
    model = OpenAIModel("small", base_url=hostile.url, api_key=KEY, timeout_s=20)
    seen, planted = Counter[str](), Counter[str]()

    for account, samples in accounts():
        start = len(hostile.completions)
        reader_of().read(account, role=role, behaviours=behaviours, session=session_of(model))
        received = said_in(hostile.completions[start:])
        for sample in samples:
            for mark in sample.marks:
                planted[mark.kind] += 1
                seen[mark.kind] += sample.text[mark.span.start : mark.span.end] in received
    model.close()

    assert sum(planted.values()) >= SAMPLES
    assert {kind: seen[kind] for kind in NOWHERE} == dict.fromkeys(NOWHERE, 0)
    assert 1 - sum(seen.values()) / sum(planted.values()) >= LEAST_HIDDEN


def the_whole_way(world: World) -> Draft:
    """Have an account read, answer a question about it, ask and ask further, and file what a customer said."""
    coach, role_id = world.coach, "shop-adviser"
    draft = world.read(Account(text=WORDS, role_id=role_id))
    assert draft.assessment is not None
    draft = coach.answer_follow_up(draft, draft.assessment.follow_ups[0].behaviour_id, WORDS, principal=ME)
    first = coach.ask(f"What do I do when the repair is late? {WORDS}", role_id=role_id, principal=ME)
    coach.ask(FOLLOW_UP, role_id=role_id, principal=ME, follows=first.id)
    coach.ask(f"The customer said: {WORDS}", role_id=role_id, principal=ME, mode="capture")
    return draft


def test_on_the_whole_way_nothing_of_the_account_s_data_and_nothing_of_others_is_sent(world: World) -> None:
    world.server.mode, world.server.reply_with, world.server.calls[:] = "honest", None, []

    draft = the_whole_way(world)

    received = said_in(world.server.calls)
    assert [what for what, data in PLANTED.items() if data in received] == []
    assert [mark for mark in (*OF_OTHERS, KEY, ME.person_id) if re.search(rf"\b{re.escape(mark)}\b", received)] == []
    assert {call.asked.text.count("[PHONE_1]") > 0 for call in world.server.calls} == {True}
    assert all(data.encode() not in call.body for call in world.server.calls for data in PLANTED.values())
    # On this machine the words are whole.
    kept = world.coach.draft(draft.id, principal=ME)
    assert kept is not None
    assert WORDS in kept.text


def test_what_a_customer_said_is_sent_to_the_authors_without_the_data(world: World) -> None:
    turn = world.coach.ask(f"She said: {WORDS}", role_id="shop-adviser", principal=ME, mode="capture")

    sent = world.coach.send_to_authors(turn.answer, principal=ME)

    assert [what for what, data in PLANTED.items() if data in sent.question] == []


def test_a_preview_is_what_is_sent(world: World) -> None:
    world.server.mode, world.server.calls[:] = "honest", []
    shown = world.coach.preview(WORDS, principal=ME).text
    world.read(Account(text=WORDS, role_id="shop-adviser"))

    assert any(call.asked.account == shown for call in world.server.calls)
