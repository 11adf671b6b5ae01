"""What `./run` and `./test` can do."""

import sys

USAGE = """\
./run                     bring the desk up with demo data; Ctrl+C stops it
./run manage COMMAND …    a management command (see docs/commands.md)
./run --check             drive both main paths over HTTP in a database of its own
./run lint                every linter
./run graph               who imports whom among the rooms
./run audit               known holes in the packages of requirements.lock, and their licences
./run sbom FILE           what the desk is made of, as CycloneDX JSON
./test [fast] […]         the tests; other arguments go to pytest
"""


def main(arguments: list[str]) -> int:
    """Dispatch; the modules are imported late so that `--help` and `keeper` stay light."""
    word = arguments[0] if arguments else ""
    if word in {"-h", "--help", "help"}:
        print(USAGE, end="")
        return 0
    if word == "keeper":
        from launch.stack import keep

        keep(arguments[1])
        return 0
    from launch import commands

    if word == "":
        return commands.serve()
    if word in {"--check", "check"}:
        return commands.check()
    if word == "manage":
        return commands.manage(arguments[1:])
    if word in {"lint", "graph", "audit", "sbom"}:
        return commands.tool(word, arguments[1:])
    if word == "test":
        return commands.test(arguments[1:])
    print(f"unknown: {word}\n\n{USAGE}", end="", file=sys.stderr)
    return 2


if __name__ == "__main__":
    from launch.processes import Stopped

    try:
        sys.exit(main(sys.argv[1:]))
    except (Stopped, KeyboardInterrupt):
        sys.exit(130)
