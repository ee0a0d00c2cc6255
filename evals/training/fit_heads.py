"""Fit the embedded engine's heads and write `coach/assess/heads.json`.

Run it from the repository root, with the extra `train` installed::

    python -m evals.training.fit_heads

It reads the training statements of other organisations, the noise sentences, the demo organisation's own examples (each
compared with the rest, never with itself), and the tuning pairs and accounts, which other hands wrote. Thresholds and
the confidence come from the tuning sets alone. It never reads `contrary_pairs.jsonl` or any test split. Every figure
that it prints comes from rows that the rule in question had not seen.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from coach.assess.heads import FILE, Linear
from coach.assess.neutral import make_neutral
from coach.embedding.both import load_statement_encoder
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.files import load_knowledge
from coach.knowledge.fingerprint import fingerprint
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from coach.settings import load_settings
from evals.training.fitting import FOLDS, fit_logistic, predict_unseen
from evals.training.material import (
    NOISE_FILE,
    ORGANISATIONS_FILE,
    TRAINING_FILES,
    make_texts_neutral,
    organisation_of,
    read_noise,
    read_training_organisations,
)
from evals.training.readings import Judgement, Read, choose_thresholds, macro_f1, print_confusion, read_findings
from evals.training.rows import embed_material
from evals.training.stack import Stacked, assemble, stack
from evals.training.thresholds import print_reliability, report, sigmoid
from evals.training.tuning import (
    ACCOUNT_FILES,
    PAIR_FILES,
    TRAINING_ACCOUNTS,
    read_whole_organisations,
    training_statements,
    tuning_accounts,
    tuning_organisations,
)

_CONFIDENCE = fit_logistic(1.0)


def main() -> None:
    """Fit, report and write."""
    knowledge = load_knowledge(load_settings().knowledge, today=datetime.now(UTC).date())
    base, accounts = organisation_of(knowledge), tuning_accounts(knowledge)
    organisations = [
        *read_training_organisations(),
        *read_whole_organisations(),
        base,
        replace(base, name=f"{base.name}, training", statements=training_statements()),
        *tuning_organisations(base, accounts),
    ]
    encoder, neutral = load_statement_encoder(), make_neutral(Redactor(), own_words(knowledge))
    organisations = [make_texts_neutral(organisation, neutral) for organisation in organisations]
    material = embed_material(organisations, list(read_noise()), encoder)
    parts = stack(material, tuple(item.id for item in knowledge.behaviours), fingerprint(knowledge.behaviours))
    heads = assemble(parts, None, encoder.name)
    report(heads, *parts.judged())
    found = _read_unseen(parts, encoder, knowledge)
    heads = choose_thresholds(found, heads)
    confidence = _fit_confidence([item.at(heads) for item in found])
    heads = heads.model_copy(update={"trained_on": _sources(), "confidence": confidence})
    FILE.write_text(heads.model_dump_json() + "\n", encoding="utf-8")
    print(
        f"wrote {FILE.name}: strengths {heads.showing_strength} and {heads.contrary_strength}, "
        f"shows up to {heads.shows_up_to}, contrary from {heads.contrary_from}"
    )


def _read_unseen(parts: Stacked, encoder: StatementEncoder, knowledge: KnowledgeBase) -> list[Read]:
    """Read the tuning accounts by heads that had not seen them."""
    found = []
    for fold in range(FOLDS):
        heads = assemble(parts, fold, encoder.name)
        found += [item for part in parts.tuning_parts(fold) for item in read_findings(part, knowledge, encoder, heads)]
    return found


def _fit_confidence(found: Sequence[Judgement]) -> Linear:
    """Fit how often a finding is right."""
    marks, right = (
        np.array([item.marks for item in found]),
        np.array([float(item.state == item.truth) for item in found]),
    )
    weights, groups = np.ones(len(found)), np.array([item.part for item in found])
    unseen, _ = predict_unseen(_CONFIDENCE, marks, right, weights, groups)
    print_confusion(found)
    print(f"macro-F1 {macro_f1(found):.3f}")
    print_reliability(sigmoid(unseen), right)
    return _CONFIDENCE(marks, right, weights)


def _sources() -> tuple[str, ...]:
    files = (*TRAINING_FILES, ORGANISATIONS_FILE, NOISE_FILE, *PAIR_FILES, TRAINING_ACCOUNTS, *ACCOUNT_FILES)
    digests = (f"{path.name} sha256:{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}" for path in files)
    return (*digests, "the demo organisation's own examples")


if __name__ == "__main__":
    main()
