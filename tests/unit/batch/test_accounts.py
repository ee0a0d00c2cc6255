from pathlib import Path

import pytest

from coach.batch.accounts import Columns, Item, Listed, read_accounts
from coach.domain.account import MAX_ACCOUNT_CHARACTERS, Account
from coach.errors import AccountError

ROLES = ("shop-adviser", "warehouse-picker")


def read(folder: Path, content: str | bytes, **columns: str) -> Listed:
    file = folder / "accounts.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_accounts(file, Columns(**columns), role_ids=ROLES)


def item(item_id: str, line: int, text: str, role_id: str = "shop-adviser") -> Item:
    return Item(id=item_id, line=line, account=Account(text=text, role_id=role_id))


def test_each_row_is_an_account_with_the_line_it_begins_in(tmp_path: Path) -> None:
    listed = read(
        tmp_path,
        'id,role,account\r\nA1,shop-adviser,"I ring back,\r\nalways."\r\n\r\nA2, warehouse-picker ,I pack.\r\n',
    )

    assert listed == Listed(
        items=(item("A1", 2, "I ring back,\r\nalways."), item("A2", 5, "I pack.", "warehouse-picker")), problems=()
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_ways_in_which_offices_write_csv_files_are_read(tmp_path: Path, delimiter: str) -> None:
    rows = ("\ufeffname", "account", "id", "role"), ("x", "I ring “Zoë” back.", "A1", "shop-adviser")

    listed = read(tmp_path, "\n".join(delimiter.join(row) for row in rows))

    assert listed == Listed(items=(item("A1", 2, "I ring “Zoë” back."),), problems=())


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    listed = read(tmp_path, "who,job,words\nA1,shop-adviser,I ring back.\n", id="who", role="job", text="words")

    assert listed.items == (item("A1", 2, "I ring back."),)


def test_every_bad_row_is_named_with_its_line_and_remedy(tmp_path: Path) -> None:
    too_long = "x" * (MAX_ACCOUNT_CHARACTERS + 1)
    listed = read(
        tmp_path,
        "id,role,account\n"
        ",shop-adviser,I ring back.\n"
        "A1,shop-advisor,I ring back.\n"
        'A2,shop-adviser,"first\nsecond"\n'
        "A2,shop-adviser,  \n"
        f"A3,shop-adviser,{too_long}\n"
        "A4,shop-adviser\n"
        '"A\n5",shop-adviser,I ring back.\n',
    )

    assert listed.problems == (
        "accounts.csv:2: id: it is empty; give each account an id of its own",
        "accounts.csv:3: role: there is no role 'shop-advisor'; `coach roles` lists the ids of all roles",
        "accounts.csv:6: id: 'A2' is also in line 4; give each account an id of its own",
        "accounts.csv:6: account: it is empty; write the account there, or take the row out",
        "accounts.csv:7: account: it has 50,001 characters, and 50,000 is the most; shorten it",
        "accounts.csv:8: account: the row has only 2 columns; fill in the others",
        "accounts.csv:9: id: an id is one line of at most 200 characters; shorten it",
    )


def test_a_list_without_accounts_is_a_problem(tmp_path: Path) -> None:
    assert read(tmp_path, "id,role,account\n\n").problems == (
        "accounts.csv:1: id: the file lists no account; add one row for each",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"no column 'id'; its first line names nothing\. Name the column with --id-column"),
        ("id,role,text\n", r"no column 'account'; its first line names 'id', 'role', 'text'\. .* --text-column"),
        ("id,role,role,account\n", r"more than one column 'role'.* --role-column"),
        ('id,role,account\nA1,shop-adviser,"I ring" back.\n', r"no sound CSV file: line 2: .* double quotes"),
        ('id,role,account\nA1,shop-adviser,"I ring back.\n', r"no sound CSV file: line 2: .* double quotes"),
        (f"id,role,account\nA1,shop-adviser,{'x' * 200_000}\n", r"no sound CSV file: line 2: field larger"),
        (b"id,role,account\nA1,shop-adviser,Zo\xeb\n", r"not UTF-8 text \(line 2\)"),
        (b"PK\x03\x04\xff", r"not UTF-8 text \(line 1\)"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_remedy(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(AccountError, match=message):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match=r"accounts\.csv' cannot be read \(No such file or directory\)"):
        read_accounts(tmp_path / "accounts.csv", Columns(), role_ids=ROLES)


def test_another_word_or_another_role_is_another_content() -> None:
    contents = {
        item("A1", 2, "I ring back.").content,
        item("A2", 3, "I ring back.").content,
        item("A1", 2, "I ring back!").content,
        item("A1", 2, "I ring back.", "warehouse-picker").content,
    }

    assert len(contents) == 3
