"""Kill tests use the real worker of the browser tests."""

from tests.browser.conftest import worker

__all__ = ["worker"]
