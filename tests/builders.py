"""Build small valid values for tests: take one, override one thing."""

import hashlib
import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import yaml

from coach.domain.access import local_principal
from coach.domain.draft import AuthorQuestion, Draft, SavedPlan, Turn
from coach.domain.finding import Assessment, Evidence, Finding
from coach.domain.knowledge import Behaviour, Champion, JourneyStage, Resource, Role, Route, Story, Vision
from coach.domain.plan import CheckIn, GapPlan
from coach.domain.provenance import Provenance
from coach.domain.review_case import Share
from coach.embedding.protocols import Reading, Vectors
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.protocols import Message, Request
from coach.retrieval.calibration import ANSWER_KINDS, Calibration

ME = local_principal("local")
"""Who asks where it does not matter, and whom the app and the command line take for it."""
ACCOUNT_TEXT = "I ring the customer two days after a repair. We never ring back about a late delivery."
PROVENANCE = Provenance(
    engine="embedded", model="tiny-encoder 1", knowledge_version="0123456789ab", code_version="0.1.0"
)

_VISION: dict[str, Any] = {
    "id": "tiny-vision",
    "organisation": "Tiny Home",
    "about": "Tiny Home sells and repairs kettles from one shop and one warehouse.",
    "statement": "Every kettle we touch works, and the person who owns it feels looked after.",
    "why": "People come back to whoever looked after them.",
    "promises": [
        {"id": "we-see-it-through", "text": "One of us sees it through.", "feeling": "looked after"},
        {"id": "you-always-know", "text": "You always know what happens next.", "feeling": "at ease"},
    ],
    "customers": [
        {"id": "households", "name": "Households", "kind": "external", "needs": "A kettle that works today."},
        {"id": "next-colleague", "name": "The next colleague", "kind": "internal", "needs": "Work that is complete."},
    ],
    "sponsor_role_id": "shop-adviser",
    "review_by": "2027-06-01",
}

_STAGES: list[dict[str, Any]] = [
    {
        "id": "buy",
        "name": "Buy",
        "customer_does": "Picks a kettle and pays for it.",
        "feeling": "understood",
        "worst_moment": "Nobody asks what the kettle is for.",
    },
    {
        "id": "put-right",
        "name": "Put it right",
        "customer_does": "Brings a broken kettle back.",
        "feeling": "looked after",
        "worst_moment": "The customer is sent from desk to desk.",
    },
]

_OWN_IT: dict[str, Any] = {
    "id": "own-it",
    "name": "Own it to the end",
    "summary": "You stay with a customer's problem until it is solved.",
    "priority": 1,
    "promise_id": "we-see-it-through",
    "feeling": "looked after",
    "why": "A problem that nobody owns comes back louder.",
    "do": ["Give your own name and number.", "Check after the repair that the kettle works."],
    "dont": ["Say that it is another department.", "Close the ticket before the customer agrees."],
    "looks_like": ["A note on the desk with every open problem."],
    "sounds_like": ["I will stay with this until your kettle works."],
    "feels_like": ["Somebody has taken this off my shoulders."],
    "anchors": [
        {
            "point": 1,
            "text": "Solves the problem when the customer comes back and asks again.",
            "examples": [
                "If they come back I have another look at the kettle.",
                "I sort the problem when somebody chases me.",
                "When customer ask again, I look for the repair.",
                "My supervisor reminds me about open problems and I finish them.",
            ],
        },
        {
            "point": 2,
            "text": "Solves problems with own customers most of the time.",
            "examples": [
                "I finish the repairs that I started.",
                "Mostly I solve the problem of my own customers myself.",
                "I keep my open problems on a list and work through it.",
                "I solve what customer bring to my desk.",
            ],
        },
        {
            "point": 3,
            "text": "Stays with the problem across departments and checks afterwards that it is solved.",
            "examples": [
                "I rang the customer two days after the repair to check the kettle worked.",
                "Even when the warehouse has the last step I stay with the problem until it is solved.",
                "I walk to the warehouse myself so the problem does not get lost.",
                "I am always checking after repair that the problem is solved.",
            ],
        },
        {
            "point": 4,
            "text": "Changes how the team works so that no problem is left without an owner.",
            "examples": [
                "I set up a board where each open problem has an owner.",
                "I taught the new starters to stay with a problem to the end.",
                "We agreed in the team meeting who owns a problem at the weekend.",
                "I made a list so the team see which problem has no owner.",
            ],
        },
    ],
    "contrary": [
        "I tell them it is not my department.",
        "Once it leaves my desk it is not my problem.",
        "I close the ticket and let them complain again.",
        "Is not my problem after the shift ends.",
    ],
    "settling_question": "Tell me about the last problem you could not solve alone: what did you do next?",
    "owner": "Head of shops",
    "review_by": "2027-09-01",
}

