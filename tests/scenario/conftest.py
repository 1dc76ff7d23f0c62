"""What the tests of scenario files share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .files import PLAIN, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def change() -> Callable[..., str]:
    """Give the plain scenario with pieces of its text changed."""

    def changed(*pairs: tuple[str, str]) -> str:
        text = PLAIN
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text

    return changed
