"""`./run graph`: who imports whom among the rooms, as ARCHITECTURE.md draws it, lowest last."""

import tomllib

import grimp

from launch.place import PROJECT


def layers() -> list[list[str]]:
    """The rooms from top to bottom, as the import contract in pyproject.toml names them."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    first = next(contract for contract in contracts if contract["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in first["layers"]]


def imports() -> dict[str, list[str]]:
    """Each room that exists with the rooms below that it imports directly."""
    rooms = [room for layer in layers() for room in layer]
    graph = grimp.build_graph(
        *("desk", "registry", "contracts", "tickets", "stats"),
        exclude_type_checking_imports=True,
        cache_dir=None,
    )
    modules = [room for room in rooms if room in graph.modules]
    return {
        room: [
            other
            for other in modules
            if other != room and graph.direct_import_exists(importer=room, imported=other, as_packages=True)
        ]
        for room in modules
    }


def main() -> None:
    """Print one line per room."""
    found = imports()
    for layer in layers():
        for room in layer:
            if room in found:
                print(f"{room:<16} -> {', '.join(found[room]) or '(nothing)'}")
        print()


if __name__ == "__main__":
    main()
