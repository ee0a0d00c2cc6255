"""A batch in a process of its own, with an engine that answers at once and kills the process when told to.

Run as ``python -m tests.integration.batch.child LIST RESULTS KILL_AFTER READ``: after so many accounts (0: never) the
process gets SIGKILL in the middle of its work; every account that was begun leaves a line in the file READ.
"""

import os
import signal
import sys
from pathlib import Path
from threading import Event, Lock

from coach.batch.accounts import Columns, read_accounts
from coach.batch.results import ReadBy, open_results
from coach.batch.work import do_work, plan_work
from coach.domain.account import Account
from coach.domain.finding import Assessment
from tests.builders import PROVENANCE, make_assessment


class Engine:
    """Answers at once; at its last account it kills the process it runs in."""

    def __init__(self, kill_after: int, read: Path) -> None:
        self._left = kill_after
        self._lock = Lock()
        self._read = read

    def __call__(self, account: Account) -> Assessment:
        with self._lock, self._read.open("a", encoding="utf-8") as file:
            file.write(account.text + "\n")
            self._left -= 1
            if self._left == 0:
                file.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        return make_assessment(remarks=(account.text,))


def main(accounts: Path, out: Path, kill_after: int, read: Path) -> None:
    listed = read_accounts(accounts, Columns(), role_ids=["shop-adviser"])
    read_by = ReadBy.of(PROVENANCE)
    with open_results(out) as results:
        todo = plan_work(listed.items, results, read_by)
        engine = Engine(kill_after, read)
        do_work(todo, engine, results=results, read_by=read_by, workers=4, stop=Event())
        results.tidy(item.id for item in listed.items)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
