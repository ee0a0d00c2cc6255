import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from coach.errors import KnowledgeError
from coach.knowledge.files import check_knowledge, load_knowledge
from coach.knowledge.problem import Problem
from tests.builders import knowledge_data, make_knowledge, write_knowledge

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


def lines_of(folder: Path) -> list[str]:
    return [problem.line_text() for problem in check_knowledge(folder, today=TODAY)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_complete_folder_becomes_the_knowledge_base(folder: Path) -> None:
    loaded, expected = load_knowledge(folder, today=TODAY), make_knowledge()
    parts = ("vision", "stages", "behaviours", "roles", "stories", "resources", "champions", "sources")
    assert {part: getattr(loaded, part) for part in parts} == {part: getattr(expected, part) for part in parts}
    assert loaded.root == folder


def test_records_are_ordered_by_id_and_behaviours_by_priority(tmp_path: Path) -> None:
    data = knowledge_data()
    data["behaviours"][0]["priority"] = 9
    folder = write_knowledge(tmp_path, behaviours=data["behaviours"], resources=data["resources"][::-1])
    knowledge = load_knowledge(folder, today=TODAY)
    assert [item.id for item in knowledge.behaviours] == ["keep-people-posted", "own-it"]
    assert [item.id for item in knowledge.resources] == sorted(item["id"] for item in data["resources"])


def test_the_version_follows_the_content_and_not_the_place(folder: Path, tmp_path: Path) -> None:
    first = load_knowledge(folder, today=TODAY).version
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert load_knowledge(copy, today=TODAY).version == first
    edit(copy / "stories" / "the-late-van.md", "at noon", "at one")
    assert load_knowledge(copy, today=TODAY).version != first
    assert len(first) == 12
    assert set(first) <= set("0123456789abcdef")


def test_what_is_not_knowledge_does_not_change_the_version(folder: Path) -> None:
    first = load_knowledge(folder, today=TODAY).version
    (folder / "README.md").write_text("How to write an entry.", encoding="utf-8")
    (folder / "schema").mkdir()
    (folder / "schema" / "role.schema.json").write_text("{}", encoding="utf-8")
    (folder / "roles" / ".own-it.yaml.swp").write_bytes(b"\0")
    assert load_knowledge(folder, today=TODAY).version == first


def test_windows_line_ends_and_a_byte_order_mark_are_fine(folder: Path) -> None:
    for path in (folder / "roles" / "shop-adviser.yaml", folder / "stories" / "the-late-van.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    knowledge = load_knowledge(folder, today=TODAY)
    assert knowledge.role("shop-adviser") == make_knowledge().role("shop-adviser")
    assert knowledge.story("the-late-van") == make_knowledge().story("the-late-van")


def test_mark_up_in_text_stays_text(folder: Path) -> None:
    edit(folder / "resources.yaml", "title: The morning update card", "title: <script>alert(1)</script> & co")
    knowledge = load_knowledge(folder, today=TODAY)
    assert knowledge.resource("morning-update-card").title == "<script>alert(1)</script> & co"


def test_a_date_may_stand_without_quotes(folder: Path) -> None:
    edit(folder / "vision" / "vision.yaml", "review_by: '2027-06-01'", "review_by: 2027-06-01")
    assert load_knowledge(folder, today=TODAY).vision.review_by == date(2027, 6, 1)


def test_every_error_is_told_at_once_with_file_line_field_and_remedy(folder: Path) -> None:
    edit(folder / "behaviours" / "own-it.yaml", "summary:", "sumary:")
    edit(folder / "roles" / "shop-adviser.yaml", "behaviour_id: own-it", "behaviour_id: own-itt")
    (folder / "stories" / "the-late-van.md").write_text("---\nid: [\n---\ntext\n", encoding="utf-8")
    (folder / "champions.yaml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, today=TODAY)
    assert caught.value.problems == (
        "behaviours/own-it.yaml:1: summary: is missing; add it",
        "behaviours/own-it.yaml:3: sumary: is not a field here; did you mean 'summary'?",
        "champions.yaml: is missing; create it with the list champions",
        "roles/shop-adviser.yaml:17: expectations: says nothing about 'own-it'; "
        "add an expectation, or a free pass with who accepted it",
        "roles/shop-adviser.yaml:18: expectations[1].behaviour_id: there is no behaviour 'own-itt'; "
        "did you mean 'own-it'?",
        "stories/the-late-van.md:3: is not valid YAML (did not find expected node content); "
        "check the indentation, and put text that contains : or # in quotes",
    )
    assert str(caught.value) == (
        f"The knowledge files in {str(folder)!r} have 6 problems; mend each, then start again. "
        "First: behaviours/own-it.yaml:1: summary: is missing; add it"
    )


def test_a_broken_file_does_not_make_references_to_it_dangle(folder: Path) -> None:
    (folder / "behaviours" / "own-it.yaml").write_text("id: 'own-it\n", encoding="utf-8")
    assert [problem.path for problem in check_knowledge(folder, today=TODAY)] == ["behaviours/own-it.yaml"]


def test_a_stale_review_date_is_a_remark_and_does_not_stop_the_load(folder: Path) -> None:
    edit(folder / "roles" / "shop-adviser.yaml", "review_by: '2027-09-01'", "review_by: '2026-11-21'")
    assert check_knowledge(folder, today=TODAY) == (
        Problem(
            path="roles/shop-adviser.yaml",
            line=34,
            field="review_by",
            text="2026-11-21 has passed; read it again, mend what changed and set the next date",
            severity="remark",
        ),
    )
    assert load_knowledge(folder, today=TODAY).role("shop-adviser").review_by == date(2026, 11, 21)


def test_a_remark_is_not_among_the_errors(folder: Path) -> None:
    edit(folder / "roles" / "shop-adviser.yaml", "review_by: '2027-09-01'", "review_by: '2026-11-21'")
    (folder / "champions.yaml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, today=TODAY)
    assert caught.value.problems == ("champions.yaml: is missing; create it with the list champions",)


def test_very_many_problems_in_one_file_are_counted(folder: Path) -> None:
    (folder / "resources.yaml").write_text("resources:\n" + "  - *x\n" * 120, encoding="utf-8")
    lines = lines_of(folder)
    assert len(lines) == 51
    assert lines[49] == "resources.yaml:51: resources[50]: uses the alias *x; write the text out again"
    assert lines[50] == "resources.yaml: has 70 more problems; mend these first, then check again"


HOSTILE = {
    "tag.yaml": b"id: !!python/object/apply:os.mkdir [pwned]\n",
    "bomb.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "nul.yaml": b"id: a\0b\n",
    "escape.yaml": b'id: "\\x1b[2J"\n',
    "bidi.yaml": "id: \u202eevil\n".encode(),
    "utf-16.yaml": "id: evil\n".encode("utf-16"),
    "latin.yaml": b"id: caf\xe9\n",
    "large.yaml": b"id: " + b"x" * 300_000,
    "line.yaml": b"id: " + b"x" * 150_000,
    "deep.yaml": b"{a: " * 40_000,
    "flow.yaml": b"[" * 150_000,
    "keys.yaml": b"? " * 70_000,
    "many-fields.yaml": b"".join(b"f%d: 1\n" % number for number in range(20_000)),
    "many-items.yaml": b"x:\n" + b"- {}\n" * 30_000,
    "number.yaml": b"priority: " + b"9" * 150_000,
    "sixty.yaml": b"priority: 1" + b":1" * 70_000,
    "date.yaml": b"review_by: 0001-01-01 00:00:00 +10:00\n",
    "merge.yaml": b"<<: {id: a}\n",
    "twice.yaml": b"id: twice\nid: twice\n",
    "list.yaml": b"- id\n",
    "word.yaml": b"word\n",
    "directive.yaml": b"%TAG ! tag:evil,2026:\n---\nid: !x y\n",
    "empty.yaml": b"",
    "bad\xff\nname.yaml": b"id: x\n",
    "\u202elmay.yaml": b"id: x\n",
    "notes.txt": b"not knowledge",
    "program.py": b"import os; os.mkdir('pwned')",
}


def test_hostile_files_are_each_reported_and_hide_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in HOSTILE.items():
        (folder / "roles" / name).write_bytes(content)
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", encoding="utf-8")
    (folder / "roles" / "link.yaml").symlink_to(secret)
    (folder / "roles" / "loop.yaml").symlink_to("loop.yaml")
    (folder / "roles" / "gone.yaml").symlink_to("nowhere.yaml")
    (folder / "roles" / "folder.yaml").mkdir()
    os.mkfifo(folder / "roles" / "pipe.yaml")
    edit(folder / "vision" / "vision.yaml", "statement:", "statment:")

    problems = check_knowledge(folder, today=TODAY)

    shown = {problem.path for problem in problems}
    names = [*HOSTILE, "link.yaml", "loop.yaml", "gone.yaml", "folder.yaml", "pipe.yaml"]
    assert shown >= {f"roles/{name if name.isprintable() else ascii(name)[1:-1]}" for name in names}
    assert "vision/vision.yaml" in shown
    text = "\n".join(problem.line_text() for problem in problems)
    assert len(text.splitlines()) == len(problems)
    assert text.replace("\n", "").isprintable()
    assert "hunter2" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["knowledge", "secret.yaml"]
    with pytest.raises(KnowledgeError):
        load_knowledge(folder, today=TODAY)


def test_the_demo_organisation_has_no_problems_and_is_not_stale_when_it_ships() -> None:
    demo = Path(__file__).parents[3] / "knowledge"
    assert check_knowledge(demo, today=TODAY) == ()
