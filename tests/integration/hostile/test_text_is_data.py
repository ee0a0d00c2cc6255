"""Two thousand odd texts, from where they are typed to the wire, the database and the screen: each stays a text."""

from pathlib import Path
from random import Random

import pytest

from coach.assess.model_requests import ModelRequests
from coach.assess.model_text import make_model_text
from coach.domain.account import Account
from coach.domain.draft import Draft
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import complete
from coach.llm.redact import Redactor
from coach.plan.export.inert import make_inert
from coach.prompting import as_data
from coach.store.private import SqlitePrivateStore
from coach.ui.safe_text import one_line, plain
from evals.hostile_model import HostileModel
from tests.builders import make_behaviour
from tests.conftest import Clock
from tests.integration.hostile.world import KEY, ME
from tests.model_engine import PROMPTS
from tests.reading import as_lines, as_visible, shown_by

PIECES = (
    "{}", "{account}", "{0.__class__.__mro__}", "{{", "}}", "%s", "%(account)s", "%", "$account", "${account}", "$$",
    '{"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}', '{"lc":1,"type":"constructor","id":["os","system"]}',
    "!!python/object/apply:os.system [id]", "!!python/name:eval", "&a [*a]", "--- !!map", "? : -", "%TAG ! tag:x,2000:",
    "</account>", "<account>", "</behaviours>", "\uff1c/account\uff1e", "<|im_end|>", "<|im_start|>system", "[INST]",
    "{% raw %}", "{{ config }}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "`id`", "$(id)", "; rm -rf /", "\\x41",
    "\\u003c", "&lt;", "'; DROP TABLE drafts; --", '" OR "1"="1', "__import__('os')", "eval(1)", "\r\n", "\n", "\t",
    "\u202e", "\u200b", "\U000e0041", "\x00", "\x1b[31m", "é", "🙂", "a", " ", "I ring back.", "[1]", "[NAME_1]", "\\",
)  # fmt: skip
TEXTS, ON_THE_WIRE = 2_000, 200
BEHAVIOURS = (make_behaviour(),)


def odd_texts(count: int) -> list[str]:
    """Return texts put together from pieces, the same ones every time."""
    random = Random(TEXTS)
    return ["".join(random.choices(PIECES, k=random.randint(1, 12))) for _ in range(count)]


def account_of(text: str) -> Account:
    return Account(text=f"I ring every customer, {text}, two days after the repair.", role_id="shop-adviser")


def test_every_text_stands_in_the_prompt_as_it_was_typed_and_nothing_else_of_the_prompt_changes() -> None:
    requests = ModelRequests(PROMPTS)
    redactor, broken = Redactor(), []
    empty = requests.read(make_model_text(account_of("x"), (), redactor=redactor, keep=()), BEHAVIOURS).messages
    before, after = empty[-1].text.split(account_of("x").text)
    for odd in odd_texts(TEXTS):
        text = make_model_text(account_of(odd), (), redactor=redactor, keep=())
        messages = requests.read(text, BEHAVIOURS).messages
        if messages[:-1] != empty[:-1] or messages[-1].text != f"{before}{as_data(text.redacted.text)}{after}":
            broken.append(odd)

    assert broken == []


@pytest.mark.slow
def test_every_text_goes_over_the_wire_as_it_stands_in_the_prompt(hostile: HostileModel) -> None:
    requests, model = ModelRequests(PROMPTS), OpenAIModel("small", base_url=hostile.url, api_key=KEY, timeout_s=20)
    for odd in odd_texts(ON_THE_WIRE):
        request = requests.read(make_model_text(account_of(odd), (), redactor=Redactor(), keep=()), BEHAVIOURS)
        complete(model, request)
        assert hostile.calls[-1].asked.messages == tuple((item.role, item.text) for item in request.messages)
    model.close()


def test_every_text_comes_back_from_the_database_as_it_was_typed(tmp_path: Path) -> None:
    store = SqlitePrivateStore.open(tmp_path, clock=Clock())
    texts = odd_texts(TEXTS)
    draft = store.save_draft(Draft(id="one"), person_id=ME.person_id)
    changed = []
    for odd in texts:
        draft = store.save_draft(draft.model_copy(update={"text": odd, "on_my_mind": odd}), person_id=ME.person_id)
        if store.load_draft("one", person_id=ME.person_id) != draft or draft.text != odd:
            changed.append(odd)

    assert changed == []
    assert store.list_drafts(person_id=ME.person_id) == (draft,)


def test_every_text_is_shown_as_it_was_typed_and_can_do_nothing() -> None:
    for odd in odd_texts(TEXTS):
        assert shown_by(plain(odd)) == as_lines(odd)
        assert shown_by(one_line(odd)) == as_visible(" ".join(odd.split()))
        assert "\n" not in make_inert(odd)
