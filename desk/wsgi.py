"""Every page but the stream, as a plain WSGI application."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

application = get_wsgi_application()

from desk.patience import end_long_questions  # noqa: E402  (after Django's set-up)

if not settings.TESTING:
    end_long_questions()

# By path: the desk imports no room above. Documents without their fonts would be other documents.
import_string("contracts.printing.fonts.look_at_start")()
