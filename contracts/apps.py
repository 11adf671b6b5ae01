from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"
    verbose_name = _("Documents")
    default_auto_field = "django.db.models.BigAutoField"
    no_history = {
        "contracts.NumberSeries": "a counter",
        "contracts.Template": "its versions are its history",
        "contracts.TemplateVersion": "append-only",
        "contracts.Container": "append-only",
        "contracts.Finding": "append-only",
        "contracts.CountedSignature": "append-only",
        "contracts.HistoricalSigningMandate_kinds": "is history",
    }
