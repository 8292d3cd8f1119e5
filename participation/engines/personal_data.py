"""The registry of personal data: every field of every table, with what it is for, on which lawful
basis and how long it is kept, or listed as no personal data.

Everything asks it: `manage.py privacy_registry`, the privacy notice, what somebody gets of their
own data, and the job that deletes what has been kept long enough. A table or a field that is not
here fails a test. Source: UK GDPR, articles 5(1)(e), 6, 13 and 30.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coopservices.sentences import Sentence, sentence

TIDY = "participation.tasks.keep_no_longer"  # the job that deletes by the days stated here
DELETION = "participation.privacy.actions.deleting.delete_account"


class Basis(StrEnum):
    """A lawful basis of UK GDPR, article 6(1)."""

    PUBLIC_TASK = "public-task"
    LEGAL_OBLIGATION = "legal-obligation"


BASES: Mapping[Basis, Sentence] = {
    Basis.PUBLIC_TASK: sentence(
        "It is needed for the council's task of hearing and involving people: UK GDPR, article "
        "6(1)(e)."
    ),
    Basis.LEGAL_OBLIGATION: sentence(
        "The law obliges the council to keep it: UK GDPR, article 6(1)(c)."
    ),
}


@dataclass(frozen=True)
class Retention:
    """How long something is kept, in words, and who ends it: dotted names of tasks and actions.

    Nobody only where nothing ends it; then `kept_because` says why. `days` are counted by TIDY.
    """

    code: str
    words: Sentence
    ended_by: tuple[str, ...] = ()
    days: int = 0
    kept_because: Sentence | None = None


@dataclass(frozen=True)
class Use:
    """What some personal data are, what for, on which basis and for how long."""

    code: str
    what: Sentence
    purpose: Sentence
    basis: Basis
    retention: Retention


@dataclass(frozen=True)
class Personal:
    """Fields of a table that tell of a person, all for one use.

    What stands `beside` them, of another use, is given to whoever asks for their own data, as it
    says what they are. `of` leads from a row to the account of that person, and `address` to an
    address of theirs; without either, nobody can find whose a row is. `where` narrows it to the
    rows of which that is true.

    `since` and `only` say which rows TIDY deletes: those for which so many days have passed since
    then; `council` leads to the council in whose audit it tells so. Of a secret somebody is told,
    and it is not given to them. What `stays` when an account is deleted names it by a number that
    nobody has any more.
    """

    use: Use
    fields: tuple[str, ...]
    beside: tuple[str, ...] = ()
    of: str = ""
    address: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    since: str = ""
    council: str = ""
    only: Mapping[str, Any] = field(default_factory=dict)
    is_secret: bool = False
    stays: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its personal fields, and the names of all others."""

    personal: tuple[Personal, ...]
    other: tuple[str, ...]


def _held(*personal: Personal, other: str = "id") -> Table:
    return Table(personal, tuple(other.split()))


def _data(use: Use, fields: str, of: str = "", *, beside: str = "", **more: Any) -> Personal:
    return Personal(use, tuple(fields.split()), tuple(beside.split()), of, **more)


def _nobody(fields: str) -> Table:
    """A table that tells of no person."""
    return Table((), tuple(fields.split()))


# --- How long -------------------------------------------------------------------------------------

