"""Prompt files to messages: each file declares its inputs, and a value can never become a part of the prompt."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from coach.domain.record import Line, Record
from coach.domain.redaction import Redacted
from coach.errors import PromptError
from coach.knowledge.document import Document, Location, parse_markdown
from coach.knowledge.folder import decode, read_file
from coach.knowledge.problem import Problem, did_you_mean
from coach.llm.protocols import Message

VERSIONS = "versions.txt"
"""Beside the prompts: one line for each version that a prompt ever had, `id@version:hash`. Lines are only added."""

_LONGEST_PLAIN = 200
_SECTION = re.compile(r"^# (system|example|reply|user)$", re.MULTILINE)
_ORDER = re.compile(r"system (example reply )*user ")
_PLACEHOLDER = re.compile(r"\$([a-z][a-z0-9_]*)")
_OWN_LINE = re.compile(r"^\$([a-z][a-z0-9_]*)$", re.MULTILINE)
_QUOTED = re.compile(r"“([^”]+)”")

# With no angle bracket in it, a value can neither close its own tag nor open another, nor spell a model's own markers.
_NO_TAGS = str.maketrans("<>\uff1c\uff1e\ufe64\ufe65", "\u2039\u203a" * 3)
_KEPT_CONTROLS = "\n\t"
_UNUSUAL = re.compile(r"[^ -~\n\t]")
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))

Section = Literal["system", "example", "reply", "user"]
_ROLES: dict[str, Literal["system", "user", "assistant"]] = {
    "system": "system",
    "example": "user",
    "reply": "assistant",
    "user": "user",
}
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Input(Record):
    """One value that a prompt needs."""

    kind: Literal["knowledge", "personal", "plain"]
    """Knowledge: words of the knowledge base or of the coach. Personal: an employee's words, redacted. Both stand
    inside a tag of the input's name. Plain: a word or number of ours within a line."""
    description: Line


class _File(Record):
    """A prompt file as written."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$", max_length=80)]
    version: int = Field(ge=1)
    description: Line
    inputs: dict[_Name, Input]
    output: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    max_output_tokens: int = Field(ge=1, le=32_000)
    body: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One prompt: what it needs, what it asks for, and its words."""

    file: str
    id: str
    version: int
    hash: str
    """The first characters of the SHA-256 of the file's bytes."""
    description: str
    inputs: Mapping[str, Input]
    output: str
    """`text`, or the name of what the reply is read into."""
    max_output_tokens: int
    sections: tuple[tuple[Section, str], ...]

    @cached_property
    def ref(self) -> str:
        """The prompt as it is named in every result: `id@version:hash`."""
        return f"{self.id}@{self.version}:{self.hash}"

    @property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """Each example with its reply."""
        texts = [text for section, text in self.sections if section in ("example", "reply")]
        return tuple(zip(texts[::2], texts[1::2], strict=True))

    def render(self, **inputs: str | int | Redacted) -> tuple[Message, ...]:
        """Return the messages with the inputs in their places.

        Raises:
            PromptError: an input is missing or unknown, is not of its kind, or personal text is not redacted.
        """
        for name in inputs:
            if name not in self.inputs:
                raise self._error(name, f"is not an input; {did_you_mean(name, self.inputs)}")
        values = {name: self._value(name, inputs.get(name)) for name in self.inputs}
        return tuple(Message(role=_ROLES[section], text=_fill(text, values)) for section, text in self.sections)

    def _value(self, name: str, value: str | int | Redacted | None) -> str:
        if value is None:
            raise self._error(name, "is missing; pass it to the prompt")
        kind = self.inputs[name].kind
        if kind == "personal":
            if not isinstance(value, Redacted):
                raise self._error(name, "holds an employee's words that were not redacted; redact them first")
            return _in_tag(name, value.text)
        if isinstance(value, Redacted):
            raise self._error(name, f"holds an employee's words, but the prompt calls it {kind}; make it personal")
        return _in_tag(name, str(value)) if kind == "knowledge" else self._plain(name, str(value))

    def _plain(self, name: str, value: str) -> str:
        if len(value) > _LONGEST_PLAIN or as_data(value) != value or "\n" in value:
            raise self._error(name, "is not one short line without < and >; make its kind knowledge or personal")
        return value

    def _error(self, field: str, text: str) -> PromptError:
        return PromptError(Problem(path=self.file, field=field, text=text).line_text())


class Prompts(dict[str, Prompt]):
    """The prompts of a folder, by id."""

    def __missing__(self, prompt_id: str) -> Prompt:
        """Say that there is no such prompt."""
        raise PromptError(f"There is no prompt {prompt_id!r}; {did_you_mean(prompt_id, self)}")


def load_prompts(folder: Path) -> Prompts:
    """Read all prompt files.

    Raises:
        PromptError: a file breaks the contract; the message names every file and field.
    """
    prompts, problems = _read_prompts(folder)
    if problems:
        lines = "\n".join(problem.line_text() for problem in problems)
        raise PromptError(f"The prompts in {folder.name!r} cannot be used. Mend each, then start again.\n{lines}")
    return Prompts({prompt.id: prompt for prompt in prompts})


def check_prompts(folder: Path) -> tuple[str, ...]:
    """Return one line for each problem of the prompt files: file:line: field: what; remedy."""
    prompts, problems = _read_prompts(folder)
    return tuple(problem.line_text() for problem in (*problems, *_version_problems(folder, prompts)))


def is_hidden(character: str) -> bool:
    """Return whether a character shows nothing: a control, a direction, a tag, a joiner, a variation, half a pair."""
    if character.isascii():
        return not character.isprintable() and character not in _KEPT_CONTROLS
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return True
    return any(ord(character) in variations for variations in _VARIATIONS)


