"""What is wrong with the audit, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coopservices.audit.chain import Why

FAULT_WORDS: Mapping[str, Promise] = {
    Why.GAP: gettext_lazy("an entry is missing here"),
    Why.ORDER: gettext_lazy("it does not follow the entry before it"),
    Why.HASH: gettext_lazy("it was altered after it was written"),
    Why.HEAD: gettext_lazy(
        "the head that was noted is not where it should be: entries were removed"
    ),
}
