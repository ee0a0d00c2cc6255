"""The example account that ships with an organisation's knowledge: for the demo and for a first look."""

from pathlib import Path

from pydantic import ValidationError

from coach.domain.account import Account
from coach.errors import KnowledgeError
from coach.knowledge.document import parse_markdown
from coach.knowledge.folder import decode, read_file

FILE = "example-account.md"


def load_example(root: Path) -> Account:
    """Read the example account in a knowledge folder.

    Raises:
        KnowledgeError: there is none, or it is not an account.
    """
    content = read_file(root, FILE)
    text = decode(content, FILE) if isinstance(content, bytes) else content
    document = parse_markdown(text, FILE) if isinstance(text, str) else None
    data = document.data if document else None
    found = data if isinstance(data, dict) else {}
    try:
        account = Account.model_validate({"text": found.get("body"), "role_id": found.get("role_id")})
    except ValidationError as error:
        raise KnowledgeError(
            f"There is no example account in {str(root)!r}. Write one: {FILE} with the field role_id between two lines "
            "---, then the account."
        ) from error
    # Lines are wrapped in the file for its authors; nobody types an account that way.
    paragraphs = (" ".join(paragraph.split()) for paragraph in account.text.split("\n\n"))
    return account.model_copy(update={"text": "\n\n".join(paragraphs)})
