"""A guide from draft to version in force, to the next one; who may, who sees; the database's own word."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from desk.guides import actions
from desk.guides.actions import Wording
from desk.guides.enums import GuideKind, VersionState
from desk.guides.models import Guide, GuideStep, GuideVersion
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, Notice
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.guides.world import LOGIN, published

WRITTEN = {
    "title_et": "Uus juhend",
    "body_et": "## Esimene\n\nTekst **paksult**.",
    "steps_et": "Esimene samm\n\nTeine samm\n",
    "steps_ru": "Первый шаг\nВторой шаг",
    "topics": [],
    "review_months": "6",
}


def written(actor: Actor, **more: str) -> GuideVersion:
    actor.post(reverse("guides:create"), WRITTEN | {"owner": actor.user.pk} | more)
    return GuideVersion.objects.latest("pk")


def test_a_senior_writes_sees_and_publishes_a_guide(as_senior: Actor) -> None:
    version = written(as_senior)
    page = as_senior.get(version.get_absolute_url()).content.decode()
    assert "<h4>Esimene</h4>" in page
    assert "<strong>paksult</strong>" in page
    as_senior.post(reverse("guides:publish", args=[version.pk]))
    version.refresh_from_db()
    guide = version.guide
    assert (version.state, version.published_by, guide.kind) == (
        VersionState.PUBLISHED,
        as_senior.user,
        GuideKind.PROCESS,
    )
    assert [step.text_ru for step in version.steps.all()] == ["Первый шаг", "Второй шаг"]
    kinds = set(TimelineEntry.objects.values_list("kind", flat=True))
    assert {"guides.drafted", "guides.published"} <= kinds


def test_a_specialists_draft_is_published_by_one_of_those_who_lead(
    as_specialist: Actor, as_senior: Actor
) -> None:
    version = written(as_specialist)
    as_specialist.post(reverse("guides:publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT
    approval = Approval.objects.get(kind="guides.publish")
    people.decide_second(approval=approval, approved=True, by=as_senior.user)
    version.refresh_from_db()
    assert (version.state, version.published_by) == (VersionState.PUBLISHED, as_senior.user)
    assert Notice.objects.get(user=as_specialist.user).kind == "guides.accepted"


def test_a_refused_draft_stays_and_its_writer_learns_why(as_specialist: Actor, as_senior: Actor) -> None:
    version = written(as_specialist)
    as_specialist.post(reverse("guides:publish", args=[version.pk]))
    people.decide_second(
        approval=Approval.objects.get(), approved=False, reason="Lisa vene keel", by=as_senior.user
    )
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT
    assert Notice.objects.get(user=as_specialist.user).params["reason"] == "Lisa vene keel"


def test_a_draft_that_changes_no_longer_waits(as_specialist: Actor, as_senior: Actor) -> None:
    version = written(as_specialist)
    as_specialist.post(reverse("guides:publish", args=[version.pk]))
    mark = GuideVersion.objects.get(pk=version.pk).written_at.isoformat()
    changed = WRITTEN | {"body_et": "Muudetud", "was": mark}
    as_specialist.post(reverse("guides:change", args=[version.guide_id]), changed)
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_a_lead_who_publishes_a_waiting_draft_takes_it_off_the_list(
    as_specialist: Actor, as_senior: Actor
) -> None:
    version = written(as_specialist)
    as_specialist.post(reverse("guides:publish", args=[version.pk]))
    as_senior.post(reverse("guides:publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED
    assert not Approval.objects.waiting().exists()


def test_drafts_are_not_there_for_others(
    as_specialist: Actor, as_level2: Actor, as_registrar: Actor, as_head: Actor
) -> None:
    version = written(as_specialist)
    for name, pk in (("version", version.pk), ("page", version.guide_id)):
        for actor in (as_level2, as_registrar):
            assert actor.get(reverse(f"guides:{name}", args=[pk])).status_code == 404
    assert as_head.get(version.get_absolute_url()).status_code == 200
    assert "Uus juhend" not in as_registrar.get(reverse("guides:index")).content.decode()


def test_another_specialist_neither_sees_nor_publishes_nor_discards_a_draft(
    as_specialist: Actor, someone: object
) -> None:
    from desk.people.enums import Role
    from tests.conftest import _actor

    other = _actor(someone("teine", Role.SPECIALIST))  # type: ignore[operator]
    version = written(as_specialist)
    assert other.get(version.get_absolute_url()).status_code == 404
    for name, pk in (("publish", version.pk), ("discard", version.pk), ("change", version.guide_id)):
        assert other.post(reverse(f"guides:{name}", args=[pk]), WRITTEN).status_code == 404
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_the_next_version_takes_the_place_of_the_one_before(as_senior: Actor) -> None:
    first = published(as_senior.user)
    page = as_senior.get(reverse("guides:change", args=[first.guide_id])).content.decode()
    assert "Sisesta PIN2" in page
    new = WRITTEN | {"title_et": "Parem juhend", "was": "", "change_note": "Lisasin sammu"}
    as_senior.post(reverse("guides:change", args=[first.guide_id]), new)
    second = first.guide.versions.get(state=VersionState.DRAFT)
    as_senior.post(reverse("guides:publish", args=[second.pk]))
    first.refresh_from_db()
    assert first.state == VersionState.REPLACED
    page = as_senior.get(first.guide.get_absolute_url()).content.decode()
    assert "Parem juhend" in page
    compared = as_senior.get(reverse("guides:compare", args=[second.pk])).content.decode()
    assert "<del>" in compared
    assert "<ins>" in compared
    assert as_senior.get(first.get_absolute_url()).status_code == 200, "older versions stay readable"


def test_a_draft_saved_meanwhile_is_not_overwritten_unseen(as_senior: Actor, as_head: Actor) -> None:
    first = published(as_senior.user)
    address = reverse("guides:change", args=[first.guide_id])
    as_senior.post(address, WRITTEN | {"title_et": "Helena oma", "was": ""})
    page = as_head.post(address, WRITTEN | {"title_et": "Toomase oma", "was": ""}).content.decode()
    assert "Toomase oma" in page, "what was typed stays in the form"
    draft = first.guide.versions.get(state=VersionState.DRAFT)
    assert draft.title_et == "Helena oma"
    as_head.post(address, WRITTEN | {"title_et": "Toomase oma", "was": draft.written_at.isoformat()})
    draft.refresh_from_db()
    assert draft.title_et == "Toomase oma"


def test_the_database_refuses_to_change_a_published_version(as_senior: Actor) -> None:
    version = published(as_senior.user)
    step = version.steps.get(position=1)
    for deed in (
        lambda: GuideVersion.objects.filter(pk=version.pk).update(body_et="Võltsitud"),
        lambda: GuideVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT),
        lambda: GuideStep.objects.filter(pk=step.pk).update(text_et="Võltsitud"),
        lambda: GuideStep.objects.create(version=version, position=9, text_et="Uus"),
        lambda: step.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guides_guideversion SET words = NULL")  # the words may be made anew


def test_steps_stand_beside_each_other_in_every_language(as_senior: Actor) -> None:
    given = WRITTEN | {"steps_ru": "Только один", "owner": as_senior.user.pk}
    as_senior.post(reverse("guides:create"), given)
    assert not Guide.objects.exists()


def test_a_guide_holds_no_personal_codes(as_senior: Actor) -> None:
    given = WRITTEN | {"body_et": "Näide: 38001085718", "owner": as_senior.user.pk}
    as_senior.post(reverse("guides:create"), given)
    assert not Guide.objects.exists()


def test_html_and_far_pictures_of_a_writer_are_harmless(as_senior: Actor) -> None:
    evil = (
        "<script>alert(1)</script> ![x](https://evil.example/p.png) [a](javascript:alert(1))"
        " [b](https://keskkonnaamet.example/)"
    )
    version = published(as_senior.user, Wording(title_et="<b>Pealkiri</b>", body_et=evil))
    page = as_senior.get(version.guide.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<b>Pealkiri" not in page
    assert 'href="https://keskkonnaamet.example/"' in page


def test_the_switch_reads_the_guide_in_another_language(as_specialist: Actor, as_senior: Actor) -> None:
    version = published(as_senior.user)
    russian = as_specialist.get(f"{version.guide.get_absolute_url()}?lang=ru").content.decode()
    assert "Попробуем вместе" in russian
    assert 'lang="ru"' in russian


def test_a_language_that_is_not_there_is_said_to_be_missing(as_specialist: Actor, as_senior: Actor) -> None:
    version = published(as_senior.user, Wording(title_et="Ainult eesti", body_et="Tekst"))
    page = as_specialist.get(f"{version.guide.get_absolute_url()}?lang=ru").content.decode()
    assert "Tekst" in page
    assert 'class="notice notice--warn"' in page


def test_a_discarded_draft_of_a_new_guide_leaves_nothing(as_specialist: Actor) -> None:
    version = written(as_specialist)
    as_specialist.post(reverse("guides:discard", args=[version.pk]))
    assert not Guide.objects.exists()


def test_an_empty_guide_is_not_published(as_senior: Actor) -> None:
    version = actions.draft(guide=None, wording=Wording(title_et="Tühi"), by=as_senior.user)
    as_senior.post(reverse("guides:publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_a_guide_is_taken_out_of_use_and_back_by_those_who_lead(
    as_senior: Actor, as_specialist: Actor
) -> None:
    guide = published(as_senior.user).guide
    address = reverse("guides:retire", args=[guide.pk])
    assert as_specialist.post(address).status_code == 403
    as_senior.post(address)
    guide.refresh_from_db()
    assert not guide.active
    assert LOGIN.title_et not in as_specialist.get(reverse("guides:index")).content.decode()
    assert LOGIN.title_et in as_specialist.get(reverse("guides:index") + "?show=retired").content.decode()
    as_senior.post(address, {"back": "1"})
    guide.refresh_from_db()
    assert guide.active


@pytest.mark.slow
def test_the_list_costs_the_same_for_one_guide_and_for_twenty(
    as_senior: Actor, as_specialist: Actor, django_assert_max_num_queries: object
) -> None:
    published(as_senior.user)
    for _number in range(2):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            as_specialist.get(reverse("guides:index"))
        for number in range(20):
            published(as_senior.user, Wording(title_et=f"Juhend {number}", body_et="x"))


def test_an_auditor_and_an_administrator_have_no_guides_to_read(
    as_auditor: Actor, as_administrator: Actor
) -> None:
    for actor in (as_auditor, as_administrator):
        assert actor.get(reverse("guides:index")).status_code == 403
