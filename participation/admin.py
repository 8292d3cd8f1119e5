"""Windows on councils, places, services and roles. Electors have none: nobody should look for who
they are.
"""

from django.contrib import admin

from coopservices.admin import WindowOnPeople
from coopservices.windows import Window
from participation.models import Area, Council, Membership, Organisation, Sector, Service, User


@admin.register(Council)
class CouncilWindow(Window):
    list_display = ["name", "host", "area_code"]


@admin.register(Area)
class AreaWindow(Window):
    list_display = ["name", "code", "council", "valid_from", "valid_to"]
    list_filter = ["council", "kind"]
    exclude = ["boundary"]


@admin.register(Sector)
class SectorWindow(Window):
    list_display = ["name", "council"]


@admin.register(Organisation)
class OrganisationWindow(Window):
    list_display = ["name", "kind", "council"]
    list_filter = ["council", "kind"]


@admin.register(Service)
class ServiceWindow(Window):
    list_display = ["name", "kind", "registered_id", "postcode"]
    list_filter = ["council", "sector"]
    search_fields = ["name", "registered_id"]


@admin.register(Membership)
class MembershipWindow(WindowOnPeople):
    list_display = ["user", "role", "council"]
    list_filter = ["council", "role"]
    list_select_related = ["user", "council"]


@admin.register(User)
class UserWindow(WindowOnPeople):
    list_display = ["email", "name", "is_active", "joined_at"]
    search_fields = ["email"]
    exclude = ["password"]
