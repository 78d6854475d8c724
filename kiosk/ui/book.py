"""Which page shows which state: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.ui.look import Look
from kiosk.ui.page import Page
from kiosk.ui.pages.appointments import AppointmentsPage
from kiosk.ui.pages.attract import AttractPage
from kiosk.ui.pages.choose_pin import ChoosePinPage
from kiosk.ui.pages.consent_text import ConsentTextPage
from kiosk.ui.pages.consents import ConsentsPage
from kiosk.ui.pages.details import DetailsPage
from kiosk.ui.pages.diagnostics import DiagnosticsPage
from kiosk.ui.pages.identified import IdentifiedPage
from kiosk.ui.pages.idle import IdlePage
from kiosk.ui.pages.insert import InsertPage
from kiosk.ui.pages.locked import LockedPage
from kiosk.ui.pages.my_consents import MyConsentsPage
from kiosk.ui.pages.my_data import MyDataPage
from kiosk.ui.pages.out_of_order import OutOfOrderPage
from kiosk.ui.pages.pin import PinPage
from kiosk.ui.pages.pulled import PulledPage
from kiosk.ui.pages.reading import ReadingPage
from kiosk.ui.pages.receipt import ReceiptPage
from kiosk.ui.pages.representing import RepresentingPage
from kiosk.ui.pages.revoke import RevokePage
from kiosk.ui.pages.signing import SigningPage
from kiosk.ui.pages.staff_called import StaffCalledPage
from kiosk.ui.pages.staff_confirm import StaffConfirmPage
from kiosk.ui.pages.staff_done import StaffDonePage
from kiosk.ui.pages.staff_home import StaffHomePage
from kiosk.ui.pages.staff_identity import StaffIdentityPage
from kiosk.ui.pages.staff_name import StaffNamePage
from kiosk.ui.pages.staff_number import StaffNumberPage
from kiosk.ui.pages.staff_working import StaffWorkingPage
from kiosk.ui.pages.swap_cards import SwapCardsPage
from kiosk.ui.pages.take_card import TakeCardPage
from kiosk.ui.pages.trouble import TroublePage
from kiosk.ui.pages.working import WorkingPage
from kiosk.visit import states, tasks

PAGES: Final[Mapping[type, Callable[[Any, Look], Page[Any]]]] = {
    states.Attract: AttractPage,
    states.CardReading: ReadingPage,
    states.Identified: IdentifiedPage,
    states.InsertCard: InsertPage,
    states.PinEntry: PinPage,
    states.Working: WorkingPage,
    states.Representing: RepresentingPage,
    states.Appointments: AppointmentsPage,
    states.DetailsConfirm: DetailsPage,
    states.Consents: ConsentsPage,
    states.ConsentText: ConsentTextPage,
    states.Signing: SigningPage,
    states.MyConsents: MyConsentsPage,
    states.RevokeConfirm: RevokePage,
    states.MyData: MyDataPage,
    states.Receipt: ReceiptPage,
    states.TakeCard: TakeCardPage,
    states.Troubled: TroublePage,
    states.IdleWarning: IdlePage,
    states.CardPulled: PulledPage,
    states.StaffCalled: StaffCalledPage,
    states.OutOfOrder: OutOfOrderPage,
    states.Locked: LockedPage,
    tasks.StaffHome: StaffHomePage,
    tasks.StaffIdentity: StaffIdentityPage,
    tasks.StaffNumber: StaffNumberPage,
    tasks.StaffName: StaffNamePage,
    tasks.StaffConfirm: StaffConfirmPage,
    tasks.SwapCards: SwapCardsPage,
    tasks.ChoosePin: ChoosePinPage,
    tasks.StaffWorking: StaffWorkingPage,
    tasks.StaffDone: StaffDonePage,
    tasks.Diagnostics: DiagnosticsPage,
}


def page_for(state: states.State, look: Look) -> Page[Any]:
    """The page that shows a state."""
    return PAGES[type(state)](state, look)
