"""What went wrong is said in plain words, as what it is."""

from streamlit.testing.v1 import AppTest

PAGE = """
from coach.errors import AccessError
from coach.ui.components.notice import failure

failure(AccessError("Only a sponsor may do this; ask Ada."))
"""


def test_what_somebody_may_not_do_is_said_as_that() -> None:
    app = AppTest.from_string(PAGE).run()

    assert not app.exception
    assert [item.value for item in app.markdown] == [
        ":material/info: **You have no access to this.**",
        "Only a sponsor may do this; ask Ada.",
    ]
