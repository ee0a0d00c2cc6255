import pytest

from coach.llm.personal.kept import Kept
from coach.llm.personal.names import find_names


def _names(text: str) -> list[str]:
    return [text[start:end] for start, end in sorted(find_names(text, Kept(text, ())))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Owen disagrees.", ["Owen"]),
        ("I asked Siân and Agnieszka.", ["Siân", "Agnieszka"]),
        ("It was Anna van Dyk's idea.", ["Anna van Dyk"]),
        ("I rang J. R. Hartley twice.", ["J. R. Hartley"]),
        ("So I gave Mrs Henderson their number.", ["Henderson"]),
        ("So I gave Mr. van der Linden a date.", ["van der Linden"]),
        ("Dr. Justin Beet signed.", ["Justin Beet"]),
        ("has mr brown paid", ["brown"]),
        ("my colleague tom told me", ["tom"]),
        ("ask sarah or sarah jones", ["sarah", "sarah", "jones"]),
        ("I took it to Zanthe in stock.", ["Zanthe"]),
        ("Zanthe said no.", ["Zanthe"]),
        ("Zanthe and Quorra were late.", ["Zanthe", "Quorra"]),
        ("Zanthe: not today.", ["Zanthe"]),
        ("A lad called Zanthor told me.", ["Zanthor"]),
        ("I asked Okafor, Graves and Reed.", ["Okafor", "Graves", "Reed"]),
        ("The Hendersons came at five.", ["Hendersons"]),
        ("Month end, so the Gantz dispute waited.", ["Gantz"]),
        ("I work with Will and Grace.", ["Will", "Grace"]),
        ("Mark rang twice.", ["Mark"]),
        ("Grace Henderson rang.", ["Grace Henderson"]),
        ("SARAH told me.", ["SARAH"]),
        ("Mr Mark Price rang. I told Price no.", ["Mark Price", "Price"]),
        ("I heard from Zanthe.", ["Zanthe"]),
        ("I rang O'Connell and Jean-Luc.", ["O'Connell", "Jean-Luc"]),
    ],
)
def test_names_of_people_are_found(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Will I mark the price? May I? Grace is a virtue. Bill them by June.",
        "On Monday, in May, before Easter and after Christmas.",
        "We sell Bosch and Zanussi, and the Polish drivers use Excel.",
        "It went from Milan to Leeds and back to Swindon.",
        "I live in Thornby, near Larkmoor.",
        "The depot on Mill Street, the shop in Baker Street.",
        "Collections and Deliveries were late. Accounts said no.",
        "Lady said it leaks. Boss said wait. Cook told me.",
        "The Zorbax ticket. Our Zorbax. 12 Zorbax ovens.",
        "Custmer angry agian. Wehn I came it was shut.",
        "IT ask HR for VAT. The NHS, the GP, an iPhone, a JavaScript page.",
        "Recommended by Smith Ltd and the Baker Group.",
        "We open Mon to Fri and some Sats.",
        "",
    ],
)
def test_days_places_brands_and_ordinary_words_are_no_names(text: str) -> None:
    assert _names(text) == []
