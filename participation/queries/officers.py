"""In whose name the shell acts for a council."""

from participation.models import Council, Role, User


def officer_of(council: Council, email: str | None = None) -> User | None:
    """The council's officer with this address, or its first officer; None if there is no such person."""
    officers = User.objects.filter(memberships__council=council, memberships__role=Role.OFFICER, is_active=True)
    return (officers.filter(email=email.lower()) if email else officers.order_by("pk")).first()
