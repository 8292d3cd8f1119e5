"""Measures without a shell: defined, filled by file, marked, and what people said put on record."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coopservices.texts import Text
from outcomes.indicators.actions.indicators import IndicatorRefused, define_indicator
from outcomes.indicators.actions.releases import (
    ReleaseRefused,
    discard_figures,
    send_figures,
    take_figures,
)
from outcomes.indicators.queries.shown import indicator_shown
from outcomes.models import FiguresFile, Finding, Indicator, Marker, Observation, Release
from participation.models import Council, Role
from priorities.engines.first_rounds import FIRST_ROUNDS
from tests import make
from tests.spreadsheets import an_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(area_code="E08000009")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


@pytest.fixture
def at_work(client, officer):
    client.force_login(officer)
    return client


def words_of(reply):
    return " ".join(reply.content.decode().split())


# --- Defining one ---------------------------------------------------------------------------------


@pytest.fixture
def typed(council):
    return {
        "sector": make.a_sector(council).pk,
        "name": "Homes rated good",
        "counted": "Homes with a rating on the first of the month.",
        "unit": "% of homes",
        "direction": "up",
        "kind": "stock",
        "of": "things",
        "fewest_shown": "8",
        "source": "Care Quality Commission",
        "licence": "Open Government Licence v3.0",
    }


def test_a_measure_is_typed_checked_and_then_there(at_work, council, typed):
    asked = reverse("define_indicator")
    to_check = words_of(at_work.post(asked, typed))
    assert "Homes with a rating on the first of the month." in to_check
    assert 'name="unit" value="% of homes"' in to_check
    assert not Indicator.objects.exists()
    assert "Homes rated good" in words_of(at_work.post(asked, {**typed, "change": "yes"}))
    assert at_work.post(asked, {**typed, "checked": "yes"}).url == reverse("measures")
    found = Indicator.objects.get()
    assert (found.key, found.is_of_people, found.counted_en) == (
        "homes-rated-good",
        False,
        typed["counted"],
    )
    assert "Homes rated good" in words_of(at_work.get(reverse("measures")))
    assert typed["counted"] in words_of(at_work.get(reverse("indicator_detail", args=[found.key])))


def test_two_measures_of_one_name_have_two_addresses(at_work, typed):
    for _turn in range(2):
        at_work.post(reverse("define_indicator"), {**typed, "checked": "yes"})
    assert sorted(Indicator.objects.values_list("key", flat=True)) == [
        "homes-rated-good",
        "homes-rated-good-2",
    ]


def test_changed_it_keeps_its_address_its_place_and_its_figures(at_work, council, typed):
    found = make.an_indicator(council, key="good", position=4)
    make.a_release(council, found)
    form = words_of(at_work.get(reverse("edit_indicator", args=["good"])))
    assert f'value="{found.name}"' in form
    at_work.post(reverse("edit_indicator", args=["good"]), {**typed, "checked": "yes"})
    changed = Indicator.objects.get()
    assert (changed.pk, changed.key, changed.position) == (found.pk, "good", 4)
    assert changed.observations.count() == 1
    assert changed.name_en == "Homes rated good"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "What is the measure called?"),
        ({"fewest_shown": "7"}, "greater than or equal to 8"),
        ({"fewest_shown": "many"}, "whole number"),
        ({"direction": "left"}, "left"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(at_work, typed, wrong, says):
    reply = at_work.post(reverse("define_indicator"), {**typed, **wrong, "checked": "yes"})
    assert reply.status_code == 422
    assert says in words_of(reply)
    assert not Indicator.objects.exists()


def test_where_welsh_must_be_written_a_measure_is_in_both_languages(
    at_work, council, officer, typed
):
    Council.objects.update(writing=Council.Writing.BOTH)
    facts = {"key": "x", "sector": make.a_sector(council), "direction": "up", "kind": "flow"}
    with pytest.raises(IndicatorRefused, match="Welsh") as refused:
        define_indicator(
            by=officer, council=council, name="X", unit="days", at=timezone.now(), **facts
        )
    assert refused.value.about == "name"
    welsh = {"name_cy": "Cartrefi da", "unit_cy": "% o gartrefi", "counted_cy": "Cartrefi."}
    at_work.post(reverse("define_indicator"), {**typed, **welsh, "checked": "yes"})
    make.settle()
    assert "Cartrefi da" in words_of(at_work.get("/cy" + reverse("indicators")))


@pytest.mark.parametrize("fewest", [7, 0, 101])
def test_the_smallest_number_shown_is_raised_and_never_lowered(council, officer, fewest):
    facts = {"key": "x", "sector": make.a_sector(council), "direction": "up", "kind": "flow"}
    with pytest.raises(IndicatorRefused, match="from 8 to 100"):
        define_indicator(
            by=officer,
            council=council,
            name="X",
            unit="people",
            fewest_shown=fewest,
            at=timezone.now(),
            **facts,
        )


def test_a_raised_smallest_number_hides_more(council, officer):
    figures = {}
    for fewest in (8, 20):
        measure = make.an_indicator(council, unit="people", is_of_people=True, fewest_shown=fewest)
        content = make.figures_of(measure, ("2024", 15), ("2025", 40))
        found = make.a_figures_file(measure, officer, at=timezone.now(), content=content)
        take_figures(by=officer, found=found, at=timezone.now())
        make.settle()
        shown = indicator_shown(council, measure.key)
        figures[fewest] = [reading.value for reading in shown.series.readings]
    assert figures == {8: [15, 40], 20: [None, 40]}


@pytest.mark.parametrize("slug", FIRST_ROUNDS)
def test_what_is_suggested_for_a_sector_is_defined_by_the_ordinary_form(at_work, council, slug):
    sector = make.a_sector(council)
    sector.slug = slug
    sector.save()
    for key, measure in FIRST_ROUNDS[slug].measures.items():
        assert measure.name.english in words_of(at_work.get(reverse("measures")))
        address = f"{reverse('define_indicator')}?like={key}"
        form = at_work.get(address).context["form"]
        sent = {bound.name: bound.value() for bound in form} | {"sector": sector.pk}
        at_work.post(address, {**sent, "checked": "yes"})
        found = Indicator.objects.get(name_en=measure.name.english)
        assert (found.unit_en, found.is_of_people) == (measure.unit.english, measure.is_of_people)
        assert found.counted_en == measure.counted.english
    assert "Measures that we suggest" not in words_of(at_work.get(reverse("measures")))


# --- Marking something ----------------------------------------------------------------------------


def test_what_happened_is_typed_checked_and_drawn_beside_the_figures(at_work, council):
    measure = make.an_indicator(council)
    address = reverse("place_marker", args=[measure.key])
    day = {"on_0": "3", "on_1": "4", "on_2": "2026"}
    typed = {"kind": "rebase", **day, "value": "", "reason": "A new manager began."}
    day = {"on_day": "3", "on_month": "4", "on_year": "2026"}
    assert "A new manager began." in words_of(at_work.post(address, typed | day))
    assert not Marker.objects.exists()
    at_work.post(address, {**typed, **day, "checked": "yes"})
    assert Marker.objects.get().kind == Marker.Kind.REBASE
    assert "A new manager began." in words_of(at_work.get(address))


def test_a_target_without_its_value_is_refused_at_its_field(at_work, council):
    measure = make.an_indicator(council)
    typed = {"kind": "target", "on_day": "3", "on_month": "4", "on_year": "2026", "reason": "So."}
    reply = at_work.post(reverse("place_marker", args=[measure.key]), {**typed, "checked": "yes"})
    assert reply.status_code == 422
    assert "A target has a value" in words_of(reply)
    assert not Marker.objects.exists()


# --- Figures by file ------------------------------------------------------------------------------


def sent(client, content, **facts):
    file = SimpleUploadedFile("ratings.csv", content)
    told = {"title": "Ratings", "source": "CQC", "licence": "OGL"}
    return client.post(reverse("send_figures"), {"file": file, **told, **facts})


def test_a_file_is_sent_looked_at_and_taken_once(at_work, council, officer):
    measure = make.an_indicator(council, key="good")
    make.a_release(council, measure)  # of 2026: 60
    content = make.figures_of(measure, ("2025", 55), ("2026", 61.5))
    looked_at = at_work.get(sent(at_work, content).url)
    words = words_of(looked_at)
    assert "Read: waits for you to take it" in words
    assert ">60<" in words, "the figure before"
    assert ">61.5<" in words, "the figure after"
    assert Observation.objects.count() == 1, "nothing is taken before somebody says so"
    found = FiguresFile.objects.get()
    assert (found.rows, found.new, found.changed, found.same) == (2, 1, 1, 0)
    at_work.post(reverse("take_figures", args=[found.pk]))
    at_work.post(reverse("take_figures", args=[found.pk]))
    found.refresh_from_db()
    assert found.is_taken
    assert not bytes(found.content)
    assert (Release.objects.count(), Observation.objects.count()) == (2, 2)
    assert found.release.sha256 == found.sha256
    again = sent(at_work, content)
    assert again.status_code == 422
    assert "taken before" in words_of(again)


def test_a_faulty_file_is_told_row_by_row_and_nothing_of_it_is_kept(at_work, council):
    measure = make.an_indicator(council, key="good")
    content = make.figures_of(measure, ("soon", 5), ("2025", "many"), ("2026", 5))
    words = words_of(at_work.get(sent(at_work, content).url))
    assert "2 things are wrong, so nothing was taken." in words
    assert "“soon” is no period" in words
    assert "“many” is not a number" in words
    found = FiguresFile.objects.get()
    assert not bytes(found.content)
    at_work.post(reverse("take_figures", args=[found.pk]))
    assert not Release.objects.exists()


def test_a_spreadsheet_is_taken_like_text(at_work, council):
    make.an_indicator(council, key="good")
    rows = [
        ["indicator", "area_code", "area_name", "period", "value"],
        ["good", "E08000009", "Northbrook", 2025, 61.5],
    ]
    sent(at_work, an_xlsx(rows))
    assert FiguresFile.objects.get().new == 1


def test_where_it_would_change_something_else_by_now_an_officer_looks_again(council, officer):
    measure = make.an_indicator(council, key="good")
    found = make.a_figures_file(measure, officer, at=timezone.now())
    other = make.figures_of(measure, ("2025", 70))
    first = make.a_figures_file(measure, officer, at=timezone.now(), content=other)
    take_figures(by=officer, found=first, at=timezone.now())
    assert take_figures(by=officer, found=found, at=timezone.now()) is None
    found.refresh_from_db()
    assert found.is_read
    assert found.changes[0]["before"] == "70"
    assert take_figures(by=officer, found=found, at=timezone.now())


def test_what_was_not_taken_goes_and_what_was_taken_stays(council, officer):
    measure = make.an_indicator(council, key="good")
    found = make.a_figures_file(measure, officer, at=timezone.now())
    discard_figures(by=officer, found=found, at=timezone.now())
    assert not FiguresFile.objects.exists()
    again = make.a_figures_file(measure, officer, at=timezone.now())
    take_figures(by=officer, found=again, at=timezone.now())
    with pytest.raises(ReleaseRefused, match="was taken"):
        discard_figures(by=officer, found=again, at=timezone.now())


@pytest.mark.parametrize(("content", "about"), [(b"  ", "file"), (b"x" * (8 * 2**20 + 1), "file")])
def test_an_empty_file_and_one_too_large_are_refused(council, officer, content, about):
    with pytest.raises(ReleaseRefused) as refused:
        send_figures(
            by=officer,
            council=council,
            title="A",
            source="B",
            licence="C",
            content=content,
            file_name="a.csv",
            at=timezone.now(),
        )
    assert refused.value.about == about


def test_only_who_may_measure_sends_and_takes(council, officer):
    found = make.a_figures_file(make.an_indicator(council), officer, at=timezone.now())
    for role in set(Role) - {Role.OFFICER}:
        somebody = make.a_person(council, role)
        for act in (take_figures, discard_figures):
            with pytest.raises(PermissionDenied):
                act(by=somebody, found=found, at=timezone.now())
    with pytest.raises(PermissionDenied):
        take_figures(
            by=make.a_person(make.a_council(), Role.OFFICER), found=found, at=timezone.now()
        )


def test_another_councils_file_and_measure_are_not_here(at_work, council):
    there = make.a_council(host="elsewhere.example")
    measure = make.an_indicator(there, key="theirs")
    theirs = make.a_figures_file(measure, make.a_person(there, Role.OFFICER), at=timezone.now())
    council.host = "testserver"
    council.save()
    assert at_work.get(reverse("figures_file", args=[theirs.pk])).status_code == 404
    assert at_work.get(reverse("edit_indicator", args=["theirs"])).status_code == 404
    content = make.figures_of(measure, ("2025", 5))
    words = words_of(at_work.get(sent(at_work, content).url))
    assert "is not an indicator of this council" in words


def test_the_list_says_what_each_measure_needs_and_costs_the_same(
    at_work, council, django_assert_max_num_queries
):
    empty = words_of(at_work.get(reverse("measures")))
    assert "No measures yet" in empty
    for _turn in range(12):
        make.an_indicator(council)
    with django_assert_max_num_queries(12):
        words = words_of(at_work.get(reverse("measures")))
    assert words.count("Needs: figures of your council") == 12
    make.a_release(council, Indicator.objects.first())
    assert words_of(at_work.get(reverse("measures"))).count("Needs: figures of your council") == 11


# --- What people said -----------------------------------------------------------------------------


def test_what_was_proposed_is_put_on_record_in_the_officers_words(at_work, council):
    round_ = make.a_round(make.a_sector(council))
    proposal, hidden = make.a_proposal(round_), make.a_proposal(round_, hidden_at=timezone.now())
    address = reverse("record_finding", args=[round_.slug])
    form = words_of(at_work.get(address))
    assert proposal.title in form
    assert f"proposal-{hidden.pk}" not in form
    typed = {"about": f"proposal-{proposal.pk}", "we_heard": "Families want longer visits."}
    assert "Check what you record" in words_of(at_work.post(address, typed))
    assert not Finding.objects.exists()
    at_work.post(address, {**typed, "checked": "yes"})
    assert Finding.objects.get().we_heard_en == "Families want longer visits."
    assert "Nothing is left to record" in words_of(at_work.get(address))


def test_an_option_that_few_chose_can_be_put_on_record(at_work, council):
    poll = make.a_counted_poll(
        *[["option-1"]] * 12, round_=make.a_round(make.a_sector(council), at=timezone.now())
    )
    make.settle()
    least = poll.questions.get().options.last()
    address = reverse("record_finding", args=[poll.round.slug])
    assert f"option-{least.pk}" in words_of(at_work.get(address))
    at_work.post(address, {"about": f"option-{least.pk}", "we_heard": "", "checked": "yes"})
    assert Finding.objects.filter(option=least).exists()


def test_a_text_in_both_languages_is_kept_so(council, officer):
    made = define_indicator(
        by=officer,
        council=council,
        sector=make.a_sector(council),
        key="x",
        name=Text("Good homes", "Cartrefi da"),
        unit="days",
        direction="up",
        kind="flow",
        at=timezone.now(),
    )
    assert (made.name_en, made.name_cy) == ("Good homes", "Cartrefi da")
