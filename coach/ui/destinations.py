"""Where texts go to be read, by the settings, and what is unsafe about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from coach.settings import Settings


@dataclass(frozen=True)
class Destination:
    """A model that texts are given to, and where it is."""

    model: str
    address: str
    """Empty where it answers from a file."""

    @property
    def host(self) -> str:
        """The machine that it runs on."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_here(self) -> bool:
        """Say whether it is on this machine."""
        if not self.address or self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_in_clear(self) -> bool:
        """Say whether texts travel to another machine for everybody on the way to read."""
        return not self.is_here and self.address.startswith("http://")


def destinations(settings: Settings) -> tuple[Destination, ...]:
    """Return the model and those that take its place, in the order in which they are asked; none if it is embedded."""
    if settings.model == "embedded":
        return ()
    return tuple(_destination(spec, settings) for spec in (settings.model, *settings.fallback) if spec != "embedded")


def searched_at(settings: Settings) -> tuple[Destination, ...]:
    """Return the model that questions are given to so that passages are found; none where that happens here."""
    if settings.embedding == "minilm":
        return ()
    return (Destination(model=settings.embedding.partition(":")[2], address=settings.base_url),)


def risks(settings: Settings) -> tuple[str, ...]:
    """Return what is unsafe about the settings, a sentence or two each, with the remedy."""
    return tuple(_risks(settings))


def _destination(spec: str, settings: Settings) -> Destination:
    vendor, _, rest = spec.partition(":")
    if vendor != "openai":
        return Destination(model=spec, address="")
    name, has_address, address = rest.partition("@http")
    return Destination(model=name, address=f"http{address}" if has_address else settings.base_url)


def _risks(settings: Settings) -> Iterator[str]:
    reached = (*destinations(settings), *searched_at(settings))
    for destination in dict.fromkeys(place.address for place in reached if place.is_in_clear):
        yield (
            f"Texts travel to {destination} in clear: everybody on the way can read them, and the key. "
            "Use an address that starts with https://."
        )
    if settings.record is not None and settings.model != "embedded":
        yield (
            f"Every call to the model is recorded in the folder {str(settings.record)!r}. Names and numbers are "
            "replaced there, the rest is in words. Take COACH_RECORD away when you have what you need."
        )
    for place in searched_at(settings):
        if not place.is_here:
            yield (
                f"Every question, and every sentence of the knowledge files, goes to {place.address} to be searched "
                "for. Take COACH_EMBEDDING away to search on this machine."
            )