def as_data(text: str) -> str:
    """Return a value as it stands in a prompt: without hidden characters, its angle brackets as quotation marks."""
    return _UNUSUAL.sub(lambda found: "" if is_hidden(found.group()) else found.group(), text).translate(_NO_TAGS)


def _in_tag(name: str, value: str) -> str:
    return f"<{name}>\n{as_data(value)}\n</{name}>"


def _fill(text: str, values: Mapping[str, str]) -> str:
    # One pass: what a value holds is never looked at again.
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _read_prompts(folder: Path) -> tuple[list[Prompt], list[Problem]]:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md") if path.name != "README.md")
    if not names:
        return [], [Problem(path=folder.name, text="holds no prompts; install again")]
    read = [_read_prompt(folder, name) for name in names]
    prompts = [item for item in read if isinstance(item, Prompt)]
    return prompts, [problem for item in read if not isinstance(item, Prompt) for problem in item]


def _read_prompt(folder: Path, name: str) -> Prompt | list[Problem]:
    content = read_file(folder, name)
    if isinstance(content, Problem):
        return [content]
    text = decode(content, name)
    if isinstance(text, Problem):
        return [text]
    document = parse_markdown(text, name)
    if document.problems:
        return list(document.problems)
    try:
        file = _File.model_validate(document.data)
    except ValidationError as error:
        return [_misfit(document, item["loc"], item["msg"]) for item in error.errors(include_input=False)]
    sections = _sections(file.body)
    problems = [
        document.problem(location, what)
        for location, what in (*_fields(file, name), *_template(file, sections), *_examples(file, sections))
    ]
    if problems:
        return problems
    return Prompt(
        file=name,
        hash=hashlib.sha256(content).hexdigest()[:12],
        sections=tuple(sections),
        **{field: getattr(file, field) for field in ("id", "version", "description", "inputs", "output")},
        max_output_tokens=file.max_output_tokens,
    )


def _misfit(document: Document, location: tuple[int | str, ...], message: str) -> Problem:
    # A key of a mapping that does not fit is marked by a last part that no file holds.
    return document.problem(tuple(part for part in location if part != "[key]"), f"does not fit ({message}); mend it")


def _sections(body: str) -> list[tuple[Section, str]]:
    before, *parts = _SECTION.split(body)
    if before.strip():
        return []
    return [(name, text.strip()) for name, text in zip(parts[::2], parts[1::2], strict=True)]  # type: ignore[misc]


_Found = Iterator[tuple[Location, str]]


def _fields(file: _File, name: str) -> _Found:
    if name != f"{file.id}.md":
        yield ("id",), f"{file.id!r} differs from the file's place; write {name.removesuffix('.md')!r}"


def _template(file: _File, sections: list[tuple[Section, str]]) -> _Found:
    if not _ORDER.fullmatch("".join(f"{section} " for section, _ in sections)):
        yield ("body",), "has not the sections # system, then # example and # reply any number of times, then # user"
    filled = "\n".join(text for section, text in sections if section in ("system", "user"))
    placed, on_own_line = _PLACEHOLDER.findall(filled), _OWN_LINE.findall(filled)
    for name in sorted(set(placed) - set(file.inputs)):
        yield ("body",), f"has ${name}, which is no input; {did_you_mean(name, file.inputs)}"
    for name, declared in file.inputs.items():
        if name not in placed:
            yield ("inputs", name), f"is not used; put ${name} into the text or delete it"
        elif declared.kind != "plain" and (name not in on_own_line or placed.count(name) > 1):
            yield ("inputs", name), f"becomes a tag of its own; give ${name} one line to itself, once"


def _examples(file: _File, sections: list[tuple[Section, str]]) -> _Found:
    texts = {"example": "", "reply": ""}
    for section, text in sections:
        if section not in texts:
            continue
        texts[section] = text
        if _PLACEHOLDER.search(text):
            yield ("body",), f"has an input in an {section}; write the example out"
        if section == "reply":
            yield from _reply(file, texts["example"], text)


def _reply(file: _File, example: str, reply: str) -> _Found:
    try:
        quotes = _QUOTED.findall(reply) if file.output == "text" else list(_quotes(json.loads(reply)))
    except ValueError:
        yield ("body",), "has a reply that is not JSON; write it as the model should"
        return
    for quote in quotes:
        if quote not in example:
            yield ("body",), f"quotes {quote!r}, which its example does not hold; quote word for word"


def _quotes(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _quotes(item)
    elif isinstance(value, dict):
        if isinstance(value.get("quote"), str):
            yield value["quote"]
        yield from _quotes(list(value.values()))


def _version_problems(folder: Path, prompts: list[Prompt]) -> Iterator[Problem]:
    path = folder / VERSIONS
    lines = path.read_text(encoding="utf-8").split() if path.is_file() else []
    known = dict(line.rsplit(":", 1) for line in lines if ":" in line)
    if len(known) < len(lines):
        yield Problem(path=VERSIONS, text="names a version twice, or has a line that is not id@version:hash; mend it")
    for prompt in prompts:
        listed = known.get(f"{prompt.id}@{prompt.version}")
        if listed is None:
            yield Problem(path=prompt.file, field="version", text=f"is new; add the line {prompt.ref} to {VERSIONS}")
        elif listed != prompt.hash:
            text = f"is still {prompt.version}, but the words changed; raise it, and run the evals before you ship it"
            yield Problem(path=prompt.file, field="version", text=text)
