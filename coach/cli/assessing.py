"""`coach demo` and `coach assess`."""

import os
from pathlib import Path

from coach.assess.confidence import name_confidence
from coach.bootstrap import build_coach
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.domain.account import MAX_ACCOUNT_CHARACTERS, Account
from coach.domain.draft import Draft
from coach.domain.finding import STATE_SHAPES, STATE_WORDS, STATES, Assessment, Finding
from coach.domain.plan import GapPlan
from coach.errors import AccountError
from coach.service import Coach
from coach.settings import load_settings

_MAX_BYTES = 8 * MAX_ACCOUNT_CHARACTERS


def demo(*, as_json: bool) -> int:
    """Read the example account of the organisation in use."""
    coach = build_coach(load_settings())
    account = coach.example_account(principal=principal())
    if not as_json:
        say(f"An example account, written by a {coach.knowledge.role(account.role_id).name.lower()}:")
        for paragraph in account.text.split("\n\n"):
            say(paragraph, indent=4)
            say()
    return _show(coach, account, as_json=as_json)


def assess(*, file: Path, role_id: str, as_json: bool) -> int:
    """Read the account in a file."""
    coach = build_coach(load_settings())
    coach.knowledge.role(role_id)
    return _show(coach, Account(text=_read(file), role_id=role_id), as_json=as_json)


def _read(file: Path) -> str:
    try:
        content = _start_of(file)
    except OSError as error:
        raise AccountError(
            f"The file {str(file)!r} cannot be read ({error.strerror}). Name a text file with the account."
        ) from error
    if len(content) > _MAX_BYTES:
        raise AccountError(
            f"The file {str(file)!r} is too long; the coach reads up to {MAX_ACCOUNT_CHARACTERS:,} characters. "
            "Nothing was read. Keep the parts about what you do, and try again."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AccountError(
            f"The file {str(file)!r} is not UTF-8 text. Save it as plain text in the encoding UTF-8."
        ) from error


def _start_of(file: Path) -> bytes:
    with os.fdopen(0, "rb", closefd=False) if str(file) == "-" else file.open("rb") as content:
        return content.read(_MAX_BYTES + 1)


def _show(coach: Coach, account: Account, *, as_json: bool) -> int:
    assessment = coach.assess(account, principal=principal())
    draft = Draft(id="command-line", role_id=account.role_id, assessed_text=account.text, assessment=assessment)
    plan = coach.preview_plan(draft, principal=principal())
    if as_json:
        print_json({"assessment": assessment.model_dump(mode="json"), "plan": plan.model_dump(mode="json")})
        return 0
    _say_findings(coach, assessment)
    _say_plan(coach, plan)
    return 0


def _say_findings(coach: Coach, assessment: Assessment) -> None:
    say(f"What the account shows ({assessment.statements} statements read)")
    say()
    for finding in sorted(assessment.findings, key=lambda item: STATES.index(item.state)):
        _say_finding(coach, finding)
    for remark in assessment.remarks:
        say(f"Note: {remark}")
    if assessment.refused_quotes:
        say(f"Refused quotes: {assessment.refused_quotes}")
    for question in assessment.follow_ups:
        say(f"Question: {question.question}")
        say(question.why, indent=10)
    say()


def _say_finding(coach: Coach, finding: Finding) -> None:
    name = coach.knowledge.behaviour(finding.behaviour_id).name
    say(f"{STATE_SHAPES[finding.state]} {name}: {STATE_WORDS[finding.state]}")
    for evidence in (*finding.evidence, *finding.counter_evidence):
        say(f"{'▲ ' if evidence.bearing == 'contrary' else ''}“{evidence.quote}”", indent=4)
    if finding.state != "not_described":
        say(f"{finding.reason} {name_confidence(finding)}", indent=4)
    say()


def _say_plan(coach: Coach, plan: GapPlan) -> None:
    say(f"The plan, for the role {plan.role_name}")
    say()
    for number, item in enumerate(plan.items, start=1):
        say(f"{number}. {item.behaviour_name}")
        for evidence in item.now:
            say(f"Now: “{evidence.quote}”", indent=3)
        say(f"What we aim for: {item.desired}", indent=3)
        say(f"Next step: {item.action.sentence()}", indent=3)
        if item.resource:
            say(f"To learn: {item.resource.title} ({item.resource.minutes} minutes)", indent=3)
        if item.uncovered:
            say(item.uncovered, indent=3)
        if item.story:
            say(f"A story: {item.story.title}", indent=3)
        if item.helper:
            say(f"Somebody to ask: {item.helper.name}, {item.helper.role_name}, {item.helper.site}", indent=3)
        say(f"Look back on {item.check_on.isoformat()}.", indent=3)
        say()
    if not plan.items:
        say("No step follows from this account: nothing in it is contrary to the vision or shown only in part.")
    made = plan.provenance
    say(
        f"Made by the {made.engine} engine ({made.model}), knowledge {made.knowledge_version}. "
        "It says what this account shows. It is no basis for pay, promotion, discipline or dismissal."
    )
