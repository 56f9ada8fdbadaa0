#!/usr/bin/env python
"""The one command line of Uitweg."""

import io
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Literal

import click

import settings as all_settings
from problem import Problem

ROOT = Path(__file__).parent


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Uitweg: reach the customers of arrested dealers, and answer whoever asks for help."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("apscheduler", "psycopg", "urllib3", "twilio", "waitress.queue"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _paths(command: Any) -> Any:
    command = click.option(
        "--data", type=click.Path(path_type=Path), default=ROOT / "data", help="Data folder."
    )(command)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        default=ROOT / "config.toml",
        help="Settings file.",
    )(command)


def _region(command: Any) -> Any:
    return click.option(
        "--region",
        callback=_checked,
        default="NL",
        show_default=True,
        help="Where numbers without + belong.",
    )(command)


def _checked(_context: click.Context, _option: click.Parameter, name: str) -> str:
    from running import reading

    try:
        return reading.region(name)
    except Problem as problem:
        raise click.BadParameter(str(problem)) from None


@cli.command(short_help="Serve the dashboard, the webhook and the worker.")
@_paths
@click.option("--dashboard-port", type=int, help="Internal port (config.toml: 8501).")
@click.option("--webhook-port", type=int, help="Public port (config.toml: 8080).")
@click.option("--fallback-port", type=int, help="Port of the fallback (config.toml: 8081).")
@click.option(
    "--part",
    type=click.Choice(["all", "dashboard", "webhook", "worker", "fallback"]),
    default="all",
    help="What this process serves; parts need PostgreSQL, save fallback, which only takes notes.",
)
@click.option("--example/--no-example", default=None, help="Run the example on a first start.")
def serve(
    config: Path,
    data: Path,
    dashboard_port: int | None,
    webhook_port: int | None,
    fallback_port: int | None,
    part: Literal["all", "dashboard", "webhook", "worker", "fallback"],
    example: bool | None,
) -> None:
    """Serve the dashboard, the webhook with the help site, and the worker.

    With --part fallback: only take notes of replies that the carrier could not post, also while
    all else is down. Whoever serves the rest reads them in.
    """
    ports = (dashboard_port, webhook_port, fallback_port)
    chosen = _settings(config, *ports, example=example, serving=part != "fallback")
    from running import serving

    try:
        serving.serve(chosen, data, part)
    except (Problem, serving.CannotServe, all_settings.WrongSetting) as error:
        raise click.ClickException(str(error)) from None


@cli.command(short_help="Run the main job on the sandbox, print its funnel.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the data in this folder.")
def example(as_json: bool, keep: Path | None) -> None:
    """Run the main job without a screen, on the sandbox carrier, and print its funnel."""
    from running import example as the_example
    from running import serving

    logging.getLogger().setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="uitweg-example-") as folder:
        try:
            result = the_example.run_without_screen(keep or Path(folder))
        except (Problem, serving.CannotServe, all_settings.WrongSetting) as error:
            raise click.ClickException(str(error)) from None
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else the_example.table(result))
    sys.exit(0 if result["agrees"] else 1)


@cli.command(short_help="Copy the databases to a new folder, without keys.")
@_paths
@click.argument("target", type=click.Path(path_type=Path))
def backup(config: Path, data: Path, target: Path) -> None:
    """Copy the three databases into the new folder TARGET, also while Uitweg runs. No keys."""
    if _settings(config).database.engine == "postgresql":
        raise click.ClickException(
            "PostgreSQL makes its own backups, with pg_dump. See docs/postgresql.md."
        )
    from running import control

    try:
        click.echo(control.backup(data, target))
    except (Problem, OSError) as error:
        raise click.ClickException(str(error)) from None


@cli.command(name="numbers", short_help="Read exports, print what would be taken.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--select",
    type=click.Choice(["buyers", "incoming", "all"]),
    default="buyers",
    show_default=True,
    help="Whose numbers: of incoming messages with a wording, of all incoming ones, or all.",
)
@_region
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, numbers included.")
def read_numbers(files: tuple[str, ...], select: str, region: str, as_json: bool) -> None:
    """Read exports without storing anything, and print what would be taken and why not.

    Sightings are accepted (a number's first), duplicates (the same number again, in this file or
    an earlier one) or rejected. Lists of numbers are taken as they are. Exit code 1 when a file
    can't be read; the others are read all the same.
    """
    from running import reading

    try:
        found = reading.read(files, select, region)
    except Problem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(reading.as_json(found) if as_json else reading.as_text(found))
    problems = reading.problems(found)
    for sentence in problems:
        click.echo(sentence, err=True)
    sys.exit(1 if problems else 0)


@cli.command(short_help="Read raw numbers, print what each is.")
@_region
def number(region: str) -> None:
    """Read raw numbers, one a line, and print a JSON object a line: what each is."""
    from running import reading

    raw = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    for line in reading.lines(raw, region):
        click.echo(line)


@cli.command(short_help="Read texts, print the segments of each.")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--link", metavar="ADDRESS", default="", help="What {link} is filled in with.")
def segments(file: BinaryIO, link: str) -> None:
    """Read texts from FILE or the standard input, and print a JSON object a line: their segments.

    A line is a JSON object with "text" (where \\n is a new line), or the text itself. {link} is
    counted as written; --link ADDRESS fills it in. Exit code 1 when one could not be measured as
    it is; the others are measured all the same.
    """
    from running import measuring

    wrong = False
    for one in measuring.lines(file, link):
        if one.line:
            click.echo(one.line.encode())  # JSON is UTF-8, whatever the terminal's encoding
        if one.problem:
            wrong = True
            click.echo(one.problem, err=True)
    sys.exit(1 if wrong else 0)


@cli.command(name="triage", short_help="Read replies, print what is understood of each.")
@click.argument("file", type=click.File("rb"), default="-")
def triage_replies(file: BinaryIO) -> None:
    """Read replies from FILE or the standard input, and print a JSON object a line: what they mean.

    A line is a JSON object with "text" (where \\n is a new line), or the text itself. One line
    comes out for each that goes in, in the same order. Nothing is stored or sent. Exit code 1 when
    one could not be taken as it is; it is read as it stands.
    """
    from running import triaging

    wrong = False
    for one in triaging.lines(file):
        click.echo(one.line.encode())  # JSON is UTF-8, whatever the terminal's encoding
        if one.problem:
            wrong = True
            click.echo(one.problem, err=True)
    sys.exit(1 if wrong else 0)


@cli.command(name="check-carrier", short_help="Check the carrier's account and settings.")
@_paths
def check_carrier(config: Path, data: Path) -> None:
    """Check the account at the carrier and what the settings say about it. Only reads there.

    What is wrong comes first, then look (it works, but know it) and ok; each says what to do. Exit
    code 1 when something is wrong.
    """
    chosen = _settings(config, serving=False)
    from running import checking

    found = checking.findings(chosen, data)
    for line in checking.lines(found):
        click.echo(line)
    sys.exit(1 if checking.wrong(found) else 0)


def _settings(
    config: Path,
    dashboard_port: int | None = None,
    webhook_port: int | None = None,
    fallback_port: int | None = None,
    example: bool | None = None,
    serving: bool = True,
) -> all_settings.Settings:
    try:
        return all_settings.load(
            config,
            {
                "dashboard": {"port": dashboard_port},
                "webhook": {"port": webhook_port, "fallback_port": fallback_port},
                "house": {"example": example},
            },
            serving=serving,
        )
    except all_settings.WrongSetting as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    cli()
