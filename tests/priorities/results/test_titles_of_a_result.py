"""A result calls its options what was published, whatever a row says since."""

import json

import pytest

from priorities.models import Option, Result
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make.a_counted_poll(*[["option-1"]] * 10)


def titles(poll):
    [question] = result_of(poll).questions
    return {option.id: (option.title.english, option.title.welsh) for option in question.options}


def publish_otherwise(poll, **titles):
    """As another set-up would have published the titles."""
    result = Result.objects.get(poll=poll)
    fields = json.loads(result.manifest)
    for name, value in titles.items():
        fields["questions"][0].pop(name, None)
        if value is not None:
            fields["questions"][0][name] = value
    Result.objects.filter(poll=poll).update(manifest=json.dumps(fields))


def test_what_was_published_stands_in_both_languages(poll):
    published = {name: english for name, (english, _) in titles(poll).items()}
    Option.objects.update(title_en="Another", title_cy="Arall")
    assert titles(poll) == {name: (english, "") for name, english in published.items()}
    publish_otherwise(poll, titles_cy={"option-1": "Llwybr"})
    assert titles(poll)["option-1"] == (published["option-1"], "Llwybr")
    assert titles(poll)["option-2"] == (published["option-2"], "")


def test_where_no_title_was_published_the_row_tells_it_and_else_the_key(poll):
    Option.objects.update(title_en="A path", title_cy="Llwybr")
    publish_otherwise(poll, titles=None, titles_cy={"option-1": "Ffordd"})
    assert titles(poll)["option-1"] == ("A path", "Llwybr")
    Option.objects.all().delete()
    assert titles(poll)["option-1"] == ("option-1", "")
