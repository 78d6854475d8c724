"""A state of every kind, with the longest words that a site is likely to have; nobody in it is real."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.visit import states, tasks
from kiosk.visit.shown import (
    Appointment,
    Check,
    Checked,
    CheckIn,
    Contact,
    Decision,
    Detail,
    Given,
    Person,
    Read,
    Validity,
)
from kiosk.visit.states import State
from kiosk.visit.trouble import Trouble

PATIENT, CHILD = "Margarethe W.", "Leo W."
WHEN = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
CLASSES = (
    "http://hl7.org/fhir/resource-types|Observation",
    "http://hl7.org/fhir/resource-types|MedicationRequest",
)
DECISIONS = (
    Decision("Practice Dr Okafor, Cardiology", "TREAT", CLASSES),
    Decision(
        "University Hospital, Institute of Epidemiology",
        "HRESCH",
        CLASSES,
        allow=True,
        validity=Validity.QUARTER,
    ),
    Decision("Health Insurance Nord", "HPAYMT", CLASSES[:1], allow=False),
)
DETAILS = (
    Detail(Contact.PHONE, "••• ••• 47"),
    Detail(Contact.ADDRESS, "••••••• 12b", right=True),
    Detail(Contact.INSURER, "••••••• 903", right=False),
)
GIVEN = (
    Given("Practice Dr Okafor, Cardiology", "TREAT", CLASSES, WHEN, WHEN.replace(year=2027)),
    Given(
        "University Hospital, Institute of Epidemiology",
        "HRESCH",
        CLASSES,
        WHEN,
        WHEN.replace(year=2027),
        pending=True,
    ),
)
READS = (
    Read("Dr Okafor, Cardiology", WHEN, "TREAT", CLASSES, under="Practice Dr Okafor, Cardiology"),
    Read("Emergency Department", WHEN, "ETREAT", CLASSES, emergency=True),
    Read("Ward 4, Nursing", WHEN, "TREAT", CLASSES[:1], reported=True),
)
APPOINTMENTS = (
    Appointment(WHEN, "Building B, second floor, room 214", "Dr Okafor, Cardiology", CheckIn.CHECKED_IN),
    Appointment(WHEN.replace(hour=13), "Building A, Laboratory", "Laboratory", CheckIn.QUEUED),
)
TEXT = """\
I allow Practice Dr Okafor, Cardiology, to read my test results and measurements and my medicines, to treat me, until
21 November 2027.

I do not allow Health Insurance Nord to read my test results and measurements, to settle the bill.

I can end each permission at any time at this kiosk or at the desk."""
QR = "https://clinic.example/verify#BEu3kVbYc9fEXAMPLEo2Q1mB7w2n8Jc5xA4tR6sD0hK"
SAMPLES: tuple[State, ...] = (
    states.Attract(),
    states.Attract(bridge=False),
    states.CardReading(),
    states.Identified(PATIENT),
    states.Identified(PATIENT, blocked=True),
    states.InsertCard(48),
    states.PinEntry(states.PinFor.LOG_IN, 3, length=4),
    states.PinEntry(states.PinFor.SIGN, 2, wrong=True),
    states.PinEntry(states.PinFor.RESUME, 1, wrong=True, length=6),
    states.PinEntry(states.PinFor.STAFF, 3),
    *(states.Working(work) for work in states.Work),
    states.Representing((Person(PATIENT, self_=True), Person(CHILD))),
    states.Appointments(PATIENT, APPOINTMENTS, asks=3, number=17),
    states.Appointments(PATIENT, (), standing_for=CHILD),
    states.DetailsConfirm(DETAILS),
    states.Consents(DECISIONS),
    states.Consents(DECISIONS[1:], standing_for=CHILD),
    states.ConsentText(TEXT),
    states.ConsentText(TEXT, assisted=True),
    states.Signing(),
    states.Signing(sent=True),
    states.MyConsents(GIVEN),
    states.MyConsents(()),
    states.RevokeConfirm(GIVEN[0], TEXT),
    states.MyData(READS),
    states.MyData(()),
    states.Receipt(QR, printer=True, number=17),
    states.Receipt(QR, pending=True, queued=True, printer=True, paper=states.Paper.PRINTED),
    *(states.TakeCard(ending, 12) for ending in states.Ending),
    *(states.Troubled(trouble) for trouble in Trouble),
    states.IdleWarning(17),
    states.CardPulled(52),
    *(states.StaffCalled(call) for call in states.Call),
    states.StaffCalled(states.Call.HELP, heard=True),
    states.OutOfOrder(Trouble.READER_GONE),
    states.Locked(),
    tasks.StaffHome("Sister Agnes"),
    tasks.StaffIdentity(tasks.StaffTask.ENROL),
    tasks.StaffIdentity(tasks.StaffTask.REPLACE, tasks.Document.RESIDENCE_PERMIT, "MRN-2024-004711"),
    tasks.StaffNumber(tasks.StaffTask.SUSPEND),
    tasks.StaffNumber(tasks.StaffTask.CONFIRM, "MRN-2024-004711"),
    tasks.StaffIdentity(tasks.StaffTask.REINSTATE),
    tasks.StaffName(tasks.StaffTask.ENROL, "Margarethe"),
    tasks.StaffConfirm(tasks.StaffTask.ENROL, PATIENT),
    tasks.StaffConfirm(tasks.StaffTask.SUSPEND, "MRN-2024-004711"),
    tasks.StaffConfirm(tasks.StaffTask.GUARDIAN, PATIENT),
    tasks.SwapCards(tasks.StaffTask.REPLACE, 60),
    tasks.SwapCards(tasks.StaffTask.GUARDIAN, 60),
    tasks.ChoosePin(tasks.StaffTask.ENROL, 7),
    tasks.ChoosePin(tasks.StaffTask.ENROL, again=True),
    tasks.ChoosePin(tasks.StaffTask.ENROL, unlike=True),
    *(tasks.StaffWorking(tasks.StaffTask.ENROL, stage) for stage in (None, *tasks.CardStage)),
    tasks.StaffDone(tasks.StaffTask.ENROL),
    tasks.StaffDone(tasks.StaffTask.REPLACE, pending=True),
    tasks.Diagnostics(),
    tasks.Diagnostics(
        tuple(
            Checked(check, sound=at % 3 != 1, said="1.2 s" if at == 3 else "")
            for at, check in enumerate(Check)
        )
    ),
)
