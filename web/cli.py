"""The `dateline` command: a group whose commands live beside the code they drive, loaded by name."""

import errno
import importlib
import os
import sqlite3
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from index.errors import DatelineError

COMMANDS = {
    "demo": "web.demo.cli:demo",
    "crawl": "index.crawl.cli:crawl",
    "sources": "index.crawl.sources_cli:sources",
    "import": "index.cli:import_",
    "clean": "index.clean.cli:clean",
    "reclean": "index.cli:reclean",
    "annotate": "index.annotate.cli:annotate",
    "reannotate": "index.cli:reannotate",
    "index": "index.cli:index_",
    "reindex": "index.cli:reindex",
    "search": "search.cli:search",
    "export": "search.export_cli:export",
    "explain": "search.explain_cli:explain",
    "saved": "search.cli:saved",
    "entities": "index.entities_cli:entities",
    "serve": "web.serve:serve",
    "status": "index.cli:status",
    "doctor": "index.doctor_cli:doctor",
    "completion": "web.completion:completion",
}
"""Command name to ``module:attribute``, in the order of the help page."""

EXIT_BROKEN_PIPE = 141
EXIT_INTERRUPTED = 130
EXIT_INTERNAL = 70
"""As in sysexits.h, EX_SOFTWARE: a fault of ours."""
EXIT_INPUT = 1
EXIT_MACHINE = 3


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 99})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data folder. Default: $DATELINE_HOME, else ./dateline-data.",
)
@click.version_option(package_name="dateline", prog_name="dateline")
@click.pass_context
def cli(ctx: click.Context, home: Path | None) -> None:
    """Keep and search your own news archive.

    Results go to standard output, talk and progress to standard error. Exit codes: 0 done, 1 bad input
    or state, 2 wrong usage, 3 the machine refused (disk, port, permission), 70 a fault of Dateline.

    Example: dateline import articles.jsonl && dateline index && dateline serve
    """
    ctx.obj = home


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; no traceback reaches a user (DATELINE_DEBUG=1 shows it)."""
    try:
        code = cli.main(args=arguments, prog_name="dateline", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted; run the same command again to go on.", EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DatelineError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): stay silent, as other filters do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_BROKEN_PIPE)
    except Exception as error:
        message, exit_code = explain(error)
        _fail(message, exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def explain(error: Exception) -> tuple[str, int]:
    """Turn an exception that nobody expected into one line and an exit code."""
    cause: BaseException | None = error
    while cause is not None:
        if _is_disk_full(cause):
            return "the disk is full; free some space and run the same command again.", EXIT_MACHINE
        if isinstance(cause, PermissionError):
            return f"no permission for {cause.filename}; check its owner and mode.", EXIT_MACHINE
        if isinstance(cause, UnicodeEncodeError) and cause.reason == "surrogates not allowed":
            return f"{cause.object[:80]!r} is no text in UTF-8; check what the terminal sends.", EXIT_INPUT
        cause = cause.__cause__ or cause.__context__
    return (
        f"internal error: {type(error).__name__}: {error} "
        "(set DATELINE_DEBUG=1 and run again to see where; nothing committed is lost).",
        EXIT_INTERNAL,
    )


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return isinstance(error, sqlite3.OperationalError) and "disk is full" in str(error)


def _fail(message: str, code: int) -> None:
    if os.environ.get("DATELINE_DEBUG") == "1":
        traceback.print_exc()
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    sys.exit(code)
