"""Every linter of `./run lint` is content."""

import pytest

from launch import lint


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", list(lint.LINTERS))
def test_linter_is_content(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main([name]) == 0, capsys.readouterr().out[-5000:]
