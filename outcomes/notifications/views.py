"""Following something, what somebody follows, what is new for them, and the pages that the links of
their letters lead to.

Where a link works without signing in, opening it changes nothing: its page has a button.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coopservices.forms import Form
from coopservices.languages import language_now
from coopservices.pages import page
from outcomes.notifications.actions import following as acts
from outcomes.notifications.actions import texting
from outcomes.notifications.actions.following import FollowRefused
from outcomes.notifications.actions.reading import mark_news_read as mark_read
from outcomes.notifications.actions.telling import REMINDED
from outcomes.notifications.actions.texting import NumberRefused
from outcomes.notifications.forms import (
    AddressForm,
    LettersForm,
    MobileForm,
    NumberCodeForm,
    ReminderForm,
)
from outcomes.notifications.models import Follow, Subscriber
from outcomes.notifications.permissions import LinkHolder
from outcomes.notifications.queries.news import NewsShown, news_shown
from outcomes.notifications.queries.subscribers import (
    follow_of,
    follows_of,
    mobile_of,
    news_for,
    subscriber_of,
    subscriber_with,
    texts_are_sent,
    unread_by,
)
from outcomes.notifications.queries.topics import Topic, find_topic, topic_of
from outcomes.notifications.words import heard_of, kind_of
from participation.models import CouncilRequest, User, UserRequest

# --- Following ------------------------------------------------------------------------------------


@never_cache
def follow(request: CouncilRequest, kind: str, topic: str) -> HttpResponse:
    """Follow one thing: by one press with an account, else with an address that a letter asks to
    confirm.
    """
    found = find_topic(request.council, kind, topic)
    if found is None:
        raise Http404
    is_too_late = found.is_reminder and found.row.closes_at <= timezone.now() + REMINDED
    form = _form(request, found)
    if request.method == "POST" and not is_too_late:
        if isinstance(request.user, User):
            return _followed(request, found, request.user)
        if form.is_valid() and _is_asked(request, found, form):
            return page(request, "outcomes/follow_asked.html", {"topic": found})
    subscriber = _own(request)
    context = {
        "topic": found,
        "kind": kind_of(found.kind),
        "hears": heard_of(found.kind),
        "followed": follow_of(subscriber, found),
        "subscriber": subscriber,
        "is_too_late": is_too_late,
        "form": form,
        "back": _page_of(found),
        "way_in": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
    }
    status = 422 if form.errors else 200
    return page(request, "outcomes/follow.html", context, status=status)


def _form(request: CouncilRequest, topic: Topic) -> Form:
    kind = ReminderForm if topic.is_reminder else AddressForm
    is_sent = request.method == "POST" and not request.user.is_authenticated
    return kind(request.POST if is_sent else None)


def _followed(request: CouncilRequest, topic: Topic, user: User) -> HttpResponse:
    try:
        acts.follow(
            by=user,
            council=request.council,
            topic=topic,
            language=language_now(),
            at=timezone.now(),
        )
    except FollowRefused as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("We will remind you.") if topic.is_reminder else _("You follow it from now on.")
        messages.success(request, told)
    return redirect("follow", topic.kind, topic.key)


def _is_asked(request: CouncilRequest, topic: Topic, form: Form) -> bool:
    """Whether the address is asked; the form says why if it is not."""
    if not ratelimit.consume(request, action="follow"):
        form.add_error("email", _("Too many people have asked from here. Try again in an hour."))
        return False
    acts.ask_to_follow(
        council=request.council,
        email=form.cleaned_data["email"],
        topic=topic,
        frequency=form.cleaned_data.get("frequency", Subscriber.Frequency.WEEKLY),
        language=language_now(),
        at=timezone.now(),
    )
    return True


def _own(request: CouncilRequest) -> Subscriber | None:
    user = request.user
    return subscriber_of(user, request.council) if isinstance(user, User) else None


def _page_of(topic: Topic) -> str:
    """The page of what is followed."""
    pages = {
        "rounds": ("rounds", ()),
        "round": ("round_detail", (topic.key,)),
        "proposal": ("proposal_detail", (topic.key,)),
        "indicator": ("indicator_detail", (topic.key,)),
        "poll": ("vote", (topic.key,)),
        "service": ("service_detail", (topic.key,)),
        "area": ("area_detail", (getattr(topic.row, "code", ""),)),
    }
    name, arguments = pages[topic.kind]
    return reverse(name, args=arguments)


# --- What somebody with an account follows, and what is new for them ------------------------------


@never_cache
@login_required
def following(request: UserRequest) -> HttpResponse:
    """What the reader follows here, and how letters come."""
    subscriber = subscriber_of(request.user, request.council)
    if subscriber is None:
        return page(request, "outcomes/following.html", {"follows": []})
    form = LettersForm(request.POST or None, subscriber=subscriber)
    if request.method == "POST" and form.is_valid():
        _choose(request, request.user, subscriber, form)
        return redirect("following")
    context = {
        "follows": _listed(subscriber),
        "form": form,
        "subscriber": subscriber,
        "texts_are_sent": texts_are_sent(),
        "mobile": mobile_of(subscriber),
    }
    return page(request, "outcomes/following.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def unfollow(request: UserRequest, follow_id: int) -> HttpResponse:
    """Hear no more of one thing."""
    own = Follow.objects.filter(
        subscriber__user=request.user, subscriber__council=request.council
    ).select_related("subscriber")
    acts.unfollow(by=request.user, follow=get_object_or_404(own, pk=follow_id))
    messages.success(request, _("You hear no more of it."))
    return redirect("following")


# --- Texts, of somebody with an account -----------------------------------------------------------


@never_cache
@login_required
def texts(request: UserRequest) -> HttpResponse:
    """Give a mobile number, to which a code is sent; what texts come, and how they stop."""
    subscriber = _texted(request)
    form = MobileForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_sent(request, subscriber, form):
        return redirect("confirm_number")
    context = {"form": form, "mobile": mobile_of(subscriber)}
    return page(request, "outcomes/texts.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def confirm_number(request: UserRequest) -> HttpResponse:
    """Type the code that came."""
    subscriber = _texted(request)
    mobile = mobile_of(subscriber)
    if mobile is None or mobile.is_confirmed:
        return redirect("texts")
    form = NumberCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"code": form.cleaned_data["code"], "at": timezone.now()}
        try:
            texting.confirm_number(by=request.user, subscriber=subscriber, **told)
        except NumberRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your number is confirmed. We text you from now on."))
            return redirect("texts")
    context = {"form": form, "mobile": mobile}
    return page(
        request, "outcomes/confirm_number.html", context, status=422 if form.errors else 200
    )


@require_POST
@login_required
def remove_number(request: UserRequest) -> HttpResponse:
    """Get no more texts."""
    subscriber = _texted(request)
    texting.remove_number(by=request.user, subscriber=subscriber, at=timezone.now())
    messages.success(request, _("We send no more texts, and have deleted your number."))
    return redirect("following")


def _texted(request: UserRequest) -> Subscriber:
    """As whom the reader may hear by text: where texts are sent, and they follow something."""
    subscriber = subscriber_of(request.user, request.council)
    if subscriber is None or not texts_are_sent():
        raise Http404
    return subscriber


def _is_sent(request: UserRequest, subscriber: Subscriber, form: MobileForm) -> bool:
    """Whether a code is sent; the form says why if it is not."""
    if not ratelimit.consume(request, action="text"):
        form.add_error("number", _("Too many people have asked from here. Try again in an hour."))
        return False
    told = {**form.cleaned_data, "language": language_now(), "at": timezone.now()}
    try:
        texting.give_number(by=request.user, subscriber=subscriber, **told)
    except NumberRefused as refusal:
        form.refuse(refusal)
        return False
    return True


# --- News -----------------------------------------------------------------------------------------


@never_cache
@login_required
def news(request: UserRequest) -> HttpResponse:
    """What happened to what the reader follows, the latest first."""
    found = news_for(request.user, request.council, request.GET.get("page"))
    told = news_shown(found.object_list, at=timezone.now())
    context = {
        "page": found,
        "news": [(each, _address(each)) for each in told],
        "unread": unread_by(request.user, request.council),
        "is_following": subscriber_of(request.user, request.council) is not None,
    }
    return page(request, "outcomes/news.html", context)


@require_POST
@login_required
def mark_news_read(request: UserRequest) -> HttpResponse:
    """Take all that is new as read."""
    mark_read(by=request.user, council=request.council, at=timezone.now())
    messages.success(request, _("All of it is marked as read."))
    return redirect("news")


def _address(shown: NewsShown) -> str:
    if shown.told is None:
        return ""
    name, argument = shown.told.page
    return reverse(name, args=(argument,))


# --- Of whoever has the link of a letter ----------------------------------------------------------


@never_cache
def confirm_follows(request: CouncilRequest, subscriber_token: str) -> HttpResponse:
    """What an address is asked to confirm, and the button that does it."""
    subscriber = subscriber_with(subscriber_token, request.council)
    if subscriber is None:
        return page(request, "outcomes/follow_gone.html", status=404)
    asked = _listed(subscriber, is_confirmed=False)
    context: dict[str, object] = {"asked": asked, "subscriber_token": subscriber_token}
    if request.method == "POST":
        by = LinkHolder(subscriber.pk)
        acts.confirm_follows(by=by, subscriber=subscriber, at=timezone.now())
        return page(request, "outcomes/follow_confirmed.html", context)
    return page(request, "outcomes/confirm_follows.html", context)


@never_cache
def subscription(request: CouncilRequest, subscriber_token: str) -> HttpResponse:
    """What an address alone follows, and how letters come; whoever has an account signs in for
    that.
    """
    subscriber = subscriber_with(subscriber_token, request.council)
    if subscriber is None:
        return page(request, "outcomes/follow_gone.html", status=404)
    if not subscriber.is_address_alone:
        return redirect("following")
    form = LettersForm(request.POST or None, subscriber=subscriber)
    if request.method == "POST" and form.is_valid():
        _choose(request, LinkHolder(subscriber.pk), subscriber, form)
        return redirect("subscription", subscriber_token)
    context = {"follows": _listed(subscriber), "form": form, "subscriber_token": subscriber_token}
    return page(request, "outcomes/subscription.html", context, status=422 if form.errors else 200)


@require_POST
def unfollow_by_link(
    request: CouncilRequest, subscriber_token: str, follow_id: int
) -> HttpResponse:
    """Hear no more of one thing."""
    subscriber = subscriber_with(subscriber_token, request.council)
    if subscriber is None:
        return page(request, "outcomes/follow_gone.html", status=404)
    own = Follow.objects.filter(subscriber=subscriber).select_related("subscriber")
    found = get_object_or_404(own, pk=follow_id)
    acts.unfollow(by=LinkHolder(subscriber.pk), follow=found)
    messages.success(request, _("You hear no more of it."))
    return redirect("subscription", subscriber_token)


@never_cache
@csrf_exempt  # mail programs post here without a cookie (RFC 8058): the token is the proof
def stop_letters(request: CouncilRequest, subscriber_token: str) -> HttpResponse:
    """Stop all letters by one press, without signing in."""
    subscriber = subscriber_with(subscriber_token, request.council)
    if request.method != "POST":
        context = {"subscriber": subscriber, "subscriber_token": subscriber_token}
        return page(request, "outcomes/stop_letters.html", context)
    if subscriber is not None:  # else they were stopped before, which is as well
        by = LinkHolder(subscriber.pk)
        acts.stop_letters(by=by, subscriber=subscriber, at=timezone.now())
    return page(request, "outcomes/letters_stopped.html", {"subscriber": subscriber})


@never_cache
def stop_texts(request: CouncilRequest, subscriber_token: str) -> HttpResponse:
    """Stop texts by one press, without signing in, and forget the number."""
    subscriber = subscriber_with(subscriber_token, request.council)
    if subscriber is None:
        return page(request, "outcomes/follow_gone.html", status=404)
    is_done = request.method == "POST"
    if is_done:
        by = LinkHolder(subscriber.pk)
        texting.remove_number(by=by, subscriber=subscriber, at=timezone.now())
    return page(request, "outcomes/stop_texts.html", {"is_done": is_done})


def _listed(
    subscriber: Subscriber, *, is_confirmed: bool = True
) -> list[tuple[Follow, Topic, str, str]]:
    """What somebody follows, each with what it is, of which kind, and its page."""
    rows = follows_of(subscriber).filter(confirmed_at__isnull=not is_confirmed)
    topics = [(each, topic_of(each)) for each in rows]
    return [(each, topic, kind_of(topic.kind), _page_of(topic)) for each, topic in topics]


def _choose(
    request: CouncilRequest | UserRequest,
    by: User | LinkHolder,
    subscriber: Subscriber,
    form: LettersForm,
) -> None:
    acts.choose_letters(by=by, subscriber=subscriber, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Your choice is saved."))
