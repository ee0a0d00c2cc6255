"""Who may call which use case, and what of it is noted: one table, and what stands in front of every use case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, wraps
from inspect import signature
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

from coach.domain.access import ACCESS_ROLES, AccessRole, Principal
from coach.errors import AccessError
from coach.service import notes
from coach.service.counting import count_use
from coach.service.noting import Note, Noted, NotNoted, note_call, note_refusal
from coach.service.parts import UseCases

S = TypeVar("S", bound=UseCases)
P = ParamSpec("P")
T = TypeVar("T")

_EVERYBODY = frozenset(ACCESS_ROLES)
"""Whoever has an access role, whichever it is, is an employee where their own work is concerned."""


@dataclass(frozen=True)
class Rule:
    """Who may call a use case, and what of it is noted in the audit log."""

    what: str
    """What somebody does with it, to stand after "may"."""
    roles: frozenset[AccessRole] = _EVERYBODY
    """One of these is enough."""
    own: bool = False
    """Whether it reaches records that are kept for one person. They are the caller's: no use case takes another id."""
    note: Note | None = None
    """Each use case says one or the other; None is for what rules have in common."""

    @property
    def who(self) -> str:
        """Who may, in words."""
        return "somebody with an access role" if self.roles == _EVERYBODY else _one_of(self.roles)

    def allows(self, principal: Principal) -> bool:
        """Say whether somebody may."""
        return not self.roles.isdisjoint(principal.roles)

    def refusal(self) -> AccessError:
        """Return the error for somebody who may not."""
        return AccessError(f"Only {self.who} may {self.what}; ask whoever looks after the coach for access.")


def _one_of(roles: frozenset[AccessRole]) -> str:
    *first, last = (f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in ACCESS_ROLES if role in roles)
    return f"{', '.join(first)} or {last}" if first else last