_KEEP_PEOPLE_POSTED: dict[str, Any] = {
    "id": "keep-people-posted",
    "name": "Keep people posted",
    "summary": "You tell people what happens next, and when, before they have to ask.",
    "priority": 2,
    "promise_id": "you-always-know",
    "feeling": "at ease",
    "why": "Waiting without news is worse than waiting.",
    "do": ["Say the day and the hour of the next step.", "Ring early when the delivery is late."],
    "dont": ["Wait for people to ring.", "Promise a time that you cannot keep."],
    "looks_like": ["A text message sent before the van leaves."],
    "sounds_like": ["You will hear from me by four on Tuesday."],
    "feels_like": ["I never had to wonder."],
    "anchors": [
        {
            "point": 1,
            "text": "Gives news when people ring and ask for it.",
            "examples": [
                "When they ring I tell them where the delivery is.",
                "I answer if somebody asks for an update.",
                "Customer call, I say the date.",
                "I give the delivery date when my manager asks me to.",
            ],
        },
        {
            "point": 2,
            "text": "Tells people the next step at the end of each call.",
            "examples": [
                "I finish each call by saying what happens next.",
                "I text the delivery date to most of my customers.",
                "At the till I tell them the day of delivery.",
                "I say always the next step before they go.",
            ],
        },
        {
            "point": 3,
            "text": "Tells people early when the plan changes, before they ask.",
            "examples": [
                "If the van is late I ring before they notice.",
                "I send an update each morning even when there is no news.",
                "I call customer before, so he know the new time.",
                "As soon as the date slips I text everybody on the list.",
            ],
        },
        {
            "point": 4,
            "text": "Sets up a way for the whole team to keep people posted.",
            "examples": [
                "I wrote the text messages that the team now sends before a delivery.",
                "I coach new colleagues to ring early about a late van.",
                "We changed the rota so somebody always sends the morning update.",
                "I built the list which tell the team who needs an update today.",
            ],
        },
    ],
    "contrary": [
        "We never ring back.",
        "They will find out when the van arrives.",
        "I do not tell them about the delay, they only get angry.",
        "No update from me until it is finished.",
    ],
    "settling_question": "When did a plan last change on you, and who did you tell?",
    "owner": "Head of service",
    "review_by": "2027-09-01",
}

_SHOP_ADVISER: dict[str, Any] = {
    "id": "shop-adviser",
    "name": "Shop adviser",
    "also_called": ["sales assistant"],
    "area": "shops",
    "kind": "front_line",
    "summary": "Helps people choose a kettle and puts right what goes wrong.",
    "tasks": ["Advise at the counter.", "Take back broken kettles.", "Ring about deliveries."],
    "line_of_sight": [
        {
            "task": "Take back broken kettles.",
            "next_person": "the repair bench",
            "customer_feeling": "looked after",
            "promise_id": "we-see-it-through",
        }
    ],
    "expectations": [
        {
            "behaviour_id": "own-it",
            "point": 3,
            "when": "a kettle comes back broken",
            "then": "give my name and ring after the repair",
        },
        {
            "behaviour_id": "keep-people-posted",
            "point": 3,
            "when": "a delivery slips",
            "then": "ring the customer before they ring me",
        },
    ],
    "situations": ["The last broken kettle.", "The last late delivery.", "The last angry customer."],
    "starting_questions": ["What do I say at the counter?", "Who owns a return?", "When do I ring?"],
    "review_by": "2027-09-01",
}

