"""`coach serve`."""

from importlib import import_module

from coach.errors import SettingsError
from coach.settings import load_settings


def serve() -> int:
    """Serve the app until it is stopped.

    The app is loaded by name: the command line works without the extra `ui`, and neither imports the other.
    """
    settings = load_settings()
    try:
        server = import_module("coach.ui.server")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The app needs {error.name!r}, which is not installed. Install the product with: vision-coach[ui]"
        ) from None
    server.run_server(settings)
    return 0
