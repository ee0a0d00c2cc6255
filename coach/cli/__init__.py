"""The command line: JSON for programs on standard output, words for people on standard error."""

from coach.cli.app import main

__all__ = ["main"]