_WAREHOUSE_PICKER: dict[str, Any] = {
    "id": "warehouse-picker",
    "name": "Warehouse picker",
    "area": "warehouse",
    "kind": "back_office",
    "summary": "Picks and packs kettles for the shop.",
    "tasks": ["Pick orders.", "Pack boxes.", "Book in returns."],
    "line_of_sight": [
        {
            "task": "Pick orders.",
            "next_person": "the shop adviser",
            "customer_feeling": "at ease",
            "promise_id": "you-always-know",
        }
    ],
    "expectations": [
        {
            "behaviour_id": "own-it",
            "point": 2,
            "when": "a kettle is missing from the shelf",
            "then": "look for it until I know where it is",
        }
    ],
    "free_passes": [
        {
            "behaviour_id": "keep-people-posted",
            "accepted_by": "Head of warehouse",
            "reason": "The shop rings the customer.",
        }
    ],
    "situations": ["The last missing kettle.", "The last wrong box.", "The last busy shift."],
    "starting_questions": ["Who is my customer?", "What if a box is wrong?", "Who do I tell?"],
    "review_by": "2027-09-01",
}

_STORIES: list[dict[str, Any]] = [
    {
        "id": "the-second-kettle",
        "title": "The second kettle",
        "behaviour_ids": ["own-it"],
        "role_id": "shop-adviser",
        "stage_id": "put-right",
        "feeling": "looked after",
        "consent": "Mirela agreed in March 2026.",
        "told_on": "2026-03-02",
        "review_by": "2027-09-01",
        "body": (
            "Mirela took back a kettle that had been repaired twice. She gave the customer her own name and rang "
            "him two days after the third repair. It worked. He came back in spring and asked for her."
        ),
    },
    {
        "id": "the-late-van",
        "title": "The late van",
        "behaviour_ids": ["keep-people-posted"],
        "role_id": "shop-adviser",
        "stage_id": "buy",
        "feeling": "at ease",
        "consent": "Owen agreed in April 2026.",
        "told_on": "2026-04-02",
        "review_by": "2027-09-01",
        "body": (
            "The van broke down at noon. Owen rang all six customers before one o'clock and gave each of them a new "
            "hour. Nobody was pleased, but nobody waited at the window either."
        ),
    },
]

_RESOURCES: list[dict[str, Any]] = [
    {
        "id": "ring-after-repair",
        "title": "Ring one customer after a repair",
        "kind": "practice",
        "summary": "Pick one repair this week and ring the customer two days later.",
        "behaviour_ids": ["own-it"],
        "points": [2, 3],
        "causes": ["skill"],
        "minutes": 15,
        "cost": "free",
        "where": "At your desk.",
        "review_by": "2027-09-01",
    },
    {
        "id": "what-owning-means",
        "title": "What owning a problem means",
        "kind": "reading",
        "summary": "One page with the line between helping and owning.",
        "behaviour_ids": ["own-it"],
        "points": [1, 2, 3, 4],
        "causes": ["clarity"],
        "role_kinds": ["front_line", "back_office"],
        "minutes": 10,
        "cost": "free",
        "where": "The noticeboard.",
        "review_by": "2027-09-01",
    },
    {
        "id": "morning-update-card",
        "title": "The morning update card",
        "kind": "job_aid",
        "summary": "A card with the three lines of a good update.",
        "behaviour_ids": ["keep-people-posted"],
        "points": [2, 3],
        "causes": ["clarity", "skill"],
        "minutes": 5,
        "cost": "free",
        "where": "Beside the phone.",
        "review_by": "2027-09-01",
    },
]

_CHAMPIONS: list[dict[str, Any]] = [
    {
        "id": "mirela",
        "name": "Mirela",
        "role_id": "shop-adviser",
        "site": "High Street shop",
        "behaviour_ids": ["own-it"],
        "contact": "mirela@example.org",
        "opted_in_on": "2026-05-04",
        "review_by": "2027-09-01",
    }
]