WHILE_ACCOUNT = Retention(
    "account",
    sentence(
        "Until you delete your account. One that nobody signed in to for three years is deleted "
        "60 days after we wrote to its address."
    ),
    (DELETION, "participation.tasks.end_unused_accounts"),
)
DRAFTS = Retention(
    "drafts",
    sentence(
        "A draft until %(days)s days after you last saved it. What is published is a part of the "
        "council's record; you choose whether it goes with your account or stays without it.",
        days=365,
    ),
    (TIDY, DELETION),
    days=365,
)
RECORD = Retention(
    "record",
    sentence(
        "As long as the record itself, which is public. That it was this account is deleted with "
        "the account."
    ),
    (DELETION,),
)
UNTIL_FINAL = Retention(
    "final",
    sentence("Until the result is final, a few days after the vote has closed."),
    ("priorities.tasks.certify_due_polls",),
)
UNTIL_COUNTED = Retention(
    "counted",
    sentence("Until the vote is counted."),
    ("priorities.tasks.count_poll",),
)
UNTIL_CLOSED = Retention(
    "closed",
    sentence("Until the vote has closed."),
    ("priorities.tasks.forget_codes",),
)
UNTIL_POSTED = Retention(
    "posted",
    sentence(
        "Until the printer has taken the letter, and no longer than the vote; what nobody "
        "confirmed, for an hour."
    ),
    (
        "priorities.tasks.post_letters",
        "priorities.tasks.forget_codes",
        "priorities.tasks.tend_letters_in_the_post",
    ),
)
ONE_HOUR = Retention(
    "hour",
    sentence("Until the file is checked, and for an hour at most."),
    ("participation.tasks.tend_registers",),
)
WHILE_REGISTER = Retention(
    "register",
    sentence("Until an officer sends a newer register or deletes this one."),
    (
        "participation.voter_registers.actions.keeping.take_register",
        "participation.voter_registers.actions.keeping.delete_register",
    ),
)
INVITED = Retention(
    "invitation",
    sentence(
        "Until it is taken or withdrawn, and for 30 days at most after it has run out, which is "
        "after 14 days."
    ),
    ("participation.tasks.forget_invitations",),
)
CLAIMED = Retention(
    "claim",
    sentence(
        "Until you withdraw it. The name for whoever confirms it until they have; what nobody "
        "confirmed for 30 days; what was confirmed for a year."
    ),
    ("participation.tasks.end_claims", DELETION),
)
DECLARED = Retention(
    "interest",
    sentence("Until %(days)s days after it has ended, or until you delete your account.", days=365),
    (TIDY, DELETION),
    days=365,
)
ONE_WEEK = Retention(
    "week",
    sentence("For a week after it was delivered."),
    ("coopservices.tasks.tidy",),
)
SIGNED_IN = Retention(
    "session",
    sentence("Until you sign out, and for 14 days at most after you last signed in."),
    ("coopservices.tasks.tidy",),
)
DEVICES = Retention(
    "devices",
    sentence("For %(days)s days after you were last there, or until you end it.", days=14),
    (TIDY, DELETION),
    days=14,
)
COUNTED_TRIES = Retention(
    "tries",
    sentence("Until the pause is over, a day at most."),
    ("coopservices.tasks.tidy",),
)
LINKS = Retention(
    "links",
    sentence("For %(days)s days.", days=7),
    (TIDY,),
    days=7,
)
AFTER_DELETION = Retention(
    "deletion",
    sentence("For %(days)s days, which is longer than any backup is kept.", days=400),
    (TIDY,),
    days=400,
)
ANSWERED = Retention(
    "complaint",
    sentence("For %(days)s days after it was answered.", days=730),
    (TIDY,),
    days=730,
)
FOLLOWED = Retention(
    "followed",
    sentence("Until you stop it; an address that nobody confirmed for a week."),
    ("outcomes.tasks.forget_notifications", DELETION),
)
TEXTED = Retention(
    "texts",
    sentence("Until you stop texts; a number that nobody confirmed for a day."),
    (
        "outcomes.notifications.actions.texting.remove_number",
        "outcomes.tasks.forget_notifications",
        DELETION,
    ),
)
TOLD = Retention(
    "told",
    sentence("For a year."),
    ("outcomes.tasks.forget_notifications", DELETION),
)
REPORTED = Retention(
    "report",
    sentence("For %(days)s days; that it was this account is deleted with the account.", days=400),
    (TIDY, DELETION),
    days=400,
)
WITH_PROPOSAL = Retention(
    "proposal",
    sentence("As long as the proposal. That it was this account is deleted with the account."),
    (DELETION,),
)
ELECTORAL = Retention(
    "elector",
    sentence("As long as the council holds votes here."),
    kept_because=sentence(
        "It is what makes sure that nobody votes twice, also after deleting an account and making "
        "another. It names nobody."
    ),
)
AUDITED = Retention(
    "audit",
    sentence("As long as the council uses this platform."),
    kept_because=sentence(
        "Nobody can take an entry away without everybody noticing. It has numbers of accounts, no "
        "names; when an account is deleted its number tells of nobody."
    ),
)

