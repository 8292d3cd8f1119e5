"""The page of who does what in a council, inviting people, and the page that an invitation leads
to.
"""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from coopservices.listing import narrowing
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.invitations import actions
from participation.invitations.actions import InvitationRefused
from participation.invitations.forms import InviteForm, PeopleFilter, RoleForm
from participation.invitations.models import Invitation
from participation.invitations.permissions import may_accept_invitation, may_invite
from participation.invitations.queries import (
    ROLES_GIVEN,
    invitation_with,
    invitations_to,
    members_of,
)
from participation.memberships.actions import RoleRefused, take_role
from participation.memberships.models import Membership
from participation.memberships.queries import person_with
from participation.people.models import CouncilRequest, Role, User, UserRequest
from participation.people.words import what_it_may_do

# --- An officer's ---------------------------------------------------------------------------------


@login_required
def people(request: UserRequest) -> HttpResponse:
    """Who has which role here, and who is invited."""
    require(may_invite(request.user, request.council))
    asked = narrowing(request.GET, ("words", "role"))
    words, role = asked.get("words", ""), asked.get("role", "")
    number = request.GET.get("page")
    context = {
        "members": members_of(request.council, words=words, role=role, number=number),
        "invitations": invitations_to(request.council, at=timezone.now()),
        "filter": PeopleFilter(initial=asked),
        "is_narrowed": bool(asked),
        "narrowed": urlencode(asked),
    }
    return page(request, "participation/people.html", context)


@login_required
def choose_role(request: UserRequest) -> HttpResponse:
    """To which role somebody is to be invited."""
    require(may_invite(request.user, request.council))
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("invite_people", form.cleaned_data["role"])
    status = 422 if form.errors else 200
    return page(request, "participation/choose_role.html", {"form": form}, status=status)


@login_required
@shown_again
def invite_people(request: UserRequest, role: str) -> HttpResponse:
    """Who is invited to this role, and where."""
    require(may_invite(request.user, request.council))
    if role not in ROLES_GIVEN:
        raise Http404
    asked = Role(role)
    form = InviteForm(
        request.POST if request.method == "POST" else None, council=request.council, role=asked
    )
    if form.is_valid():
        try:
            invited = actions.invite_people(
                by=request.user,
                council=request.council,
                role=asked,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except (InvitationRefused, RoleRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                ngettext("%(count)s person is invited.", "%(count)s people are invited.", invited)
                % {"count": invited},
            )
            return redirect("people")
    context = {"form": form, "role": asked, "may_do": what_it_may_do(asked)}
    status = 422 if form.errors else 200
    return page(request, "participation/invite_people.html", context, status=status)


@login_required
def invited_person(request: UserRequest, invitation_id: int) -> HttpResponse:
    """One invitation that nobody has taken yet: sending it again, and withdrawing it."""
    invitation = _invitation(request, invitation_id)
    context = {"invitation": invitation, "is_over": invitation.is_over(timezone.now())}
    return page(request, "participation/invited_person.html", context)


@require_POST
@login_required
def invite_again(request: UserRequest, invitation_id: int) -> HttpResponse:
    """The same invitation once more, for the whole time."""
    invitation = _invitation(request, invitation_id)
    actions.invite_people(
        by=request.user,
        council=request.council,
        emails=[invitation.email],
        role=Role(invitation.role),
        service=invitation.service,
        organisation=invitation.organisation,
        at=timezone.now(),
    )
    messages.success(request, _("The invitation is sent again."))
    return redirect("people")


@require_POST
@login_required
def withdraw_invitation(request: UserRequest, invitation_id: int) -> HttpResponse:
    """The link in the e-mail stops working."""
    invitation = _invitation(request, invitation_id)
    actions.withdraw_invitation(by=request.user, invitation=invitation, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people")


@login_required
@shown_again
def take_away_role(request: UserRequest, membership_id: int) -> HttpResponse:
    """Taking a role from somebody, after asking."""
    require(may_invite(request.user, request.council))
    given = Membership.objects.filter(council=request.council, role__in=ROLES_GIVEN)
    rows = given.select_related("user", "service", "organisation", "council")
    membership = get_object_or_404(rows, pk=membership_id)
    problem = ""
    if request.method == "POST":
        try:
            take_role(by=request.user, membership=membership, at=timezone.now())
        except RoleRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The role is taken away."))
            is_theirs_still = may_invite(request.user, request.council)
            return redirect("people" if is_theirs_still else "home")
    context = {
        "membership": membership,
        "problem": problem,
        "is_colleague": membership.user_id != request.user.pk,
    }
    status = 422 if problem else 200
    return page(request, "participation/take_away_role.html", context, status=status)


def _invitation(request: UserRequest, invitation_id: int) -> Invitation:
    require(may_invite(request.user, request.council))
    return get_object_or_404(Invitation.objects.of(request.council), pk=invitation_id)


# --- Of whoever is invited ------------------------------------------------------------------------


@never_cache
def invitation(request: CouncilRequest, token: str) -> HttpResponse:
    """What the link of an invitation leads to: what is offered, and taking it in one step."""
    offered = invitation_with(token, request.council)
    if offered is None:
        return page(request, "participation/invitation_gone.html", status=404)
    if request.method == "POST":
        try:
            return _accepted(request, offered)
        except InvitationRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("invitation", token)
    is_theirs = may_accept_invitation(request.user, offered)
    is_signed_in = request.user.is_authenticated
    context = {
        "invitation": offered,
        "is_over": offered.is_over(timezone.now()),
        "may_do": what_it_may_do(Role(offered.role)),
        "may_take": is_theirs or not (is_signed_in or person_with(offered.email)),
        "way_in": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
    }
    return page(request, "participation/invitation.html", context)


def _accepted(request: CouncilRequest, offered: Invitation) -> HttpResponse:
    """Take the role, and go on: signed in, where that takes no more than the link."""
    now = timezone.now()
    if isinstance(request.user, User):
        actions.accept_invitation(by=request.user, invitation=offered, at=now)
        response: HttpResponse = redirect("home")
    else:
        newcomer = actions.sign_up_by_invitation(invitation=offered, at=now)
        actions.accept_invitation(by=newcomer, invitation=offered, at=now)
        response = perform_login(
            request, newcomer, email=offered.email, redirect_url=reverse("home")
        )
    messages.success(request, _("Welcome. The role is yours."))
    return response
