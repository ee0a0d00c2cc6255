import numpy as np

from coach.retrieval.cues import CLOSEST_TEXTS, Cue, build_cues, nearness, rank_themes, theme_rows
from coach.retrieval.passages import build_passages
from tests.builders import make_knowledge


def test_cues_are_examples_contrary_ones_the_settling_question_and_each_roles_moments() -> None:
    cues = build_cues(make_knowledge())
    assert {
        Cue(behaviour_id="own-it", text="I finish the repairs that I started."),
        Cue(behaviour_id="own-it", text="I tell them it is not my department."),
        Cue(behaviour_id="keep-people-posted", text="When did a plan last change on you, and who did you tell?"),
        Cue(behaviour_id="keep-people-posted", text="a delivery slips"),
    } <= set(cues)


def test_the_rows_of_a_theme_are_its_passages_and_its_cues() -> None:
    knowledge = make_knowledge()
    passages, cues = build_passages(knowledge), build_cues(knowledge)
    texts = [*(passage.text for passage in passages), *(cue.text for cue in cues)]
    rows = theme_rows(passages, cues)
    found = {texts[row] for row in rows["keep-people-posted"]}
    assert {"Ring early when the delivery is late.", "We never ring back."} <= found
    assert "Give your own name and number." not in found


def test_one_lucky_text_does_not_make_a_theme() -> None:
    rows = {"lucky": np.arange(CLOSEST_TEXTS), "steady": np.arange(CLOSEST_TEXTS, 2 * CLOSEST_TEXTS)}
    similarities = np.full(2 * CLOSEST_TEXTS, 0.3, dtype=np.float32)
    similarities[:CLOSEST_TEXTS] = 0.1
    similarities[0] = 0.9
    assert rank_themes(nearness(similarities, rows)) == {"steady": 0, "lucky": 1}
