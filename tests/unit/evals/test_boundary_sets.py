from collections import Counter

from coach.domain.knowledge import TOPICS
from evals.boundaries import CONTROL, FINAL, QUESTIONS, read_answerable, read_boundary_questions, read_statements


def test_each_measuring_set_has_sixty_questions_each_way() -> None:
    for path, split in ((QUESTIONS, "test"), (CONTROL, "control"), (FINAL, "final")):
        found = [item for item in read_boundary_questions((path,)) if item.split == split]
        ours = Counter(item.topic for item in found if item.topic)
        assert (ours.total() >= 60, len(found) - ours.total() >= 60, set(ours)) == (True, True, set(TOPICS))


def test_the_other_measuring_sets_are_there() -> None:
    assert len(read_answerable()) == 100
    assert len(read_statements()) == 300
