"""Hold back a sentence that may judge a person until it is whole, and leave it out if it does."""

from coach.chat.clean_text import LEFT_OUT
from coach.chat.judging import Judge
from coach.chat.sentences import sentence_end


class SentenceGate:
    """Pass text on as it comes; from the first suspicious word of a sentence on, only once its end is known."""

    def __init__(self, judge: Judge) -> None:
        """Leave out what `judge` says is a judgement."""
        self._judge = judge
        self._sentence = ""
        self._shown = 0
        self._kept: list[str] = []
        self.left_out = 0

    @property
    def text(self) -> str:
        """Everything that was let through, without sentences that were left out."""
        return "".join(self._kept)

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        self._sentence += text
        shown = ""
        while (end := sentence_end(self._sentence)) is not None:
            shown += self._close(end)
        return shown + self._begin()

    def finish(self) -> str:
        """Return what was held back of the last sentence, unless it is a judgement."""
        return self._close(len(self._sentence)) if self._sentence else ""

    def _close(self, end: int) -> str:
        whole, self._sentence = self._sentence[:end], self._sentence[end:]
        already, self._shown = self._shown, 0
        if not self._judge.is_judgement(whole):
            self._kept.append(whole)
            return whole[already:]
        self.left_out += 1
        # What was shown of it says nothing yet; the reader still learns that something is missing.
        return f"{LEFT_OUT}{whole[len(whole.rstrip()) :]}"

    def _begin(self) -> str:
        suspicious = self._judge.suspicious_from(self._sentence, 0)
        # The last word may still grow into a suspicious one.
        stop = suspicious if suspicious is not None else self._sentence.rfind(" ") + 1
        already, self._shown = self._shown, max(self._shown, stop)
        return self._sentence[already : self._shown]
