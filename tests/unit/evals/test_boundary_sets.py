from collections import Counter

from coach.domain.knowledge import TOPICS
from evals.boundaries import (
    CONTROL,
    FINAL,
    QUESTIONS,
    TRAINING,
    TRAINING_2,
    read_answerable,
    read_boundary_questions,
    read_statements,
)


def test_each_measuring_set_has_sixty_questions_each_way() -> None:
    for path, split in ((QUESTIONS, "test"), (CONTROL, "control"), (FINAL, "final")):
        found = [item for item in read_boundary_questions((path,)) if item.split == split]
        ours = Counter(item.topic for item in found if item.topic)
        assert (ours.total() >= 60, len(found) - ours.total() >= 60, set(ours)) == (True, True, set(TOPICS))


def test_the_other_measuring_sets_are_there() -> None:
    assert len(read_answerable()) == 100
    assert len(read_statements()) == 300


def test_no_final_message_was_fitted_on() -> None:
    fitted = {item.text.casefold() for item in read_boundary_questions((TRAINING, TRAINING_2, QUESTIONS, CONTROL))}
    assert not fitted & {item.text.casefold() for item in read_boundary_questions((FINAL,))}


def test_the_second_training_set_has_as_many_ordinary_messages_as_others() -> None:
    found = Counter(item.topic for item in read_boundary_questions((TRAINING_2,)))
    assert found == {"": 240, **dict.fromkeys(TOPICS, 60)}