# --- What for -------------------------------------------------------------------------------------

ACCOUNT = Use(
    "account",
    sentence("Your account: your email address, your name, your roles and the ward you live in"),
    sentence("So that you can sign in, take part as who you are, and vote where you live."),
    Basis.PUBLIC_TASK,
    WHILE_ACCOUNT,
)
SIGNING_IN = Use(
    "signing-in",
    sentence("That you are signed in, and links that were sent to your address"),
    sentence("So that you stay signed in on your own device, and nobody else signs in as you."),
    Basis.PUBLIC_TASK,
    SIGNED_IN,
)
CONFIRMING = Use(
    "confirming",
    sentence("Links that were sent to confirm your address"),
    sentence("So that nobody signs up with an address that is not theirs."),
    Basis.PUBLIC_TASK,
    LINKS,
)
DEVICE = Use(
    "device",
    sentence("Where you are signed in: the address of the computer and the kind of browser"),
    sentence("So that you can see it, and end what is not you."),
    Basis.PUBLIC_TASK,
    DEVICES,
)
TRIES = Use(
    "tries",
    sentence("How often somebody tried, under a hash of their address or their network"),
    sentence("So that nobody guesses a code or a password, and no program fills in our forms."),
    Basis.PUBLIC_TASK,
    COUNTED_TRIES,
)
CONTRIBUTION = Use(
    "contribution",
    sentence("Proposals that you wrote"),
    sentence("So that the council hears what would help, and others can read and choose it."),
    Basis.PUBLIC_TASK,
    DRAFTS,
)
FOLLOWING = Use(
    "following",
    sentence("What you follow, how often you hear of it, and your address if you have no account"),
    sentence("So that you hear what comes of it, as you asked."),
    Basis.PUBLIC_TASK,
    FOLLOWED,
)
TEXTS = Use(
    "texts",
    sentence("Your mobile number, and what we text you about, if you asked for texts"),
    sentence("So that what you asked for comes by text. GOV.UK Notify sends it for the council."),
    Basis.PUBLIC_TASK,
    TEXTED,
)
NEWS = Use(
    "news",
    sentence("What you were told of what you follow"),
    sentence("So that you hear each thing once."),
    Basis.PUBLIC_TASK,
    TOLD,
)
REPORT = Use(
    "report",
    sentence("Reports of proposals that you made"),
    sentence("So that a moderator looks at what should not stand. They are not told who it was."),
    Basis.PUBLIC_TASK,
    REPORTED,
)
APPEAL = Use(
    "appeal",
    sentence("What you said when a proposal of yours was hidden"),
    sentence("So that another moderator looks again."),
    Basis.PUBLIC_TASK,
    WITH_PROPOSAL,
)
VERDICT = Use(
    "verdict",
    sentence("What you said about whether a promise worked"),
    sentence(
        "So that everybody can see whether what was promised helped. Nobody sees who said it."
    ),
    Basis.PUBLIC_TASK,
    WHILE_ACCOUNT,
)
CHALLENGE = Use(
    "challenge",
    sentence("Challenges to a result that you made"),
    sentence("So that the council looks into it and answers in public."),
    Basis.PUBLIC_TASK,
    RECORD,
)
STAFF_ACT = Use(
    "staff-act",
    sentence("What you did as staff of the council or of a provider"),
    sentence("So that the council can answer for what was done in its name."),
    Basis.PUBLIC_TASK,
    RECORD,
)
AUDIT = Use(
    "audit",
    sentence("Who did what and when, and who looked at what is held about people"),
    sentence(
        "So that nothing is done in the council's name, and nobody's data are read, unnoticed."
    ),
    Basis.LEGAL_OBLIGATION,
    AUDITED,
)
DELIVERY = Use(
    "delivery",
    sentence("That something happened, by numbers alone, for the parts of the platform to hear"),
    sentence("So that e-mails are sent and pages are made anew."),
    Basis.PUBLIC_TASK,
    ONE_WEEK,
)
INVITATION = Use(
    "invitation",
    sentence("An invitation to your address that nobody has taken yet"),
    sentence("So that you can take the role that the council offers you."),
    Basis.PUBLIC_TASK,
    INVITED,
)
SERVICE_CLAIM = Use(
    "service-claim",
    sentence("That you say you use a service, or care for somebody who does"),
    sentence("So that you can vote among those who know the service, once it is confirmed."),
    Basis.PUBLIC_TASK,
    CLAIMED,
)
INTEREST = Use(
    "interest",
    sentence("What you declared to have to do with organisations, services and sectors"),
    sentence("So that everybody can judge who decides about what. It is public, with your name."),
    Basis.PUBLIC_TASK,
    DECLARED,
)
ENTITLEMENT = Use(
    "entitlement",
    sentence("That somebody may vote, by keyed hashes from which nobody can tell who it is"),
    sentence("So that everybody entitled can vote, and nobody twice."),
    Basis.PUBLIC_TASK,
    ELECTORAL,
)
ENTITLED_AT_CLOSING = Use(
    "entitled-at-closing",
    sentence("Who could vote when a vote closed, by the same hashes; who has a ballot paper"),
    sentence("So that each ballot is counted in its group, and none twice."),
    Basis.PUBLIC_TASK,
    UNTIL_FINAL,
)
BALLOT = Use(
    "ballot",
    sentence("Sealed ballots, which no key connects to anybody once the result is final"),
    sentence("So that votes can be counted, and voters can check theirs."),
    Basis.PUBLIC_TASK,
    UNTIL_FINAL,
)
OPENED_BALLOT = Use(
    "opened-ballot",
    sentence("Parts of a count that is under way, sealed"),
    sentence("So that a large vote can be counted by several computers."),
    Basis.PUBLIC_TASK,
    UNTIL_COUNTED,
)
DELETED = Use(
    "deleted",
    sentence("That an account was deleted: its number, and a keyed hash"),
    sentence("So that it is deleted again where the platform is restored from an older backup."),
    Basis.LEGAL_OBLIGATION,
    AFTER_DELETION,
)
COMPLAINT = Use(
    "complaint",
    sentence("Complaints about how personal data are used"),
    sentence("So that the council answers you, and within a month."),
    Basis.LEGAL_OBLIGATION,
    ANSWERED,
)
CODE = Use(
    "code",
    sentence("Codes to vote with, as keyed hashes, and the day one was first used"),
    sentence("So that whoever got a code can vote, and a code works once."),
    Basis.PUBLIC_TASK,
    UNTIL_CLOSED,
)
LETTER_ADDRESS = Use(
    "letter-address",
    sentence("Addresses of letters with codes that wait to be posted, sealed"),
    sentence(
        "So that GOV.UK Notify can print the letters and post them for the council, where it does."
    ),
    Basis.PUBLIC_TASK,
    UNTIL_POSTED,
)
EXPIRED_CODE = Use(
    "expired-code",
    sentence("Codes of a vote that has closed, as other keyed hashes"),
    sentence("So that whoever got a code can challenge the result."),
    Basis.PUBLIC_TASK,
    UNTIL_FINAL,
)
REGISTER_FILE = Use(
    "register-file",
    sentence("A file with people who may vote, sealed while it is checked"),
    sentence("So that people on a list of the council, such as its tenants, can vote."),
    Basis.PUBLIC_TASK,
    ONE_HOUR,
)
REGISTER = Use(
    "register",
    sentence("That somebody is on such a list, as keyed hashes, and their ward"),
    sentence("So that people on a list of the council, such as its tenants, can vote."),
    Basis.PUBLIC_TASK,
    WHILE_REGISTER,
)


