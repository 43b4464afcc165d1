"""The header compiles alone, cleanly, as C and as C++; and ctypes sees what a C compiler sees."""

import ctypes
import importlib.util

import pytest
from support import ROOT, compilers, run

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
LANGUAGES = {"c": "-std=c99", "c++": "-std=c++11"}


@pytest.mark.parametrize("header", ["scanline.h", "scanline_types.h"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compiler", compilers())
def test_compiles_alone(compiler, language, header, tmp_path):
    source = tmp_path / "only"
    source.write_text(f"#include <{header}>\nint main(void) {{ return 0; }}\n")
    run(compiler, "-x", language, LANGUAGES[language], *WARNINGS, "-Wstrict-prototypes"
        if language == "c" else "-Wold-style-cast", f"-I{ROOT}/include", "-fsyntax-only", source)


@pytest.mark.parametrize("source", sorted((ROOT / "examples/c").glob("*.c")), ids=lambda path: path.name)
@pytest.mark.parametrize("compiler", compilers())
def test_examples_compile(compiler, source):
    run(compiler, "-std=c99", *WARNINGS, f"-I{ROOT}/include", "-fsyntax-only", source)


def test_every_export_is_declared(tmp_path):
    names = (ROOT / "Tests/symbols.txt").read_text().split()
    pointers = "".join(f"  (void (*)(void)){name},\n" for name in names)
    source = tmp_path / "names.c"
    source.write_text(f"#include <scanline.h>\nvoid (*const names[])(void) = {{\n{pointers}}};\n")
    run("cc", "-std=c99", *WARNINGS, "-Wno-cast-function-type", f"-I{ROOT}/include", "-fsyntax-only",
        source)


def prototypes():
    path = ROOT / "bindings/python/scanline/_prototypes.py"
    spec = importlib.util.spec_from_file_location("prototypes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ctypes_agrees_with_the_compiler(tmp_path):
    """Sizes and offsets of every struct, and the value of every constant."""
    module = prototypes()
    structs = [value for value in vars(module).values()
               if isinstance(value, type) and issubclass(value, ctypes.Structure)
               and value is not ctypes.Structure]
    constants = {name: value for name, value in vars(module).items()
                 if name.startswith("SCANLINE_") and isinstance(value, int)}
    assert len(structs) > 10 and len(constants) > 50

    expected = []
    lines = []
    for struct in structs:
        name = struct.__name__
        expected.append(f"{name} {ctypes.sizeof(struct)}")
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        for field, *_ in struct._fields_:
            offset = getattr(struct, field)
            expected.append(f"{name}.{field} {offset.offset} {offset.size}")
            lines.append(f'printf("{name}.{field} %zu %zu\\n", offsetof({name}, {field}), '
                         f"sizeof((({name} *)0)->{field}));")
    for name, value in constants.items():
        expected.append(f"{name} {value}")
        lines.append(f'printf("{name} %d\\n", {name});')

    source = tmp_path / "layout.c"
    body = "\n  ".join(lines)
    source.write_text("#include <scanline.h>\n#include <stddef.h>\n#include <stdio.h>\n"
                      f"int main(void) {{\n  {body}\n  return 0;\n}}\n")
    run("cc", "-std=c99", f"-I{ROOT}/include", source, "-o", tmp_path / "layout")
    assert run(tmp_path / "layout").splitlines() == expected
