import pytest

from coach.chat.support import SupportCheck, SupportReading
from coach.domain.passage import Passage
from coach.embedding.minilm import MiniLM
from evals.support import FILE, read_claims
from tests.builders import HashEncoder

DO = Passage(
    id="behaviour:own-it:do:1",
    kind="behaviour",
    record_id="own-it",
    field="do:1",
    title="Own it to the end",
    text="Keep the problem on your own list until the customer says that it is solved.",
    source="behaviours/own-it.yaml",
)
DONT = DO.model_copy(update={"field": "dont:1", "text": "Give the customer another number to ring."})
STORY = DO.model_copy(
    update={"kind": "story", "field": "body", "title": "Two seals", "text": "Owen rang at nine.\n\nHe found 2 seals."}
)


def reading(claim: str, *passages: Passage, question: str = "") -> SupportReading:
    (found,) = SupportCheck(HashEncoder()).read([(claim, passages)], question=question)
    return found


@pytest.fixture(scope="module")
def check(encoder: MiniLM) -> SupportCheck:
    return SupportCheck(encoder)


@pytest.mark.parametrize(
    ("claim", "passage", "is_supported"),
    [
        ("You keep the problem on your list until the customer says it is solved.", DO, True),
        ("You take the problem off your list as soon as your part is done.", DO, False),
        ("You always name the full price first.", DO, False),
        ("Do not just give the customer another number to ring.", DONT, True),
        ("Give the customer another number to ring.", DONT, False),
        ("Owen rang at nine and found two seals.", STORY, True),
        ("Miranda Voss keeps the problem on her list until it is solved.", DO, False),
        ("Keep the problem on your own list for 14 days, until the customer says that it is solved.", DO, False),
        ("The vision says: “Keep the problem on your own desk until the customer pays.”", DO, False),
    ],
)
def test_a_claim_is_backed_by_the_passage_that_it_cites_or_not(
    check: SupportCheck, claim: str, passage: Passage, is_supported: bool
) -> None:
    assert check.are_supported([(claim, [passage])], question="") == [is_supported]


@pytest.mark.parametrize(
    ("claim", "foreign"),
    [
        ("Owen rang at nine.", False),
        ("Owen rang at ten.", True),
        ("At 9 the phone of Owen rang.", False),
        ("Ask Miranda.", True),
        ("There were 3 seals.", True),
        ("He said “I found 2 seals today”.", True),
        ("He “found 2 seals”.", False),
    ],
)
def test_numbers_names_and_quotes_must_stand_in_the_passage(claim: str, foreign: bool) -> None:
    assert reading(claim, STORY).has_foreign_facts == foreign


def test_a_name_that_the_asker_gave_may_be_used() -> None:
    assert not reading("Ring Mrs Varley.", STORY, question="What about Mrs Varley?").has_foreign_facts


def test_recommending_what_to_avoid_is_never_supported() -> None:
    turned = reading("Give the customer another number to ring.", DONT)
    assert (turned.similarity, turned.overlap, turned.is_supported()) == (pytest.approx(1.0, abs=1e-5), 1.0, False)


def test_the_best_of_several_passages_counts() -> None:
    claim = "Keep the problem on your own list until the customer says that it is solved."
    assert reading(claim, STORY, DO).similarity > reading(claim, STORY).similarity


def test_no_claims_are_no_work() -> None:
    encoder = HashEncoder()
    assert SupportCheck(encoder).are_supported([], question="") == []
    assert encoder.texts_seen == []


def test_a_passage_is_read_once() -> None:
    encoder = HashEncoder()
    check = SupportCheck(encoder)
    check.are_supported([("One.", [STORY]), ("Two.", [STORY])], question="")
    check.are_supported([("Three.", [STORY])], question="")
    assert encoder.texts_seen.count("Owen rang at nine.") == 1


def test_no_claim_is_labelled_twice_and_both_splits_are_used() -> None:
    claims = read_claims(FILE)
    assert len({item.claim for item in claims}) == len(claims)
    assert {(item.split, item.supported) for item in claims} == {
        (split, label) for split in ("tune", "test") for label in (True, False)
    }
