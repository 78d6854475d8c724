"""What a person is told of each trouble: what is wrong in a few words, and what helps."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from kiosk.ui.icons import Icon
from kiosk.visit.trouble import Trouble

TOLD = {
    Trouble.CARD_LEFT: (
        Icon.CARD,
        QT_TRANSLATE_NOOP("Faults", "Please take your card"),
        QT_TRANSLATE_NOOP(
            "Faults", "Your visit is over and nothing is shown any more. Your card is still in the reader."
        ),
    ),
    Trouble.SWAPPED: (
        Icon.CARD,
        QT_TRANSLATE_NOOP("Faults", "This is a different card"),
        QT_TRANSLATE_NOOP(
            "Faults", "The visit was ended to protect whoever began it. Take this card out and start again."
        ),
    ),
    Trouble.CLONED: (
        Icon.ALERT,
        QT_TRANSLATE_NOOP("Faults", "This card could not prove itself"),
        QT_TRANSLATE_NOOP("Faults", "It cannot be used here. Please show it at the desk."),
    ),
    Trouble.FOREIGN: (
        Icon.CARD,
        QT_TRANSLATE_NOOP("Faults", "This card is from somewhere else"),
        QT_TRANSLATE_NOOP("Faults", "Take it out and use the card that this clinic gave you."),
    ),
    Trouble.EXPIRED: (
        Icon.CALENDAR,
        QT_TRANSLATE_NOOP("Faults", "This card has expired"),
        QT_TRANSLATE_NOOP("Faults", "You get a new one at the desk."),
    ),
    Trouble.REVOKED: (
        Icon.NO_CARD,
        QT_TRANSLATE_NOOP("Faults", "This card is no longer valid"),
        QT_TRANSLATE_NOOP("Faults", "It was replaced or withdrawn. Please come to the desk."),
    ),
    Trouble.SUSPENDED: (
        Icon.NO_CARD,
        QT_TRANSLATE_NOOP("Faults", "This card is suspended"),
        QT_TRANSLATE_NOOP(
            "Faults", "It was reported as lost. If it is yours, the desk can make it valid again."
        ),
    ),
    Trouble.BLOCKED: (
        Icon.LOCK,
        QT_TRANSLATE_NOOP("Faults", "The PIN of this card is blocked"),
        QT_TRANSLATE_NOOP("Faults", "A wrong PIN was typed three times. The desk can unblock it with you."),
    ),
    Trouble.UNREADABLE: (
        Icon.CARD,
        QT_TRANSLATE_NOOP("Faults", "The card could not be read"),
        QT_TRANSLATE_NOOP("Faults", "Take it out, turn it so that the chip goes in first, and try again."),
    ),
    Trouble.NOT_KNOWN: (
        Icon.PERSON,
        QT_TRANSLATE_NOOP("Faults", "We do not know this card"),
        QT_TRANSLATE_NOOP("Faults", "It may be new. The desk can look it up."),
    ),
    Trouble.NOT_ALLOWED: (
        Icon.LOCK,
        QT_TRANSLATE_NOOP("Faults", "This card may not do that"),
        QT_TRANSLATE_NOOP("Faults", "The desk can tell you why and what is possible."),
    ),
    Trouble.TWO_CARDS: (
        Icon.CARD,
        QT_TRANSLATE_NOOP("Faults", "There are two cards"),
        QT_TRANSLATE_NOOP("Faults", "Leave only your own card in the reader."),
    ),
    Trouble.READER_GONE: (
        Icon.TOOLS,
        QT_TRANSLATE_NOOP("Faults", "The card reader does not answer"),
        QT_TRANSLATE_NOOP("Faults", "Nothing was lost. Please check in at the desk."),
    ),
    Trouble.SERVICE_DOWN: (
        Icon.TOOLS,
        QT_TRANSLATE_NOOP("Faults", "Cards cannot be read at the moment"),
        QT_TRANSLATE_NOOP("Faults", "Nothing was lost. Please check in at the desk."),
    ),
    Trouble.BRIDGE_DOWN: (
        Icon.WAIT,
        QT_TRANSLATE_NOOP("Faults", "The clinic's system does not answer"),
        QT_TRANSLATE_NOOP("Faults", "It is tried again by itself. You can wait, or check in at the desk."),
    ),
    Trouble.NOT_FOUND: (
        Icon.ALERT,
        QT_TRANSLATE_NOOP("Faults", "Nothing was found for that"),
        QT_TRANSLATE_NOOP("Faults", "Nothing was changed. Please check what was typed, and try again."),
    ),
    Trouble.TOO_EARLY: (
        Icon.WAIT,
        QT_TRANSLATE_NOOP("Faults", "The waiting time is not over"),
        QT_TRANSLATE_NOOP(
            "Faults", "Nothing was changed. It can be confirmed when the waiting time is over."
        ),
    ),
    Trouble.SAME_OFFICER: (
        Icon.PERSON,
        QT_TRANSLATE_NOOP("Faults", "Somebody else has to confirm this"),
        QT_TRANSLATE_NOOP("Faults", "Whoever ordered the new card cannot confirm it. Ask a colleague."),
    ),
    Trouble.REFUSED: (
        Icon.ALERT,
        QT_TRANSLATE_NOOP("Faults", "That could not be done"),
        QT_TRANSLATE_NOOP("Faults", "Nothing was changed. The desk can help you."),
    ),
}


def told(trouble: Trouble) -> tuple[Icon, str, str]:
    """(icon, title, advice) in the language of the page."""
    icon, title, advice = TOLD[trouble]
    return (
        icon,
        QCoreApplication.translate("Faults", str(title)),
        QCoreApplication.translate("Faults", str(advice)),
    )
