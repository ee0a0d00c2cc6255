import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import open_index
from coach.retrieval.index import Index
from tests.builders import HashEncoder

PASSAGE = 40


def live_folder(home: Path) -> Path:
    return home / "index" / (home / "index" / "current").read_text(encoding="utf-8").split()[0]


def largest(home: Path, name: str) -> Path:
    return max(live_folder(home).glob(f"chroma/*/{name}"), key=lambda path: path.stat().st_size)


def halve_a_vector_file(home: Path) -> None:
    path = largest(home, "data_level0.bin")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def remove_a_segment_folder(home: Path) -> None:
    segment = largest(home, "data_level0.bin").parent
    for path in segment.iterdir():
        path.unlink()
    segment.rmdir()


def zero_a_header(home: Path) -> None:
    path = largest(home, "header.bin")
    path.write_bytes(bytes(path.stat().st_size))


def flip_bytes(home: Path) -> None:
    path = largest(home, "data_level0.bin")
    content = bytearray(path.read_bytes())
    for place in range(1000, len(content), 997):
        content[place] ^= 0xFF
    path.write_bytes(content)


def overwrite_database_pages(home: Path) -> None:
    path = live_folder(home) / "chroma" / "chroma.sqlite3"
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes([0xA5]) * 4096 * 27)


def remove_the_database(home: Path) -> None:
    (live_folder(home) / "chroma" / "chroma.sqlite3").unlink()


def point_to_nowhere(home: Path) -> None:
    pointer = home / "index" / "current"
    pointer.write_text(pointer.read_text(encoding="utf-8")[::-1], encoding="utf-8")


def point_outside(home: Path) -> None:
    (home / "index" / "current").write_text("../elsewhere 00", encoding="utf-8")


def empty_the_pointer(home: Path) -> None:
    (home / "index" / "current").write_text("", encoding="utf-8")


def alter_a_passage(home: Path) -> None:
    path = live_folder(home) / "passages.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("kettle", "toaster"), encoding="utf-8")


def alter_the_manifest(home: Path) -> None:
    path = live_folder(home) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "files": {}}), encoding="utf-8")


def alter_our_vectors(home: Path) -> None:
    path = live_folder(home) / "vectors.npy"
    np.save(path, np.load(path)[::-1])


DAMAGE = [
    halve_a_vector_file,
    remove_a_segment_folder,
    zero_a_header,
    flip_bytes,
    overwrite_database_pages,
    remove_the_database,
    point_to_nowhere,
    point_outside,
    empty_the_pointer,
    alter_a_passage,
    alter_the_manifest,
    alter_our_vectors,
]


def finds_itself(index: Index) -> bool:
    vector = index.rows.passage_vectors[PASSAGE]
    nearest = index.dense.search(vector, index.rows.passages[PASSAGE].kind, limit=1)[0]
    return nearest.row == PASSAGE and nearest.similarity > 0.999


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: str(damage.__name__))
def test_a_damaged_index_is_noticed_at_start_and_built_again(
    damage: Callable[[Path], None], home: Path, knowledge: KnowledgeBase
) -> None:
    encoder = HashEncoder()
    assert open_index(knowledge, encoder, home).reason == ""
    damage(home)
    rebuilt = open_index(knowledge, encoder, home)
    assert rebuilt.reason != ""
    assert rebuilt.name == live_folder(home).name
    assert finds_itself(rebuilt)
    assert rebuilt.dense.remark == ""
    assert open_index(knowledge, encoder, home).reason == ""


def test_vectors_survive_damage_elsewhere_but_not_their_own(home: Path, knowledge: KnowledgeBase) -> None:
    flip_bytes(home)
    reused = open_index(knowledge, HashEncoder(), home)
    alter_our_vectors(home)
    embedded = open_index(knowledge, HashEncoder(), home)
    assert (reused.embedded, embedded.reused) == (0, 0)


def test_an_index_that_goes_bad_under_a_running_search_is_left_for_the_exact_one(
    home: Path, knowledge: KnowledgeBase
) -> None:
    index = open_index(knowledge, HashEncoder(), home)
    remove_the_database(home)
    assert finds_itself(index)
    assert index.dense.remark == "The search index could not be read, so every passage was compared one by one."
    assert not (live_folder(home) / "chroma" / "chroma.sqlite3").exists()
