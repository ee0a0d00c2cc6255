"""`python -m evals.year --people 5000 --home FOLDER` writes a generated year into an empty home folder."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from evals.year.home import NOTE, write_year


def main() -> int:
    """Write the year and say what it is."""
    parser = ArgumentParser(description=f"Write a generated year into a home folder. {NOTE}")
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--home", type=Path, required=True, help="an empty folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--open", action="store_true", help="leave the quarters open, to close them in the app")
    asked = parser.parse_args()
    try:
        written = write_year(asked.home, people=asked.people, seed=asked.seed, close=not asked.open)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 1
    print(NOTE)
    print(
        f"{written.people:,} people, {written.submissions:,} submissions with {written.findings:,} findings, "
        f"{written.decisions:,} decisions, {len(written.closed)} closed quarters, seed {asked.seed}."
    )
    print(f"COACH_HOME={written.home} COACH_ORGANISATION={written.organisation} coach serve")
    return 0


if __name__ == "__main__":
    sys.exit(main())