_ROUTES: list[dict[str, Any]] = [
    {
        "topic": topic,
        "words": f"This is for a person ({topic}).",
        "who": f"The {topic} desk",
        "how": "Ring 0808 157 0001.",
        "review_by": "2027-09-01",
    }
    for topic in ("distress", "legal", "grievance", "safety")
]

_KNOWLEDGE: dict[str, Any] = {
    "vision": _VISION,
    "stages": _STAGES,
    "behaviours": [_OWN_IT, _KEEP_PEOPLE_POSTED],
    "roles": [_SHOP_ADVISER, _WAREHOUSE_PICKER],
    "stories": _STORIES,
    "resources": _RESOURCES,
    "champions": _CHAMPIONS,
    "routes": _ROUTES,
}


def knowledge_data(**overrides: Any) -> dict[str, Any]:
    """Return a tiny complete organisation as plain data, safe to change; each override replaces one whole part.

    Parts: vision, stages, behaviours, roles, stories, resources, champions, routes. Behaviours are own-it (priority 1)
    and keep-people-posted; roles are shop-adviser (asked for both) and warehouse-picker (a free pass for the second).
    """
    unknown = set(overrides) - set(_KNOWLEDGE)
    assert not unknown, f"no such part of the knowledge: {sorted(unknown)}"
    return deepcopy({**_KNOWLEDGE, **overrides})


def write_knowledge(folder: Path, **overrides: Any) -> Path:
    """Write the tiny organisation as knowledge files and return the folder; overrides as in `knowledge_data`."""
    data = knowledge_data(**overrides)
    _write_yaml(folder / "vision" / "vision.yaml", data["vision"])
    _write_yaml(folder / "journey.yaml", {"stages": data["stages"]})
    _write_yaml(folder / "resources.yaml", {"resources": data["resources"]})
    _write_yaml(folder / "champions.yaml", {"champions": data["champions"]})
    _write_yaml(folder / "routes.yaml", {"routes": data["routes"]})
    for kind in ("behaviours", "roles"):
        for record in data[kind]:
            _write_yaml(folder / kind / f"{record['id']}.yaml", record)
    for story in data["stories"]:
        front = {name: value for name, value in story.items() if name != "body"}
        path = folder / "stories" / f"{story['id']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{_yaml_text(front)}---\n\n{story['body']}\n", encoding="utf-8")
    return folder


def make_knowledge(**overrides: Any) -> KnowledgeBase:
    """Return the tiny organisation in memory, without rules across files; overrides as in `knowledge_data`."""
    data = knowledge_data(**overrides)
    stages = tuple(JourneyStage.model_validate(item) for item in data["stages"])
    behaviours = tuple(
        sorted((Behaviour.model_validate(item) for item in data["behaviours"]), key=lambda b: b.priority)
    )
    roles = tuple(sorted((Role.model_validate(item) for item in data["roles"]), key=lambda r: r.id))
    stories = tuple(sorted((Story.model_validate(item) for item in data["stories"]), key=lambda s: s.id))
    resources = tuple(sorted((Resource.model_validate(item) for item in data["resources"]), key=lambda r: r.id))
    champions = tuple(sorted((Champion.model_validate(item) for item in data["champions"]), key=lambda c: c.id))
    routes = tuple(Route.model_validate(item) for item in data["routes"])
    sources = {
        f"vision:{data['vision']['id']}": "vision/vision.yaml",
        **{f"stage:{item.id}": "journey.yaml" for item in stages},
        **{f"behaviour:{item.id}": f"behaviours/{item.id}.yaml" for item in behaviours},
        **{f"role:{item.id}": f"roles/{item.id}.yaml" for item in roles},
        **{f"story:{item.id}": f"stories/{item.id}.md" for item in stories},
        **{f"resource:{item.id}": "resources.yaml" for item in resources},
        **{f"champion:{item.id}": "champions.yaml" for item in champions},
        **{f"route:{item.topic}": "routes.yaml" for item in routes},
    }
    return KnowledgeBase(
        root=Path("knowledge"),
        version="0123456789ab",
        vision=Vision.model_validate(data["vision"]),
        stages=stages,
        behaviours=behaviours,
        roles=roles,
        stories=stories,
        resources=resources,
        champions=champions,
        routes=routes,
        sources=MappingProxyType(sources),
    )


