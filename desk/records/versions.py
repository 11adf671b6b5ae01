"""Older versions of what people edit, each table a store, all under one rule.

The version that stood when the term began stays, and all later ones; of rows that are gone nothing stays
here, since who lets go of a row lets go of its versions.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from simple_history.utils import get_history_model_for_model

from desk import clock
from desk.people.models import User
from desk.records import actions, histories
from desk.records.holds import client_of
from desk.records.models import RetentionRule
from desk.records.retention import Store

RULE = "history"
VERSION = "version:"  # before the name of a thing: its older versions
DAYS = 1826
BASIS = "Kinnitada arhivaaril: muudatuste ajalugu viis aastat, viimane seis jääb"
# What proves that a destruction, or a look, was lawful on its day.
STAYS = {"records.RetentionRule", "records.Hold", "people.UserRole"}


@cache
def stores() -> tuple[Store, ...]:
    """A store for every table of versions, but those that prove what was lawful."""
    return tuple(_store(model) for model in histories.historical() if model._meta.label not in STAYS)


def _store(model: type[Model]) -> Store:
    return Store(
        f"history:{model._meta.label_lower}", _("Older versions of what people edited"), DAYS, BASIS,
        partial(histories.superseded, model), partial(_destroy, model),
        client=client_of(get_history_model_for_model(model)), rule=RULE,
    )  # fmt: skip


@transaction.atomic
def _destroy(model: type[Model], rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The versions of one row that were replaced before the term; `pk` is the oldest of them."""
    version = histories.version(model, pk)
    if version is None:
        return False
    row, client_id = version
    before = clock.now() - timedelta(days=rule.days)
    actions.destroy(
        rule=rule, subject=(_kind(model), row), client_id=client_id, kept=[], by=by,
        let_go=lambda: histories.forget_superseded(model, row, before),
    )  # fmt: skip
    return True


def _kind(model: type[Model]) -> str:
    return f"{VERSION}{model._meta.model_name}"[:30]
