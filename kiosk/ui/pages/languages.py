"""The choice of language from any page; the window shows it over the page, and the visit knows nothing of it."""

from __future__ import annotations

from kiosk.ui.buttons import Face, Kind
from kiosk.ui.icons import Icon
from kiosk.ui.page import Page
from kiosk.ui.wording import LANGUAGES
from kiosk.visit.events import ChooseLanguage
from kiosk.visit.shown import Language


class LanguagesPage(Page[None]):
    """A row a language, each in its own words; `said` gives None for none of them."""

    def build(self, state: None) -> None:  # noqa: ARG002 - it says the same at every state
        """All languages."""
        self.title(self.tr("Language"), Icon.LANGUAGE)
        for language in Language:
            button = self.choice(Face(LANGUAGES[language]), ChooseLanguage(language))
            button.setCheckable(True)
            button.setChecked(language is self.look.manner.language)
        self.action(Face(self.tr("Back"), icon=Icon.BACK), None, kind=Kind.SECONDARY)
