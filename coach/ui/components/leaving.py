"""What becomes of somebody's words, said before they are typed: where they are read, what leaves the machine."""

import streamlit as st

from coach.domain.draft import Draft, account_text
from coach.domain.redaction import Private, Redacted
from coach.errors import AccountError
from coach.service import Coach
from coach.settings import Settings
from coach.ui import resources, who
from coach.ui.components.quiet import quiet
from coach.ui.components.spent import estimate_line
from coach.ui.destinations import Destination, destinations, searched_at
from coach.ui.safe_text import Highlight, marked, one_line, plain

_KINDS: dict[Private, tuple[str, str]] = {
    "name": ("name", "names"),
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("phone number", "phone numbers"),
    "card": ("card number", "card numbers"),
    "account": ("account number", "account numbers"),
    "order": ("order number", "order numbers"),
    "postcode": ("post code", "post codes"),
}
_REPLACED = (
    "Names of people, e-mail addresses, post codes, and phone, card, account and order numbers are replaced by tags "
    "first. No computer finds every name, so leave out names of customers; the coach does not need them."
)


def where_words_go(settings: Settings) -> str:
    """Return, as Markdown, where an account is read and what leaves the coach's machine for it."""
    here = resources.machine(settings)
    asked = destinations(settings)
    if not asked:
        return (
            f":material/lock: **It stays on {here}.** The coach reads your words here, with quotes and rules "
            "and without a language model. Nobody else sees them. Leave out names of customers; the coach does not "
            "need them."
        )
    first, others = asked[0], asked[1:]
    if first.is_here:
        stays = all(other.is_here for other in others)
        claim = f"It stays on {here}." if stays else f"It stays on {here}, unless the model here fails."
        head = (
            f":material/lock: **{claim}** When you press the button, the language model {_model(first)} reads your "
            "words here."
        )
    else:
        head = (
            f":material/outgoing_mail: **To be read, your words leave {here}.** When you press the button, and "
            f"not before, they go to the language model {_model(first)} at **{one_line(first.host)}**."
        )
    return " ".join((head, _REPLACED, _if_it_fails(settings, others)))


def where_questions_go(settings: Settings) -> str:
    """Return, as Markdown, where a question is kept, and where it goes to be searched for and answered."""
    here = resources.machine(settings)
    kept = f"What you write and the answers are kept on {here}, for you alone."
    asked = destinations(settings)
    places = [one_line(place.host) for place in (*searched_at(settings), *asked) if not place.is_here]
    if places:
        places = list(dict.fromkeys(places))
        return (
            f"{kept} To be answered, it goes to {' and '.join(places)}; names and numbers are replaced by tags first."
        )
    return f"{kept} The language model {_model(asked[0])} on {here} words the answers." if asked else kept


def what_goes_along(coach: Coach, draft: Draft) -> None:
    """Show exactly what the model would get, folded, and what reading it takes; nothing where no model reads."""
    text = account_text(draft)
    if not coach.uses_model or not text:
        return
    with st.expander("See exactly what the model would get", icon=":material/visibility:"):
        try:
            _preview(coach.preview(text, principal=who.principal()))
        except AccountError as error:
            st.markdown(f"Nothing yet. {plain(str(error))}")
    estimate = coach.estimate(draft, principal=who.principal())
    if estimate:
        estimate_line(estimate, currency=coach.currency)


def _preview(redacted: Redacted) -> None:
    quiet(_replaced(redacted))
    tags = [Highlight(span=tag.redacted_span, color="blue", sign="▪") for tag in redacted.tags]
    st.markdown(marked(redacted.text, tags))
    quiet(f"With it go the behaviours that your job is asked for. The tags are put back on {resources.here()}.")


def _replaced(redacted: Redacted) -> str:
    kinds = [kind for kind in _KINDS if any(tag.kind == kind for tag in redacted.tags)]
    counts = {kind: len({tag.tag for tag in redacted.tags if tag.kind == kind}) for kind in kinds}
    if not counts:
        return "Nothing was found that had to be replaced."
    return f"Replaced: {', '.join(f'{count} {_KINDS[kind][count > 1]}' for kind, count in counts.items())}."


def _if_it_fails(settings: Settings, others: tuple[Destination, ...]) -> str:
    names = [f"{_model(other)} {'here' if other.is_here else f'at {one_line(other.host)}'}" for other in others]
    if "embedded" in settings.fallback:
        names.append("the embedded engine here, with quotes and rules")
    return f"If it fails, your words are read by {', then by '.join(names)}, and the page says so." if names else ""


def _model(destination: Destination) -> str:
    return f"**{one_line(destination.model)}**"
