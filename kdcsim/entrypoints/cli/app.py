"""The app: the group of verbs, and what becomes of errors - 2 for bad input, 3 for our own bugs."""

from __future__ import annotations

import re
import sys
from io import StringIO
from typing import Any

import click

from kdcsim.entrypoints.cli.capture import capture
from kdcsim.entrypoints.cli.conform import conform
from kdcsim.entrypoints.cli.console import let_go
from kdcsim.entrypoints.cli.diff import diff
from kdcsim.entrypoints.cli.exec import execute
from kdcsim.entrypoints.cli.explain import explain
from kdcsim.entrypoints.cli.fix import fix
from kdcsim.entrypoints.cli.ladder import ladder
from kdcsim.entrypoints.cli.learn import learn
from kdcsim.entrypoints.cli.listing import list_scenarios, schema
from kdcsim.entrypoints.cli.run import run
from kdcsim.entrypoints.cli.serve import serve
from kdcsim.entrypoints.cli.show import show
from kdcsim.entrypoints.cli.sweep import sweep
from kdcsim.entrypoints.cli.test import test
from kdcsim.entrypoints.cli.web import web
from kdcsim.errors import KdcsimError, ScenarioError

BAD_INPUT, OUR_BUG, BROKEN_PIPE, INTERRUPTED = 2, 3, 141, 130


class Verbs(click.Group):
    """A group that lists its verbs in the order of a newcomer's day, and turns errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which the verbs were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; what it cannot handle ends here."""
        try:
            return super().invoke(ctx)
        except ScenarioError as error:
            _tell_diagnostics(error)
            raise click.exceptions.Exit(BAD_INPUT) from None
        except KdcsimError as error:
            _tell_error(error)
            raise click.exceptions.Exit(BAD_INPUT) from None
        except BrokenPipeError:
            let_go(sys.stdout)
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        except click.ClickException as error:
            _tell_usage(error)
            raise click.exceptions.Exit(error.exit_code) from None
        except (click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            _tell_bug(error)
            raise click.exceptions.Exit(OUR_BUG) from None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from kdcsim import __version__

        click.echo(f"kdcsim {__version__}")
        ctx.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def app() -> None:
    """See why a Kerberos login breaks, before it does.

    Plays stories of Windows domains with real Kerberos messages and real keys, and tells why each ended as it did.
    Start with: kdcsim run exchange-2007
    """


for verb in (
    run,
    test,
    explain,
    fix,
    diff,
    sweep,
    conform,
    ladder,
    show,
    learn,
    web,
    list_scenarios,
    schema,
    serve,
    execute,
    capture,
):
    app.add_command(verb)


def main() -> None:
    """The command `kdcsim`."""
    app(prog_name="kdcsim")


def _tell_error(error: KdcsimError) -> None:
    from kdcsim.entrypoints.cli.console import talk

    talk(f"error: {error}")


def _tell_usage(error: click.ClickException) -> None:
    """Say what click says, with ``error`` written as everywhere else."""
    told = StringIO()
    error.show(file=told)
    click.echo(re.sub("^Error: ", "error: ", told.getvalue(), flags=re.MULTILINE), err=True, nl=False)


def _tell_diagnostics(error: ScenarioError) -> None:
    from kdcsim.entrypoints.cli.console import error_paper
    from kdcsim.report.as_diagnostics import as_diagnostic_text

    click.echo(as_diagnostic_text(error.diagnostics, error_paper()), err=True, nl=False)


def _tell_bug(error: Exception) -> None:
    from kdcsim.entrypoints.cli.failure import write_report

    click.echo(f"this is a bug in kdcsim, not in your scenario: {type(error).__name__}: {error}", err=True)
    place = write_report(error)
    if place is not None:
        click.echo(f"a report that you can attach to an issue lies in {place}", err=True)
