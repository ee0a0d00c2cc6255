"""`python -m evals.kills` kills processes that save, and prints what was lost."""

import tempfile
from pathlib import Path

from evals.figure import render_table
from evals.kills.figures import kill_figures

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(render_table(list(kill_figures(Path(scratch)))))
