"""First rounds, a sector each: what a council can begin with in residential care of adults, in
primary care and in residential care of children. An officer changes all of it as they like.

Measures are those of which a public body publishes figures for every council; the statements are
our own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coopservices.sentences import Wording

OGL = "Open Government Licence v3.0"


@dataclass(frozen=True)
class SuggestedMeasure:
    """What could be measured: codes and words as a measure is defined by, and whose figures."""

    name: Wording
    counted: Wording
    unit: Wording
    direction: str
    kind: str
    is_of_people: bool
    source: str
    licence: str = OGL


@dataclass(frozen=True)
class SuggestedMaterial:
    """Something for voters to read: a link to what a public body publishes."""

    title: Wording
    link: str


@dataclass(frozen=True)
class FirstRound:
    """The texts of a round, for how many days each of its phases is open, and of its vote the
    title, the words for voters, the question, what can be chosen and what can be read; and
    measures by their keys.
    """

    title: Wording
    question: Wording
    summary: Wording
    what_can_change: Wording
    who_decides: Wording
    poll_title: Wording
    poll_introduction: Wording
    poll_question: Wording
    statements: tuple[Wording, ...]
    materials: tuple[SuggestedMaterial, ...]
    measures: Mapping[str, SuggestedMeasure]
    days_to_propose: int = 28
    days_to_vote: int = 21
    days_to_answer: int = 28
    most_choices: int = 3


_WHO_DECIDES = Wording("The council's cabinet, in public", "Cabinet y cyngor, yn gyhoeddus")
_INTRODUCTION = Wording(
    "Choose up to three. What most people choose is answered by the council in 28 days, with its "
    "reason, and everybody can follow what comes of it.",
    "Dewiswch hyd at dri. Bydd y cyngor yn ateb yr hyn y mae'r rhan fwyaf yn ei ddewis o fewn 28 "
    "diwrnod, gyda'i reswm, a gall pawb ddilyn yr hyn sy'n digwydd wedyn.",
)

FIRST_ROUNDS: Mapping[str, FirstRound] = {
    "adults-residential-care": FirstRound(
        title=Wording("Better days in our care homes", "Dyddiau gwell yn ein cartrefi gofal"),
        question=Wording(
            "What would make the most difference to people who live in our care homes?",
            "Beth fyddai'n gwneud y gwahaniaeth mwyaf i bobl sy'n byw yn ein cartrefi gofal?",
        ),
        summary=Wording(
            "We ask people who live in care homes, their families and the people who work there "
            "what should come first. First everybody shares ideas, then everybody votes.",
            "Rydym yn gofyn i bobl sy'n byw mewn cartrefi gofal, eu teuluoedd a'r bobl sy'n "
            "gweithio yno beth ddylai ddod gyntaf. Yn gyntaf mae pawb yn rhannu syniadau, yna mae "
            "pawb yn pleidleisio.",
        ),
        what_can_change=Wording(
            "What the council asks of homes when it pays for places, and how it spends what it has "
            "for activities, visits and training. The law on safety, and how much money there is, "
            "cannot change here.",
            "Yr hyn y mae'r cyngor yn ei ofyn gan gartrefi pan fydd yn talu am leoedd, a sut y "
            "mae'n gwario'r hyn sydd ganddo ar weithgareddau, ymweliadau a hyfforddiant. Ni all y "
            "gyfraith ar ddiogelwch, na faint o arian sydd, newid yma.",
        ),
        who_decides=_WHO_DECIDES,
        poll_title=Wording(
            "What should come first in our care homes?",
            "Beth ddylai ddod gyntaf yn ein cartrefi gofal?",
        ),
        poll_introduction=_INTRODUCTION,
        poll_question=Wording(
            "Which of these would make the most difference to people who live in our care homes?",
            "Pa rai o'r rhain fyddai'n gwneud y gwahaniaeth mwyaf i bobl sy'n byw yn ein "
            "cartrefi gofal?",
        ),
        statements=(
            Wording(
                "I can see my family and friends when it suits us",
                "Gallaf weld fy nheulu a'm ffrindiau pan fydd hynny'n gyfleus i ni",
            ),
            Wording(
                "There is something I like to do every day, evenings and weekends too",
                "Mae rhywbeth rwy'n hoffi ei wneud bob dydd, gyda'r nos ac ar benwythnosau hefyd",
            ),
            Wording(
                "The same few people look after me, and they know me",
                "Yr un ychydig bobl sy'n gofalu amdanaf, ac maent yn fy adnabod",
            ),
            Wording(
                "I choose what I eat, and when",
                "Fi sy'n dewis beth rwy'n ei fwyta, a phryd",
            ),
            Wording(
                "I get outside when I want to",
                "Rwy'n mynd allan pan fyddaf eisiau",
            ),
            Wording(
                "A doctor, a dentist and an optician come without a long wait",
                "Daw meddyg, deintydd ac optegydd heb aros yn hir",
            ),
        ),
        materials=(
            SuggestedMaterial(
                Wording(
                    "Care Quality Commission: what inspectors say of each care home",
                    "Care Quality Commission: beth mae arolygwyr yn ei ddweud am bob cartref gofal",
                ),
                "https://www.cqc.org.uk/",
            ),
        ),
        measures={
            "care-homes-rated-good": SuggestedMeasure(
                Wording(
                    "Care homes rated good or outstanding",
                    "Cartrefi gofal a farnwyd yn dda neu'n rhagorol",
                ),
                Wording(
                    "Care homes in the area whose overall rating is good or outstanding, of all "
                    "that have a rating, on the first day of the month.",
                    "Cartrefi gofal yn yr ardal y mae eu gradd gyffredinol yn dda neu'n rhagorol, "
                    "o blith yr holl rai sydd â gradd, ar ddiwrnod cyntaf y mis.",
                ),
                Wording("% of care homes", "% o gartrefi gofal"),
                "up",
                "stock",
                False,
                "Care Quality Commission, care directory with ratings",
            ),
            "satisfied-with-care": SuggestedMeasure(
                Wording(
                    "People who are satisfied with their care and support",
                    "Pobl sy'n fodlon ar eu gofal a'u cymorth",
                ),
                Wording(
                    "People who get long-term support from the council and say in the yearly "
                    "survey that they are extremely or very satisfied.",
                    "Pobl sy'n cael cymorth hirdymor gan y cyngor ac sy'n dweud yn yr arolwg "
                    "blynyddol eu bod yn fodlon iawn neu'n hynod fodlon.",
                ),
                Wording("% of people asked", "% o'r bobl a holwyd"),
                "up",
                "survey",
                True,
                "NHS England, Adult Social Care Outcomes Framework",
            ),
            "moved-into-a-home-65": SuggestedMeasure(
                Wording(
                    "People aged 65 and over who moved into a care home for good",
                    "Pobl 65 oed a throsodd a symudodd i gartref gofal yn barhaol",
                ),
                Wording(
                    "People whose long-term needs the council met by a place in a residential or "
                    "nursing home in the year.",
                    "Pobl y diwallodd y cyngor eu hanghenion hirdymor drwy le mewn cartref preswyl "
                    "neu nyrsio yn y flwyddyn.",
                ),
                Wording("per 100,000 people", "fesul 100,000 o bobl"),
                "down",
                "flow",
                True,
                "NHS England, Adult Social Care Outcomes Framework",
            ),
        },
    ),
    "primary-care": FirstRound(
        title=Wording("Easier care at our surgeries", "Gofal haws yn ein meddygfeydd"),
        question=Wording(
            "What would make it easiest to get the care that you need?",
            "Beth fyddai'n ei gwneud hi'n haws cael y gofal sydd ei angen arnoch?",
        ),
        summary=Wording(
            "We ask patients, carers and the people who work at surgeries what should come first. "
            "First everybody shares ideas, then everybody votes.",
            "Rydym yn gofyn i gleifion, gofalwyr a'r bobl sy'n gweithio mewn meddygfeydd beth "
            "ddylai ddod gyntaf. Yn gyntaf mae pawb yn rhannu syniadau, yna mae pawb yn "
            "pleidleisio.",
        ),
        what_can_change=Wording(
            "What surgeries and the council do together: how people book and are told, help that "
            "is not a doctor's, transport, and buildings. The national contract of surgeries "
            "cannot change here.",
            "Yr hyn y mae meddygfeydd a'r cyngor yn ei wneud gyda'i gilydd: sut mae pobl yn trefnu "
            "apwyntiad ac yn cael gwybod, cymorth nad yw'n dod gan feddyg, cludiant, ac adeiladau. "
            "Ni all contract cenedlaethol meddygfeydd newid yma.",
        ),
        who_decides=Wording(
            "The council's health and wellbeing board, with the surgeries",
            "Bwrdd iechyd a llesiant y cyngor, gyda'r meddygfeydd",
        ),
        poll_title=Wording(
            "What should come first at our surgeries?",
            "Beth ddylai ddod gyntaf yn ein meddygfeydd?",
        ),
        poll_introduction=_INTRODUCTION,
        poll_question=Wording(
            "Which of these would make it easiest to get the care that you need?",
            "Pa rai o'r rhain fyddai'n ei gwneud hi'n haws cael y gofal sydd ei angen arnoch?",
        ),
        statements=(
            Wording(
                "I get through on the phone without a long wait",
                "Rwy'n cael ateb ar y ffôn heb aros yn hir",
            ),
            Wording(
                "I can see the same doctor or nurse again",
                "Gallaf weld yr un meddyg neu nyrs eto",
            ),
            Wording(
                "I can be seen in the evening or at the weekend",
                "Gallaf gael fy ngweld gyda'r nos neu ar y penwythnos",
            ),
            Wording(
                "I am told how long it will take, and what to do meanwhile",
                "Dywedir wrthyf pa mor hir y bydd yn ei gymryd, a beth i'w wneud yn y cyfamser",
            ),
            Wording(
                "I can get there by bus, or be seen near home",
                "Gallaf gyrraedd ar fws, neu gael fy ngweld yn agos at gartref",
            ),
            Wording(
                "I am spoken to in a way that I understand, in my language",
                "Siaredir â mi mewn ffordd rwy'n ei deall, yn fy iaith i",
            ),
        ),
        materials=(
            SuggestedMaterial(
                Wording(
                    "GP Patient Survey: what patients say of each surgery",
                    "GP Patient Survey: beth mae cleifion yn ei ddweud am bob meddygfa",
                ),
                "https://www.gp-patient.co.uk/",
            ),
        ),
        measures={
            "good-experience-of-surgery": SuggestedMeasure(
                Wording(
                    "People who say that their experience of their surgery is good",
                    "Pobl sy'n dweud bod eu profiad o'u meddygfa yn dda",
                ),
                Wording(
                    "Patients who say in the yearly survey that their overall experience of their "
                    "surgery is very good or fairly good.",
                    "Cleifion sy'n dweud yn yr arolwg blynyddol fod eu profiad cyffredinol o'u "
                    "meddygfa yn dda iawn neu'n weddol dda.",
                ),
                Wording("% of people asked", "% o'r bobl a holwyd"),
                "up",
                "survey",
                True,
                "NHS England, GP Patient Survey",
            ),
            "seen-the-same-or-next-day": SuggestedMeasure(
                Wording(
                    "Appointments on the day they were booked or the next",
                    "Apwyntiadau ar y diwrnod y'u trefnwyd neu drannoeth",
                ),
                Wording(
                    "Appointments at surgeries in the month that took place on the day they were "
                    "booked or the day after. Some people want to be seen later, so neither way is "
                    "better.",
                    "Apwyntiadau mewn meddygfeydd yn y mis a gynhaliwyd ar y diwrnod y'u trefnwyd "
                    "neu drannoeth. Mae rhai pobl eisiau cael eu gweld yn hwyrach, felly nid yw'r "
                    "naill ffordd na'r llall yn well.",
                ),
                Wording("% of appointments", "% o apwyntiadau"),
                "neutral",
                "flow",
                False,
                "NHS England, Appointments in General Practice",
            ),
        },
    ),
    "childrens-residential-care": FirstRound(
        title=Wording("A good home for every child", "Cartref da i bob plentyn"),
        question=Wording(
            "What would make the most difference to children who live in our homes?",
            "Beth fyddai'n gwneud y gwahaniaeth mwyaf i blant sy'n byw yn ein cartrefi?",
        ),
        summary=Wording(
            "We ask children and young people in care, those who have left it, their families and "
            "the people who work in homes what should come first. First everybody shares ideas, "
            "then everybody votes. Nobody is asked to tell their own story.",
            "Rydym yn gofyn i blant a phobl ifanc mewn gofal, y rhai sydd wedi'i adael, eu "
            "teuluoedd a'r bobl sy'n gweithio mewn cartrefi beth ddylai ddod gyntaf. Yn gyntaf mae "
            "pawb yn rhannu syniadau, yna mae pawb yn pleidleisio. Ni ofynnir i neb adrodd ei "
            "stori ei hun.",
        ),
        what_can_change=Wording(
            "Which homes the council runs and pays for, what it asks of them, and what it offers "
            "children who live there. The law that keeps children safe cannot change here.",
            "Pa gartrefi y mae'r cyngor yn eu rhedeg ac yn talu amdanynt, beth y mae'n ei ofyn "
            "ganddynt, a beth y mae'n ei gynnig i blant sy'n byw yno. Ni all y gyfraith sy'n cadw "
            "plant yn ddiogel newid yma.",
        ),
        who_decides=Wording(
            "The council's corporate parenting board, and its cabinet",
            "Bwrdd rhianta corfforaethol y cyngor, a'i gabinet",
        ),
        poll_title=Wording(
            "What should come first in our children's homes?",
            "Beth ddylai ddod gyntaf yn ein cartrefi plant?",
        ),
        poll_introduction=_INTRODUCTION,
        poll_question=Wording(
            "Which of these would make the most difference to children who live in our homes?",
            "Pa rai o'r rhain fyddai'n gwneud y gwahaniaeth mwyaf i'r plant sy'n byw yn ein "
            "cartrefi?",
        ),
        statements=(
            Wording(
                "I live near my family, my friends and my school",
                "Rwy'n byw'n agos at fy nheulu, fy ffrindiau a'm hysgol",
            ),
            Wording(
                "I stay in one home, and with my brothers and sisters",
                "Rwy'n aros mewn un cartref, a chyda'm brodyr a'm chwiorydd",
            ),
            Wording(
                "I know who will be there when I wake up",
                "Rwy'n gwybod pwy fydd yno pan fyddaf yn deffro",
            ),
            Wording(
                "I see a dentist, and get help when I feel bad, without a long wait",
                "Rwy'n gweld deintydd, ac yn cael help pan fyddaf yn teimlo'n wael, heb aros yn "
                "hir",
            ),
            Wording(
                "I have a say in what happens at home, and hear what came of it",
                "Mae gennyf lais yn yr hyn sy'n digwydd gartref, a chaf glywed beth ddaeth ohono",
            ),
            Wording(
                "I get help to live on my own, for as long as I need it",
                "Rwy'n cael help i fyw ar fy mhen fy hun, am gyhyd ag y bydd ei angen arnaf",
            ),
        ),
        materials=(
            SuggestedMaterial(
                Wording(
                    "Ofsted: what inspectors say of children's services",
                    "Ofsted: beth mae arolygwyr yn ei ddweud am wasanaethau plant",
                ),
                "https://reports.ofsted.gov.uk/",
            ),
        ),
        measures={
            "children-saw-a-dentist": SuggestedMeasure(
                Wording(
                    "Children in care who saw a dentist in the year",
                    "Plant mewn gofal a welodd ddeintydd yn y flwyddyn",
                ),
                Wording(
                    "Children who had been in care for 12 months at the end of March and had their "
                    "teeth checked in that time.",
                    "Plant a fu mewn gofal am 12 mis ar ddiwedd mis Mawrth ac a gafodd archwilio "
                    "eu dannedd yn y cyfnod hwnnw.",
                ),
                Wording("% of children", "% o blant"),
                "up",
                "flow",
                True,
                "Department for Education, Children looked after in England",
            ),
            "children-had-health-check": SuggestedMeasure(
                Wording(
                    "Children in care who had their yearly health check",
                    "Plant mewn gofal a gafodd eu harchwiliad iechyd blynyddol",
                ),
                Wording(
                    "Children who had been in care for 12 months at the end of March and had their "
                    "health assessed in that time.",
                    "Plant a fu mewn gofal am 12 mis ar ddiwedd mis Mawrth ac a gafodd asesu eu "
                    "hiechyd yn y cyfnod hwnnw.",
                ),
                Wording("% of children", "% o blant"),
                "up",
                "flow",
                True,
                "Department for Education, Children looked after in England",
            ),
            "children-far-from-home": SuggestedMeasure(
                Wording(
                    "Children in care who live more than 20 miles from home",
                    "Plant mewn gofal sy'n byw mwy nag 20 milltir o gartref",
                ),
                Wording(
                    "Children in care at the end of March whose place is more than 20 miles from "
                    "where they lived before.",
                    "Plant mewn gofal ar ddiwedd mis Mawrth y mae eu lle mwy nag 20 milltir o'r "
                    "man lle'r oeddent yn byw o'r blaen.",
                ),
                Wording("% of children", "% o blant"),
                "down",
                "stock",
                True,
                "Department for Education, Children looked after in England",
            ),
        },
    ),
}
