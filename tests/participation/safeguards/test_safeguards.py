"""What takes two people: said by whoever runs the council, and known at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from participation.models import Council, Role
from participation.safeguards.actions import choose_safeguards
from tests import make

pytestmark = pytest.mark.django_db


def test_an_officer_asks_for_two_and_reads_it_again(client):
    council = make.a_council()
    client.force_login(make.a_person(council, Role.OFFICER))
    page = reverse("safeguards")
    assert "checked" not in client.get(page).content.decode()
    answer = client.post(page, {"needs_two_to_open_polls": "on"}, follow=True)
    assert "Saved." in answer.content.decode()
    assert Council.objects.get().needs_two_to_open_polls
    assert "checked" in client.get(page).content.decode()
    client.post(page, {})
    assert not Council.objects.get().needs_two_to_open_polls


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_nobody_else_does(role):
    council = make.a_council()
    person = make.a_person(council, role)
    with pytest.raises(PermissionDenied):
        choose_safeguards(
            by=person, council=council, needs_two_to_open_polls=True, at=timezone.now()
        )
