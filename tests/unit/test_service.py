"""The use cases, on real stores and the real engine, at a time that stands still until a test moves it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from coach.bootstrap import build_coach
from coach.domain.access import Principal, local_principal
from coach.domain.account import Account
from coach.domain.draft import Draft
from coach.domain.finding import Response
from coach.domain.plan import MAX_FOCUS, CauseAnswers
from coach.errors import AccountError, KnowledgeError, ReviewError, StoreError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.service import Coach
from coach.settings import Settings
from tests.builders import ACCOUNT_TEXT
from tests.conftest import NOW, Clock, copy_home

ROLE = "shop-adviser"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def shared_coach(demo_home: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Coach:
    home = copy_home(demo_home, tmp_path_factory.mktemp("service") / "home")
    return build_coach(Settings(home=home), clock=clock, exact_only=True)


@pytest.fixture(scope="module")
def shared_tiny_coach(
    tiny_home: Path, tiny_knowledge: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> Coach:
    home = copy_home(tiny_home, tmp_path_factory.mktemp("tiny-service") / "home")
    return build_coach(Settings(home=home, knowledge=tiny_knowledge), clock=clock, exact_only=True)


@pytest.fixture
def coach(shared_coach: Coach, clock: Clock) -> Iterator[Coach]:
    """A Coach for one test; people are kept apart by it, so every test has people of its own."""
    yield shared_coach
    clock.now = NOW


@pytest.fixture
def tiny_coach(shared_tiny_coach: Coach, clock: Clock) -> Iterator[Coach]:
    """The same for the tiny organisation, whose index is at hand."""
    yield shared_tiny_coach
    clock.now = NOW


@pytest.fixture
def me(request: pytest.FixtureRequest) -> Principal:
    return local_principal(f"me-{abs(hash(request.node.name))}")


def somebody_else(me: Principal) -> Principal:
    return local_principal(f"not-{me.person_id}")


@pytest.fixture(scope="module")
def words(knowledge: KnowledgeBase) -> str:
    """An account of everything that the organisation calls contrary to its behaviours."""
    return "\n\n".join(sentence for behaviour in knowledge.behaviours for sentence in behaviour.contrary)


def written(coach: Coach, me: Principal, words: str) -> Draft:
    draft = coach.choose_role(coach.start_draft(principal=me), ROLE, principal=me)
    return coach.save_draft(draft.model_copy(update={"text": words}), principal=me)


def read(coach: Coach, me: Principal, words: str) -> Draft:
    return coach.read_draft(written(coach, me, words), principal=me)


def test_a_draft_is_kept_for_its_owner_alone_until_it_is_deleted(coach: Coach, me: Principal, words: str) -> None:
    draft = written(coach, me, words)

    assert coach.draft(draft.id, principal=me) == draft
    assert coach.drafts(principal=me) == (draft,)
    assert coach.draft(draft.id, principal=somebody_else(me)) is None
    assert coach.drafts(principal=somebody_else(me)) == ()

    coach.delete_draft(draft.id, principal=somebody_else(me))
    assert coach.drafts(principal=me) == (draft,)
    coach.delete_draft(draft.id, principal=me)
    assert coach.drafts(principal=me) == ()


def test_a_draft_says_when_it_was_saved_and_the_last_one_comes_first(coach: Coach, clock: Clock, me: Principal) -> None:
    first = coach.start_draft(principal=me)
    clock.now += timedelta(minutes=1)
    second = coach.start_draft(principal=me)

    assert (first.updated_at, second.updated_at) == (NOW, NOW + timedelta(minutes=1))
    assert coach.drafts(principal=me) == (second, first)
    clock.now += timedelta(minutes=1)
    coach.save_draft(first, principal=me)
    assert [draft.id for draft in coach.drafts(principal=me)] == [first.id, second.id]


def test_choosing_a_role_brings_its_prompts_and_keeps_what_was_typed(coach: Coach, me: Principal) -> None:
    draft = coach.choose_role(coach.start_draft(principal=me), ROLE, principal=me)
    (first, *_) = draft.situations
    typed = first.model_copy(update={"text": "I rang her back."})
    draft = draft.model_copy(update={"situations": (typed, *draft.situations[1:]), "text": "I sell cookers."})
    moved = coach.choose_role(draft, "warehouse-picker", principal=me)

    picker = coach.knowledge.role("warehouse-picker")
    assert moved.text == "I sell cookers."
    assert moved.situations[0] == typed
    assert [item.prompt for item in moved.situations[1:]] == list(picker.situations)
    back = coach.choose_role(moved, ROLE, principal=me)
    assert [item.prompt for item in back.situations] == list(coach.knowledge.role(ROLE).situations)
    assert coach.draft(draft.id, principal=me) == back


def test_choosing_another_role_drops_findings_that_no_longer_hold(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    assert coach.choose_role(draft, ROLE, principal=me) == draft

    moved = coach.choose_role(draft, "warehouse-picker", principal=me)

    assert (moved.assessment, moved.assessed_text, moved.responses, moved.focus) == (None, "", (), ())
    assert moved.text == draft.text


def test_an_unknown_role_is_refused_and_the_nearest_named(coach: Coach, me: Principal) -> None:
    draft = coach.start_draft(principal=me)

    with pytest.raises(KnowledgeError, match=r"'shop-advisor'.*did you mean 'shop-adviser'"):
        coach.choose_role(draft, "shop-advisor", principal=me)
    with pytest.raises(KnowledgeError, match="did you mean"):
        coach.answer("What do I do?", role_id="shop-advisor", principal=me)
    assert coach.draft(draft.id, principal=me) == draft


def test_a_draft_without_a_role_cannot_be_read(coach: Coach, me: Principal, words: str) -> None:
    draft = coach.save_draft(coach.start_draft(principal=me).model_copy(update={"text": words}), principal=me)

    with pytest.raises(ReviewError, match="Choose your role first"):
        coach.read_draft(draft, principal=me)


def test_a_draft_that_was_not_read_has_no_findings_and_no_plan(coach: Coach, me: Principal, words: str) -> None:
    draft = written(coach, me, words)

    for use in (coach.findings, coach.gaps, coach.focus, coach.preview_plan):
        with pytest.raises(ReviewError, match="not been read yet"):
            use(draft, principal=me)


def test_an_account_that_cannot_be_read_leaves_the_draft_as_it_was(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    emptied = coach.save_draft(draft.model_copy(update={"text": "Help."}), principal=me)

    with pytest.raises(AccountError, match="too few"):
        coach.read_draft(emptied, principal=me)

    assert coach.draft(draft.id, principal=me) == emptied


def test_findings_point_into_the_text_that_was_read(coach: Coach, me: Principal, words: str) -> None:
    draft = written(coach, me, words)
    answered = draft.situations[0].model_copy(update={"text": f"  {words.split(chr(10))[0]}  "})
    draft = draft.model_copy(update={"text": "", "situations": (answered, *draft.situations[1:])})
    kept = coach.read_draft(draft, principal=me)

    assert kept.assessed_text == answered.text.strip()
    assert kept.assessment is not None
    assert kept.assessment.asked_prints.keys() == {finding.behaviour_id for finding in kept.assessment.findings}
    unkept = coach.assess(Account(text=kept.assessed_text, role_id=ROLE), principal=me)
    assert kept.assessment.model_copy(update={"asked_prints": {}}) == unkept


def test_a_response_stays_while_the_finding_says_the_same(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    (gap, *_) = coach.gaps(draft, principal=me)
    finding = draft.assessment.finding(gap.behaviour_id)
    struck = tuple(item.span for item in finding.counter_evidence)
    response = Response(behaviour_id=gap.behaviour_id, choice="contested", reason="A joke.", struck=struck)
    draft = coach.respond(draft, response, principal=me)

    longer = draft.model_copy(update={"text": f"My name is on the door of the shop.\n\n{draft.text}"})
    again = coach.read_draft(longer, principal=me)

    (kept,) = again.responses
    quoted = [again.assessed_text[span.start : span.end] for span in kept.struck]
    assert quoted == [item.quote for item in finding.counter_evidence]
    assert (kept.choice, kept.reason) == ("contested", "A joke.")
    assert again.assessed_text != draft.assessed_text


def test_a_response_goes_when_the_finding_says_something_else(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    gap, other = coach.gaps(draft, principal=me)[:2]
    for behaviour_id in (gap.behaviour_id, other.behaviour_id):
        draft = coach.respond(draft, Response(behaviour_id=behaviour_id, choice="right"), principal=me)
    (quote, *_) = draft.assessment.finding(gap.behaviour_id).counter_evidence

    again = coach.read_draft(draft.model_copy(update={"text": draft.text.replace(quote.quote, "")}), principal=me)

    assert gap.behaviour_id not in {item.behaviour_id for item in again.responses}
    assert coach.draft(draft.id, principal=me) == again


def test_a_withdrawn_finding_is_no_gap_until_it_is_taken_back(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    before = coach.gaps(draft, principal=me)
    withdrawn = Response(behaviour_id=before[0].behaviour_id, choice="withdrawn")

    without = coach.respond(draft, withdrawn, principal=me)
    assert coach.gaps(without, principal=me) == before[1:]
    assert withdrawn.behaviour_id not in {finding.behaviour_id for finding in coach.findings(without, principal=me)}

    back = coach.take_back(without, withdrawn.behaviour_id, principal=me)
    assert coach.gaps(back, principal=me) == before
    assert coach.draft(draft.id, principal=me) == back


def test_a_second_response_takes_the_place_of_the_first(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    behaviour_id = coach.gaps(draft, principal=me)[0].behaviour_id
    for choice in ("withdrawn", "right"):
        draft = coach.respond(draft, Response(behaviour_id=behaviour_id, choice=choice), principal=me)

    assert draft.responses == (Response(behaviour_id=behaviour_id, choice="right"),)


def test_a_response_about_nothing_that_was_found_is_refused_and_not_kept(
    coach: Coach, me: Principal, words: str
) -> None:
    draft = read(coach, me, words)

    with pytest.raises(ReviewError, match="no finding about 'fly'"):
        coach.respond(draft, Response(behaviour_id="fly", choice="right"), principal=me)

    assert coach.draft(draft.id, principal=me) == draft


def test_an_answer_to_a_follow_up_joins_the_account_and_is_read_at_once(
    coach: Coach, me: Principal, knowledge: KnowledgeBase
) -> None:
    draft = read(coach, me, "\n\n".join(knowledge.behaviour("own-it").contrary))
    (question, *_) = draft.assessment.follow_ups
    behaviour = knowledge.behaviour(question.behaviour_id)
    said = "\n\n".join((*behaviour.anchor(3).examples, *behaviour.contrary))

    answered = coach.answer_follow_up(draft, behaviour.id, f" {said} ", principal=me)

    assert answered.assessed_text == f"{draft.assessed_text}\n\n{said}"
    assert answered.assessment.finding(behaviour.id).state != "not_described"
    assert behaviour.id not in {item.behaviour_id for item in answered.assessment.follow_ups}
    assert coach.draft(draft.id, principal=me) == answered


def test_an_answer_that_cannot_be_read_is_kept_all_the_same(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    long_answer = "word " * 12_000

    with pytest.raises(AccountError, match="50,000"):
        coach.answer_follow_up(draft, "own-it", long_answer, principal=me)

    kept = coach.draft(draft.id, principal=me)
    assert kept.follow_up_texts == {"own-it": long_answer}
    assert kept.assessment == draft.assessment


def test_the_focus_is_the_first_three_gaps_until_the_employee_chooses(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    gaps = coach.gaps(draft, principal=me)
    assert len(gaps) > MAX_FOCUS
    assert coach.focus(draft, principal=me) == gaps[:MAX_FOCUS]

    chosen = coach.choose_focus(draft, [gaps[-1].behaviour_id], principal=me)
    assert coach.focus(chosen, principal=me) == gaps[-1:]
    assert [item.behaviour_id for item in coach.preview_plan(chosen, principal=me).items] == [gaps[-1].behaviour_id]
    assert coach.focus(coach.choose_focus(chosen, [], principal=me), principal=me) == gaps[:MAX_FOCUS]


def test_a_focus_that_is_no_gap_or_too_many_is_refused_and_not_kept(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    everything = [gap.behaviour_id for gap in coach.gaps(draft, principal=me)]

    for choice in (["fly"], everything):
        with pytest.raises(ReviewError):
            coach.choose_focus(draft, choice, principal=me)
    assert coach.draft(draft.id, principal=me) == draft


def test_a_new_response_sets_the_chosen_focus_back_to_the_rule(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    last = coach.gaps(draft, principal=me)[-1].behaviour_id
    chosen = coach.choose_focus(draft, [last], principal=me)

    answered = coach.respond(chosen, Response(behaviour_id=last, choice="withdrawn"), principal=me)

    assert answered.focus == ()
    assert coach.focus(answered, principal=me) == coach.gaps(answered, principal=me)[:MAX_FOCUS]


def test_a_cause_outside_the_employee_becomes_a_roadblock_and_no_step(coach: Coach, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    behaviour_id = coach.focus(draft, principal=me)[0].behaviour_id
    assert len(coach.cause_questions(behaviour_id, principal=me)) == 5
    for answers in ({"skill": "no"}, {"tools_process": "no"}):
        draft = coach.answer_causes(draft, CauseAnswers(behaviour_id=behaviour_id, answers=answers), principal=me)

    plan = coach.preview_plan(draft, principal=me)

    assert [item.cause for item in plan.roadblocks if item.behaviour_id == behaviour_id] == ["tools_process"]
    assert len(draft.causes) == 1
    assert coach.draft(draft.id, principal=me) == draft


def test_a_plan_is_saved_once_a_day_for_each_draft(coach: Coach, clock: Clock, me: Principal, words: str) -> None:
    draft = read(coach, me, words)
    first = coach.save_plan(draft, principal=me)
    assert first.made_on == date(2026, 11, 22)
    assert first.plan == coach.preview_plan(draft, principal=me)

    step = first.plan.items[0].behaviour_id
    checked = coach.check_in(first.id, step, "tried", note="Rang two people.", principal=me)
    clock.now += timedelta(hours=3)
    assert coach.save_plan(draft, principal=me) == checked

    clock.now += timedelta(days=1)
    next_day = coach.save_plan(draft, principal=me)
    assert coach.plans(principal=me) == (next_day, checked)
    assert next_day.check_ins == ()


def test_a_check_in_moves_the_next_look_and_done_ends_it(coach: Coach, clock: Clock, me: Principal, words: str) -> None:
    saved = coach.save_plan(read(coach, me, words), principal=me)
    step = saved.plan.items[0]
    assert coach.next_check(saved, step, principal=me) == step.check_on

    clock.now += timedelta(days=15)
    tried = coach.check_in(saved.id, step.behaviour_id, "tried", principal=me)
    assert tried.check_ins[0].on == date(2026, 12, 7)
    assert coach.next_check(tried, step, principal=me) == date(2027, 1, 4)

    done = coach.check_in(saved.id, step.behaviour_id, "done", principal=me)
    assert coach.next_check(done, step, principal=me) is None
    assert coach.plans(principal=me) == (done,)
    assert all(coach.suggest_when_stuck(step, principal=me))


def test_a_check_in_on_a_plan_of_somebody_else_or_on_no_step_is_refused(
    coach: Coach, me: Principal, words: str
) -> None:
    saved = coach.save_plan(read(coach, me, words), principal=me)
    step = saved.plan.items[0].behaviour_id

    with pytest.raises(StoreError, match="no plan"):
        coach.check_in(saved.id, step, "done", principal=somebody_else(me))
    with pytest.raises(ReviewError, match="no step about 'fly'"):
        coach.check_in(saved.id, "fly", "done", principal=me)
    assert coach.plans(principal=me) == (saved,)


def test_a_plan_can_be_taken_away_in_three_forms(coach: Coach, me: Principal, words: str) -> None:
    saved = coach.save_plan(read(coach, me, words), principal=me)
    name = saved.plan.items[0].behaviour_name

    assert name in coach.export_plan(saved, "markdown", principal=me)
    assert json.loads(coach.export_plan(saved, "json", principal=me))
    calendar = coach.export_plan(saved, "calendar", principal=me)
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "BEGIN:VEVENT" in calendar


def test_a_question_and_its_answer_are_kept_for_the_asker_until_deleted(
    tiny_coach: Coach, clock: Clock, me: Principal
) -> None:
    first = tiny_coach.ask("When do I ring about a late delivery?", role_id=ROLE, principal=me)
    clock.now += timedelta(minutes=1)
    second = tiny_coach.ask("Who owns a problem?", role_id=ROLE, principal=me)

    assert (first.asked_at, first.answer.abstained) == (NOW, False)
    assert tiny_coach.turns(principal=me) == (second, first)
    assert tiny_coach.turns(principal=me, search="about LATE ring") == (first,)
    assert tiny_coach.turns(principal=somebody_else(me)) == ()
    tiny_coach.delete_turn(first.id, principal=me)
    assert tiny_coach.turns(principal=me) == (second,)
    tiny_coach.delete_turns(principal=me)
    assert tiny_coach.turns(principal=me) == ()


def test_an_answer_that_nobody_keeps_is_in_no_history(tiny_coach: Coach, me: Principal) -> None:
    kept = tiny_coach.ask("Who owns a problem?", role_id=ROLE, principal=me)
    turn = tiny_coach.answer("Who owns a problem?", role_id=ROLE, principal=me)

    assert turn.answer == kept.answer
    assert tiny_coach.turns(principal=me) == (kept,)


def test_a_question_goes_to_the_authors_without_a_name_or_an_hour(tiny_coach: Coach, me: Principal) -> None:
    asked = tiny_coach.answer("May I lend a customer a kettle?", role_id=ROLE, principal=me).answer
    assert not tiny_coach.is_with_authors(asked, principal=me)
    sent = tiny_coach.send_to_authors(asked, principal=me)

    assert (sent.asked_on, sent.kind, sent.question) == (date(2026, 11, 22), "question", asked.question)
    assert tiny_coach.questions_for_authors(principal=me) == (sent,)
    assert not {"asked_at", "person_id", "turn_id"} & set(sent.model_dump())
    assert tiny_coach.is_with_authors(asked, principal=me)
    others = ({"role_id": "warehouse-picker"}, {"mode": "doubt"}, {"question": f"{asked.question} Please."})
    assert not any(tiny_coach.is_with_authors(asked.model_copy(update=other), principal=me) for other in others)


def test_everything_about_somebody_is_one_file_with_all_they_see_and_nothing_of_others(
    tiny_coach: Coach, me: Principal
) -> None:
    other = somebody_else(me)
    for person, question in ((me, "Who owns a problem?"), (other, "May I lend a trombone?")):
        tiny_coach.save_plan(read(tiny_coach, person, ACCOUNT_TEXT), principal=person)
        tiny_coach.ask(question, role_id=ROLE, principal=person)

    with ZipFile(BytesIO(tiny_coach.everything_of_me(principal=me))) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}

    given = {
        name: [entry["record"] for entry in json.loads(text)] for name, text in files.items() if name != "README.txt"
    }
    shown = {
        "drafts.json": tiny_coach.drafts(principal=me),
        "plans.json": tiny_coach.plans(principal=me),
        "turns.json": tiny_coach.turns(principal=me),
    }
    assert given == given | {name: [item.model_dump(mode="json") for item in items] for name, items in shown.items()}
    assert [len(items) for items in shown.values()] == [1, 1, 1]
    assert "trombone" not in repr(files)


def test_deleting_everything_leaves_nothing_of_this_person_and_all_of_others(tiny_coach: Coach, me: Principal) -> None:
    other = somebody_else(me)
    for person in (me, other):
        tiny_coach.save_plan(read(tiny_coach, person, ACCOUNT_TEXT), principal=person)
        tiny_coach.ask("Who owns a problem?", role_id=ROLE, principal=person)

    tiny_coach.delete_everything(principal=me)

    kept_by = [
        [len(kept(principal=person)) for kept in (tiny_coach.drafts, tiny_coach.plans, tiny_coach.turns)]
        for person in (me, other)
    ]
    assert kept_by == [[0, 0, 0], [1, 1, 1]]


def test_a_question_that_is_too_long_is_refused_and_never_cut(tiny_coach: Coach, me: Principal) -> None:
    with pytest.raises(AccountError, match="10,001 characters"):
        tiny_coach.ask("a" * 10_001, role_id=ROLE, principal=me)

    assert tiny_coach.turns(principal=me) == ()
