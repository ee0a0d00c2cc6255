"""Find the passages that answer a question, or abstain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from coach.domain.knowledge import Role
from coach.domain.passage import PASSAGE_KINDS, Hit, Passage, PassageKind, Retrieval
from coach.embedding.protocols import StatementEncoder
from coach.errors import KnowledgeError, ModelError
from coach.knowledge.problem import did_you_mean
from coach.retrieval.calibration import Calibration, QuestionReading, SupportFeatures, prior
from coach.retrieval.cues import nearness, rank_themes, theme_rows
from coach.retrieval.fuse import Ranking, demote, fuse
from coach.retrieval.index import Index
from coach.retrieval.lens import Lens, RoleNames
from coach.retrieval.remote import RemoteIndex
from coach.retrieval.themes import Themes, join
from coach.retrieval.view import View, view

LEXICAL_WEIGHT = 0.5
THEME_WEIGHT = 2.0
THEME_STEP = 8
"""Ranks between the passages of one behaviour and those of the next nearest."""
NO_THEME_RANK = 2 * THEME_STEP + 1
"""A passage about no behaviour stands with those of the third nearest one."""
FOREIGN_PLACES = 30
"""How far a passage about other roles stands back in each list."""
_DEPTH = 50
_NEAREST = 3
_MAX_QUERY = 2_000
"""Characters that are searched; the encoder reads no further."""
_WITHOUT_THE_SERVER = "The model that puts passages in order did not answer, so the coach's own encoder did."


class _Search(NamedTuple):
    """One question, read once."""

    query: str
    view: View
    """By the encoder in this process."""
    lens: Lens | None
    reading: QuestionReading


class _Lists(NamedTuple):
    """The ranked lists of one search."""

    dense: Ranking
    lexical: Ranking
    themes: Ranking


class Retriever:
    """Search one index."""

    def __init__(
        self,
        index: Index,
        encoder: StatementEncoder,
        *,
        roles: Sequence[Role],
        calibration: Calibration,
        themes: Themes | None = None,
        remote: RemoteIndex | None = None,
    ) -> None:
        """Search `index`, whose vectors `encoder` made, for people in `roles`; `themes` tells what a question is about.

        With `remote`, an index of the same passages, that one puts in order what `index` finds an answer in.
        """
        self._index = index
        self._encoder = encoder
        self._remote = remote
        self._calibration = calibration
        self._themes_of = themes
        self._role_names = RoleNames(roles)
        self._theme_rows = theme_rows(index.rows.passages, index.rows.cues)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages that can be found."""
        return self._index.rows.passages

    def retrieve(
        self,
        query: str,
        *,
        role_id: str | None = None,
        kinds: Collection[PassageKind] | None = None,
        k: int = 8,
    ) -> Retrieval:
        """Return the `k` best passages of the given kinds (all, if none are given), or an abstention.

        With a role, passages about that role or about all roles stand ahead, and what other roles are asked for is left
        out unless the question names them.

        Raises:
            KnowledgeError: the role is unknown.
        """
        if not query.strip():
            return Retrieval(query=query, hits=(), abstained=True, support=0.0)
        search = self._read(query, role_id)
        support = self._calibration.support(self._features(search))
        abstained = support < self._calibration.threshold
        seen = search.view if abstained else self._seen(search)
        lists = self._rank(search, seen, [kind for kind in PASSAGE_KINDS if kinds is None or kind in kinds])
        hits = self._hits(search, seen, lists, k=_NEAREST if abstained else k)
        return Retrieval(
            query=query,
            hits=() if abstained else hits,
            abstained=abstained,
            support=support,
            nearest=hits if abstained else (),
            remark=seen.remark,
        )

    def features(self, query: str, *, role_id: str | None = None) -> SupportFeatures:
        """Return what the abstention is decided on."""
        return self._features(self._read(query, role_id))

    def _read(self, query: str, role_id: str | None) -> _Search:
        if role_id is not None and role_id not in self._role_names.role_ids:
            remedy = did_you_mean(role_id, self._role_names.role_ids)
            raise KnowledgeError(f"There is no role {role_id!r} in the knowledge files; {remedy}")
        text = query[:_MAX_QUERY]
        reading = self._encoder.read([text])
        vector = reading.vectors[0]
        return _Search(
            query=text,
            view=view(self._index, vector),
            lens=None if role_id is None else Lens(frozenset({role_id}) | self._role_names.named_in(text)),
            reading=self._calibration.read(vector, reading.wording[0]),
        )

    def _seen(self, search: _Search) -> View:
        """Return the question as the remote encoder sees it, or as our own does where that one fails."""
        if self._remote is None:
            return search.view
        try:
            return self._remote.view(search.query)
        except ModelError:
            return replace(search.view, note=_WITHOUT_THE_SERVER)

    def _features(self, search: _Search) -> SupportFeatures:
        best = search.view.similarities[: len(self.passages)].max(initial=-1.0)
        return SupportFeatures(
            scope=search.reading.scope,
            similarity=float(best),
            coverage=self._index.lexical.coverage(search.query),
        )

    def _rank(self, search: _Search, seen: View, kinds: Sequence[PassageKind]) -> _Lists:
        lens = search.lens
        rows = [
            row
            for row, passage in enumerate(self.passages)
            if passage.kind in kinds and not (lens and lens.hides(passage))
        ]
        return _Lists(
            dense=self._dense(seen, search.lens, kinds),
            lexical=self._lexical(search.query, rows),
            themes=self._themes(search, seen, rows),
        )

    def _dense(self, seen: View, lens: Lens | None, kinds: Sequence[PassageKind]) -> Ranking:
        found = {
            neighbour.row
            for kind in kinds
            for neighbour in seen.dense.search(
                seen.vector,
                kind,
                limit=_DEPTH,
                record_ids=lens.role_ids if lens and kind == "role" else None,
            )
        }
        # By our own cosines: every way to search then breaks ties alike.
        ordered = sorted(found, key=lambda row: (-seen.similarities[row], row))
        return Ranking({row: rank for rank, row in enumerate(ordered, start=1)})

    def _lexical(self, query: str, rows: Sequence[int]) -> Ranking:
        scores = self._index.lexical.score(query)
        matching = [row for row in rows if scores[row] > 0]
        ordered = sorted(matching, key=lambda row: (-scores[row], row))
        return Ranking({row: rank for rank, row in enumerate(ordered, start=1)}, LEXICAL_WEIGHT)

    def _themes(self, search: _Search, seen: View, rows: Sequence[int]) -> Ranking:
        near = nearness(seen.similarities, self._theme_rows)
        places = rank_themes(join(near, self._themes_of.nearness(search.query)) if self._themes_of else near)
        return Ranking({row: _theme_rank(self.passages[row], places) for row in rows}, THEME_WEIGHT)

    def _through_lens(self, lens: Lens | None, ranking: Ranking) -> Ranking:
        if lens is None:
            return ranking
        foreign = frozenset(row for row in ranking.ranks if lens.is_foreign(self.passages[row]))
        return demote(ranking, foreign, places=FOREIGN_PLACES)

    def _hits(self, search: _Search, seen: View, lists: _Lists, *, k: int) -> tuple[Hit, ...]:
        scores = {
            row: score * prior(search.reading, self.passages[row])
            for row, score in fuse([self._through_lens(search.lens, ranking) for ranking in lists]).items()
        }
        best = sorted(scores, key=lambda row: (-scores[row], row))[:k]
        return tuple(
            Hit(
                passage=self.passages[row],
                rank=rank,
                score=scores[row],
                similarity=float(np.clip(seen.similarities[row], -1.0, 1.0)),
                dense_rank=lists.dense.ranks.get(row),
                lexical_rank=lists.lexical.ranks.get(row),
            )
            for rank, row in enumerate(best, start=1)
        )


def _theme_rank(passage: Passage, places: Mapping[str, int]) -> int:
    if not passage.behaviour_ids:
        return NO_THEME_RANK
    return THEME_STEP * min(places[behaviour_id] for behaviour_id in passage.behaviour_ids) + 1
