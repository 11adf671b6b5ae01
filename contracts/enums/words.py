"""What is said of documents elsewhere: links, to-dos, the timeline, and what failed outside."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "authorisation": "contracts:document",
    "package": "contracts:page",
    "portal": "contracts:listing",
    "portal_difference": "contracts:difference",
    "representation_change": "contracts:change",
    "takeover_upload": "contracts:takeover",
    "template_version": "contracts:version",
    "registration": "contracts:registration",
    "registration_export": "contracts:register_package",
}

# What people owe, are told, and look at a second time, with %(params)s (slot OWED_WORDS).
OWED: dict[str, LazyText] = {
    "contracts.end_asked": _("The client wants to end %(number)s: draft the notice, or call"),
    "contracts.tell_again": _("The letter about documents %(numbers)s came back: tell the client"),
    "contracts.representation_changed": _("Representation changed since acceptance: %(numbers)s"),
    "contracts.signature_dropped": _(
        "Your signature could not be finished, please sign for the agency again: %(numbers)s"
    ),
    "contracts.signature_stuck": _("Your signature is kept, but a service does not confirm it: %(numbers)s"),
    "contracts.registration_late": _(
        "Not in the document register a working day after its time: %(number)s, of all late ones: %(count)s"
    ),
    "contracts.given_up": _("The power %(number)s was given up: tell the client who gave it"),
    "contracts.expires": _("%(number)s expires on %(day)s: ask the client whether it is to be renewed"),
    "contracts.portal.missing_there": _("%(portal)s: %(number)s is missing in the portal's list of users"),
    "contracts.portal.unknown_here": _("%(portal)s: a user of the portal whom nobody here knows"),
    "contracts.portal.other_period": _("%(portal)s: %(number)s has another period in the portal"),
    "contracts.portal.still_there": _("%(portal)s: %(number)s has ended and is still open in the portal"),
    "contracts.text_waits": _("%(template)s: version %(version)s of the text waits for a second person"),
    "contracts.text_approved": _("%(template)s: version %(version)s of the text was approved"),
    "contracts.text_refused": _("%(template)s: version %(version)s of the text was not approved"),
}

TIMELINE: dict[str, LazyText | str] = {
    "contracts.paper_by_hand": _("Paper %(paper)s attached as signed by hand: %(numbers)s"),
    "contracts.paper_objection": _("Paper %(paper)s attached as an objection: %(numbers)s"),
    "contracts.paper_other": _("Paper %(paper)s attached as another answer: %(numbers)s"),
    "contracts.paper_undone": _("Paper %(paper)s is no answer after all: %(numbers)s"),
    "contracts.paper_packaged": _("A package of paper %(paper)s was taken for the document register"),
    "contracts.letter_came_back": _("The letter that the documents work came back: %(numbers)s"),
    "contracts.drafted": _("Documents drafted: %(numbers)s"),
    "contracts.recalled": _("Documents recalled: %(numbers)s"),
    "contracts.sending": _("Documents numbered and on their way: %(numbers)s"),
    "contracts.made_again": _("Documents that could not be made are made again: %(numbers)s"),
    "contracts.to_agency": _("Documents wait for the agency's signature: %(numbers)s"),
    "contracts.sent": _("Documents sent for signing: %(numbers)s"),
    "contracts.reminded": _("Client reminded of the documents: %(numbers)s"),
    "contracts.expired": _("The client's link ran out: %(numbers)s"),
    "contracts.code_mailed": _("A code for the client's page was sent to another contact: %(numbers)s"),
    "contracts.code_told": _("A code for the client's page was made to be told: %(numbers)s"),
    "contracts.page_locked": _("The client's page was locked after too many wrong codes: %(numbers)s"),
    "contracts.opened.contact": _("The client's page was opened with a code sent to a contact: %(numbers)s"),
    "contracts.opened.told": _("The client's page was opened with a code that was told: %(numbers)s"),
    "contracts.opened.login": _("The client's page was opened by logging in: %(numbers)s"),
    "contracts.takeover_given": _("A table of documents in force was given to be taken over"),
    "contracts.takeover_discarded": _("A table of documents in force was thrown away"),
    "contracts.takeover_confirmed": _("The documents of the table are being taken over"),
    "contracts.taken_over": _("Taken over from before the desk: %(numbers)s"),
    "contracts.accepted": _("Documents signed and accepted: %(numbers)s"),
    "contracts.returned": _("Signed container received: %(numbers)s"),
    "contracts.next_asked": _("Those who still have to sign were asked, letters: %(letters)s: %(numbers)s"),
    "contracts.letter_not_taken_whole": _(
        "Not every container of the client's letter was taken (left: %(left)s), look into it: %(numbers)s"
    ),
    "contracts.taken_by_hand": _("Documents signed by hand taken in: %(numbers)s"),
    "contracts.looked_again": _("The evidence was looked at again: %(numbers)s"),
    "contracts.looked_again.differs": _(
        "The evidence was looked at again, and today the verdict is another: %(numbers)s"
    ),
    "contracts.found.passed": _("Signatures checked and accepted: %(numbers)s"),
    "contracts.found.partial": _("Some of the signatures needed are there: %(numbers)s"),
    "contracts.found.failed": _("Signed container not accepted: %(numbers)s"),
    "contracts.found.indeterminate": _("Signed container waits for a person's decision: %(numbers)s"),
    "contracts.unchecked": _("Signed container could not be checked: %(numbers)s"),
    "contracts.signed_in_browser": _("Signed for the agency in the browser, being finished: %(numbers)s"),
    "contracts.signature_dropped": _(
        "The agency's signature could not be finished and must be given again: %(numbers)s"
    ),
    "contracts.agency_signed": _("The agency's signature was added: %(numbers)s"),
    "contracts.published": _("%(number)s added to the portal %(portal)s"),
    "contracts.taken_back.not_saved": _(
        "The addition of %(number)s under %(reference)s was taken back: the portal had not saved it"
    ),
    "contracts.taken_back.other_document": _(
        "The addition of %(number)s under %(reference)s was taken back: another document was meant"
    ),
    "contracts.taken_back.other_client": _(
        "The addition of %(number)s under %(reference)s was taken back: it was added for another client"
    ),
    "contracts.taken_back.reference": _(
        "The addition of %(number)s under %(reference)s was taken back: the reference was wrong"
    ),
    "contracts.listing_compared": _(
        "The list of users of %(portal)s was compared. Lines: %(rows)s, new differences: %(opened)s, "
        "gone: %(gone)s"
    ),
    "contracts.difference_settled": _("%(portal)s: a difference from the portal's list was looked at"),
    "contracts.difference_reopened": _(
        "%(portal)s: a difference from the portal's list is to be looked at again"
    ),
    "contracts.decision_told": _("Client told of the document that the agency signed: %(numbers)s"),
    "contracts.told": _("Client told that the portal can be used: %(numbers)s"),
    "contracts.end_known": _("%(number)s ends on %(day)s"),
    "contracts.over": _("%(number)s ended on %(day)s"),
    "contracts.refused": _("%(number)s was refused by %(refusal)s"),
    "contracts.expiry_told": _("Client reminded that %(number)s expires on %(day)s"),
    "contracts.registered": _("%(number)s registered in the document register as %(reference)s"),
    "contracts.reference_corrected": _(
        "%(number)s: the reference of the document register is %(reference)s, not %(before)s"
    ),
    "contracts.to_register": _("%(number)s: the letter goes to the document register"),
    "contracts.off_register": _("%(number)s: the letter was taken off the registrar's list"),
    "contracts.register_package_made": _("A package of %(rows)s records was made for the document register."),
    "contracts.register_package_fetched": _("The package for the document register was downloaded."),
    "contracts.representation_changed": _(
        "The representation is no longer what it was when documents %(numbers)s were accepted."
    ),
    "contracts.in_force_sent": _("The client was sent the page of what is in force: %(numbers)s"),
    "contracts.end_asked": _("The client asked on the own page to end %(number)s"),
    "contracts.change_settled": _("The changed representation was looked at."),
    "contracts.change_reopened": _("The changed representation is to be looked at again."),
    "contracts.change_gone": _("The changed representation need not be looked at any more."),
    "contracts.template": _("Template %(template)s changed, version %(version)s"),
    "contracts.template_approved": _("Template %(template)s, version %(version)s approved"),
    "contracts.template_refused": _("Template %(template)s, version %(version)s not approved"),
    "contracts.template_withdrawn": _("Template %(template)s, version %(version)s taken back"),
}

# Short machine words of what failed outside, as a person reads them.
REASONS: dict[str, LazyText | str] = {
    "template": _("The text of this kind cannot be filled. Tell the administrator: its preview says why."),
    "too_long": _("The document is too long. Shorten what was written into it, or tell the administrator."),
    "fonts": _("The fonts of documents are missing or changed. Tell the administrator: doctor says why."),
    "no_trust_data": _("There is no trusted list to check signatures against, or it must not be used."),
    "blob_damaged": _("The stored file is missing or damaged."),
    "register_waits": _("The Business Register has not answered yet."),
    "not_set_up": _("The portal's interface is not set up on this desk."),
    "unreachable": _("The portal cannot be reached."),
    "answer_lost": _("The portal's answer was lost; it is looked for before trying again."),
    "portal_trouble": _("The portal reports trouble of its own."),
    "not_understood": _("The portal's answer was not understood."),
    "credentials": _("The portal refused our token."),
    "refused": _("The portal refused the document."),
    "address": _("The portal's interface is not at this address."),
    "taken_back": _("That it was added by hand was taken back."),
    "list_disorder": _("The portal's list of users is out of order, or begins again and again."),
    "list_too_long": _("The portal's list of users is longer than the desk takes."),
    "list_not_understood": _("The portal's list of users was not understood."),
    "list_empty": _("The portal's list of users is empty, though documents are in force: not compared."),
    "another_list": _("The portal gave the list of another portal."),
    "taken_over": _("Another worker goes on with it."),
    "not_there": _("The portal says that it added the document, but does not know it."),
    "another_id": _("The portal answered about something else than what was asked."),
    "another_document": _("The portal holds another document under our identifier."),
    "two_references": _("The portal gave two different references for one document."),
    "no_reference": _("The portal gave no reference that could be used."),
    "no_time": _("The portal did not say when it added the document."),
    "siva_unreachable": _("The state's validation service cannot be reached."),
    "siva_timeout": _("The state's validation service did not answer in time."),
    "siva_trouble": _("The state's validation service reports trouble of its own."),
    "siva_not_understood": _("The answer of the state's validation service was not understood."),
    "siva_credentials": _("The state's validation service refused us."),
    "siva_address": _("The state's validation service is not at this address."),
    # The services without which the agency's signature is not finished.
    "tsa_unreachable": _("The time-stamp service cannot be reached."),
    "tsa_timeout": _("The time-stamp service did not answer in time."),
    "tsa_trouble": _("The time-stamp service reports trouble of its own."),
    "tsa_not_understood": _("The answer of the time-stamp service was not understood."),
    "tsa_wrong_answer": _("The time-stamp service answered about something else than what was asked."),
    "tsa_clock": _("The time-stamp does not suit our clock: one of the two is wrong."),
    "tsa_credentials": _("The time-stamp service refused us."),
    "tsa_address": _("The time-stamp service is not at this address."),
    "tsa_refused": _("The time-stamp service refused the question."),
    "tsa_not_trusted": _("The time-stamp service is not on the trusted list."),
    "ocsp_unreachable": _("The service that confirms certificates cannot be reached."),
    "ocsp_timeout": _("The service that confirms certificates did not answer in time."),
    "ocsp_trouble": _("The service that confirms certificates reports trouble of its own."),
    "ocsp_not_understood": _("The answer of the service that confirms certificates was not understood."),
    "ocsp_wrong_answer": _(
        "The service that confirms certificates answered about something else than what was asked."
    ),
    "ocsp_stale": _("The service that confirms certificates gave an answer older than the signature."),
    "ocsp_credentials": _("The service that confirms certificates refused us."),
    "ocsp_address": _("The service that confirms certificates is not at this address."),
    "ocsp_refused": _("The service that confirms certificates does not know this certificate."),
    "ocsp_not_trusted": _("The service that confirms certificates is not on the trusted list."),
    "certificate_revoked": _("The card's certificate has been revoked. Sign anew with a valid card."),
    "certificate_unknown": _(
        "The issuer of the card's certificate does not confirm it. Sign anew with a valid card."
    ),
    "certificate_expired": _("The card's certificate expired before the time-stamp. Sign anew."),
    "issuer_not_trusted": _("The issuer of the card's certificate is not on the trusted list."),
    "signed_too_long_ago": _("The time-stamp came more than a day after the signing. Sign anew."),
    "signature_wrong": _("The kept signature does not belong to this document and card. Sign anew."),
    "own_check_failed": _(
        "The finished container did not pass our own check, so it was not kept. Sign anew; if it happens"
        " again, tell the administrator."
    ),
    "trust_list_expired": _("The trusted list has expired; the signature is finished when it is renewed."),
    # What came of a signature that was begun in the browser.
    "left_out": _("It was left out of the sitting."),
    "signing_left": _("It lay unsigned for too long, or was to be signed anew."),
    "signing_recalled": _("The documents were recalled meanwhile."),
    "signing_not_waiting": _("The documents do not wait for the agency's signature any more."),
    "signing_replaced": _(
        "Another container stands in place of the one that was shown: look at it and sign anew."
    ),
    "signing_no_right": _("Your right to sign these documents for the agency is not in force."),
    "signing_container": _(
        "Nothing can be added to this container in the browser: sign it outside and upload it."
    ),
}
