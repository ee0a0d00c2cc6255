import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import StaleIndexError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import is_live, open_index
from coach.retrieval.check import check_in_child
from coach.retrieval.live import index_root, read_pointer
from coach.retrieval.retriever import Retriever
from tests.builders import HashEncoder, make_calibration, make_story, write_knowledge

ROOT = Path(__file__).resolve().parents[3]
CANARY = "canary-4711 my own words about work"
NOT_BUILT = "The search index could not be built, so every passage was compared one by one."


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in index_root(home).iterdir() if path.is_dir())


def changed(knowledge: KnowledgeBase) -> KnowledgeBase:
    """Return the knowledge with one more story, as another version."""
    story = make_story(id="the-third-kettle", title="The third kettle")
    files = {**knowledge.sources, "story:the-third-kettle": "stories/the-third-kettle.md"}
    return replace(knowledge, version="ba9876543210", stories=(*knowledge.stories, story), sources=files)


def test_an_unchanged_index_is_opened_without_embedding_anything(home: Path, knowledge: KnowledgeBase) -> None:
    encoder = HashEncoder()
    index = open_index(knowledge, encoder, home)
    assert (encoder.texts_seen, index.embedded, index.reused, index.reason) == ([], 0, 0, "")


def test_chroma_finds_what_exact_search_finds(home: Path, knowledge: KnowledgeBase) -> None:
    encoder = HashEncoder()
    calibration = make_calibration(threshold=0.0)
    chroma, exact = (
        Retriever(
            open_index(knowledge, encoder, home, exact_only=exact_only),
            encoder,
            roles=knowledge.roles,
            calibration=calibration,
        )
        for exact_only in (False, True)
    )
    for question in ("ring early when the delivery is late", "who owns a problem", "the shelf"):
        for role_id in (None, "warehouse-picker"):
            assert chroma.retrieve(question, role_id=role_id) == exact.retrieve(question, role_id=role_id)


def test_only_changed_texts_are_embedded_again(home: Path, knowledge: KnowledgeBase) -> None:
    encoder = HashEncoder()
    before = open_index(knowledge, encoder, home)
    after = open_index(changed(knowledge), encoder, home)
    assert encoder.texts_seen == [f"The third kettle. {make_story().body}"]
    assert (after.embedded, after.reused) == (1, len(before.rows.vectors))


def test_new_knowledge_replaces_the_index_and_leaves_no_old_folder(home: Path, knowledge: KnowledgeBase) -> None:
    index_root(home).joinpath("new-left-by-a-killed-build").mkdir()
    before = open_index(knowledge, HashEncoder(), home)
    after = open_index(changed(knowledge), HashEncoder(), home)
    assert after.name != before.name
    assert folders(home) == [after.name]
    assert (is_live(before, home), is_live(after, home)) == (False, True)


def test_a_reader_of_the_old_index_still_gets_answers_after_the_switch(home: Path, knowledge: KnowledgeBase) -> None:
    before = open_index(knowledge, HashEncoder(), home)
    open_index(changed(knowledge), HashEncoder(), home)
    vector = before.rows.passage_vectors[0]
    assert before.dense.search(vector, before.rows.passages[0].kind, limit=1)[0].row == 0


def test_an_index_of_another_encoder_is_not_used(home: Path, knowledge: KnowledgeBase) -> None:
    index = open_index(knowledge, HashEncoder(name="other@1"), home)
    assert (index.reused, index.encoder) == (0, "other@1")
    assert "other knowledge or another encoder" in index.reason


def test_a_foreign_folder_under_the_right_name_is_not_used(
    home: Path, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    foreign = open_index(changed(knowledge), HashEncoder(), tmp_path / "other")
    root, expected = index_root(home), read_pointer(index_root(home))
    (root / expected.name).rename(root / "aside")
    (index_root(tmp_path / "other") / foreign.name).rename(root / expected.name)
    index = open_index(knowledge, HashEncoder(), home)
    assert "was altered" in index.reason
    assert "story:the-third-kettle:body" not in {passage.id for passage in index.rows.passages}


def test_two_processes_that_start_at_once_end_with_one_good_index(tmp_path: Path) -> None:
    write_knowledge(tmp_path / "knowledge")
    code = (
        "import sys; from pathlib import Path; from tests.builders import HashEncoder, make_knowledge; "
        "from coach.retrieval.build import open_index; "
        "index = open_index(make_knowledge(), HashEncoder(), Path(sys.argv[1])); "
        "sys.stdout.write(f'{index.name} {index.embedded > 0} {index.dense.remark}')"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=120)[0] for process in processes)
    name = read_pointer(index_root(tmp_path)).name
    assert said == [f"{name} False ", f"{name} True "]
    assert folders(tmp_path) == [name]


def test_a_build_that_never_ends_elsewhere_is_not_waited_for_without_end(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    root = index_root(tmp_path)
    root.mkdir()
    with closing(sqlite3.connect(root / "lock.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        index = open_index(knowledge, HashEncoder(), tmp_path, lock_wait_s=0.05)
    assert "is being built by another process" in index.reason
    assert (index.name, index.dense.remark) == ("", NOT_BUILT)


def test_a_file_in_the_place_of_the_index_still_answers_and_says_so(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    index_root(tmp_path).write_text("not a folder", encoding="utf-8")
    assert open_index(knowledge, HashEncoder(), tmp_path).dense.remark == NOT_BUILT


def test_a_dotenv_of_the_working_directory_is_not_read(
    home: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("CHROMA_SERVER_HTTP_PORT=not-a-number\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    index = open_index(knowledge, HashEncoder(), home)
    index.dense.search(index.rows.passage_vectors[0], "vision", limit=1)
    assert index.dense.remark == ""


def test_no_word_of_a_question_is_written_to_the_index(home: Path, knowledge: KnowledgeBase) -> None:
    encoder = HashEncoder()
    index = open_index(knowledge, encoder, home)
    Retriever(index, encoder, roles=knowledge.roles, calibration=make_calibration()).retrieve(CANARY)
    written = [path for path in index_root(home).rglob("*") if path.is_file()]
    assert [path.name for path in written if b"canary-4711" in path.read_bytes()] == []


def test_a_search_leaves_the_index_as_it_was(home: Path, knowledge: KnowledgeBase) -> None:
    encoder = HashEncoder()
    index = open_index(knowledge, encoder, home)
    index.dense.search(index.rows.passage_vectors[0], "vision", limit=1)
    assert open_index(knowledge, encoder, home).reason == ""


def test_the_child_names_what_is_wrong(home: Path) -> None:
    root = index_root(home)
    pointer = read_pointer(root)
    check_in_child(root / pointer.name, pointer.digest)
    (root / pointer.name / "cues.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(StaleIndexError, match=r"failed its check: 'cues.jsonl' of the index in .* was altered"):
        check_in_child(root / pointer.name, pointer.digest)
