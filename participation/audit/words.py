"""What the codes of the audit say: each act, and each kind of thing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from participation.people.models import Role

ACT_WORDS: Mapping[str, Promise] = {
    # people, and what is held about them
    "person_read": _("Somebody's details were looked at"),
    "people_listed": _("The list of people was looked at"),
    "looked_round_as": _("Somebody looked round the demonstration as this person"),
    "role_given": _("A role was given"),
    "role_taken": _("A role was taken away"),
    "claim_read": _("What somebody says of a service was looked at"),
    "claim_confirmed": _("It was confirmed that somebody uses a service or cares"),
    "claim_refused": _("It was not confirmed that somebody uses a service or cares"),
    "interest_declared": _("An interest was declared"),
    "interest_ended": _("It was said that an interest has ended"),
    "person_invited": _("Somebody was invited"),
    "second_factors_reset": _("Somebody's lost second step was taken away"),
    "council_sign_in_set_up": _("Signing in with the council's own accounts was set up"),
    "council_sign_in_stopped": _("Signing in with the council's own accounts was stopped"),
    "invitation_withdrawn": _("An invitation was withdrawn"),
    "people_invented": _("People were invented for the demonstration"),
    "own_data_taken": _("Somebody downloaded what is held about them"),
    "account_deleted": _("An account was deleted by its owner"),
    "kept_no_longer": _("Data that were kept long enough were deleted"),
    "complaint_read": _("A complaint about personal data was read"),
    "complaint_answered": _("A complaint about personal data was answered"),
    # the audit itself
    "audit_exported": _("The audit was downloaded"),
    "audit_check_asked": _("A check of the audit was asked for"),
    "platform_restored": _("The platform was put back to an earlier moment"),
    # the council
    "council_founded": _("The council was set up"),
    "demonstration_declared": _("This was declared a demonstration"),
    "languages_chosen": _("The languages were chosen"),
    "safeguards_chosen": _("What takes two people was chosen"),
    "welsh_confirmed": _("The Welsh of these pages was confirmed"),
    "areas_imported": _("Wards were imported"),
    "postcodes_imported": _("Postcodes were imported"),
    "services_imported": _("Services were imported"),
    "data_sent": _("A file of data was sent"),
    "data_confirmed": _("A file of data was taken"),
    "data_discarded": _("A file of data was thrown away"),
    "council_described": _("The council's details were changed"),
    "own_words_set": _("The council's own words were changed"),
    "thresholds_set": _("The smallest number of people shown was changed"),
    "sector_added": _("A sector was added"),
    "sector_named": _("A sector was given a name"),
    "organisation_added": _("An organisation was added"),
    # registers of people who may vote
    "register_begun": _("A register of people who may vote was begun"),
    "register_sent": _("A file was sent for a register"),
    "register_columns_confirmed": _("The columns of a register were confirmed"),
    "register_taken": _("A register came into force"),
    "register_file_discarded": _("A file for a register was thrown away"),
    "register_deleted": _("A register was deleted"),
    # rounds and votes
    "round_published": _("A round was published"),
    "phase_end_moved": _("The end of a phase was moved"),
    "poll_drafted": _("A vote was begun"),
    "draft_changed": _("The draft of a vote was changed"),
    "draft_deleted": _("The draft of a vote was deleted"),
    "opening_asked_for": _("A second officer was asked to open a vote"),
    "poll_opened": _("A vote was opened"),
    "poll_extended": _("People were given longer to vote"),
    "poll_closed": _("A vote was closed"),
    "poll_certified": _("A result was made final"),
    "poll_key_restored": _("The key of a vote was restored"),
    "key_sheet_printed": _("A key was printed for a sealed envelope"),
    "key_restored": _("A key was put back from its sheet"),
    "recovery_sheet_printed": _("The recovery sheet of a vote was printed"),
    "election_imported": _("An election held elsewhere was imported"),
    "decision_proposed": _("A decision that takes two people was proposed"),
    "decision_confirmed": _("A decision that takes two people was confirmed"),
    "decision_dropped": _("A decision that takes two people was dropped"),
    "challenge_checked": _("The reason of a challenge was checked"),
    "challenge_answered": _("A challenge was answered"),
    "codes_ordered": _("Voting codes were ordered"),
    "voting_codes_read": _("Voting codes were printed or downloaded"),
    "letters_posted": _("Letters with voting codes were given to be posted"),
    "posting_stopped": _("The posting of letters with voting codes was stopped"),
    "code_replaced": _("A voting code was replaced"),
    "code_voided": _("A voting code was made void"),
    "papers_issued": _("Ballot papers were issued"),
    "papers_printed": _("Ballot papers were printed"),
    "paper_handed_out": _("A ballot paper was handed out"),
    "paper_taken_back": _("A ballot paper was taken back"),
    "paper_typed": _("A ballot paper was typed in"),
    "paper_settled": _("Two readings of a ballot paper were settled"),
    "papers_reconciled": _("Ballot papers were accounted for"),
    "vote_helped": _("Somebody was helped to vote"),
    "moderation_reason_added": _("A reason for hiding proposals was published"),
    "moderation_reason_ended": _("A reason for hiding proposals was ended"),
    "moderation_reason_taken_again": _("A reason for hiding proposals was published again"),
    "proposal_moderated": _("A moderator decided on a proposal"),
    "appeal_answered": _("An appeal was answered"),
    # what came of it
    "finding_recorded": _("What people said was recorded"),
    "finding_answered": _("The council's answer was given"),
    "commitment_made": _("A promise was made"),
    "update_posted": _("It was said what was done about a promise"),
    "indicator_defined": _("A measure was defined"),
    "marker_placed": _("A marker was placed on a measure"),
    "release_imported": _("Figures were imported"),
    "figures_sent": _("A file of figures was sent"),
    "figures_discarded": _("A file of figures was thrown away"),
}

KIND_WORDS: Mapping[str, Promise] = {
    "participation.Council": _("The council"),
    "participation.User": _("A person"),
    "participation.Claim": _("What somebody says of a service"),
    "participation.Interest": _("A declared interest"),
    "participation.Membership": _("Somebody's role"),
    "participation.PrivacyComplaint": _("A complaint about personal data"),
    "priorities.Proposal": _("A proposal"),
    "participation.Organisation": _("An organisation"),
    "participation.Sector": _("A sector"),
    "participation.VoterRegister": _("A register of people who may vote"),
    "participation.DataImport": _("A file of data"),
    "priorities.CouncilReason": _("A reason for hiding proposals"),
    "priorities.ModerationDecision": _("A moderator's decision"),
    "priorities.Round": _("A round"),
    "priorities.Phase": _("A phase of a round"),
    "priorities.Poll": _("A vote"),
    "priorities.Challenge": _("A challenge"),
    "priorities.CodeBatch": _("A batch of voting codes"),
    "priorities.PaperBatch": _("A batch of ballot papers"),
    "priorities.PaperBallot": _("A ballot paper"),
    "outcomes.Finding": _("What people said"),
    "outcomes.Commitment": _("A promise"),
    "outcomes.Indicator": _("A measure"),
    "outcomes.Release": _("A release of figures"),
    "outcomes.FiguresFile": _("A file of figures"),
}


def words_of_act(act: str) -> str:
    """What was done, in a sentence; the code itself where an older release wrote it."""
    return str(ACT_WORDS.get(act, act))


def words_of_kind(kind: str) -> str:
    """What kind of thing it was done to; the code itself where an older release wrote it."""
    return str(KIND_WORDS.get(kind, kind))


def words_of_roles(role: str) -> list[str]:
    """The roles that somebody had when they did it, in words; [] for the platform itself."""
    return [
        str(Role(code).label) if code in Role.values else _text("Operator of the platform")
        for code in filter(None, role.split("+"))
    ]
