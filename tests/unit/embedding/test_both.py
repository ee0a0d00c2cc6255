"""Two encoders as one: a cosine is the mean of both, and neither part is lost."""

import numpy as np
import pytest

from coach.embedding.both import BothEncoders, load_statement_encoder, statement_encoder_name
from coach.embedding.minilm import MiniLM

TEXTS = ("I ring them before they ring me.", "I let them ring me.", "The van is white.")


@pytest.fixture(scope="module")
def both(encoder: MiniLM) -> BothEncoders:
    return load_statement_encoder(encoder)


def test_vectors_are_unit_vectors_of_both_sizes(both: BothEncoders) -> None:
    vectors = both.embed(TEXTS)

    assert vectors.shape == (3, both.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_a_cosine_is_the_mean_of_both_cosines(both: BothEncoders, encoder: MiniLM) -> None:
    general = encoder.embed(TEXTS)
    trained = load_statement_encoder(encoder).embed(TEXTS)[:, encoder.dimension :] * 2**0.5

    assert both.embed(TEXTS) @ both.embed(TEXTS).T == pytest.approx(
        (general @ general.T + trained @ trained.T) / 2, abs=1e-5
    )


def test_the_name_says_both_and_is_known_without_loading(both: BothEncoders) -> None:
    assert both.name == statement_encoder_name()
    assert both.name.count("@") == 2


def test_no_texts_give_no_rows(both: BothEncoders) -> None:
    assert both.read(()).vectors.shape == (0, both.dimension)


def test_doing_and_its_opposite_lie_further_apart_than_for_the_general_encoder(
    both: BothEncoders, encoder: MiniLM
) -> None:
    general, joined = encoder.embed(TEXTS), both.embed(TEXTS)

    assert joined[0] @ joined[1] < general[0] @ general[1]
