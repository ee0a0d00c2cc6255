"""`python -m evals run|compare|report|bless|list`: measure, compare, explain, and hold to a baseline."""

import sys

from evals.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
