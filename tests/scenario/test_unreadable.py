"""Files that are no scenario files at all, each refused with its place and what to do."""

import time
from pathlib import Path

import pytest

from sim.scenario import Fault, ScenarioError, load_scenario

from .files import Folder


def refused(path: Path) -> Fault:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("", 0, 0, "is empty", "Write a scenario, or start from a shipped one."),
        ("# nothing\n", 0, 0, "is empty", "Write a scenario, or start from a shipped one."),
        ("- a\n- b\n", 1, 1, "is not a mapping", "Write `key: value` lines,"),
        ("hello\n", 1, 1, "is not a mapping", "Write `key: value` lines,"),
        ("a: 1\n\tb: 2\n", 2, 1, "is not YAML: while scanning", "Indent with spaces"),
        ("title: a: b\n", 1, 9, "is not YAML: mapping values", "Put a text that holds a colon"),
        ("a: [1, 2\nb: 3\n", 2, 2, "is not YAML: while parsing a flow", "Close the bracket"),
        ('a: 1\nb: "x\nc: 3\n', 2, 4, "is not YAML: while scanning a quoted", "Close the quote"),
        ("a:\n   b: 1\n  c: 2\n", 3, 3, "is not YAML: while parsing a block", "Give entries"),
        ("a: @b\n", 1, 4, "is not YAML: while scanning", "Put a text that begins with this"),
        ("title: a\x07b\n", 1, 9, "holds the unprintable character U+0007", "Remove it."),
        ("a: 1\ntitle: \x00\n", 2, 8, "holds the unprintable character U+0000", "Remove it."),
        ("a: 1\n---\nb: 2\n", 2, 1, "holds more than one document", "Keep one"),
        ("a: !!python/object:os.system x\n", 1, 4, "the tag tag:", "Write the value alone."),
        ("? [a, b]\n: 1\n", 1, 3, "a mapping or list stands as a key", "Write a word before"),
        ("a: &a 1\n*a : 1\n", 2, 1, "an alias stands as a key", "Write a word before"),
        (f"a: 1\n? {'k' * 201}\n: 1\n", 2, 3, "a key is longer than 200 characters", "Write a sh"),
        ("a: *nowhere\n", 1, 4, "the alias *nowhere has no anchor", "Write &nowhere before"),
        ("a: &a [*a]\n", 1, 8, "the alias *a holds itself", "Write the value out."),
        ("a: " + "[" * 200, 1, 43, "is nested more than 40 deep", "Flatten it."),
        ('a: "\\ud800"\n', 1, 4, "escapes half a character", "Write the character itself."),
        ('a: "\\UFFFFFFFF"\n', 0, 0, "is not YAML: ", "Mend its escapes and directives."),
    ],
)  # fmt: skip
def test_text_that_is_no_scenario(
    folder: Folder, text: str, line: int, column: int, message: str, remedy: str
) -> None:
    fault = refused(folder.write(text))
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (line, column)
    assert fault.path == ()
    assert fault.message.startswith(message)
    assert fault.remedy.startswith(remedy)


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.yaml"
    assert str(refused(path)) == f"{path}: file: does not exist. Check the name and the folder."


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).message == "is a folder"


@pytest.mark.parametrize("name", ["x\0y.yaml", "x" * 5000])
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path / name).message.startswith("can't be read (")


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("title: x\nnotes: caf\xe9\n".encode("latin-1"))
    assert str(refused(path)) == (
        f"{path}:2:11: file: is not UTF-8 text (byte 0xe9). Save the file as UTF-8."
    )
    path.write_bytes("title: x\n".encode("utf-16"))
    assert refused(path).message == "is not UTF-8 text (byte 0xff)"


def test_a_mark_of_utf_8_at_the_beginning_is_no_fault(folder: Folder) -> None:
    path = folder.write("\ufeffseed: 5\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert {fault.message for fault in caught.value.faults} == {"is missing"}


def bomb(levels: int) -> str:
    """Aliases of aliases: 10^levels values in a few bytes each."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def test_aliases_that_unfold_without_end_are_refused_at_once(folder: Folder) -> None:
    path = folder.write(bomb(levels=1000))
    begun = time.process_time()
    fault = refused(path)
    assert time.process_time() - begun < 1.0
    assert fault.message == "the file unfolds to more than 50,000 values"
    assert fault.place is not None
    assert (
        fault.place.line == 4
    )  # 1,111 values by line 3 and 11,111 by line 4: the fifth is too many


def test_a_megabyte_of_aliases_is_refused_at_once(folder: Folder) -> None:
    path = folder.write(bomb(levels=20_000)[: 2**20])
    assert path.stat().st_size == 2**20
    begun = time.process_time()
    fault = refused(path)
    assert time.process_time() - begun < 1.0
    assert fault.message == "is larger than the 1,000,000 bytes that a scenario file may have"


def test_a_large_file_without_aliases_is_refused_by_its_values(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.scenario.compose.MOST_VALUES", 1000)
    just = [1] * 997  # with the list and the mapping around it 999 values
    (fault, *_) = folder.faults(f"a: {just}\n")
    assert fault.message == "is missing"
    assert refused(folder.write(f"a: {[*just, 1, 1]}\n")).message == (
        "the file unfolds to more than 1,000 values"
    )


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this machine has no /dev/zero")
    assert refused(endless).message.startswith("is larger than")
