"""Words for the codes that states carry: purposes, classes of data, validities, documents, checks."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDateTime, QLocale

from kiosk.visit.shown import Check, CheckIn, Contact, Language, Validity
from kiosk.visit.states import Work
from kiosk.visit.tasks import CardStage, Document, StaffTask

CONTEXT = "Wording"

# Every language in its own words: who looks for theirs cannot read the others.
LANGUAGES = {
    Language.ENGLISH: "English",
    Language.SPANISH: "Español",
    Language.FRENCH: "Français",
    Language.GERMAN: "Deutsch",
    Language.ARABIC: "العربية",
    Language.SERBIAN: "Српски",
}

PURPOSES = {  # HL7 v3 ActReason
    "TREAT": QT_TRANSLATE_NOOP("Wording", "to treat you"),
    "ETREAT": QT_TRANSLATE_NOOP("Wording", "to treat you in an emergency"),
    "CAREMGT": QT_TRANSLATE_NOOP("Wording", "to plan your care"),
    "HPAYMT": QT_TRANSLATE_NOOP("Wording", "to settle the bill"),
    "HRESCH": QT_TRANSLATE_NOOP("Wording", "for medical research"),
    "PATRQT": QT_TRANSLATE_NOOP("Wording", "because you asked for it"),
    "FAMRQT": QT_TRANSLATE_NOOP("Wording", "to inform your family"),
    "HOPERAT": QT_TRANSLATE_NOOP("Wording", "to run the clinic"),
    "PUBHLTH": QT_TRANSLATE_NOOP("Wording", "to protect public health"),
}
CLASSES = {  # FHIR resource types, as the codes of data classes end
    "AllergyIntolerance": QT_TRANSLATE_NOOP("Wording", "allergies"),
    "Condition": QT_TRANSLATE_NOOP("Wording", "diagnoses"),
    "DiagnosticReport": QT_TRANSLATE_NOOP("Wording", "reports of examinations"),
    "DocumentReference": QT_TRANSLATE_NOOP("Wording", "letters and documents"),
    "Encounter": QT_TRANSLATE_NOOP("Wording", "visits and stays"),
    "Immunization": QT_TRANSLATE_NOOP("Wording", "vaccinations"),
    "MedicationRequest": QT_TRANSLATE_NOOP("Wording", "medicines"),
    "MedicationStatement": QT_TRANSLATE_NOOP("Wording", "medicines"),
    "Observation": QT_TRANSLATE_NOOP("Wording", "test results and measurements"),
    "Patient": QT_TRANSLATE_NOOP("Wording", "name, address and birth date"),
    "Procedure": QT_TRANSLATE_NOOP("Wording", "operations and treatments"),
}
VALIDITIES = {
    Validity.VISIT: QT_TRANSLATE_NOOP("Wording", "Today only"),
    Validity.QUARTER: QT_TRANSLATE_NOOP("Wording", "90 days"),
    Validity.YEAR: QT_TRANSLATE_NOOP("Wording", "One year"),
}
CHECK_INS = {
    CheckIn.EXPECTED: QT_TRANSLATE_NOOP("Wording", "You are expected"),
    CheckIn.CHECKED_IN: QT_TRANSLATE_NOOP("Wording", "You are checked in"),
    CheckIn.QUEUED: QT_TRANSLATE_NOOP("Wording", "Check-in is waiting to be sent"),
}
CONTACTS = {
    Contact.PHONE: QT_TRANSLATE_NOOP("Wording", "Telephone"),
    Contact.EMAIL: QT_TRANSLATE_NOOP("Wording", "E-mail"),
    Contact.ADDRESS: QT_TRANSLATE_NOOP("Wording", "Address"),
    Contact.INSURER: QT_TRANSLATE_NOOP("Wording", "Health insurance"),
}
WORKS = {
    Work.LOGGING_IN: QT_TRANSLATE_NOOP("Wording", "Checking your card"),
    Work.CHECKING_IN: QT_TRANSLATE_NOOP("Wording", "Checking you in"),
    Work.FETCHING: QT_TRANSLATE_NOOP("Wording", "Getting what you asked for"),
    Work.PREPARING: QT_TRANSLATE_NOOP("Wording", "Writing the text for you to read"),
    Work.REPORTING: QT_TRANSLATE_NOOP("Wording", "Telling the officer"),
}
TASKS = {
    StaffTask.ENROL: QT_TRANSLATE_NOOP("Wording", "Give a patient a card"),
    StaffTask.UNBLOCK: QT_TRANSLATE_NOOP("Wording", "Unblock a PIN"),
    StaffTask.SUSPEND: QT_TRANSLATE_NOOP("Wording", "Suspend a lost card"),
    StaffTask.REINSTATE: QT_TRANSLATE_NOOP("Wording", "Make a suspended card valid again"),
    StaffTask.REPLACE: QT_TRANSLATE_NOOP("Wording", "Replace a card"),
    StaffTask.CONFIRM: QT_TRANSLATE_NOOP("Wording", "Confirm a replacement"),
    StaffTask.GUARDIAN: QT_TRANSLATE_NOOP("Wording", "Appoint a representative"),
    StaffTask.CONFIRM_GUARDIAN: QT_TRANSLATE_NOOP("Wording", "Confirm a representative"),
}
DOCUMENTS = {
    Document.PASSPORT: QT_TRANSLATE_NOOP("Wording", "Passport"),
    Document.IDENTITY_CARD: QT_TRANSLATE_NOOP("Wording", "Identity card"),
    Document.RESIDENCE_PERMIT: QT_TRANSLATE_NOOP("Wording", "Residence permit"),
    Document.KNOWN_IN_PERSON: QT_TRANSLATE_NOOP("Wording", "Known in person"),
}
STAGES = {
    CardStage.UNLOCKING: QT_TRANSLATE_NOOP("Wording", "Unlocking the card"),
    CardStage.MAKING_KEY: QT_TRANSLATE_NOOP("Wording", "The card makes its key"),
    CardStage.WRITING: QT_TRANSLATE_NOOP("Wording", "Writing the certificate"),
    CardStage.SETTING_PIN: QT_TRANSLATE_NOOP("Wording", "Setting the PIN"),
    CardStage.PROVING: QT_TRANSLATE_NOOP("Wording", "The card proves its key"),
    CardStage.REGISTERING: QT_TRANSLATE_NOOP("Wording", "Registering the card"),
}
CHECKS = {
    Check.READER: (
        QT_TRANSLATE_NOOP("Wording", "Card reader"),
        QT_TRANSLATE_NOOP("Wording", "Plug the card reader in again."),
    ),
    Check.CARD_SERVICE: (
        QT_TRANSLATE_NOOP("Wording", "Card service"),
        QT_TRANSLATE_NOOP("Wording", "Ask IT to start pcscd."),
    ),
    Check.BRIDGE: (
        QT_TRANSLATE_NOOP("Wording", "Connection to the clinic's system"),
        QT_TRANSLATE_NOOP("Wording", "Look at the network cable, then ask IT to run fhir-bridge doctor."),
    ),
    Check.CLOCK: (
        QT_TRANSLATE_NOOP("Wording", "Clock"),
        QT_TRANSLATE_NOOP("Wording", "Ask IT to set this kiosk's clock."),
    ),
    Check.ENROLMENT: (
        QT_TRANSLATE_NOOP("Wording", "This kiosk's registration"),
        QT_TRANSLATE_NOOP("Wording", "Ask IT to register this kiosk again."),
    ),
    Check.QUEUE: (
        QT_TRANSLATE_NOOP("Wording", "Waiting to be sent"),
        QT_TRANSLATE_NOOP("Wording", "Wait: it is sent as soon as the clinic's system answers."),
    ),
    Check.DISK: (
        QT_TRANSLATE_NOOP("Wording", "Room on the disk"),
        QT_TRANSLATE_NOOP("Wording", "Ask IT to make room on this kiosk's disk."),
    ),
}


def say(text: object) -> str:
    """One of the words above in the language of the page."""
    return QCoreApplication.translate(CONTEXT, str(text))


def filled(sentence: str, **values: object) -> str:
    """A sentence with its values, each kept apart from the direction of the words around it (Unicode's isolates)."""
    return sentence.format(**{name: f"\u2068{value}\u2069" for name, value in values.items()})


def aloud(text: str) -> str:
    """A text as it is read: without the signs that only steer how it is set."""
    return text.translate(dict.fromkeys(map(ord, "\u00ad\u2068\u2069")))


def purpose(code: str) -> str:
    """What for; a code that has no words stands as it is."""
    return say(PURPOSES[code]) if code in PURPOSES else code


def classes(codes: tuple[str, ...], locale: QLocale) -> str:
    """Which data, as a list; codes are `system|code`, and one that has no words stands as it is."""
    ends = (code.rpartition("|")[2] for code in codes)
    words = dict.fromkeys(say(CLASSES[end]) if end in CLASSES else end for end in ends)
    return locale.createSeparatedList(list(words))


def day(when: datetime, locale: QLocale) -> str:
    """A date in the reader's calendar words and this kiosk's time zone."""
    return locale.toString(_local(when).date(), QLocale.FormatType.LongFormat)


def clock(when: datetime, locale: QLocale) -> str:
    """A time of day."""
    return locale.toString(_local(when).time(), QLocale.FormatType.ShortFormat)


def _local(when: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(when.timestamp()))
