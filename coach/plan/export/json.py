"""The plan as JSON for other programs.

The document is one object, and these names stay while `format_version` stays:

- `format` ("vision-coach/gap-plan"), `format_version` (1)
- `ai_generated` (always true) and `made_by`: `engine`, `model`, `prompts`, `knowledge_version`, `code_version`
- `notice` (to be shown with the plan) and `not_for`: the uses that are ruled out
- `plan`: the fields of `coach.domain.plan.GapPlan` without its provenance and hashes, dates as YYYY-MM-DD

Scale points are left out: a file about a person carries their words and what to do next, nothing to rank people by.
"""

import json
from typing import Final

from coach.domain.plan import GapPlan
from coach.plan.export.notice import NOT_FOR, NOTICE

FORMAT: Final = "vision-coach/gap-plan"
FORMAT_VERSION: Final = 1


def render_json(plan: GapPlan) -> str:
    """Return the plan as a JSON document."""
    fields = plan.model_dump(
        mode="json",
        exclude={
            "provenance": True,
            "asked_prints": True,
            "items": {"__all__": {"desired_point": True, "now": {"__all__": {"point"}}}},
        },
    )
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "ai_generated": True,
        "made_by": plan.provenance.model_dump(mode="json"),
        "notice": NOTICE,
        "not_for": NOT_FOR,
        "plan": fields,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
