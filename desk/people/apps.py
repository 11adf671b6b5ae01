from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "desk.people"
    label = "people"
    verbose_name = _("People and roles")
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from desk import slots
        from desk.secrets_check import readable_secrets

        register(slots.check)
        register(readable_secrets)


class DeskAdminConfig(admin_apps.AdminConfig):
    default_site = "desk.people.site.DeskAdmin"
    default = False
