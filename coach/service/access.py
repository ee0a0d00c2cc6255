"""Who may call which use case: one table, and the check that stands in front of every use case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec, TypeVar

from coach.domain.access import ACCESS_ROLES, AccessRole, Principal
from coach.errors import AccessError

P = ParamSpec("P")
T = TypeVar("T")

_EVERYBODY = frozenset(ACCESS_ROLES)
"""Whoever has an access role, whichever it is, is an employee where their own work is concerned."""


@dataclass(frozen=True)
class Rule:
    """Who may call a use case."""

    what: str
    """What somebody does with it, to stand after "may"."""
    roles: frozenset[AccessRole] = _EVERYBODY
    """One of these is enough."""
    own: bool = False
    """Whether it reaches records that are kept for one person. They are the caller's: no use case takes another id."""

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


_ASK = Rule("ask what the vision says")
_SEND = Rule("send something to the authors of the vision")
_SENT = Rule("list what was sent to the authors of the vision", frozenset({"champion", "author"}))
_READ = Rule("have an account read")
_PLAN = Rule("have a plan made")
_SHARE = Rule("choose what to share with L&D")
_OWN_SHARES = Rule("share findings with L&D", own=True)
_REVIEW = Rule("review what employees share", frozenset({"reviewer"}))
_EXPORT_REVIEWS = Rule("export what reviewers have read", frozenset({"reviewer", "admin"}))
_ENGINE = Rule("see how the engine is and what it takes")
_MEASURED = Rule("see what evals measured", frozenset({"author", "reviewer", "sponsor", "admin"}))
_MEASURE = Rule("run evals", frozenset({"author", "reviewer", "admin"}))
_INSIGHTS = Rule("see what groups need", frozenset({"reviewer", "sponsor", "admin"}))
_CLOSE = Rule("close a period", frozenset({"reviewer", "admin"}))
_OWN_QUESTIONS = Rule("keep questions and their answers", own=True)
_OWN_ACCOUNTS = Rule("keep accounts", own=True)
_OWN_PLANS = Rule("keep plans", own=True)
_OWN_RECORDS = Rule("take away or delete what is kept of them", own=True)

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
        "share": _OWN_SHARES,
        "shared_cases": _OWN_SHARES,
        "withdraw": _OWN_SHARES,
        "comment_on_decision": _OWN_SHARES,
        "account_behind": _OWN_ACCOUNTS,
        "review_queue": _REVIEW,
        "review_case": _REVIEW,
        "decide": _REVIEW,
        "read_again": _REVIEW,
        "reviewer_agreement": _REVIEW,
        "export_reviews": _EXPORT_REVIEWS,
        "everything_of_me": _OWN_RECORDS,
        "delete_everything": _OWN_RECORDS,
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
        "start_eval": _MEASURE,
        "go_on_with_eval": _MEASURE,
        "stop_eval": _MEASURE,
        "organisation": _INSIGHTS,
        "periods": _INSIGHTS,
        "insights": _INSIGHTS,
        "insight_sheet": _INSIGHTS,
        "export_insights": _INSIGHTS,
        "close_period": _CLOSE,
    }
)
"""The rule of every use case, by the name of its method."""


def use_case(method: Callable[P, T]) -> Callable[P, T]:
    """Have a method of `Coach` look at its `principal` before anything else, by the rule of its name.

    A method that the table does not name is a KeyError where its class is written, before anybody can call it.
    """
    rule = RULES[method.__name__]

    @wraps(method)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        principal = kwargs.get("principal")
        if not isinstance(principal, Principal):
            raise TypeError(f"{method.__name__}() has to be told who asks, as principal=Principal(...)")
        if not rule.allows(principal):
            raise rule.refusal()
        return method(*args, **kwargs)

    return checked
