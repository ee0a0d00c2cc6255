import pytest

from coach.llm.personal.numbers import Found, find_likely, find_sure, passes_luhn


def _first(text: str) -> tuple[str, str]:
    found = next(iter([*find_sure(text), *find_likely(text)]))
    return found.kind, text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.smith+x@shop.local.", ("email", "jo.smith+x@shop.local")),
        ("it is jo at shop dot co dot uk", ("email", "jo at shop dot co dot uk")),
        ("it is jo(at)shop(dot)local", ("email", "jo(at)shop(dot)local")),
        ("it is jo at gmail.com", ("email", "jo at gmail.com")),
        ("it is jo@intranet", ("email", "jo@intranet")),
        ('it is "jo smith"@shop.local', ("email", '"jo smith"@shop.local')),
        ("on 07700 900123.", ("phone", "07700 900123")),
        ("on +44 (0)20 7946 0018, please", ("phone", "+44 (0)20 7946 0018")),
        ("on (020) 7946 0018", ("phone", "(020) 7946 0018")),
        ("on 555-0134, I rang 212-555-0134", ("phone", "555-0134")),
        ("on 1-212-555-0134 x12", ("phone", "1-212-555-0134 x12")),
        ("on 04.12.34.56.78", ("phone", "04.12.34.56.78")),
        ("rang 6041234567 twice", ("phone", "6041234567")),
        ("27381234 office", ("phone", "27381234")),
        ("paid 4111 1111 1111 1111", ("card", "4111 1111 1111 1111")),
        ("card 4929 1234 5678 9012", ("card", "4929 1234 5678 9012")),
        ("the card ending in 4421", ("card", "4421")),
        ("on **** **** **** 4421", ("card", "4421")),
        ("the pin is 9082", ("card", "9082")),
        ("to GB82 WEST 1234 5698 7654 32 then", ("account", "GB82 WEST 1234 5698 7654 32")),
        ("40-47-84 60128845", ("account", "40-47-84 60128845")),
        ("sort code 12-03-24", ("account", "12-03-24")),
        ("account number like 60128845", ("account", "60128845")),
        ("NI number JW 12 34 56 C", ("account", "JW 12 34 56 C")),
        ("from 203.0.113.7", ("account", "203.0.113.7")),
        ("order 4471902", ("order", "4471902")),
        ("order number 44", ("order", "44")),
        ("Ticket INC0048812", ("order", "INC0048812")),
        ("ref: TN/55120/B", ("order", "TN/55120/B")),
        ("serial number FD 9604 00218.", ("order", "FD 9604 00218")),
        ("it said JD0002233445566778", ("order", "JD0002233445566778")),
        ("it said 448213", ("order", "448213")),
        ("at LS8 2QT.", ("postcode", "LS8 2QT")),
        ("at ls82qt", ("postcode", "ls82qt")),
        ("Chicago, IL 60614", ("postcode", "60614")),
        ("zip code 60614", ("postcode", "60614")),
        ("at 60614-1234", ("postcode", "60614-1234")),
        ("at K1A 0B1", ("postcode", "K1A 0B1")),
        ("at D02 X285", ("postcode", "D02 X285")),
    ],
)
def test_personal_data_with_a_shape_are_found_as_their_kind(text: str, expected: tuple[str, str]) -> None:
    assert _first(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We did 1,250 orders, I order 200 hoses and case 2019 is shut.",
        "From 09.30-17.00 on 12/03/2024, then 2024-05-14 and 14.05.24.",
        "It cost £1299.00, €2500000 or 250000 pounds; 6.1% and 0.123456789.",
        "The WX-2204, the BQ 300 and bay 14, room 412.",
        "In 2019/20 and 2023 2024, version 2.1.4 at 127.0.0.1.",
        "It is 0.453 (0.499 at best).",
        "On the M25 2nd lane, the A1 1st exit.",
        "Look at the shop @ six, I was at home.",
        "100000 visits, 1234567 calls",
        "",
    ],
)
def test_quantities_dates_money_and_models_are_nobodys(text: str) -> None:
    assert [*find_sure(text), *find_likely(text)] == []


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("4111 1111 1111 1111", True),
        ("4111 1111 1111 1112", False),
        ("79927398713", True),
        ("0000", False),
        ("", False),
    ],
)
def test_the_check_digit_of_a_card_is_the_published_one(number: str, right: bool) -> None:
    assert passes_luhn(number) is right


def test_what_is_found_says_where_it_stands() -> None:
    assert next(find_sure("at LS8 2QT.")) == Found(3, 10, "postcode")
