"""Lists that every installation needs: topics, outcome codes, document kinds and templates, L2 units."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from desk import slots


class Command(BaseCommand):
    help = "Writes the reference data that are missing; what the administrator changed stays as it is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for seed in slots.each("REFERENCE_DATA"):
            seed()
