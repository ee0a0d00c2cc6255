"""One reply on its way to the reader: cleaned, without what recites the prompt, without what judges a person."""

from collections.abc import Callable, Collection

from coach.chat.clean_text import CleanText
from coach.chat.gate import SentenceGate
from coach.chat.judging import Judge
from coach.chat.leaks import LeakGate


class Writing:
    """Take the pieces of a reply; give what may be shown."""

    def __init__(self, *, numbers: Collection[int], restore: Callable[[str], str], mark: str, judge: Judge) -> None:
        """Let through markers with these `numbers`; `restore` puts a person's own words in place of a tag."""
        self._clean = CleanText(numbers, restore)
        self._leaks = LeakGate(mark)
        self._gate = SentenceGate(judge)
        self.is_whole = False
        """Whether the reply has ended by itself."""

    @property
    def text(self) -> str:
        """What was let through, sentences that were left out not among it."""
        return self._gate.text

    @property
    def says_nothing(self) -> bool:
        """Whether the model said that the passages do not answer."""
        return self._clean.says_nothing

    def feed(self, piece: str) -> str:
        """Return what may be shown now."""
        return self._gate.feed(self._leaks.feed(self._clean.feed(piece)))

    def finish(self) -> str:
        """Return what was held back, once nothing more comes."""
        rest = self._leaks.feed(self._clean.finish()) + self._leaks.finish()
        return self._gate.feed(rest) + self._gate.finish()

    def notes(self) -> list[str]:
        """Return a sentence for each kind of thing that was left out."""
        counted = (
            (self._gate.left_out, "sentence that judged a person was", "sentences that judged a person were"),
            (self._clean.links, "address or piece of mark-up was", "addresses or pieces of mark-up were"),
            (self._clean.unknown_numbers, "source that does not exist was", "sources that do not exist were"),
            (self._leaks.found, "piece of the coach's own instructions was", "pieces of its own instructions were"),
        )
        return [f"{n} {one if n == 1 else many} left out." for n, one, many in counted if n]
