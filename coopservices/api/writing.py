"""What addresses of the API have in common that take something too: a small object of JSON, with no
account behind it, and refusals that say what to do.
"""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from coopservices.api.reading import Reading, refuse_strange_text
from coopservices.languages import say
from coopservices.refusals import Refusal

MOST_BYTES = 16 * 1024  # of a body


class SmallJSON(JSONParser):
    """Reads JSON that is neither long nor deep."""

    def parse(self, stream: Any, *args: Any, **kwargs: Any) -> Any:
        """What the body says; a body that nobody could mean is refused."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise ParseError(_("This is more than is taken here."))
        try:
            return super().parse(BytesIO(body), *args, **kwargs)
        except RecursionError as problem:
            raise ParseError(_("This request cannot be read.")) from problem


class Writing(Reading):
    """An address that also takes something, of whoever has what it asks for."""

    http_method_names = ["get", "head", "post"]
    parser_classes = (SmallJSON,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what nobody could mean in the address of what is sent, too."""
        super().initial(request, *args, **kwargs)
        refuse_strange_text(request)


class Conflict(APIException):
    """What was asked for cannot be done as things are."""

    status_code = 409


class Paused(APIException):
    """Too many wrong tries came from here."""

    status_code = 429


def told(refusal: Refusal) -> APIException:
    """A refusal, as a program is told it: at the field that it is about, if there is one."""
    if refusal.about:
        return ValidationError({refusal.about: [say(refusal)]})
    return Conflict(say(refusal))
