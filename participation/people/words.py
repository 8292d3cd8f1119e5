"""What each role may do, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from coopservices.languages import listed
from participation.people.models import Role
from participation.people.permissions import ROLE_TABLE, Permission

PERMISSION_WORDS: Mapping[Permission, Promise] = {
    Permission.VOTE: _("vote"),
    Permission.PROPOSE: _("write proposals"),
    Permission.PROPOSE_AS_STAFF: _("write proposals as front-line staff"),
    Permission.JUDGE_RESULTS: _("say whether something worked"),
    Permission.RUN_ROUNDS: _("set up and publish rounds"),
    Permission.RUN_POLLS: _("open, close and certify votes"),
    Permission.HELP_AT_DESK: _("hand out ballot papers and help people vote"),
    Permission.TYPE_PAPERS: _("type in ballot papers"),
    Permission.RECORD_FINDINGS: _("record what people said"),
    Permission.ANSWER_FINDINGS: _("give the council's answer"),
    Permission.MAKE_COMMITMENTS: _("make promises for the council and its partners"),
    Permission.UPDATE_COMMITMENTS: _("say what was done"),
    Permission.HAVE_TASKS: _("see what waits for them"),
    Permission.READ_DASHBOARD: _("read the dashboard"),
    Permission.IMPORT_DATA: _("import places, services and figures"),
    Permission.KEEP_REGISTERS: _("import and delete registers of people who may vote"),
    Permission.MODERATE: _("hide what should not stand, with a reason"),
    Permission.CONFIRM_CLAIMS: _("confirm who uses a service, where they are asked to"),
    Permission.DECLARE_INTERESTS: _("declare what they have to do with what they decide"),
    Permission.RUN_COUNCIL: _("give and take roles, and say how the council works here"),
    Permission.READ_AUDIT: _("read who did what, and check that nothing was altered"),
    Permission.PROTECT_DATA: _("answer complaints about personal data"),
}


def _what_it_may_do(role: Role) -> str:
    may = [str(words) for each, words in PERMISSION_WORDS.items() if each in ROLE_TABLE[role]]
    return listed(may).capitalize() if may else ""


what_it_may_do = lazy(_what_it_may_do, str)
