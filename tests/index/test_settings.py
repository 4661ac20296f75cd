from dataclasses import fields
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import Settings, load_settings


def test_environment_overrides_the_file_which_overrides_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('port = 9000\ncontact = "desk@example.org"\n')
    found = load_settings(tmp_path, {"DATELINE_PORT": "9001"})
    assert (found.home, found.port, found.contact, found.host) == (
        tmp_path,
        9001,
        "desk@example.org",
        "127.0.0.1",
    )


def test_home_comes_from_the_environment_unless_given(tmp_path: Path) -> None:
    assert load_settings(None, {"DATELINE_HOME": str(tmp_path)}).home == tmp_path
    assert load_settings(None, {}).home == Path("dateline-data")


@pytest.mark.parametrize("text", ["prot = 1", "port = 'x'", "port = true", "port = ["])
def test_unusable_file_names_the_file_and_the_setting(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"config\.toml"):
        load_settings(tmp_path, {})


def test_unusable_variable_is_named() -> None:
    with pytest.raises(SettingsError, match="DATELINE_PORT"):
        load_settings(None, {"DATELINE_PORT": "many"})


def test_every_setting_says_its_meaning() -> None:
    assert all(item.metadata["meaning"] for item in fields(Settings))
