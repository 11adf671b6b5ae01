"""Telephone numbers: as the database keeps them and as people write them."""

import phonenumbers


def e164(number: str) -> str:
    """The number as the exchange and the database write it, `+37255500001`; empty if it is no number."""
    try:
        parsed = phonenumbers.parse(number, "EE")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def phone(number: str) -> str:
    """An E.164 number as people write it: Estonian ones without the country, others in international form."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code == 372:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
