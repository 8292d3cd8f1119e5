"""Whether a council stands by the Welsh of its pages."""

from coopservices.languages import digest_of
from participation.councils.models import Council


def is_confirmed(council: Council | None, language: str) -> bool:
    """Whether somebody at the council has read the catalogue of this language as it is now; a
    catalogue that changes awaits its reader again.
    """
    digest = digest_of(language)
    return council is not None and digest != "" and council.catalogue_confirmed == digest
