"""A file that nobody could look into: it waits in quarantine for the administrator."""

from datetime import datetime, timedelta

from desk.counter.actions import papers, scanning
from desk.counter.enums import FileSource, Way
from desk.counter.intake import Judgement, Outcome
from desk.counter.models import Office
from desk.demo.moment import ago
from desk.people.models import User

DATA = b"%PDF-1.7\n% a sample that stands for a statement protected by a password\n"


def seed(at: datetime) -> None:
    """A client brought a protected statement on a memory stick."""
    margus = User.objects.get(username="spetsialist2")
    with ago(timedelta(hours=1)):
        office = Office.objects.open()[0]
        mail = papers.take_in(office=office, way=Way.COUNTER, by=margus)
        judgement = Judgement(Outcome.QUARANTINED, "encrypted", "konto väljavõte.pdf", "application/pdf")
        scanning.keep(mail=mail, data=DATA, judgement=judgement, source=FileSource.SCAN, by=margus)
