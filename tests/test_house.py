"""The rules of the house that a linter does not know: lengths, names, words, pins, origins."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ljfpa_desktop"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ALL = [*SOURCES, *TESTS, *sorted((ROOT / "benchmarks").rglob("*.py"))]

CHINESE = re.compile("[\u3400-\u9fff]")
SHOWN = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QAction", "QGroupBox", "addTab"),
    *("setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName"),
    *("Refused", "Trouble", "Warn"),
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    """Each function with its place and its length in lines, signature and docstring included."""
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                last = node.end_lineno or node.lineno
                yield f"{name_of(path)}:{node.lineno} {node.name}", last - node.lineno + 1


def longer(measured: dict[str, int], limit: int) -> list[str]:
    return [f"{where}: {length}" for where, length in measured.items() if length > limit]


def at_95_percent(lengths: list[int]) -> int:
    return sorted(lengths)[int(0.95 * (len(lengths) - 1))]


def test_no_file_is_longer_than_400_lines() -> None:
    assert longer({name_of(p): lines(p) for p in ALL}, 400) == []


def test_most_source_files_are_short() -> None:
    lengths = [lines(p) for p in SOURCES if p.name != "__init__.py"]
    assert median(lengths) <= 120
    assert at_95_percent(lengths) <= 300


def test_no_function_is_longer_than_50_lines_and_most_are_within_30() -> None:
    assert longer(dict(functions(ALL)), 50) == []
    assert at_95_percent([length for _, length in functions(SOURCES)]) <= 30


def test_no_class_has_more_than_15_methods() -> None:
    crowded = {
        f"{name_of(p)} {node.name}": sum(isinstance(n, ast.FunctionDef) for n in node.body)
        for p in SOURCES
        for node in ast.walk(tree(p))
        if isinstance(node, ast.ClassDef)
    }
    assert longer(crowded, 15) == []


def test_names_say_what_is_inside() -> None:
    empty = re.compile(r"(^|_)(utils?|helpers?|managers?|common|misc)($|_)")
    parts = {name_of(p): p.relative_to(ROOT).with_suffix("").parts for p in ALL}
    assert [name for name in parts if any(empty.search(part) for part in parts[name])] == []


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    assert [name_of(p) for p in SOURCES if not (ast.get_docstring(tree(p)) or "").strip()] == []


@pytest.mark.parametrize("layer", ["base", "services", "reports", "exchange"])
def test_what_other_modules_call_is_described(layer: str) -> None:
    silent = [
        f"{name_of(p)}:{node.lineno} {node.name}"
        for p in SOURCES
        if p.is_relative_to(PACKAGE / layer)
        for node in tree(p).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError)\b")
    assert [name_of(p) for p in SOURCES if later.search(p.read_text("utf-8"))] == []


def test_stylesheets_stand_in_the_theme_alone() -> None:
    styled = [name_of(p) for p in SOURCES if ".setStyleSheet(" in p.read_text("utf-8")]
    assert [p for p in styled if p != "ljfpa_desktop/ui/theme.py"] == []


def shown_words(path: Path) -> Iterator[tuple[int, str]]:
    """The literal texts a module hands to a label, a button or a sentence for the clerk."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in SHOWN:
            texts = node.args[1:] if called == "Warn" else node.args
            constants = (a for a in texts if isinstance(a, ast.Constant))
            yield from ((a.lineno, a.value) for a in constants if isinstance(a.value, str))


def test_every_word_a_clerk_reads_is_chinese() -> None:
    foreign = [
        f"{name_of(p)}:{line} {text}"
        for p in SOURCES
        for line, text in shown_words(p)
        if " " in text.strip() and re.search("[A-Za-z]{3}", text) and not CHINESE.search(text)
    ]
    assert foreign == []


@pytest.mark.parametrize("layer", ["base", "services"])
def test_a_layer_has_as_many_lines_of_tests_as_of_source(layer: str) -> None:
    source = sum(lines(p) for p in SOURCES if p.is_relative_to(PACKAGE / layer))
    tested = sum(lines(p) for p in TESTS if p.is_relative_to(ROOT / "tests" / layer))
    assert tested >= source


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    pins = [pin for pin in re.split(r"\n(?=\S)", text.strip()) if not pin.startswith("#")]
    whole = re.compile(r"[a-z0-9.-]+==[^ ]+ .*--hash=sha256:", re.S)
    assert [pin.split()[0] for pin in pins if not whole.match(pin)] == []
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", text)


def test_the_development_pins_are_the_program_s_own() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^\S+==[^\\\n]+", (ROOT / name).read_text("utf-8"), re.M))

    assert pinned("requirements.txt") <= pinned("requirements-dev.txt")


def test_each_font_is_the_one_its_origin_names() -> None:
    fonts = ROOT / "resources" / "fonts"
    sums = re.findall(r"^    ([0-9a-f]{64})  (\S+)$", (fonts / "ORIGIN.md").read_text("utf-8"), re.M)
    named = {name: digest for digest, name in sums}
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in fonts.glob("*.ttf")}
    assert found == named
    assert sum(p.stat().st_size for p in fonts.glob("*.ttf")) < 110_000_000


def test_licences_lie_beside_what_they_cover() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert (ROOT / "resources/icons/LICENSE-Tabler.txt").is_file()
    assert len(list((ROOT / "resources/fonts").glob("*.txt"))) == 4