def make_behaviour(**overrides: Any) -> Behaviour:
    """Return the behaviour own-it with some fields replaced."""
    return Behaviour.model_validate(deepcopy({**_OWN_IT, **overrides}))


def make_role(**overrides: Any) -> Role:
    """Return the role shop-adviser with some fields replaced."""
    return Role.model_validate(deepcopy({**_SHOP_ADVISER, **overrides}))


def make_story(**overrides: Any) -> Story:
    """Return the story the-second-kettle with some fields replaced."""
    return Story.model_validate(deepcopy({**_STORIES[0], **overrides}))


def make_resource(**overrides: Any) -> Resource:
    """Return the resource ring-after-repair with some fields replaced."""
    return Resource.model_validate(deepcopy({**_RESOURCES[0], **overrides}))


def make_champion(**overrides: Any) -> Champion:
    """Return the champion mirela with some fields replaced."""
    return Champion.model_validate(deepcopy({**_CHAMPIONS[0], **overrides}))


def _write_yaml(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_yaml_text(data), encoding="utf-8")


def _yaml_text(data: dict[str, Any]) -> str:
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110))


def make_evidence(**overrides: Any) -> Evidence:
    """Return the first words of ACCOUNT_TEXT as showing own-it at point 3, with some fields replaced."""
    quote = overrides.get("quote", ACCOUNT_TEXT[:44])
    data = {
        "behaviour_id": "own-it",
        "quote": quote,
        "span": {"start": 0, "end": len(quote)},
        "bearing": "showing",
        "point": 3,
    }
    return Evidence.model_validate({**data, **overrides})


def make_finding(**overrides: Any) -> Finding:
    """Return own-it as shown by one quote, with some fields replaced; state="not_described" also drops the quote."""
    data: dict[str, Any] = {
        "behaviour_id": "own-it",
        "state": "shown",
        "point": 3,
        "expected_point": 3,
        "evidence": (make_evidence(),),
        "confidence": 0.8,
        "reason": "The best point shown, 3, is at least the expected one, 3.",
    }
    if overrides.get("state") == "not_described":
        data |= {"point": None, "evidence": (), "reason": "No statement bears on it."}
    return Finding.model_validate({**data, **overrides})


def make_assessment(**overrides: Any) -> Assessment:
    """Return an assessment of ACCOUNT_TEXT with one finding, with some fields replaced."""
    data = {
        "role_id": "shop-adviser",
        "findings": (make_finding(),),
        "follow_ups": (),
        "statements": 2,
        "refused_quotes": 0,
        "provenance": PROVENANCE,
    }
    return Assessment.model_validate({**data, **overrides})


def make_draft(**overrides: Any) -> Draft:
    """Return an assessed draft of ACCOUNT_TEXT, with some fields replaced."""
    data = {
        "id": "draft-1",
        "role_id": "shop-adviser",
        "months_in_role": 14,
        "text": ACCOUNT_TEXT,
        "follow_up_texts": {"keep-people-posted": "I text the day before."},
        "assessed_text": ACCOUNT_TEXT,
        "assessment": make_assessment(),
        "responses": ({"behaviour_id": "own-it", "choice": "right"},),
    }
    return Draft.model_validate({**data, **overrides})


