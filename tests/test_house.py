"""The rules of the house that a machine can hold: what no file may contain, and what every file must."""

from __future__ import annotations

import ast
import csv
import doctest
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from harmattan.world.vocabulary import columns, variables

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "harmattan"
CASES = SRC / "cases"
LEFT_OUT = {".git", ".venv", "out", "build", "dist", "built", "node_modules"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".jinja",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".ts",
    ".json",
    ".svg",
    ".cfg",
    ".yml",
    ".yaml",
}
MODULES = sorted(path for path in SRC.rglob("*.py"))
PLAIN = sorted(p for p in SRC.rglob("*") if p.suffix in {".py", ".jinja", ".html", ".toml"} and CASES not in p.parents)
WORDS = ("Mali", "Malian", "Malien", "Malienne", "JNIM")
STATES = {"state", "parameters", "values"}
PROMISES = {"needs", "gives"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def assert_none(found: list[str], advice: str = "") -> None:
    assert not found, "\n".join([*found, advice])


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{_name(path)}:{number}: {hit[hit.re.groups]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (hit := pattern.search(line))
    ]


def _files() -> list[Path]:
    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in LEFT_OUT or path.name == "__pycache__" or path.name.endswith("_cache"):
                continue
            if path.is_dir():
                yield from walk(path)
            elif path.suffix in TEXT or path.name in {"Makefile", "run", ".gitignore", ".editorconfig", ".npmrc"}:
                yield path

    return [path for path in walk(ROOT) if path != Path(__file__)]


def _case_names() -> list[str]:
    # A name that is also a plain word of the vocabulary, as "centre" is, says nothing about a case.
    meanings = [entry.meaning for entry in variables().values()]
    meanings += [entry.meaning for table in columns().values() for entry in table.values()]
    plain = set(re.findall(r"\w+", " ".join(meanings).lower()))
    names: set[str] = set()
    for table in sorted(CASES.glob("*/atlas/*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cells = [row.get("name"), row.get("name_fr"), *(row.get("aliases") or "").split("|")]
                cells += [row.get("id")] if table.stem in ("places", "areas") else []
                names |= {cell.strip() for cell in cells if cell and len(cell.strip()) >= 4}
    return sorted({*WORDS, *(name for name in names if name.lower() not in plain)})


def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users|mnt|opt|srv)/\w+|[A-Z]:\\\\?Users")
    assert_none(_found(pattern, _files()))


def test_no_file_names_a_package_registry() -> None:
    hosts = ("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)", "artifactory", "index" + "-url")
    assert_none(_found(re.compile("|".join(hosts), re.IGNORECASE), _files()))


def test_locks_hold_exact_versions_and_nothing_else() -> None:
    locks = {}
    for name in ("runtime", "dev"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if not line.startswith("#")]
        assert_none([line for line in pins if not re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", line)])
        assert pins == sorted(pins, key=lambda line: line.partition("==")[0])
        locks[name] = set(pins)
    assert locks["runtime"] <= locks["dev"]
    assert any(pin.startswith("hatchling==") for pin in locks["runtime"])


def test_every_declared_need_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    dev = project["project"]["optional-dependencies"]["dev"]
    for lock, needs in (("runtime", project["project"]["dependencies"]), ("dev", dev)):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        names = [re.split(r"[^\w.-]", need)[0].lower() for need in needs]
        assert_none([name for name in names if f"\n{name}==" not in text], f"run 'make lock': {lock}.txt is behind")


def test_code_names_nothing_of_a_case() -> None:
    names = "|".join(re.escape(name) for name in _case_names())
    # Lines such as `XX = { en = "…" }` name all countries alike, by code.
    pattern = re.compile(rf"^(?![A-Z]{{2}} = {{ en = ).*?\b({names})\b", re.IGNORECASE)
    assert_none(_found(pattern, PLAIN), "names of a case belong into its folder, and examples use made-up ones")


def _broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"} for kind in kinds)


def test_nothing_catches_everything() -> None:
    caught = [
        f"{_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and _broad(node)
    ]
    assert_none(caught)


def _ends_the_program(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in {"sys.exit", "exit", "quit", "os._exit", "print"}
    return isinstance(node, ast.Raise) and node.exc is not None and "SystemExit" in ast.unparse(node.exc)


def test_only_the_command_line_prints_and_exits() -> None:
    below = [path for path in MODULES if path.relative_to(SRC).parts[0] not in {"cli.py", "cli"}]
    found = [f"{_name(p)}:{n.lineno}" for p in below for n in ast.walk(_tree(p)) if _ends_the_program(n)]  # type: ignore[attr-defined]
    assert_none(found)


def test_errors_grow_on_one_tree() -> None:
    elsewhere = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        if path != SRC / "errors.py"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
    ]
    assert_none(elsewhere, "errors stand in harmattan/errors.py, so that one page can list them")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_files_and_functions_are_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{lines} lines: cut it by topic"
    long = [
        f"{node.name} is {(node.end_lineno or 0) - node.lineno + 1} lines long"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 80
    ]
    assert_none(long)


def _public(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for below in node.body:
                    if isinstance(below, ast.FunctionDef) and not below.name.startswith("_"):
                        yield f"{node.name}.{below.name}", below


def _decorated(node: ast.FunctionDef, *endings: str) -> bool:
    return any(ast.unparse(mark).partition("(")[0].endswith(endings) for mark in node.decorator_list)


def _gaps(name: str, node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    text = ast.get_docstring(node) or ""
    if not text:
        return [f"{name} has no docstring"]
    # The docstring of a command is what --help prints; its options are described where they are declared.
    if isinstance(node, ast.ClassDef) or _decorated(node, "property", ".command", ".callback", "overload"):
        return []
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    silent = [arg.arg for arg in given if arg.arg not in {"self", "cls"} and f"{arg.arg}:" not in text]
    out = [f"{name} does not describe {arg}" for arg in silent]
    if node.returns is not None and ast.unparse(node.returns) not in {"None", "NoReturn"}:
        out += [] if "Returns:" in text or "Yields:" in text else [f"{name} does not say what it returns"]
    return out


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_docstrings_are_complete(path: Path) -> None:
    tree = _tree(path)
    gaps = [] if ast.get_docstring(tree) or not tree.body else ["the module has no docstring"]
    for name, node in _public(tree):
        gaps += _gaps(name, node)
    assert_none(gaps)


def _texts(node: ast.AST) -> list[tuple[int, str]]:
    return [(n.lineno, n.value) for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _promised(node: ast.AST) -> list[tuple[int, str]]:
    if isinstance(node, ast.FunctionDef) and node.name in PROMISES:
        return [text for line in node.body if isinstance(line, ast.Return) for text in _texts(line)]
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and ast.unparse(node.value).startswith("frozenset"):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id.lower().strip("_") in PROMISES for target in targets):
            return _texts(node.value)
    return []


def _subscripted(node: ast.AST) -> list[tuple[int, str]]:
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in STATES:
        key = node.slice
        return [(key.lineno, key.value)] if isinstance(key, ast.Constant) and isinstance(key.value, str) else []
    return []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_variable_used_is_in_the_vocabulary(path: Path) -> None:
    used = [hit for node in ast.walk(_tree(path)) for hit in (*_promised(node), *_subscripted(node))]
    unknown = [f"{_name(path)}:{line} {name}" for line, name in used if name not in variables()]
    assert_none(unknown, "add it to world/variables.csv, or use the name that stands there")


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("try: pass\nexcept (ValueError, Exception): pass", lambda n: isinstance(n, ast.ExceptHandler) and _broad(n)),
        ("try: pass\nexcept: pass", lambda n: isinstance(n, ast.ExceptHandler) and _broad(n)),
        ("import sys\nsys.exit(1)", _ends_the_program),
        ("raise SystemExit(2)", _ends_the_program),
        ("print(1)", _ends_the_program),
        ("state['no_such_thing']", _subscripted),
        ("class M:\n    needs = frozenset({'no_such_thing'})", _promised),
        ("class M:\n    @property\n    def gives(self): return frozenset({'no_such_thing'})", _promised),
        ("def f(a: int) -> int:\n    'Do.'", lambda n: isinstance(n, ast.FunctionDef) and len(_gaps("f", n)) == 2),
        ("class C: pass", lambda n: isinstance(n, ast.ClassDef) and _gaps("C", n)),
    ],
)
def test_the_checks_of_the_house_fire(code: str, check: Callable[[ast.AST], object]) -> None:
    assert any(check(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize("name", ["requirements/pins.py", "docs/build_reference.py", "benchmarks/common.py"])
def test_examples_outside_the_package_run(name: str) -> None:
    spec = spec_from_file_location("_".join(Path(name).with_suffix("").parts), ROOT / name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    assert doctest.testmod(module).failed == 0


def test_every_variable_is_described_in_both_languages() -> None:
    for name, entry in variables().items():
        assert entry.meaning.strip(), name
        assert entry.meaning_fr.strip(), name
        assert entry.meaning_fr != entry.meaning, name
