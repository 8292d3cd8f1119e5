"""The council, for programs."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coopservices.api.reading import Reading
from participation.councils.models import Council


class CouncilFacts(serializers.ModelSerializer[Council]):
    """The council of this host."""

    class Meta:
        model = Council
        fields = ["slug", "name", "area_code", "contact_email", "attribution", "is_demonstration"]


class TheCouncil(Reading):
    """The council that answers at this address."""

    serializer_class = CouncilFacts

    def get(self, _: Request) -> Response:
        return Response(self.get_serializer(self.council).data)
