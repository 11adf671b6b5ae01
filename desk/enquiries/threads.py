"""Which enquiry a letter belongs to, whom its sender may be, and how an answer is headed."""

import re
from dataclasses import dataclass

from django.conf import settings

from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.enquiries.models import Enquiry
from desk.mail.models import Incoming, IncomingBody, Message
from desk.people.models import User

NUMBER = re.compile(r"\bP-\d{4}-\d{6}\b")
_MARK = re.compile(r"\s*\[\s*P-\d{4}-\d{6}\s*\]\s*")
_ANSWER = re.compile(r"^((re|vs|fw|fwd|edasi|отв|на|пересл)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
SUBJECT = 150  # characters of a title, our number besides
QUESTION = 2000  # characters of the letter that become the question
# What our own mail server must say of a sender before an address counts (SPF alone: any customer of the host)
PROVEN = frozenset({"dmarc", "dkim"})


@dataclass(frozen=True)
class Suggestion:
    """Who may have written: an address identifies nobody, so a person confirms it."""

    client: Client | None
    person: Person | None
    thread: bool  # it is the client to whom we wrote the letter that this one answers


def enquiry_of(incoming: Incoming) -> Enquiry | None:
    """The enquiry with which this letter goes on; None when it begins one."""
    for pk in _candidates(incoming):
        if enquiry := Enquiry.objects.filter(pk=pk, practice=False).select_related("owner").first():
            return enquiry
    return None


def _candidates(incoming: Incoming) -> list[int]:
    """By the letter that it answers, its neighbours, the number in the title of one who had letters there."""
    found: list[int] = []
    answered = incoming.answers
    if answered is not None and answered.subject_kind == "enquiry":
        found.append(answered.subject_id)
    near = [incoming.follows_id, *incoming.followed_by.values_list("pk", flat=True)[:5]]
    kin = Incoming.objects.filter(pk__in=[pk for pk in near if pk], in_enquiry__isnull=False)
    found += kin.order_by("-pk").values_list("in_enquiry__enquiry_id", flat=True)
    found += [one.pk for one in named_in_title(incoming) if _knows(one, incoming)]
    return found


def named_in_title(incoming: Incoming) -> list[Enquiry]:
    """Enquiries whose number stands in the title: anyone can type one, so alone it only suggests."""
    body = _body(incoming)
    numbers = NUMBER.findall(body.subject) if body else []
    return list(Enquiry.objects.filter(number__in=numbers[:3], practice=False).select_related("owner"))


def _knows(enquiry: Enquiry, incoming: Incoming) -> bool:
    body = _body(incoming)
    return body is not None and body.sender.lower() in addresses_of(enquiry)


def _body(incoming: Incoming) -> IncomingBody | None:
    return getattr(incoming, "body", None)  # its rule may have destroyed it


def addresses_of(enquiry: Enquiry) -> set[str]:
    """Whom the conversation has been with: where we wrote, and who wrote to us."""
    ours = Message.objects.for_subject("enquiry", enquiry.pk).values_list("body__to", flat=True)
    theirs = enquiry.mails.values_list("incoming__body__sender", flat=True)
    return {address.lower() for address in [*ours[:50], *theirs[:50]] if address}


def suggestions(incoming: Incoming) -> list[Suggestion]:
    """Whom the sender's address is known to belong to, and the client of the letter that it answers."""
    found: list[Suggestion] = []
    answered = incoming.answers
    if answered is not None and answered.client_id:
        client = Client.objects.filter(pk=answered.client_id, merged_into=None).first()
        found += [Suggestion(client, None, thread=True)] if client else []
    body = _body(incoming)
    if body is None or not body.sender:
        return found
    known = ContactPoint.objects.standing().emails().filter(value=body.sender.lower())
    for contact in known.select_related("client", "person").order_by("pk")[:5]:
        found.append(_owner(contact))
    return found


def _owner(contact: ContactPoint) -> Suggestion:
    if contact.person is None:
        return Suggestion(contact.client, None, thread=False)
    roles = ClientRole.objects.filter(person=contact.person, ended_at=None, client__merged_into=None)
    served = {role.client_id: role.client for role in roles.select_related("client")[:10]}
    # A bookkeeper writes for any of her companies: only the letter says for which.
    client = next(iter(served.values())) if len(served) == 1 else None
    return Suggestion(client, contact.person, thread=False)


def proven(incoming: Incoming) -> Suggestion | None:
    """The one person whose address this is, where our own mail server vouches for the sender; else None."""
    body = _body(incoming)
    if body is None or body.sender_proof not in PROVEN:
        return None
    people = [one for one in suggestions(incoming) if not one.thread]
    return people[0] if len(people) == 1 and people[0].person is not None else None


def question(incoming: Incoming) -> str:
    """What was asked: the title where it says anything, and the beginning of the text."""
    body = _body(incoming)
    if body is None:
        return ""
    title = plain_title(body.subject)
    return "\n\n".join(part for part in (title, body.text.strip()[:QUESTION]) if part)


def plain_title(subject: str) -> str:
    """A title without our number and the marks of answering."""
    return _ANSWER.sub("", _MARK.sub(" ", subject).strip()).strip()


def title(subject: str, number: str) -> str:
    """The title of an answer: what was asked about, and our number, by which the next letter is known."""
    about = plain_title(subject)[:SUBJECT].strip()
    return f"Re: {about} [{number}]" if about else f"[{number}]"


_BRACES = re.compile(r"\{(?:number|name|signature)\}")


def unfilled(text: str) -> list[str]:
    """Places of a text module that nobody has filled in."""
    return list(dict.fromkeys(_BRACES.findall(text)))


def filled(text: str, *, number: str, name: str, signature: str) -> str:
    """A text module with what is known put in; {name} stays when nobody is known, for a person to write."""
    for place, value in (("{number}", number), ("{name}", name), ("{signature}", signature)):
        text = text.replace(place, value or place)
    return text


def signature(user: User) -> str:
    """How a specialist ends a letter."""
    lines = [str(user), settings.AGENCY_NAME, settings.AGENCY_PHONE]
    return "\n".join(line for line in lines if line)
