"""The council's own colour, as a stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from participation.engines.contrast import text_on

YEAR_SECONDS = 365 * 24 * 3600


@cache_control(public=True, max_age=YEAR_SECONDS, immutable=True)
def council_stylesheet(request: HttpRequest) -> HttpResponse:
    """The council's colour, and the text that is readable on it. Its address changes when the
    colour does.
    """
    colour = request.council.colour  # type: ignore[attr-defined]  # our middleware puts it there
    css = f":root {{ --council: {colour}; --council-text: {text_on(colour)}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")
