"""Open a page as somebody would, and read what it says."""

import re

from streamlit.testing.v1 import AppTest

from tests.app.serving import ROOT

ACCOUNT = (
    "I scan the shelf, I read the whole model number out loud against the list because two of the washers differ by "
    "one letter only, and I turn the box round to look at all four corners before it goes on the pallet. "
    "When the bell goes I just leave my pallet where it is and go home, the next shift can work out what is missing. "
    "The hose kits land in the wrong bay every single week and I have stopped saying it. "
    "If a pick is short I radio the shift lead, mostly."
)
_SHOWN = ("title", "header", "subheader", "markdown", "info", "success", "error", "warning")


def open_page(name: str, **query: str) -> AppTest:
    """Open a page in a new session, as a browser does that was closed or reloaded at this address."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(f"coach/ui/pages/{name}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return checked(app.run())


def reload(app: AppTest, name: str) -> AppTest:
    """Open the same address in a new session."""
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    return open_page(name, **address)


def checked(app: AppTest) -> AppTest:
    """Return the app if nothing failed unexpectedly while it was drawn."""
    assert not app.exception, app.exception
    assert "Something went wrong" not in words(app)
    return app


def words(app: AppTest) -> str:
    """Return all text on the page as its reader sees it, with the marks of our own Markdown; no labels of widgets."""
    shown = "\n".join(str(item.value) for kind in _SHOWN for item in app.get(kind))
    return re.sub(r"\\([^a-zA-Z0-9\s])|:color\[(.)\]", lambda found: found[1] or found[2], shown)


def press(app: AppTest, label: str) -> AppTest:
    """Press the first button with this label that can be pressed."""
    button = next(button for button in app.button if button.label == label and not button.disabled)
    return answered(button.click().run())


def answered(app: AppTest) -> AppTest:
    """Return the app once no answer is being written any more."""
    while any(button.key == "stop" for button in app.button):
        app.run()
    return checked(app)


def choose(app: AppTest, key: str, option: object) -> AppTest:
    """Choose one of a row of choices."""
    return checked(app.button_group(key=key).set_value(option).run())


def write(app: AppTest, label: str, text: str) -> AppTest:
    """Write into the first box with this label, and leave it."""
    box = next(box for box in app.text_area if box.label == label)
    return checked(box.set_value(text).run())


def box_text(app: AppTest, label: str) -> str:
    """Return what stands in the first box with this label."""
    return str(next(box.value for box in app.text_area if box.label == label))


def button_labels(app: AppTest) -> list[str]:
    """Return the labels of the buttons that can be pressed."""
    return [button.label for button in app.button if not button.disabled]
