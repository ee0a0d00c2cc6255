"""Who signs on sees the pages of their roles; who does not, or not any more, sees one button."""

from collections.abc import Callable
from pathlib import Path
from time import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coach.bootstrap import build_coach, build_sign_on
from coach.domain.access import Workplace
from coach.settings import load_settings
from coach.ui.navigation import PLACES
from tests.app.screens.drafts import keep_read_draft
from tests.app.screens.reading import button_labels, checked, words
from tests.app.serving import ROOT

ANA, RITA = "ana", "rita"
ROLES = "people:\n  - {sub: rita, roles: [reviewer], team: Returns, site: Dock 4}\n"
Open = Callable[..., AppTest]


@pytest.fixture
def roles_file(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the roles file of a coach that people sign on to."""
    file = tmp_path / "roles.yaml"
    file.write_text(ROLES, encoding="utf-8")
    for name, value in {
        "PUBLIC_URL": "http://localhost:8501",
        "OIDC_METADATA_URL": "http://localhost:9/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": "coach",
        "OIDC_CLIENT_SECRET": "planted",
        "ROLES_FILE": str(file),
    }.items():
        monkeypatch.setenv(f"COACH_{name}", value)
    st.cache_resource.clear()
    return file


def claims(sub: str, **changed: object) -> dict[str, object]:
    now = int(time())
    told = {"iss": "http://localhost:9", "sub": sub, "aud": "coach", "nonce": f"n-{sub}", "iat": now, "exp": now + 600}
    return {"is_logged_in": True, "name": sub.title(), **told, **changed}


def open_as(user: dict[str, object], name: str = "settings", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    app.user = user
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(f"coach/ui/pages/{name}.py")
    return checked(app.run())


@pytest.mark.parametrize(
    ("user", "page"),
    [
        *(({}, place.name) for place in PLACES),
        ({"email": "ana@example.com"}, "my_work"),
        ({"is_logged_in": False}, "my_work"),
        (claims(ANA, aud="another-app"), "my_work"),
        (claims(ANA, exp=1), "my_work"),
        (claims(ANA, nonce=None), "my_work"),
    ],
)
def test_whoever_is_not_signed_on_sees_one_button_and_nothing_of_any_page(
    roles_file: Path, user: dict[str, object], page: str
) -> None:
    app = open_as(user, page)

    assert button_labels(app) == ["Sign on"]
    assert "What you write is kept for you alone" in words(app)
    assert [title.value for title in app.title] == ["Vision Coach"]


def test_somebody_who_signed_on_reads_who_they_are_and_how_long_it_lasts(roles_file: Path) -> None:
    shown = words(open_as(claims(RITA)))

    assert "**Signed on as:** Rita" in shown
    assert "**Here you are:** employee, reviewer" in shown
    assert "Team: Returns. Site: Dock 4. You are signed out after 60 minutes without use, and after 12 hours" in shown
    assert "runs on your organisation's server and costs no money" in shown
    assert "planted" not in shown


def test_a_page_that_somebody_may_not_open_says_who_may_and_whom_to_ask(roles_file: Path) -> None:
    refused = words(open_as(claims(ANA), "evals"))

    assert "You have no access to this." in refused
    assert "Only an author, a reviewer, a sponsor or an admin may see what evals measured" in refused
    assert "ask whoever looks after the coach for access" in refused
    assert "You have no access" not in words(open_as(claims(RITA), "evals"))


def test_a_role_that_is_taken_away_in_mid_session_is_gone_at_the_next_click(roles_file: Path) -> None:
    app = open_as(claims(RITA), "evals")
    assert "You have no access" not in words(app)

    roles_file.write_text("people: []\n", encoding="utf-8")

    assert "You have no access to this." in words(app.run())


def test_a_broken_roles_file_lets_nobody_in_and_says_what_to_mend(roles_file: Path) -> None:
    app = open_as(claims(RITA))
    roles_file.write_text("people:\n  - {sub: rita, roles: [root]}\n", encoding="utf-8")

    shown = words(app.run())

    assert "A setting stops the coach." in shown
    assert "roles.yaml:2: people[1].roles[1]: 'root' is no access role" in shown
    assert button_labels(app) == []


def test_a_session_that_was_ended_elsewhere_ends_here_at_the_next_click(roles_file: Path) -> None:
    app = open_as(claims(ANA), "my_work")
    door = build_sign_on(load_settings())
    assert door
    door.end(claims(ANA) | {key: app.user[key] for key in ("iat", "exp")})

    assert "You are signed out. Sign on again to go on." in words(app.run())
    assert button_labels(app) == ["Sign on"]


def test_two_people_never_see_each_others_accounts_also_by_their_address(roles_file: Path) -> None:
    app = open_as(claims(ANA), "my_work")
    app.selectbox[0].set_value("warehouse-picker").run()
    address = app.query_params["account"]
    account = address if isinstance(address, str) else address[0]

    mine, theirs = (open_as(claims(who), "my_work", account=account) for who in (ANA, RITA))

    assert mine.selectbox[0].value == "warehouse-picker"
    assert theirs.selectbox[0].value is None


def test_without_sign_on_every_page_says_that_there_is_one_user(home: Path) -> None:
    shown = words(open_as({}))

    assert "This coach has one user and no sign-on." in shown
    assert "No other computer can reach it." in shown
    assert "Sign out" not in button_labels(open_as({}))
    line = next(item.label for item in open_as({}, "my_plan").expander if "knowledge" in item.label)
    assert line.endswith("one user, no sign-on]")


def test_a_reviewer_sees_what_they_shared_themselves_and_leaves_the_decision_to_somebody_else(
    roles_file: Path,
) -> None:
    roles_file.write_text(f"{ROLES}  - {{sub: lena, roles: [reviewer]}}\n", encoding="utf-8")
    rita, lena = claims(RITA), claims("lena")
    coach, door = build_coach(load_settings()), build_sign_on(load_settings())
    assert door
    me = door.admit(rita).principal
    draft = keep_read_draft(coach, owner=me)
    sharing = coach.all_to_share(draft, principal=me)
    case = coach.share(draft, sharing, workplace=Workplace(team="Returns"), principal=me)

    row = f"open-{case.submission.id}"
    assert [" · yours" in button.label for button in open_as(rita, "review").button if button.key == row] == [True]
    assert [" · yours" in button.label for button in open_as(lena, "review").button if button.key == row] == [False]
    own, other = (open_as(user, "review", case=case.submission.id) for user in (rita, lena))
    assert "You shared this yourself, so somebody else at L&D decides about it." in words(own)
    assert not {"Approve", "Send back"} & set(button_labels(own))
    assert [box.label for box in own.text_input] == []
    assert {"Approve", "Send back"} <= set(button_labels(other))


def test_the_audit_log_is_on_the_page_of_an_admin_alone(roles_file: Path) -> None:
    assert "What was done" not in [header.value for header in open_as(claims(RITA)).subheader]
    roles_file.write_text("people:\n  - {sub: rita, roles: [admin]}\n", encoding="utf-8")

    app = open_as(claims(RITA))
    assert "What was done" in [header.value for header in app.subheader]
    (toggle,) = app.toggle
    assert "signed on" in words(checked(toggle.set_value(True).run()))
