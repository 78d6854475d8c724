"""The translation of everything that is written here, installed for one language at a time."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QCoreApplication, QTranslator

from kiosk.visit.shown import Language

SOURCE = Language.ENGLISH  # what the sources are written in


class Translation:
    """Holds the one translator that is installed: Qt keeps no reference, and the file's bytes must outlive it."""

    def __init__(self) -> None:
        self._translator: QTranslator | None = None
        self._bytes = b""
        self.language = SOURCE

    def speak(self, language: Language) -> None:
        """From here on, what is translated is in this language."""
        if language is self.language:
            return
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        self.language = language
        if language is SOURCE:
            return
        self._bytes = compiled(language)
        self._translator = QTranslator()
        if not self._translator.load(self._bytes):
            raise ValueError(f"the translation {language.value} cannot be read")
        QCoreApplication.installTranslator(self._translator)


def compiled(language: Language) -> bytes:
    """The packaged translation."""
    return (files("kiosk.ui") / "translations" / f"{language.value}.qm").read_bytes()
