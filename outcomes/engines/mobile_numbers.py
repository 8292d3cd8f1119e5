"""Mobile numbers of the United Kingdom, as people write them and as they are kept."""

import phonenumbers

# Ofcom's plan of numbers is that of the islands too.
REGIONS = ("GB", "GG", "IM", "JE")


def read_mobile(typed: str) -> str | None:
    """A number as E.164 writes it, as in +447400123456; None if it is no mobile number of the
    United Kingdom, Guernsey, Jersey or the Isle of Man.
    """
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return None
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if not is_mobile or phonenumbers.region_code_for_number(number) not in REGIONS:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
