"""A poll set up on its pages, step by step, as an officer does."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from priorities.models import Poll

QUESTION = "question-1"


def steps(**facts):
    """What each step is sent; `facts` stand in for any field."""
    last = timezone.now() + timedelta(days=5)
    sent = {
        "words": {"title": "What first?", "introduction": "Words before the vote."},
        f"{QUESTION}-asked": {
            "text": "Which should come first?",
            "method": "approval",
            "numbers": "1",
            "most_choices": "3",
            "points": "10",
            "seats": "1",
            "budget": "",
        },
        f"{QUESTION}-options": {"proposals": []},
        "voters": {"proofs": ["email"]},
        "dates": {
            "last_day_day": last.day,
            "last_day_month": last.month,
            "last_day_year": last.year,
        },
    }
    if "rule" in facts:
        sent[f"{QUESTION}-counting"] = {"rule": ""}
    if "completion" in facts:
        sent[f"{QUESTION}-settings"] = {"completion": "", "satisfaction": "cost"}
    for fields in sent.values():
        fields |= {name: value for name, value in facts.items() if name in fields}
    return sent


def set_up(client, round_, offered, *, to=lambda address: address, **facts):
    """A draft after every step, and what came back of each. Whoever is signed in sets it up."""
    facts = {"proposals": [proposal.pk for proposal in offered], **facts}
    start = to(reverse("draft_poll", args=[round_.slug]))
    answers = [client.post(start, {"begin": "blank"}, follow=True)]
    poll = Poll.objects.filter(round=round_, state="draft").latest("pk")
    others = round_.proposals.published().exclude(pk__in=facts["proposals"])
    sent = steps(**facts) | {"left-off": {f"left_off_{other.pk}": "Not now." for other in others}}
    for step, fields in sent.items():
        page = to(reverse("set_up_step", args=[poll.pk, step]))
        answers.append(client.post(page, fields, follow=True))
    return poll, answers
