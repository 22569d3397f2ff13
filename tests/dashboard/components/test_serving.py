"""Scripts of components as files that browsers keep."""

import re
import time

import pytest
from streamlit import config

from dashboard.components.base import serving
from dashboard.components.base.bundle import styled

SCRIPT = "export default () => {};\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "FOLDER", tmp_path / "scripts")
    monkeypatch.setattr(config, "get_option", lambda name: name == "server.enableStaticServing")
    return tmp_path / "scripts"


def named(script):
    found = re.search(r'"app/static/scripts/(one-[0-9a-f]{16}\.js)"', script)
    assert found, script
    return found[1]


def test_a_script_is_written_once_under_a_name_of_its_content(folder):
    first, again = (serving.loader("one", SCRIPT) for _ in range(2))
    other = serving.loader("one", SCRIPT + "// changed\n")
    assert first == again != other
    assert len(first) < 300
    assert (folder / named(first)).read_text("utf-8") == SCRIPT
    assert {path.name for path in folder.iterdir()} == {named(first), named(other)}


def test_browsers_may_take_the_file_for_years_old_and_so_keep_it(folder):
    path = folder / named(serving.loader("one", SCRIPT))
    assert time.time() - path.stat().st_mtime > 10 * 365 * 24 * 3600


def test_bundles_of_other_versions_go_after_a_day(folder, monkeypatch):
    old = folder / named(serving.loader("one", "export default 1;\n"))
    other = folder / "two-0123456789abcdef.js"
    other.touch()
    monkeypatch.setattr(time, "time", lambda clock=time.time: clock() + 25 * 3600)
    new = folder / named(serving.loader("one", SCRIPT))
    assert not old.exists()
    assert new.exists()
    assert other.exists()


@pytest.mark.parametrize("wrong", ["off", "read-only"])
def test_where_files_cannot_be_served_the_script_itself_is_sent(folder, monkeypatch, wrong):
    if wrong == "off":
        monkeypatch.setattr(config, "get_option", lambda name: False)
    else:
        folder.write_text("a file where the folder should be")
    assert serving.loader("one", SCRIPT) == SCRIPT


def test_a_styled_script_reads_its_sheet_once_and_adopts_it():
    script = styled("const own = 1;\nexport default mount(own);\n", '.a::after { content: "\\201C`${x}"; }')
    assert script.count("export default") == 1
    assert "const component = mount(own);" in script
    assert r'sheet.replaceSync(".a::after { content: \"\\201C`${x}\"; }");' in script
    with pytest.raises(ValueError, match="default"):
        styled("const own = 1;\n", "")
