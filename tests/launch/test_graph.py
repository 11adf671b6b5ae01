"""The import graph as `./run graph` prints it goes one way: ARCHITECTURE.md."""

from launch import graph


def test_every_room_imports_only_rooms_of_lower_layers() -> None:
    height = {room: place for place, layer in enumerate(graph.layers()) for room in layer}
    upwards = [
        f"{room} -> {other}"
        for room, others in graph.imports().items()
        for other in others
        if height[other] <= height[room]
    ]
    assert upwards == []


def test_the_graph_is_of_all_rooms_that_exist() -> None:
    found = graph.imports()
    assert next(iter(found)) == "stats"
    assert "desk.people" in found
    assert found["contracts"], "contracts imports at least the register"
