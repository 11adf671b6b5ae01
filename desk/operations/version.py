"""Which version of the desk this is; it is said in one place, pyproject.toml."""

import tomllib
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "pyproject.toml"
VERSION: str = tomllib.loads(_FILE.read_text())["project"]["version"]
