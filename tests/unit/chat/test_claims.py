from collections.abc import Sequence

from coach.chat.claims import notes_on, read_claims
from coach.chat.support import Cited
from coach.domain.answer import Claim
from coach.retrieval.passages import build_passages
from tests.builders import make_knowledge

PASSAGES = dict(enumerate(build_passages(make_knowledge()), start=1))


def cites_the_first(cited: Sequence[Cited]) -> list[bool]:
    return [PASSAGES[1] in passages for _, passages in cited]


def claim(text: str, *citations: int, seal: str = "uncited") -> Claim:
    return Claim.model_validate({"text": text, "citations": citations, "seal": seal})


def test_each_sentence_becomes_a_claim_with_its_seal() -> None:
    text = "You ring [1]. You wait [2]. You hope.\n\nThen you ring again. [2][1]"
    assert read_claims(text, PASSAGES, cites_the_first) == (
        (claim("You ring.", 1, seal="supported"), claim("You wait.", 2, seal="unsupported"), claim("You hope.")),
        (claim("Then you ring again.", 2, 1, seal="supported"),),
    )


def test_a_marker_on_a_line_of_its_own_belongs_to_the_sentence_before() -> None:
    assert read_claims("You ring. [2] [1]", PASSAGES, cites_the_first) == (
        (claim("You ring.", 2, 1, seal="supported"),),
    )


def test_markers_without_words_are_no_claim() -> None:
    assert read_claims("[1] ... \n [2]", PASSAGES, cites_the_first) == ()


def test_what_is_not_backed_is_counted_in_words() -> None:
    claims = [claim("a"), claim("b", 1, seal="unsupported"), claim("c", 1, seal="unsupported")]
    assert notes_on(claims) == [
        "1 sentence names no source. It is marked.",
        "2 sentences may say more than their sources do. They are marked.",
    ]
    assert notes_on([claim("d", 1, seal="supported")]) == []