def make_plan(**overrides: Any) -> GapPlan:
    """Return a plan with one strength and one focus behaviour, with some fields replaced."""
    item = {
        "behaviour_id": "keep-people-posted",
        "behaviour_name": "Keep people posted",
        "state": "contrary",
        "now": (
            make_evidence(
                behaviour_id="keep-people-posted", quote="We never ring back.", bearing="contrary", point=None
            ),
        ),
        "desired_point": 3,
        "desired": "Tells people early when the plan changes, before they ask.",
        "feeling": "at ease",
        "causes": ("skill",),
        "action": {"when": "a delivery slips", "then": "ring the customer before they ring me"},
        "resource": None,
        "uncovered": "The catalogue has nothing for this step.",
        "story": None,
        "helper": None,
        "check_on": "2026-12-06",
        "rule": "Contrary comes first.",
    }
    data = {
        "role_id": "shop-adviser",
        "role_name": "Shop adviser",
        "made_on": "2026-11-22",
        "strengths": ({"behaviour_id": "own-it", "behaviour_name": "Own it to the end", "quote": ACCOUNT_TEXT[:44]},),
        "items": (item,),
        "roadblocks": (),
        "later": (),
        "not_described": (),
        "uncovered": (),
        "provenance": PROVENANCE,
    }
    return GapPlan.model_validate({**data, **overrides})


def make_saved_plan(**overrides: Any) -> SavedPlan:
    """Return the plan of `make_plan` as kept for its owner, with some fields replaced."""
    data = {"id": "plan-1", "made_on": "2026-11-22", "plan": make_plan()}
    return SavedPlan.model_validate({**data, **overrides})


def make_check_in(**overrides: Any) -> CheckIn:
    """Return a check-in on keep-people-posted, with some fields replaced."""
    data = {"behaviour_id": "keep-people-posted", "outcome": "tried", "note": "Rang two people.", "on": "2026-12-06"}
    return CheckIn.model_validate({**data, **overrides})


def make_share(**overrides: Any) -> Share:
    """Return what somebody's own store knows of a submission, with some fields replaced."""
    data = {"id": "submission-1", "person": "somebody", "draft_id": "draft-1", "shared_on": "2026-11-22"}
    return Share.model_validate({**data, **overrides})


def make_turn(**overrides: Any) -> Turn:
    """Return one question with an answer of one cited line, with some fields replaced.

    `question` and `line` replace the words of the question and of the line.
    """
    line = overrides.pop("line", "Ring early when the delivery is late.")
    answer = {
        "question": overrides.pop("question", "When do I ring?"),
        "role_id": "shop-adviser",
        "behaviour_ids": ("keep-people-posted",),
        "lines": ({"section": "asks", "text": line, "citation": 1},),
        "citations": (
            {
                "number": 1,
                "passage_id": "behaviour:keep-people-posted:do:2",
                "kind": "behaviour",
                "title": "Keep people posted",
                "quote": line,
                "source": "behaviours/keep-people-posted.yaml",
            },
        ),
        "abstained": False,
        "support": 0.9,
        "provenance": PROVENANCE,
    }
    data = {"id": "turn-1", "asked_at": "2026-11-22T09:30:00Z", "answer": answer}
    return Turn.model_validate({**data, **overrides})


def make_author_question(**overrides: Any) -> AuthorQuestion:
    """Return a question for the authors, with some fields replaced."""
    data = {"id": "question-1", "asked_on": "2026-11-22", "question": "May I lend a kettle?", "role_id": "shop-adviser"}
    return AuthorQuestion.model_validate({**data, **overrides})