def _staff(fields: str, *, other: str = "id") -> Table:
    """A table whose only personal data are who of the staff did something."""
    return _held(*_by(fields), other=other)


def _by(fields: str) -> tuple[Personal, ...]:
    return tuple(_data(STAFF_ACT, name, of=name) for name in fields.split())


# --- Every table ----------------------------------------------------------------------------------

REGISTRY: Mapping[str, Table] = {
    # participation
    "participation.User": _held(
        _data(ACCOUNT, "email name joined_at last_login told_unused_at", of="id"),
        _data(ACCOUNT, "password", of="id", is_secret=True),
        other="id is_active is_staff is_superuser groups user_permissions",
    ),
    "participation.User_groups": _held(_data(ACCOUNT, "group", of="user"), other="id user"),
    "participation.User_user_permissions": _held(
        _data(ACCOUNT, "permission", of="user"), other="id user"
    ),
    "participation.Membership": _held(
        _data(ACCOUNT, "role area service organisation", of="user"), other="id user council"
    ),
    "participation.Invitation": _held(
        _data(
            INVITATION,
            "email role service organisation invited_at expires_at sent_at",
            address="email",
        ),
        *_by("invited_by"),
        other="id council",
    ),
    "participation.Claim": _held(
        _data(
            SERVICE_CLAIM,
            "service role asked_of known_as made_at expires_at confirmed_at refused_at membership",
            of="user",
        ),
        *_by("decided_by"),
        other="id council user",
    ),
    "participation.Interest": _held(
        _data(
            INTEREST,
            "what organisation service sector since_on declared_at ended_at",
            of="user",
            since="ended_at",
            council="council",
        ),
        other="id council user",
    ),
    "participation.Elector": _held(
        _data(ENTITLEMENT, "proofs method area constituency entry mac"), other="id council poll"
    ),
    "participation.Binding": _held(_data(ENTITLEMENT, "entry elector mac"), other="id council"),
    "participation.RegisterVersion": _staff(
        "uploaded_by taken_by",
        other="id register state sha256 encoding parts lines checked faulty_lines without_ward "
        "lines_before kept run touched_at size_reason uploaded_at taken_at",
    ),
    "participation.SealedPart": _held(
        _data(REGISTER_FILE, "nonce ciphertext"), other="id version position"
    ),
    "participation.RegisterEntry": _held(
        _data(REGISTER, "entry person area mac"), other="id version"
    ),
    "participation.RegisterColumn": _nobody(
        "id version position name first_shape second_shape third_shape use"
    ),
    "participation.RegisterFault": _nobody("id version line kind other_line"),
    "participation.VoterRegister": _nobody("id council name kind constituency"),
    "participation.Council": _nobody(
        "id slug name host area_code colour contact_email is_demonstration writing "
        "catalogue_confirmed needs_two_to_open_polls attribution scheme_en scheme_cy welcome_en "
        "welcome_cy who_helps_en who_helps_cy fewest_shown"
    ),
    "participation.CouncilSignIn": _nobody("id council name issuer client_id sealed_secret"),
    "participation.Area": _nobody(
        "id council kind code name name_cy parent boundary valid_from valid_to"
    ),
    "participation.Postcode": _nobody("id council code area"),
    "participation.Sector": _nobody("id council slug name name_cy position"),
    "participation.Organisation": _nobody("id council kind name scheme identifier"),
    "participation.Service": _nobody(
        "id council sector organisation area scheme registered_id name kind postcode places "
        "registered_on left_on"
    ),
    "participation.DataImport": _staff(
        "sent_by taken_by",
        other="id council kind sector valid_from source published_on licence address file_name "
        "sha256 content state rows new changed same missing elsewhere faulty found fingerprint "
        "ends_missing sent_at taken_at touched_at",
    ),
    # Counts of answers: no row is a person's, and nothing joins two answers of one.
    "participation.EqualityCount": _nobody("id council month question answer people"),
    "participation.AccountDeletion": _held(
        _data(DELETED, "account mark keeps_proposals deleted_at noted_at", since="deleted_at")
    ),
    "participation.PrivacyComplaint": _held(
        _data(
            COMPLAINT,
            "email text made_at due_on answer answered_at told_at",
            of="made_by",
            since="answered_at",
            council="council",
        ),
        *_by("answered_by"),
        other="id council made_by",
    ),
    # priorities
    "priorities.Round": _staff(
        "created_by",
        other="id council sector slug title_en title_cy question_en question_cy summary_en "
        "summary_cy what_can_change_en what_can_change_cy who_decides_en who_decides_cy "
        "decided_by_on published_at areas services",
    ),
    "priorities.Round_areas": _nobody("id round area"),
    "priorities.Round_services": _nobody("id round service"),
    "priorities.Phase": _nobody("id round position name opens_at closes_at"),
    "priorities.PhaseAct": _nobody("id phase act"),
    "priorities.Proposal": _held(
        _data(
            CONTRIBUTION,
            "author_role is_author_named title problem idea benefit cost_pence area service "
            "started_at saved_at published_on hidden_at withdrawn_on",
            of="author",
            since="saved_at",
            council="round__council",
            only={"published_on": None},
        ),
        other="id round author",
    ),
    "priorities.ProposalVersion": _held(
        _data(CONTRIBUTION, "title problem idea benefit replaced_on", of="proposal__author"),
        other="id proposal number",
    ),
    "priorities.Report": _held(
        _data(
            REPORT,
            "reason own_reason words reported_at",
            of="reported_by",
            since="reported_at",
            council="proposal__round__council",
        ),
        other="id proposal reported_by decision",
    ),
    "priorities.CouncilReason": _nobody("id council code words_en words_cy published_at ended_at"),
    "priorities.ModerationDecision": _held(
        _data(APPEAL, "appeal appealed_at", of="proposal__author"),
        *_by("decided_by appeal_answered_by"),
        other="id proposal hides reason own_reason words decided_at author_told_at appeal_answer "
        "appeal_answered_at is_upheld",
    ),
    "priorities.Poll": _staff(
        "opened_by closed_by certified_by opening_asked_by",
        other="id round title_en title_cy introduction_en introduction_cy state proofs_asked "
        "constituencies combining_rule smallest_group challenge_days receipt_mode paper_rule "
        "option_order imported_from closes_at opened_at closed_at closed_early_because "
        "extended_because extension_mac "
        "certified_at paused_at paused_because challenged_at stop stopped_at restored_to "
        "restored_at definition definition_mac key_check canary needs_two_to_open opening_asked_at",
    ),
    "priorities.Question": _nobody(
        "id poll key position text_en text_cy method rule completion satisfaction integral_start "
        "threshold reserve_percent undivided seats most_choices budget points"
    ),
    "priorities.Option": _nobody(
        "id question key position tie_position title_en title_cy description_en description_cy "
        "cost exclusive_group proposal"
    ),
    "priorities.LeftOff": _nobody("id poll proposal reason_en reason_cy"),
    "priorities.SavedStep": _nobody("id poll step"),
    "priorities.Material": _nobody("id poll kind title_en title_cy link file_type file sha256"),
    "priorities.ElectorAtClosing": _held(
        _data(
            ENTITLED_AT_CLOSING,
            "elector proofs method entry area_code constituency is_for_this_poll mac",
        ),
        other="id poll",
    ),
    "priorities.SealedBallot": _held(
        _data(BALLOT, "pseudonym receipt_index nonce ciphertext"), other="id poll"
    ),
    "priorities.Turnout": _nobody("id poll on ballots"),
    "priorities.Challenge": _held(
        _data(CHALLENGE, "reason made_at withdrawn_at", of="made_by"),
        _data(CHALLENGE, "mark"),
        *_by("answered_by"),
        other="id poll made_by checked_at is_reason_public answer answered_at",
    ),
    "priorities.PaperBatch": _staff(
        "issued_by reconciled_by",
        other="id poll number kind place constituency size issued_at counted spoiled unused "
        "explanation reconciled_at",
    ),
    "priorities.PaperBallot": _held(
        *_by("handed_by"),
        _data(ENTITLED_AT_CLOSING, "holder holder_nonce holder_sealed"),
        other="id batch number state spoiled_because",
    ),
    "priorities.PaperEntry": _held(
        *_by("typed_by"), _data(BALLOT, "nonce ciphertext"), other="id paper turn"
    ),
    "priorities.HelpedVote": _held(
        _data(STAFF_ACT, "helper on", of="helper"), other="id poll is_over"
    ),
    # Published ballots bear no name, and once the key is destroyed nothing that leads to one.
    "priorities.Result": _nobody("poll manifest signature public_key margins breakdowns verifier"),
    "priorities.ResultLine": _nobody("id result position question tag line"),
    "priorities.LogEntry": _nobody("n kind poll text signature public_key leaf_hash"),
    "priorities.AnalysedResult": _nobody("result analysis"),
    "priorities.ExcludedBallot": _nobody("id decision fingerprint stop"),
    "priorities.CountPart": _held(
        _data(OPENED_BALLOT, "sealed"), other="id poll number first end ballots"
    ),
    "priorities.CountPiece": _held(_data(OPENED_BALLOT, "sealed"), other="id part place"),
    "priorities.JointDecision": _staff(
        "proposed_by confirmed_by", other="id poll kind until reason proposed_at confirmed_at"
    ),
    "priorities.CodeBatch": _nobody(
        "id poll name letters codes_each area constituency is_test words_en words_cy made used "
        "void addresses_hash ordered_at is_demonstration"
    ),
    "priorities.Posting": _nobody(
        "id batch first last letters language is_large postage addresses_hash prepared_at "
        "confirmed_at stopped_at away_since"
    ),
    "priorities.PostedLetter": _held(
        _data(LETTER_ADDRESS, "sealed_address"),
        other="id posting number claimed_until posted_at notify_id refused",
    ),
    "priorities.ExpiredCode": _held(_data(EXPIRED_CODE, "mark"), other="poll"),
    "priorities.VotingCode": _held(_data(CODE, "code_hash"), other="id batch serial issue"),
    "priorities.Redemption": _held(_data(CODE, "on"), other="id code"),
    # outcomes
    "outcomes.Finding": _staff(
        "recorded_by answered_by",
        other="id round option proposal we_heard_en we_heard_cy people out_of recorded_at "
        "answer reason_en reason_cy answered_at put_off_at",
    ),
    "outcomes.Indicator": _nobody(
        "id council sector key name_en name_cy unit_en unit_cy counted_en counted_cy source "
        "licence direction kind is_of_people fewest_shown position"
    ),
    "outcomes.FiguresFile": _staff(
        "sent_by",
        other="id council title source licence attribution file_name sha256 content state rows new "
        "changed same faulty found fingerprint sent_at release",
    ),
    "outcomes.Release": _staff(
        "imported_by", other="id council title source licence attribution sha256 imported_at"
    ),
    "outcomes.Observation": _nobody(
        "id release indicator place_code place_name period period_starts_on value numerator "
        "denominator"
    ),
    "outcomes.Marker": _staff(
        "made_by", other="id indicator kind on value reason_en reason_cy made_at"
    ),
    "outcomes.Commitment": _staff(
        "lead made_by",
        other="id finding title owner budget_pence due_on is_trial indicator made_at done_at "
        "stopped_at partners",
    ),
    "outcomes.Commitment_partners": _nobody("id commitment organisation"),
    "outcomes.Update": _staff("posted_by", other="id commitment kind text posted_at"),
    "outcomes.Verdict": _held(
        _data(VERDICT, "commitment kind", of="resident"), other="id resident"
    ),
    "outcomes.Subscriber": _held(
        _data(FOLLOWING, "email language frequency asked_at letters_since", of="user"),
        other="id council user",
    ),
    "outcomes.Mobile": _held(
        _data(TEXTS, "number wants asked_at tries confirmed_at", of="subscriber__user"),
        other="id subscriber",
    ),
    "outcomes.Follow": _held(
        _data(
            FOLLOWING,
            "round proposal service area indicator poll followed_at confirmed_at",
            of="subscriber__user",
        ),
        other="id subscriber",
    ),
    "outcomes.Notification": _held(
        _data(NEWS, "item is_reminder told_at read_at letter", of="subscriber__user"),
        other="id subscriber",
    ),
    "outcomes.Letter": _held(
        _data(
            NEWS,
            "kind channel made_at due_at tries claimed_until sent_at given_up_at",
            of="subscriber__user",
        ),
        other="id subscriber",
    ),
    "outcomes.NewsItem": _nobody(
        "id council code key round poll proposal finding commitment update_posted indicator "
        "happened_at due_at told_at"
    ),
    "outcomes.Summary": _nobody(
        "id council kind round edition inputs_hash document built_at is_latest"
    ),
    "outcomes.Chart": _nobody("id summary key language position svg narrow_svg document"),
    "outcomes.Card": _nobody("id summary poll language png"),
    # the ground, and what libraries keep
    "coopservices.AuditEntry": _held(
        _data(AUDIT, "n at act role council_id details", of="actor_id", stays=True),
        _data(
            AUDIT,
            "subject_type subject_id",
            beside="n at act role",
            of="subject_id",
            where={"subject_type": "participation.User"},
            stays=True,
        ),
        other="actor_id previous_hash entry_hash",
    ),
    "coopservices.AuditCheck": _nobody("id asked_at checked_at entries head fault_n fault_why"),
    "coopservices.Event": _held(
        _data(DELIVERY, "name subject_id happened_at delivered_at", of="actor_id", stays=True),
        other="id actor_id",
    ),
    "account.EmailAddress": _held(
        _data(ACCOUNT, "email verified primary", of="user"), other="id user"
    ),
    "account.EmailConfirmation": _held(
        _data(CONFIRMING, "email_address created sent", of="email_address__user", since="created"),
        _data(CONFIRMING, "key", of="email_address__user", is_secret=True),
    ),
    "coopservices.KeptLimit": _held(_data(TRIES, "key_hash held until"), other=""),
    "mfa.Authenticator": _held(
        _data(ACCOUNT, "type created_at last_used_at", of="user"),
        _data(ACCOUNT, "data", of="user", is_secret=True),
        other="id user",
    ),
    "usersessions.UserSession": _held(
        _data(
            DEVICE,
            "created_at ip last_seen_at user_agent data",
            of="user",
            since="last_seen_at",
        ),
        _data(DEVICE, "session_key", of="user", is_secret=True),
        other="id user",
    ),
    "socialaccount.SocialAccount": _held(
        _data(ACCOUNT, "provider uid last_login date_joined extra_data", of="user"),
        other="id user",
    ),
    "socialaccount.SocialToken": _held(
        _data(ACCOUNT, "token token_secret expires_at", of="account__user", is_secret=True),
        other="id app account",
    ),
    "socialaccount.SocialApp": _nobody(
        "id provider provider_id name client_id secret key settings"
    ),
    "sessions.Session": _held(_data(SIGNING_IN, "session_key session_data expire_date"), other=""),
    "admin.LogEntry": _held(
        _data(STAFF_ACT, "action_time object_repr change_message", of="user"),
        other="id user content_type object_id action_flag",
    ),
    "auth.Permission": _nobody("id name content_type codename"),
    "auth.Group": _nobody("id name permissions"),
    "auth.Group_permissions": _nobody("id group permission"),
    "contenttypes.ContentType": _nobody("id app_label model"),
}


