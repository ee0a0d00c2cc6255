import os
from pathlib import Path

import pytest

from coach.knowledge.folder import decode, find_files, read_file
from coach.knowledge.problem import Problem
from tests.builders import write_knowledge


def lines_of(root: Path) -> list[str]:
    return [problem.line_text() for problem in find_files(root)[1]]


def test_every_knowledge_file_is_found_by_name(tmp_path: Path) -> None:
    found, problems = find_files(write_knowledge(tmp_path))
    assert problems == []
    assert [(file.name, file.place.kind, file.stem) for file in found] == [
        ("behaviours/keep-people-posted.yaml", "behaviour", "keep-people-posted"),
        ("behaviours/own-it.yaml", "behaviour", "own-it"),
        ("champions.yaml", "champion", "champions"),
        ("journey.yaml", "stage", "journey"),
        ("resources.yaml", "resource", "resources"),
        ("roles/shop-adviser.yaml", "role", "shop-adviser"),
        ("roles/warehouse-picker.yaml", "role", "warehouse-picker"),
        ("routes.yaml", "route", "routes"),
        ("stories/the-late-van.md", "story", "the-late-van"),
        ("stories/the-second-kettle.md", "story", "the-second-kettle"),
        ("vision/vision.yaml", "vision", "vision"),
    ]


def test_a_missing_knowledge_folder_names_the_setting(tmp_path: Path) -> None:
    assert lines_of(tmp_path / "nowhere") == [
        f"{tmp_path / 'nowhere'}: this folder is missing; create it, or set COACH_KNOWLEDGE to the folder with the "
        "knowledge files"
    ]


def test_an_empty_knowledge_folder_says_all_that_is_missing(tmp_path: Path) -> None:
    assert lines_of(tmp_path) == [
        "journey.yaml: is missing; create it with the list stages",
        "resources.yaml: is missing; create it with the list resources",
        "champions.yaml: is missing; create it with the list champions",
        "routes.yaml: is missing, so the coach cannot say whom to turn to in distress, with a legal question or with a "
        "grievance; create it with the list routes",
        "vision: this folder is missing; create it with the file vision.yaml",
        "behaviours: this folder is missing; create it with one .yaml file for each behaviour",
        "roles: this folder is missing; create it with one .yaml file for each role",
        "stories: this folder is missing; create it with one .md file for each story",
    ]


@pytest.mark.parametrize(
    ("folder", "line"),
    [
        ("roles", "roles: this folder has no records; add one .yaml file for each role"),
        ("vision", "vision: this folder has no records; add the file vision.yaml"),
    ],
)
def test_an_empty_folder_is_a_problem(tmp_path: Path, folder: str, line: str) -> None:
    root = write_knowledge(tmp_path)
    for path in (root / folder).iterdir():
        path.unlink()
    assert lines_of(root) == [line]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "roles/notes.txt",
            "roles/notes.txt: does not belong here; this folder holds one .yaml file for each role; "
            "rename it or move it away",
        ),
        (
            "roles/driver.yml",
            "roles/driver.yml: does not belong here; this folder holds one .yaml file for each role; "
            "rename it or move it away",
        ),
        (
            "vision/second.yaml",
            "vision/second.yaml: does not belong here; this folder holds the file vision.yaml; "
            "rename it or move it away",
        ),
        (
            "resource.yaml",
            "resource.yaml: does not belong here; did you mean 'resources.yaml' or 'routes.yaml' or 'journey.yaml'? "
            "Else move it away",
        ),
    ],
)
def test_a_file_that_does_not_belong_is_never_skipped_in_silence(tmp_path: Path, name: str, line: str) -> None:
    root = write_knowledge(tmp_path)
    (root / name).write_text("id: x\n", encoding="utf-8")
    assert lines_of(root) == [line]


@pytest.mark.parametrize("name", [".hidden", "README.md", "roles/.hidden.yaml", "roles/README.md", "schema"])
def test_hidden_files_the_readme_and_the_schemas_are_not_knowledge(tmp_path: Path, name: str) -> None:
    root = write_knowledge(tmp_path)
    (root / name).write_text("anything", encoding="utf-8")
    found, problems = find_files(root)
    assert problems == []
    assert name not in [file.name for file in found]


def test_a_file_in_the_place_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path / "knowledge")
    (root / "roles").rename(tmp_path / "roles")
    (root / "roles").write_text("", encoding="utf-8")
    assert lines_of(root) == ["roles: is not a folder; replace it with one"]


def test_a_linked_folder_outside_is_not_even_listed(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path / "knowledge")
    (root / "roles").rename(tmp_path / "elsewhere")
    (root / "roles").symlink_to(tmp_path / "elsewhere")
    found, problems = find_files(root)
    assert [problem.line_text() for problem in problems] == [
        "roles: is a link that leads out of the knowledge folder; put the folder itself here"
    ]
    assert "role" not in {file.place.kind for file in found}


def test_a_name_that_cannot_be_printed_is_shown_escaped(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path)
    (root / "roles" / "a\nb\u202e.yaml").write_text("id: x\n", encoding="utf-8")
    found, _ = find_files(root)
    assert "roles/a\\nb\\u202e.yaml" in [file.path for file in found]


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "a.yaml").write_bytes(b"id: a\n")
    (tmp_path / "a.yaml").symlink_to(Path(".data") / "a.yaml")
    assert read_file(tmp_path, "a.yaml") == b"id: a\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("outside", "is a link that leads out of the knowledge folder; put the file itself here"),
        ("dots", "is a link that leads out of the knowledge folder; put the file itself here"),
        ("pipe", "is not a plain file; replace it with one"),
        ("folder", "is not a plain file; replace it with one"),
        ("large", "is larger than 200 kB; split it or shorten it"),
        ("gone", "cannot be read (No such file or directory); check that it exists and its permissions"),
    ],
)
def test_what_is_not_a_small_plain_file_inside_is_refused(tmp_path: Path, kind: str, text: str) -> None:
    root = tmp_path / "knowledge"
    root.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (root / "outside").symlink_to(tmp_path / "secret")
    (root / "dots").symlink_to("../secret")
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    (root / "large").write_bytes(b"x" * 200_001)
    assert read_file(root, kind) == Problem(path=kind, text=text)


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 200_000)
    assert read_file(tmp_path, "a") == b"x" * 200_000


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\nb\n", "a\nb\n"),
        (b"\xef\xbb\xbfa\r\nb\rc\n", "a\nb\nc\n"),
        ("café".encode(), "café"),
        (b"ok\nca\xe9\n", Problem(path="a", line=2, text="is not UTF-8 text; save the file in the encoding UTF-8")),
        (
            "a".encode("utf-16"),
            Problem(path="a", line=1, text="is not UTF-8 text; save the file in the encoding UTF-8"),
        ),
    ],
)
def test_bytes_become_text_or_a_problem_with_its_line(content: bytes, text: str | Problem) -> None:
    assert decode(content, "a") == text
