"""Somebody who adds and subtracts every released figure, and knows who is counted where.

The unknowns are one per person: what their account shows of one behaviour. Each figure is an equation over them. People
who are in the same figures can only ever be told apart by what is no figure, so they make one *atom*.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import gcd


@dataclass(frozen=True)
class Figure:
    """Counts that were released about people whom the reader knows: one bit each in `people`."""

    people: int
    told: tuple[int, ...]
    """One count for each category."""
    open: int = 0
    """How many of them may be in any category besides."""


@dataclass(frozen=True)
class Bounds:
    """How many people of a group are in a category, as far as the reader can tell."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Say whether the reader knows the number."""
        return self.low == self.high


@dataclass
class Solver:
    """All figures about one behaviour, solved together."""

    figures: Sequence[Figure]
    atoms: list[int] = field(init=False)
    rows: list[list[int]] = field(init=False)
    """Reduced to echelon form: a coefficient for each atom, then the counts and, last, how many are open."""

    def __post_init__(self) -> None:
        """Find the atoms and reduce the equations, exactly: with integers, not with floats."""
        unique = {figure.people: figure for figure in self.figures if figure.people}
        self.atoms = split(unique)
        equations = [
            [int(bool(figure.people & atom)) for atom in self.atoms] + [*figure.told, figure.open]
            for figure in unique.values()
        ]
        self.rows = reduce(equations, len(self.atoms))
        self._equations = [*equations, *self.rows, *differences(unique, self.atoms)]
        categories = len(self.figures[0].told) + 1 if self.figures else 0
        self._bounds = [self._propagate(category) for category in range(categories)]

    def spans(self, group: int) -> bool:
        """Say whether sums and differences of figures give the count of exactly these people."""
        vector = []
        for atom in self.atoms:
            if group & atom not in (0, atom):
                return False
            vector.append(int(bool(group & atom)))
        if not any(vector) or group & ~sum(self.atoms):
            return False
        for row in self.rows:
            pivot = next(index for index, value in enumerate(row) if value)
            if vector[pivot]:
                factor, own = row[pivot], vector[pivot]
                vector = [value * factor - own * other for value, other in zip(vector, row, strict=False)]
        return not any(vector)

    def bound(self, group: int, categories: Iterable[int]) -> Bounds:
        """Return how many people of the group are in any of these categories, by whole numbers and block sizes."""
        low = high = 0
        chosen = list(categories)
        for index, atom in enumerate(self.atoms):
            inside, size = (group & atom).bit_count(), atom.bit_count()
            if not inside:
                continue
            least = sum(self._bounds[category][index][0] for category in chosen)
            most = sum(self._bounds[category][index][1] for category in (*chosen, -1))
            low += max(0, min(least, size) - (size - inside))
            high += min(inside, most)
        return Bounds(low, high + (group & ~sum(self.atoms)).bit_count())

    def _propagate(self, category: int) -> list[tuple[int, int]]:
        """Return bounds of one category in each atom: nobody is counted less than never or more than once."""
        width = len(self.atoms)
        bounds = [(0, atom.bit_count()) for atom in self.atoms]
        changed = True
        while changed:
            changed = False
            for row in self._equations:
                changed |= tighten(bounds, row[:width], row[width + category])
        return bounds


def split(sets: Iterable[int]) -> list[int]:
    """Return the atoms of some sets: the people who are in the same ones."""
    atoms: list[int] = []
    for people in sets:
        parts = [part for atom in atoms for part in (atom & people, atom & ~people) if part]
        rest = people & ~sum(atoms)
        atoms = [*parts, rest] if rest else parts
    return atoms


def reduce(equations: Iterable[Sequence[int]], width: int) -> list[list[int]]:
    """Return the reduced row echelon form over the rational numbers, with whole coefficients."""
    rows: list[list[int]] = []
    for equation in equations:
        row = list(equation)
        for other in rows:
            row = clear(row, other, pivot_of(other))
        if any(row[:width]):
            pivot = pivot_of(row)
            rows = [clear(other, row, pivot) for other in rows] + [row]
    return rows


def pivot_of(row: Sequence[int]) -> int:
    """Return the place of the first coefficient."""
    return next(index for index, value in enumerate(row) if value)


def clear(row: list[int], by: Sequence[int], pivot: int) -> list[int]:
    """Return the row without its coefficient at the pivot of another."""
    own, factor = row[pivot], by[pivot]
    if not own:
        return row
    cleared = [value * factor - own * other for value, other in zip(row, by, strict=True)]
    divisor = gcd(*cleared) or 1
    return [value // divisor for value in cleared]


def differences(figures: Mapping[int, Figure], atoms: Sequence[int]) -> Iterator[list[int]]:
    """Yield what one figure has more than another that lies within it."""
    for inner, outer in product(figures.values(), repeat=2):
        if inner is not outer and inner.people & outer.people == inner.people:
            people = outer.people & ~inner.people
            told = [more - less for more, less in zip(outer.told, inner.told, strict=True)]
            yield [int(bool(people & atom)) for atom in atoms] + [*told, outer.open - inner.open]


def tighten(bounds: list[tuple[int, int]], coefficients: Sequence[int], value: int) -> bool:
    """Narrow the bounds by one equation; say whether that changed anything."""
    used = [(index, factor) for index, factor in enumerate(coefficients) if factor]
    lows = {index: min(factor * end for end in bounds[index]) for index, factor in used}
    highs = {index: max(factor * end for end in bounds[index]) for index, factor in used}
    low, high, changed = sum(lows.values()), sum(highs.values()), False
    for index, factor in used:
        least, most = value - (high - highs[index]), value - (low - lows[index])
        if factor < 0:
            least, most = -most, -least
        new = (max(bounds[index][0], -(-least // abs(factor))), min(bounds[index][1], most // abs(factor)))
        # Where no number is left the reader has assumed too much; that equation then tells nothing.
        if new[0] <= new[1] and new != bounds[index]:
            bounds[index], changed = new, True
            # The sums above are of the old bounds: still true, only wider. The next round uses the new ones.
    return changed
