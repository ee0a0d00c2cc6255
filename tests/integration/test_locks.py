"""The locks pin every package to reviewed bytes, and hold nothing with a known hole."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
RUNNING = ROOT / "requirements.lock"
DEVELOPING = ROOT / "requirements-dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADVISORIES = tomllib.loads((ROOT / "tests" / "advisory_floors.toml").read_text(encoding="utf-8"))

# They bring gigabytes, run pickled code, or are no longer maintained.
KEPT_OUT = {"langchain-community", "torch", "transformers"}


@dataclass(frozen=True)
class Pin:
    """One locked package: its requirement and how many files may satisfy it."""

    requirement: Requirement
    hashes: int

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> Version:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "=="
        return Version(specifier.version)


def _pins(lock: Path) -> list[Pin]:
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    parts = [entry.split("--hash=sha256:") for entry in entries]
    return [Pin(Requirement(head.strip()), hashes=len(hashes)) for head, *hashes in parts]


def _versions(lock: Path) -> dict[str, set[Version]]:
    pins = _pins(lock)
    return {pin.name: {other.version for other in pins if other.name == pin.name} for pin in pins}


def _declared(*extras: str) -> list[Requirement]:
    optional = PROJECT["project"]["optional-dependencies"]
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    return [Requirement(line) for line in lines + [line for extra in extras for line in optional[extra]]]


@pytest.mark.parametrize("lock", [RUNNING, DEVELOPING], ids=lambda lock: lock.name)
def test_every_package_is_pinned_to_one_version_with_hashes(lock: Path) -> None:
    pins = _pins(lock)

    assert len(pins) > 50
    assert [pin.name for pin in pins if not pin.hashes or not pin.version] == []


@pytest.mark.parametrize("lock", [RUNNING, DEVELOPING], ids=lambda lock: lock.name)
@pytest.mark.parametrize("address", ["://", " @ ", "--index", "--extra-index", "--find-links", "--trusted-host"])
def test_a_lock_names_no_place_to_download_from(lock: Path, address: str) -> None:
    assert address not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lock", "extras"),
    [(RUNNING, ["ui", "model"]), (DEVELOPING, list(PROJECT["project"]["optional-dependencies"]))],
    ids=["requirements.lock", "requirements-dev.lock"],
)
def test_every_declared_package_is_locked_within_its_range(lock: Path, extras: list[str]) -> None:
    versions = _versions(lock)
    outside = [
        str(requirement)
        for requirement in _declared(*extras)
        if not (locked := versions.get(canonicalize_name(requirement.name)))
        or not all(version in requirement.specifier for version in locked)
    ]

    assert outside == []


def test_what_runs_is_what_is_tested() -> None:
    tested = _versions(DEVELOPING)

    assert {name: tested.get(name) for name in _versions(RUNNING)} == _versions(RUNNING)


@pytest.mark.parametrize("lock", [RUNNING, DEVELOPING], ids=lambda lock: lock.name)
def test_a_lock_holds_nothing_that_is_kept_out(lock: Path) -> None:
    assert KEPT_OUT & set(_versions(lock)) == set()


@pytest.mark.parametrize("floor", ADVISORIES["floor"], ids=lambda floor: floor["package"])
def test_no_locked_version_is_below_the_floor_of_an_advisory(floor: dict[str, str]) -> None:
    below = {
        version for version in _versions(DEVELOPING).get(floor["package"], set()) if version < Version(floor["minimum"])
    }

    assert below == set(), f"{floor['package']} {below} has {floor['advisories']}; lock {floor['minimum']} or later"


@pytest.mark.parametrize("exception", ADVISORIES["exception"], ids=lambda exception: exception["package"])
def test_an_exception_holds_for_the_reviewed_version_only(exception: dict[str, str]) -> None:
    assert _versions(DEVELOPING)[exception["package"]] == {Version(exception["reviewed"])}