# --- What is asked of it --------------------------------------------------------------------------


def uses() -> list[Use]:
    """Every use, each once, in the order of the tables."""
    return list({each.use.code: each.use for _table, each in personal_data()}.values())


def retentions() -> list[Retention]:
    """Every retention that a use states, each once."""
    return list({use.retention.code: use.retention for use in uses()}.values())


def personal_data() -> Iterator[tuple[str, Personal]]:
    """The name of each table with personal data, once for each use it has in it."""
    return ((name, each) for name, table in REGISTRY.items() for each in table.personal)


def gaps(
    tables: Mapping[str, frozenset[str]], registry: Mapping[str, Table] = REGISTRY
) -> list[str]:
    """What is wrong with the registry, a line each, [] if nothing is: given the fields of every
    table that there is, by its name.
    """
    found = [f"{name}: not in the registry" for name in sorted(tables.keys() - registry.keys())]
    found += [f"{name}: there is no such table" for name in sorted(registry.keys() - tables.keys())]
    for name in sorted(tables.keys() & registry.keys()):
        table = registry[name]
        listed = [*table.other, *(each for data in table.personal for each in data.fields)]
        found += [
            f"{name}.{each}: not in the registry" for each in sorted(tables[name] - {*listed})
        ]
        found += [f"{name}.{each}: no such field" for each in sorted({*listed} - tables[name])]
        found += [f"{name}.{each}: listed twice" for each, n in Counter(listed).items() if n > 1]
    return found
