"""A thousand generated replies with invented, near and out-of-range quotes: none of those is ever shown."""

from functools import partial

import pytest

from coach.knowledge.knowledge_base import KnowledgeBase
from coach.service import Coach
from evals.invented_quotes import REPLIES, count_quotes
from tests.builders import ME


@pytest.mark.slow
def test_no_quote_is_shown_that_is_not_in_the_account_and_every_false_one_is_counted(
    reading_coach: Coach, knowledge: KnowledgeBase
) -> None:
    counted = count_quotes(knowledge, partial(reading_coach.assess, principal=ME))

    assert counted.shown > REPLIES / 2
    assert counted.false > REPLIES
    assert counted.ungrounded == 0
    assert counted.refused == counted.false
