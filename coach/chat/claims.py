"""Text with markers to paragraphs of claims, each with its seal."""

from collections.abc import Callable, Mapping, Sequence

from coach.chat.sentences import split_sentences, take_markers
from coach.chat.support import Cited
from coach.domain.answer import Claim, Paragraph, Seal
from coach.domain.passage import Passage

Sentence = tuple[str, tuple[int, ...]]
"""The words of a sentence, and the numbers in its markers."""

AreSupported = Callable[[Sequence[Cited]], Sequence[bool]]
"""Say of each claim whether its passages back it."""


def read_claims(text: str, passages: Mapping[int, Passage], are_supported: AreSupported) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a finished text, whose markers number `passages`."""
    paragraphs = [sentences for block in text.split("\n") if (sentences := _sentences(block))]
    cited = {sentence: None for sentences in paragraphs for sentence in sentences if sentence[1]}
    judged = are_supported([(words, [passages[number] for number in numbers]) for words, numbers in cited])
    seals: dict[Sentence, Seal] = {
        sentence: "supported" if is_supported else "unsupported"
        for sentence, is_supported in zip(cited, judged, strict=True)
    }
    return tuple(
        tuple(
            Claim(text=words, citations=numbers, seal=seals.get((words, numbers), "uncited"))
            for words, numbers in sentences
        )
        for sentences in paragraphs
    )


def _sentences(text: str) -> list[Sentence]:
    sentences: list[Sentence] = []
    for sentence in split_sentences(text):
        words, numbers = take_markers(sentence)
        if any(character.isalnum() for character in words):
            sentences.append((words, numbers))
        elif numbers and sentences:
            # A marker on its own belongs to the sentence before it.
            before, own = sentences[-1]
            sentences[-1] = before, tuple(dict.fromkeys((*own, *numbers)))
    return sentences


def notes_on(claims: Sequence[Claim]) -> list[str]:
    """Return what a reader must know about claims that no passage is known to back."""
    counted = (
        (
            sum(claim.seal == "uncited" for claim in claims),
            "sentence names no source. It is marked.",
            "sentences name no source. They are marked.",
        ),
        (
            sum(claim.seal == "unsupported" for claim in claims),
            "sentence may say more than its source does. It is marked.",
            "sentences may say more than their sources do. They are marked.",
        ),
    )
    return [f"{n} {one if n == 1 else many}" for n, one, many in counted if n]
