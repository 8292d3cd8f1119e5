"""People, who sign in with their e-mail address, and the roles they have in a council."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.councils.models import Council


class Role(models.TextChoices):
    """What somebody is to a council's services."""

    RESIDENT = "resident", _("Resident")
    SERVICE_USER = "service_user", _("Person who uses services")
    CARER = "carer", _("Unpaid carer")
    STAFF = "staff", _("Front-line staff")
    PROVIDER = "provider", _("Provider or community organisation")
    COMMISSIONER = "commissioner", _("Commissioner")
    COUNCILLOR = "councillor", _("Councillor")
    MODERATOR = "moderator", _("Moderator")
    OFFICER = "officer", _("Council officer")
    GUARDIAN = "guardian", _("Data guardian")
    DESK = "desk", _("Library or desk staff")


# What anybody may be here. Every other role is had by working for the council or its partners, and
# is in force only for somebody who signs in with a second step.
ROLES_OF_THE_PUBLIC = frozenset({Role.RESIDENT, Role.SERVICE_USER, Role.CARER})


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the shell's createsuperuser asks it too."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail address is the login; the name is what they chose to be
    called.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        default=False, help_text="May look at the admin; it is a window, not a door."
    )
    joined_at = models.DateTimeField(default=timezone.now)
    told_unused_at = models.DateTimeField(
        null=True, help_text="When they were told that their account is unused and will be deleted."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    # Whether what this person may do as staff waits for a second factor. The door that lets people
    # in says so; the shell, where nobody signs in, asks for none.
    lacks_second_factor = False

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[tuple[int, Role]]:
        """Every (council id, role) this person has that is in force, asked of the database once."""
        in_force = ROLES_OF_THE_PUBLIC if self.lacks_second_factor else frozenset(Role)
        return frozenset(each for each in self.roles_given if each[1] in in_force)

    @cached_property
    def roles_given(self) -> frozenset[tuple[int, Role]]:
        """Every (council id, role) that was given to this person, in force or not."""
        return frozenset(
            (council, Role(role))
            for council, role in self.memberships.values_list("council", "role")
        )

    @property
    def is_of_staff(self) -> bool:
        """Whether they were given any role beyond the public's, in any council."""
        return self.is_staff or any(role not in ROLES_OF_THE_PUBLIC for _, role in self.roles_given)

    def know_roles(self, roles: Iterable[tuple[int, str]]) -> None:
        """Take these (council id, role) as this person's: a query that had to look has just seen
        them all.
        """
        self.forget_roles()
        self.__dict__["roles_given"] = frozenset((council, Role(role)) for council, role in roles)

    def forget_roles(self) -> None:
        """Ask the database again next time: this person's roles have just changed."""
        self.__dict__.pop("roles", None)
        self.__dict__.pop("roles_given", None)

    def has_role(self, council: Council, *roles: Role) -> bool:
        return any((council.pk, role) in self.roles for role in roles)


class CouncilRequest(HttpRequest):
    """A request by anybody, at the host of a council, as our middleware leaves it."""

    user: User | AnonymousUser
    council: Council


class UserRequest(HttpRequest):
    """A request by somebody who has signed in, as `login_required` leaves it."""

    user: User
    council: Council
