"""How often the engine takes the contrary of a behaviour for showing it: the costly error.

`python -m evals.contrary` prints the figures on `contrary_pairs.jsonl`, which training and calibration never read.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coach.assess.heads import Heads
from coach.assess.match import Matcher
from coach.bootstrap import build_matcher
from coach.domain.account import Span, Statement
from coach.embedding.both import load_statement_encoder
from coach.knowledge.files import load_knowledge
from coach.settings import load_settings
from evals.statistics import share_line

FILE = Path(__file__).resolve().parent / "datasets" / "contrary_pairs.jsonl"


@dataclass(frozen=True)
class Reading:
    """What the engine made of one statement that was written for one behaviour."""

    behaviour_id: str
    written_as: str
    """shown or contrary."""
    read_as: str
    """showing, contrary, unclear or nothing: as read for that behaviour."""
    text: str


def read_pairs(matcher: Matcher, path: Path = FILE) -> tuple[Reading, ...]:
    """Read both sides of every pair."""
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Reading(pair["behaviour_id"], side, _read(matcher, pair[side], pair["behaviour_id"]), pair[side])
        for pair in pairs
        for side in ("shown", "contrary")
    )


def _read(matcher: Matcher, text: str, behaviour_id: str) -> str:
    statement = Statement(text=text, span=Span(start=0, end=len(text)))
    bearings = {bearing.behaviour_id: bearing.kind for bearing in matcher.match([statement])}
    return bearings.get(behaviour_id, "nothing")


def render_report(readings: Sequence[Reading]) -> str:
    """Return the figures as text, each with its interval and n."""
    lines = []
    for side, wrong in (("contrary", "showing"), ("shown", "contrary")):
        read = Counter(reading.read_as for reading in readings if reading.written_as == side)
        n = sum(read.values())
        lines += [
            share_line(f"{side}, read as {kind}", read[kind], n)
            for kind in ("showing", "contrary", "unclear", "nothing")
        ]
        decided = read["showing"] + read["contrary"]
        if decided:
            lines.append(share_line(f"{side}, wrong way round where it decided", read[wrong], decided))
    return "\n".join(lines)


def main() -> None:
    """Print the report."""
    settings, encoder = load_settings(), load_statement_encoder()
    knowledge = load_knowledge(settings.knowledge, today=datetime.now(UTC).date())
    print(render_report(read_pairs(build_matcher(settings, knowledge, encoder, Heads.load(encoder.name)))))


if __name__ == "__main__":
    main()
