"""Every command has help with an example and stands in the README; every setting is documented."""

import importlib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from index.settings import Settings
from web.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]


def leaves(command: click.Command, path: tuple[str, ...]) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [leaf for name, child in command.commands.items() for leaf in leaves(child, (*path, name))]
    return [(" ".join(path), command)]


def every_command() -> list[tuple[str, click.Command]]:
    context = click.Context(cli)
    return [
        leaf
        for name in COMMANDS
        if (command := cli.get_command(context, name)) is not None
        for leaf in leaves(command, (name,))
    ]


@pytest.mark.parametrize(
    ("name", "command"), every_command(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    assert command.help and len(command.help.splitlines()[0]) > 10
    assert f"Example: dateline {name.split(maxsplit=1)[0]}" in command.help
    documented = [item for item in command.params if isinstance(item, click.Option) and not item.help]
    assert documented == [], f"options of {name} without help"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_stands_in_the_readme(name: str) -> None:
    assert f"`dateline {name}" in (ROOT / "README.md").read_text("utf-8")


def test_table_of_commands_names_only_commands() -> None:
    for target in COMMANDS.values():
        module, attribute = target.split(":")
        assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "settings.md").read_text("utf-8")
