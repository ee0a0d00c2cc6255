"""`python -m evals.rush` lets ten people at the app at once and prints how long they waited."""

import tempfile
from pathlib import Path

from evals.figure import render_table
from evals.rush.figures import rush_figures

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(render_table(list(rush_figures(Path(scratch)))))
