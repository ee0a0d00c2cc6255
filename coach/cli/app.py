"""What people type. Each command's work is in a module of its own that is loaded when the command runs."""

import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from coach.cli.output import visible
from coach.errors import CoachError, KnowledgeError

DONE, FAILED = 0, 1
"""Exit codes; 2 is a wrong use of the command line."""

app = typer.Typer(
    name="coach",
    help="Compare what people write about their work with what a customer vision asks of them.",
    epilog="Exit codes: 0 done, 1 could not be done (the reason is on standard error), 2 wrong use.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

my_data = typer.Typer(help="Take away or delete all that the coach keeps about you.", no_args_is_help=True)
app.add_typer(my_data, name="my-data")
reviews = typer.Typer(help="What reviewers decided and read again.", no_args_is_help=True)
app.add_typer(reviews, name="reviews")

audit = typer.Typer(help="See what was done by whom, and whether that log is whole.", no_args_is_help=True)
app.add_typer(audit, name="audit")

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
RoleId = Annotated[str, typer.Option("--role", "-r", help="The role's id, for instance warehouse-picker.")]


@app.command()
def demo(json: Json = False) -> None:
    """Read the example account, show its findings and the plan, and change nothing."""
    _run("assessing", "demo", as_json=json)


@app.command()
def assess(
    file: Annotated[Path, typer.Argument(help="A text file with the account; - reads standard input.")],
    role: RoleId,
    json: Json = False,
) -> None:
    """Say what an account shows of each behaviour, and make the plan it leads to."""
    _run("assessing", "assess", file=file, role_id=role, as_json=json)


@app.command()
def batch(
    accounts: Annotated[Path, typer.Argument(help="A CSV file with one account in each row.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file of results, one JSON line for each account.")],
    role_column: Annotated[str, typer.Option(help="The column with the role's id.")] = "role",
    text_column: Annotated[str, typer.Option(help="The column with the account.")] = "account",
    id_column: Annotated[str, typer.Option(help="The column that tells the accounts apart.")] = "id",
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Accounts at a time; else COACH_CONCURRENCY.")
    ] = None,
    json: Json = False,
) -> None:
    """Assess many accounts; started again after a stop or a failure, it goes on where it was."""
    columns = {"id": id_column, "role": role_column, "text": text_column}
    _run("batching", "batch", accounts=accounts, out=out, columns=columns, workers=workers, as_json=json)


@app.command()
def ask(
    question: str,
    role: RoleId,
    mode: Annotated[
        Literal["ask", "check", "doubt", "reflect", "capture"],
        typer.Option("--mode", "-m", help="Ask, check a decision, doubt, reflect, or file what a customer said."),
    ] = "ask",
    json: Json = False,
) -> None:
    """Answer a question from the organisation's own vision, behaviours and stories."""
    _run("asking", "ask", question=question, role_id=role, mode=mode, as_json=json)


@app.command()
def search(
    query: str,
    role: Annotated[str | None, typer.Option("--role", "-r", help="Put passages about this role first.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=50, help="How many passages.")] = 8,
    json: Json = False,
) -> None:
    """Find passages of the knowledge base."""
    _run("asking", "search", query=query, role_id=role, count=count, as_json=json)


@app.command()
def index(json: Json = False) -> None:
    """Build the search index, or say that it is up to date."""
    _run("upkeep", "index", as_json=json)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The knowledge folder; else the one in use.")] = None,
    json: Json = False,
) -> None:
    """Check the knowledge files: each problem with its file, line and remedy."""
    _run("upkeep", "check", folder=folder, as_json=json)


@app.command()
def doctor(json: Json = False) -> None:
    """Check this installation: settings, encoder, knowledge, index, databases."""
    _run("upkeep", "doctor", as_json=json)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write, or a folder that gets a file with the time.")],
    json: Json = False,
) -> None:
    """Write all databases, as they are at one moment, into one file; the app may run."""
    _run("backing_up", "backup", target=target, as_json=json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `coach backup` wrote.")],
    json: Json = False,
) -> None:
    """Put a backup in the place of the databases; the app must be stopped."""
    _run("backing_up", "restore", path=file, as_json=json)


@app.command()
def rotate_key(json: Json = False) -> None:
    """Encrypt what people keep with the key that is set now; the app must be stopped."""
    _run("rotating", "rotate_key", as_json=json)


@app.command()
def retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; delete nothing.")] = False,
    json: Json = False,
) -> None:
    """Delete what is kept for longer than the settings say."""
    _run("retaining", "retain", dry_run=dry_run, as_json=json)


@app.command()
def roles(json: Json = False) -> None:
    """List the roles, with the ids that other commands take."""
    _run("asking", "roles", as_json=json)


@app.command()
def serve() -> None:
    """Serve the app on this machine and print its address."""
    _run("serving", "serve")


@my_data.command()
def export(
    out: Annotated[Path, typer.Option("--out", "-o", help="The ZIP file to write; it must not be there yet.")],
) -> None:
    """Write all that the coach keeps about you into one ZIP file."""
    _run("own_data", "export", out=out)


@my_data.command()
def delete(yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False) -> None:
    """Delete all that the coach keeps about you."""
    _run("own_data", "delete", yes=yes)


@audit.command()
def verify(
    holds: Annotated[str | None, typer.Option(help="A hash that was printed before: is its entry still there?")] = None,
    json: Json = False,
) -> None:
    """Say whether the audit log is whole, and name the first entry that is not."""
    _run("auditing", "verify", holds=holds, as_json=json)


@audit.command(name="list")
def list_(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day (UTC); else the newest 50.")
    ] = None,
    json: Json = False,
) -> None:
    """List what was done, by whom and when."""
    _run("auditing", "list_entries", since=since, as_json=json)


@reviews.command("export")
def export_reviews(
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; it must not be there yet.")],
) -> None:
    """Write findings that two people have read, with consent and redacted, to measure the coach with."""
    _run("reviewing", "export", out=out)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        _run("upkeep", "version")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()


def _run(module: str, command: str, **arguments: Any) -> None:
    """Load the command's module, run it, and turn a CoachError into one clear message.

    Modules are loaded here because `coach --help` must answer at once, and the engine takes a second to load.
    """
    run: Callable[..., int] = getattr(import_module(f"coach.cli.{module}"), command)
    try:
        code = run(**arguments)
    except CoachError as error:
        typer.echo(visible(str(error)), err=True)
        for problem in error.problems if isinstance(error, KnowledgeError) else ():
            typer.echo(f"  {visible(problem)}", err=True)
        raise typer.Exit(FAILED) from None
    except BrokenPipeError:
        sys.stderr.close()
        code = DONE
    raise typer.Exit(code)
