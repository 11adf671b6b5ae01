"""python -m launch.check URL: both paths against a desk; others in CHECK_<NAME>_URL, logs in CHECK_LOGS."""

import os
import sys
import time

from launch.check import access, house, problem
from launch.check.steps import World, walk

PATHS = {"house  ": house.STEPS, "access ": access.STEPS, "problem": problem.STEPS, "after  ": house.AFTER}


def main(desk: str) -> int:
    """0 when every step of every path went through."""
    began = time.monotonic()
    systems = {
        name.removeprefix("CHECK_").removesuffix("_URL").lower(): url
        for name, url in os.environ.items()
        if name.startswith("CHECK_") and name.endswith("_URL")
    }
    passed = [walk(name, steps, World(desk, systems)) for name, steps in PATHS.items()]
    number = sum(len(steps) for steps in PATHS.values())
    if all(passed):
        print(f"all {number} steps passed in {time.monotonic() - began:.1f} s")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