def make_full_plan(text: str = "", **overrides: Any) -> GapPlan:
    """Return a plan in which nothing is empty, with some fields replaced; `text` is put before every text in it."""
    item = make_plan().items[0].model_dump() | {
        "behaviour_name": f"{text}Keep people posted",
        "now": (make_evidence(quote=f"{text}We never ring back.", bearing="contrary", point=None),),
        "now_in_own_words": f"{text}Only on quiet days.",
        "desired": f"{text}Tells people early.",
        "feeling": f"{text}at ease",
        "action": {"when": f"{text}a delivery slips", "then": f"{text}ring the customer"},
        "resource": {
            "resource_id": "morning-update-card",
            "title": f"{text}The morning update card",
            "kind": "job_aid",
            "summary": f"{text}A card with three lines.",
            "minutes": 5,
            "cost": f"{text}free",
            "where": f"{text}Beside the phone.",
            "why": f"{text}It is the only one that fits.",
        },
        "uncovered": f"{text}The catalogue has nothing yet for this.",
        "story": {
            "story_id": "the-late-van",
            "title": f"{text}The late van",
            "excerpt": f"{text}The van broke down\nat noon.",
            "in_your_job": f"{text}When a delivery slips → the customer feels at ease",
        },
        "helper": {
            "champion_id": "mirela",
            "name": f"{text}Mirela",
            "role_name": f"{text}Shop adviser",
            "site": f"{text}High Street shop",
            "contact": f"{text}ask at the desk",
        },
        "rule": f"{text}Place 1 of 1 by the rule.",
    }
    roadblock = {
        "behaviour_id": "own-it",
        "cause": "tools_process",
        "owner": f"{text}Head of shops",
        "text": f"{text}Your tools make it hard. Who can: Head of shops.",
        "words": f"{text}No phone.",
    }
    parts = {
        "role_name": f"{text}Shop adviser",
        "strengths": ({"behaviour_id": "own-it", "behaviour_name": f"{text}Own it", "quote": f"{text}I ring."},),
        "items": (item,),
        "roadblocks": (roadblock,),
        "later": ("listen-first",),
        "not_described": ("own-it", "gone-since"),
        "provenance": make_plan().provenance.model_dump() | {"model": f"{text}tiny-encoder 1"},
    }
    return make_plan(**{**parts, **overrides})


class HashEncoder:
    """An encoder without meaning: texts are near to each other where they share words."""

    def __init__(self, *, name: str = "hash@1", dimension: int = 64) -> None:
        """Give another `name` to stand for another encoder."""
        self.name = name
        self.dimension = dimension
        self.wording_dimension = 4
        self.texts_seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order."""
        self.texts_seen += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"[a-z0-9]+", text.lower()) or ["nothing"]:
                digest = hashlib.sha256(word.encode("utf-8")).digest()
                vectors[row, digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        # A text whose words cancel each other out still needs a direction.
        vectors[~vectors.any(axis=1), 0] = 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def read(self, texts: Sequence[str]) -> Reading:
        """Return one unit vector and one wording vector of zeros per text."""
        return Reading(self.embed(texts), np.zeros((len(texts), self.wording_dimension), dtype=np.float32))


def make_calibration(**overrides: Any) -> Calibration:
    """Return a calibration for HashEncoder with some fields replaced.

    It knows no kinds, and takes a question as answerable if a third of its words, by rarity, stand in one passage.
    """
    kinds = (*ANSWER_KINDS, "none")
    data = {
        "encoder": "hash",
        "weights": {kind: (0.0,) * 68 for kind in kinds},
        "biases": dict.fromkeys(kinds, 0.0),
        "coefficients": (0.0, 0.0, 30.0),
        "intercept": -10.0,
        "threshold": 0.5,
    }
    return Calibration.model_validate({**data, **overrides})


def make_request(text: str = "What is asked of me?", **overrides: Any) -> Request:
    """Return a call of a prompt for prose with one message, with some fields replaced."""
    messages = (Message(role="user", text=text),)
    data = {"prompt": "ask/answer@1:ab12cd34ef56", "messages": messages, "max_output_tokens": 100}
    return Request(**{**data, **overrides})


_PROMPT = """\
---
id: {id}
version: 1
description: Answer a question.
inputs:
  facts:
    kind: knowledge
    description: What is known.
  question:
    kind: personal
    description: What somebody asks.
  most: {{kind: plain, description: How many sentences.}}
output: text
max_output_tokens: 100
---

# system

Answer in at most $most sentences.

$facts

# example

<question>
Must I ring?
</question>

# reply

You wrote “Must I ring?” Yes.

# user

$question
"""


def write_prompt(folder: Path, prompt_id: str, *changes: tuple[str, str]) -> Path:
    """Write a small valid prompt file with some of its words replaced, and return its path."""
    text = _PROMPT.format(id=prompt_id)
    for old, new in changes:
        text = text.replace(old, new)
    path = folder / f"{prompt_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
