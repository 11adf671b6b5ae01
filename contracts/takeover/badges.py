"""What pages say of containers that came from before the desk."""

from collections.abc import Iterable

from contracts.enums import ContainerSource, ReturnVerdict
from contracts.models import Container, Finding


def unverified(containers: Iterable[Container]) -> list[int]:
    """Those whose old signatures could not be checked anew when they were taken over."""
    taken = [each.pk for each in containers if each.source == ContainerSource.TAKEOVER]
    if not taken:
        return []
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__in=taken
    )
    held = set(passed.values_list("verification__container", flat=True))
    return [pk for pk in taken if pk not in held]
