"""What the OpenAPI document says beyond the views: keys, and the answers that every address may give."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

_SAID: dict[str, Any] = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": {"type": "string"}},
}
_WRONG: dict[str, Any] = {
    "type": "object",
    "description": "What is wrong, by the parameter's name.",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}
TROUBLES = {
    "400": ("Wrong", "The question is wrong."),
    "401": ("Trouble", "No key, or one that opens nothing."),
    "403": ("Trouble", "The key, or its owner, may not see this."),
    "404": ("Trouble", "There is no such thing, or no such page."),
    "405": ("Trouble", "Nothing is written here."),
    "429": ("Trouble", "Too often: Retry-After says when again, in seconds."),
}


def with_troubles(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The document with the ways in which every operation may say no."""
    result["components"]["schemas"] |= {"Trouble": _SAID, "Wrong": _WRONG}
    for path, operations in result["paths"].items():
        for operation in operations.values():
            if path != "/api/schema/":
                operation["responses"] |= {code: _answer(*said) for code, said in TROUBLES.items()}
    return result


def _answer(schema: str, words: str) -> dict[str, Any]:
    shape = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"description": words, "content": {"application/json": shape}}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The key in the OpenAPI document."""

    target_class = "desk.login.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer key."""
        return {"type": "http", "scheme": "bearer", "description": "A key that the administrator makes."}
