from pathlib import Path

import pytest

from coach.domain.report import Headcount, Organisation, Target
from coach.errors import KnowledgeError
from coach.knowledge.files import load_knowledge
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.organisation import load_organisation
from tests.conftest import NOW

GOOD = """\
teams: [North desk]
sites: [North]
headcounts:
  - {role_id: shop-adviser, team: North desk, site: North, people: 12}
targets:
  - {behaviour_id: own-it, percent: 70}
"""


@pytest.fixture(scope="module")
def tiny(tiny_knowledge: Path) -> KnowledgeBase:
    return load_knowledge(tiny_knowledge, today=NOW.date())


def load(text: str, folder: Path, knowledge: KnowledgeBase) -> Organisation:
    file = folder / "organisation.yaml"
    file.write_text(text, encoding="utf-8")
    return load_organisation(file, knowledge)


def test_the_file_says_teams_sites_headcounts_and_targets(tmp_path: Path, tiny: KnowledgeBase) -> None:
    assert load(GOOD, tmp_path, tiny) == Organisation(
        teams=("North desk",),
        sites=("North",),
        headcounts=(Headcount(role_id="shop-adviser", team="North desk", site="North", people=12),),
        targets=(Target(behaviour_id="own-it", percent=70),),
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("people: 12", "people: many", "organisation.yaml:4: headcounts[1].people: 'many' is not a whole number"),
        ("percent: 70", "percent: 170", "organisation.yaml:6: targets[1].percent: 170 is too large; write 100 or less"),
        ("own-it", "own-its", "targets[1].behaviour_id: 'own-its' is no behaviour; did you mean 'own-it'?"),
        ("site: North,", "site: Nort,", "headcounts[1].site: 'Nort' is not known here; did you mean 'North'?"),
        (
            "sites: [North]",
            "sights: [North]",
            "organisation.yaml:2: sights: is not a field here; did you mean 'sites'?",
        ),
        ("[North desk]", "[North desk, North desk]", "teams: names 'North desk' twice; keep one of the two"),
        ("teams:", "teams", "is not valid YAML"),
        ("targets:", "targets: !!python/name:os.system", "has the tag"),
    ],
)
def test_what_is_wrong_is_said_with_line_field_and_remedy(
    old: str, new: str, problem: str, tmp_path: Path, tiny: KnowledgeBase
) -> None:
    with pytest.raises(KnowledgeError, match="COACH_ORGANISATION") as caught:
        load(GOOD.replace(old, new), tmp_path, tiny)

    assert any(problem in line for line in caught.value.problems), caught.value.problems


def test_a_file_that_is_not_there_is_said(tmp_path: Path, tiny: KnowledgeBase) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_organisation(tmp_path / "nowhere.yaml", tiny)
