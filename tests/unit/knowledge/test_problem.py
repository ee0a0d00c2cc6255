import pytest

from coach.knowledge.problem import Problem, did_you_mean


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            Problem(path="roles/a.yaml", line=3, field="tasks[2]", text="is empty; fill it in"),
            "roles/a.yaml:3: tasks[2]: is empty; fill it in",
        ),
        (Problem(path="roles/a.yaml", line=3, text="is broken; mend it"), "roles/a.yaml:3: is broken; mend it"),
        (Problem(path="roles", text="this folder is missing; create it"), "roles: this folder is missing; create it"),
    ],
)
def test_a_problem_reads_as_one_line(problem: Problem, line: str) -> None:
    assert problem.line_text() == line


@pytest.mark.parametrize(
    ("word", "known", "remedy"),
    [
        ("own-itt", ["own-it", "listen-first"], "did you mean 'own-it'?"),
        ("listen-frist", ["listen-first", "listen-first-2"], "did you mean 'listen-first' or 'listen-first-2'?"),
        ("xyzzy", ["own-it", "listen-first"], "use one of listen-first, own-it"),
        ("xyzzy", [], "there are none yet"),
        ("xyzzy", [f"story-{number}" for number in range(21)], "none of the 21 known ones is close"),
    ],
)
def test_an_unknown_word_gets_the_closest_known_ones(word: str, known: list[str], remedy: str) -> None:
    assert did_you_mean(word, known) == remedy
