"""Which small changes of the code the tests do not notice.

The tool changes one number or one comparison in a module of the given packages, runs the tests of that package in a
copy of the project, and prints each change that no test notices. Such a survivor is not always a missing test: the
size of a cache, for example, changes no output. Each change needs a run of the tests, up to a minute.

    python -m benchmarks.mutation_sample boilerplate urls --number 60 --seed 1
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_COPIED = ("newscrawl", "tests", "fixtures", "benchmarks", "pyproject.toml", "README.md", "Makefile", "scrapy.cfg")
_OPERATORS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
"""Each comparison, and the one that replaces it."""
_TIMEOUT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one module."""

    path: Path
    """The module, from the root of the project."""
    line: int
    start: int
    """Characters from the beginning of the module to the replaced text."""
    old: str
    new: str

    def apply(self, source: str) -> str:
        """The source of the module with the change."""
        return source[: self.start] + self.new + source[self.start + len(self.old) :]


def iter_mutations(path: Path, source: str) -> Iterator[Mutation]:
    """All changes of a module, in their order: each number doubled and halved, each comparison replaced.

    :param path: the path of the module from the root of the project.
    """
    line_starts = [0]
    for text in source.splitlines(keepends=True):
        line_starts.append(line_starts[-1] + len(text))

    def to_offset(line: int, byte_column: int) -> int:
        text = source[line_starts[line - 1] : line_starts[line]]
        return line_starts[line - 1] + len(text.encode()[:byte_column].decode())

    def get_span(node: ast.expr) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return to_offset(node.lineno, node.col_offset), to_offset(end_line, end_column)

    mutations: list[Mutation] = []
    for node in ast.walk(ast.parse(source)):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Constant) and isinstance(value, int | float) and not isinstance(value, bool):
            start, end = get_span(node)
            mutations += [Mutation(path, node.lineno, start, source[start:end], new) for new in _change_number(value)]
        elif isinstance(node, ast.Compare):
            operands = [get_span(operand) for operand in (node.left, *node.comparators)]
            for (_, start), (end, _), operator in zip(operands, operands[1:], node.ops, strict=False):
                old, new = _OPERATORS.get(type(operator), ("", ""))
                if old and source[start:end].strip() == old:
                    start += source[start:end].index(old)
                    mutations.append(Mutation(path, source.count("\n", 0, start) + 1, start, old, new))
    yield from sorted(mutations, key=lambda mutation: mutation.start)


def is_noticed(mutation: Mutation, project: Path) -> bool:
    """Whether a test of the package fails on the change, or does not end.

    :param project: a copy of the project; its module is changed and then restored.
    """
    module = project / mutation.path
    source = module.read_text(encoding="utf-8")
    module.write_text(mutation.apply(source), encoding="utf-8")
    try:
        return not _passes(mutation.path, project)
    finally:
        module.write_text(source, encoding="utf-8")


def main() -> None:
    """Print the survivors of a random sample, one a line, and their number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", help="packages of newscrawl, such as urls")
    parser.add_argument("--number", type=int, default=60, help="how many changes are tried (default: 60)")
    parser.add_argument("--seed", type=int, default=0, help="which changes are tried (default: 0)")
    args = parser.parse_args()
    modules = [path for package in args.packages for path in sorted((ROOT / "newscrawl" / package).glob("*.py"))]
    mutations = [
        mutation
        for path in modules
        for mutation in iter_mutations(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    sample = random.Random(args.seed).sample(mutations, min(args.number, len(mutations)))  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in _COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, project / name)
        for package in args.packages:
            if not _passes(Path("newscrawl", package, "__init__.py"), project):
                sys.exit(f"The tests of {package} fail without any change.")
        survivors = _print_survivors(sample, project)
    print(f"{survivors} of {len(sample)} changes survived; {len(mutations)} are possible.")


def _print_survivors(mutations: Iterable[Mutation], project: Path) -> int:
    print(f"{'module':<44} {'line':>4}  change", flush=True)
    survivors = 0
    for mutation in sorted(mutations, key=lambda mutation: (mutation.path, mutation.start)):
        if not is_noticed(mutation, project):
            survivors += 1
            print(f"{mutation.path!s:<44} {mutation.line:>4}  {mutation.old} -> {mutation.new}", flush=True)
    return survivors


def _change_number(number: float) -> list[str]:
    changed = (2 * number or 1, number // 2 if isinstance(number, int) else number / 2)
    return [repr(value) for value in changed if value != number]


def _passes(module: Path, project: Path) -> bool:
    """Whether the tests of the module's package pass; those of the module itself are run first."""
    package = module.parent.name
    tests = [f"tests/{package}/test_{module.stem}.py", module.as_posix(), f"tests/{package}"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    try:
        done = subprocess.run(
            [*command, *(test for test in tests if (project / test).exists())],
            cwd=project,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
