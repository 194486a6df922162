"""A new case folder is there as a whole or not at all, and passes every check."""

from pathlib import Path

import pytest

from harmattan.errors import InputFaults, OutputError
from harmattan.observe import new
from harmattan.observe.casefolder import check_case, read_case
from harmattan.observe.new import new_case
from harmattan.observe.quality import report_quality
from harmattan.world.prior import PriorTable
from harmattan.world.vocabulary import variables


def test_a_new_case_passes_every_check(tmp_path: Path) -> None:
    folder = new_case("two-towns", tmp_path)
    assert folder == tmp_path / "two-towns"
    assert list(tmp_path.iterdir()) == [folder]
    assert check_case(folder) == ()
    case = read_case(folder)
    assert case.settings.title == "two-towns: an invented example"
    assert case.reports.rejected == ()
    assert report_quality(case.reports)[-1].kept == 6
    assert not [path for path in folder.rglob("*") if path.is_file() and "@NAME@" in path.read_text(encoding="utf-8")]


def test_a_new_case_has_a_prior_for_every_parameter(tmp_path: Path) -> None:
    case = read_case(new_case("two-towns", tmp_path))
    parameters = [name for name, variable in variables().items() if variable.role == "parameter"]
    assert PriorTable.lay_out(case.priors, case.atlas, parameters).size > len(parameters)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Two Towns", "two-towns"), ("", ""), ("../up", "up"), ("-a", "a"), ("a--b", "a-b"), ("a/b", "a-b"), ("é", "")],
)
def test_a_bad_name(tmp_path: Path, name: str, hint: str) -> None:
    with pytest.raises(InputFaults) as caught:
        new_case(name, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.found, fault.nearest) == (name, hint)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("taken", "file", "link"):
        with pytest.raises(InputFaults, match="free"):
            new_case(name, tmp_path)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_no_parent(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="a folder that exists"):
        new_case("towns", tmp_path / "nowhere")


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new, "_copy", full)
    with pytest.raises(OutputError, match="No space left"):
        new_case("towns", tmp_path)
    assert list(tmp_path.iterdir()) == []
