"""The words for what somebody guessed before they saw the findings."""

from coach.domain.draft import Guess

GUESS_WORDS: dict[Guess, str] = {
    "often": "Often",
    "sometimes": "Sometimes",
    "rarely": "Rarely",
    "does_not_apply": "Does not apply",
}