_ASK = Rule("ask what the vision says", note=notes.PRIVATE)
_SEND = Rule("send something to the authors of the vision", note=notes.UNNAMED)
_SENT = Rule(
    "list what was sent to the authors of the vision", frozenset({"champion", "author"}), note=notes.FOR_ALL_AUTHORS
)
_READ = Rule("have an account read", note=notes.PRIVATE)
_PLAN = Rule("have a plan made", note=notes.PRIVATE)
_SHARE = Rule("choose what to share with L&D", note=notes.PRIVATE)
_OWN_SHARES = Rule("share findings with L&D", own=True)
_REVIEW = Rule("review what employees share", frozenset({"reviewer"}))
_EXPORT_REVIEWS = Rule("export what reviewers have read", frozenset({"reviewer", "admin"}), note=notes.TOOK_READINGS)
_ENGINE = Rule("see how the engine is and what it takes", note=notes.OF_THE_ENGINE)
_MEASURED = Rule(
    "see what evals measured", frozenset({"author", "reviewer", "sponsor", "admin"}), note=notes.OF_THE_ENGINE
)
_MEASURE = Rule("run evals", frozenset({"author", "reviewer", "admin"}))
_INSIGHTS = Rule("see what groups need", frozenset({"reviewer", "sponsor", "admin"}), note=notes.OF_GROUPS)
_CLOSE = Rule("close a period", frozenset({"reviewer", "admin"}))
_OWN_QUESTIONS = Rule("keep questions and their answers", own=True, note=notes.PRIVATE)
_OWN_ACCOUNTS = Rule("keep accounts", own=True, note=notes.PRIVATE)
_OWN_PLANS = Rule("keep plans", own=True, note=notes.PRIVATE)
_OWN_RECORDS = Rule("take away or delete what is kept of them", own=True)
_LOG = Rule("read the audit log", frozenset({"admin"}))

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "search": _ASK,
        "answer": _ASK,
        "start_answer": _OWN_QUESTIONS,
        "ask": _OWN_QUESTIONS,
        "turns": _OWN_QUESTIONS,
        "delete_turn": _OWN_QUESTIONS,
        "delete_turns": _OWN_QUESTIONS,
        "send_to_authors": _SEND,
        "is_with_authors": _SEND,
        "questions_for_authors": _SENT,
        "preview": _READ,
        "estimate": _READ,
        "changes_since": _READ,
        "example_account": _READ,
        "assess": _READ,
        "assess_without_fallback": _READ,
        "findings": _READ,
        "start_draft": _OWN_ACCOUNTS,
        "save_draft": _OWN_ACCOUNTS,
        "draft": _OWN_ACCOUNTS,
        "drafts": _OWN_ACCOUNTS,
        "delete_draft": _OWN_ACCOUNTS,
        "choose_role": _OWN_ACCOUNTS,
        "read_draft": _OWN_ACCOUNTS,
        "respond": _OWN_ACCOUNTS,
        "take_back": _OWN_ACCOUNTS,
        "answer_follow_up": _OWN_ACCOUNTS,
        "answer_causes": _OWN_ACCOUNTS,
        "choose_focus": _OWN_ACCOUNTS,
        "gaps": _PLAN,
        "focus": _PLAN,
        "cause_questions": _PLAN,
        "preview_plan": _PLAN,
        "next_check": _PLAN,
        "suggest_when_stuck": _PLAN,
        "export_plan": _PLAN,
        "save_plan": _OWN_PLANS,
        "kept_plan": _OWN_PLANS,
        "plans": _OWN_PLANS,
        "then_and_now": _OWN_PLANS,
        "delete_plan": _OWN_PLANS,
        "check_in": _OWN_PLANS,
        "all_to_share": _SHARE,
        "preview_submission": _SHARE,
        "share": replace(_OWN_SHARES, note=notes.SHARED),
        "shared_cases": replace(_OWN_SHARES, note=notes.PRIVATE),
        "withdraw": replace(_OWN_SHARES, note=notes.WITHDREW),
        "comment_on_decision": replace(_OWN_SHARES, note=notes.COMMENTED),
        "account_behind": _OWN_ACCOUNTS,
        "review_queue": replace(_REVIEW, note=notes.LOOKED_AT_QUEUE),
        "left_to_others": replace(_REVIEW, own=True, note=notes.PRIVATE),
        "review_case": replace(_REVIEW, note=notes.OPENED_CASE),
        "decide": replace(_REVIEW, own=True, note=notes.DECIDED),
        "read_again": replace(_REVIEW, own=True, note=notes.READ_AGAIN),
        "reviewer_agreement": replace(_REVIEW, note=notes.OF_GROUPS),
        "export_reviews": _EXPORT_REVIEWS,
        "everything_of_me": replace(_OWN_RECORDS, note=notes.TOOK_OWN),
        "delete_everything": replace(_OWN_RECORDS, note=notes.DELETED_OWN),
        "health": _ENGINE,
        "spending": _ENGINE,
        "missing_for_evals": _MEASURED,
        "eval_tasks": _MEASURED,
        "eval_runs": _MEASURED,
        "eval_run": _MEASURED,
        "newest_eval": _MEASURED,
        "changes_since_eval": _MEASURED,
        "compare_evals": _MEASURED,
        "eval_report": _MEASURED,
        "eval_results": _MEASURED,
        "start_eval": replace(_MEASURE, note=notes.STARTED_RUN),
        "go_on_with_eval": replace(_MEASURE, note=notes.WENT_ON),
        "stop_eval": replace(_MEASURE, note=notes.STOPPED),
        "organisation": _INSIGHTS,
        "periods": _INSIGHTS,
        "insights": _INSIGHTS,
        "usage": _INSIGHTS,
        "insight_sheet": _INSIGHTS,
        "export_insights": replace(_INSIGHTS, note=notes.TOOK_FIGURES),
        "close_period": replace(_CLOSE, note=notes.CLOSED),
        "audit_entries": replace(_LOG, note=notes.READ_LOG),
    }
)
"""The rule of every use case, by the name of its method."""


def use_case(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Have a method of `Coach` look at its `principal` before anything else, and be noted, by the rule of its name.

    A method that the table does not name is a KeyError where its class is written, before anybody can call it, and one
    of which the table does not say whether it is noted is a TypeError there.
    """
    name = method.__name__
    rule, parameters = RULES[name], signature(method)
    if rule.note is None:
        raise TypeError(f"{name}() needs a note in RULES: Noted(...), or NotNoted with the reason")
    note = rule.note

    @wraps(method)
    def checked(coach: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        principal = kwargs.get("principal")
        if not isinstance(principal, Principal):
            raise TypeError(f"{name}() has to be told who asks, as principal=Principal(...)")
        may, who = rule.allows(principal), principal.person_id
        if may and isinstance(note, NotNoted):
            result = method(coach, *args, **kwargs)
            count_use(coach, name, who, kwargs, result)
            return result
        log = coach._parts.audit()
        arguments = parameters.bind(coach, *args, **kwargs).arguments
        if not may:
            note_refusal(log, note, name=name, who=who, arguments=arguments)
            raise rule.refusal()
        assert isinstance(note, Noted)
        act = partial(method, coach, *args, **kwargs)
        result = note_call(log, note, name=name, who=who, arguments=arguments, act=act)
        count_use(coach, name, who, kwargs, result)
        return result

    return checked
