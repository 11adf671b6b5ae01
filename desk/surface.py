"""What every answer tells the browser beside the page's own policy, errors, static files and admin included.

A last net too: what is no page is saved and never shown, unless it is one of the few kinds that a browser
shows without running anything. HSTS, the referrer and the opener are set by Django's SecurityMiddleware.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# No page of ours needs any of these.
_UNUSED = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
EVERYWHERE = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Content-Type-Options": "nosniff",
}
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
# Shown in the browser: our own pictures and PDFs, and those whose bytes a look inside found to be such.
SHOWN = {"application/pdf", "image/png", "image/jpeg", "text/plain"}
PAGES = {
    "", "text/html", "text/css", "text/javascript", "application/javascript", "application/json",
    "application/manifest+json", "text/event-stream", "image/svg+xml", "image/x-icon", "font/woff2",
    "image/vnd.microsoft.icon",
}  # fmt: skip


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost layer but one, so that no answer passes without them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        as_file(response)
        return response

    return middleware


def as_file(response: HttpResponseBase) -> None:
    """A file is saved, and if a browser opens it all the same it may do nothing."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    way, _, name = response.headers.get("Content-Disposition", "").partition(";")
    if not way and (kind in PAGES or kind in SHOWN):
        return
    if way.strip().lower() != "inline" or kind not in SHOWN:
        response.headers["Content-Disposition"] = f"attachment;{name}" if name else "attachment"
    elif kind != "text/plain":
        return  # the viewer of PDFs does not run in a sandbox
    response.headers["Content-Security-Policy"] = SANDBOX
