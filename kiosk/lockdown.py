"""Every way out of the kiosk that is known, and what stops it: the list that tests and IT staff go through.

WINDOW      the window refuses it (`kiosk.ui.guard`, `kiosk.ui.window`)
ABSENT      there is nothing there to open: no dialog, link, field or browser is in the program
PROGRAM     the kiosk's processes (`kiosk.supervisor`, `kiosk.memory`, `kiosk.card`)
SESSION     the session is the kiosk and nothing else: a compositor that shows one program (cage)
SYSTEM      the machine's configuration, which IT staff set once (docs/kiosk.md)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Stop(Enum):
    """Where a way out is stopped."""

    WINDOW = "window"
    ABSENT = "absent"
    PROGRAM = "program"
    SESSION = "session"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way somebody tries, and how it ends."""

    tried: str
    stop: Stop
    how: str


_KEY = "only text and keys that move the focus reach Qt"
_ONE = "the compositor shows one program and has no shortcut of its own"

WAYS_OUT: Final = (
    WayOut("Alt+F4", Stop.WINDOW, "the window refuses to close"),
    WayOut("Alt+Tab", Stop.SESSION, _ONE),
    WayOut("Alt+Escape", Stop.SESSION, _ONE),
    WayOut("Alt+Space (window menu)", Stop.WINDOW, _KEY),
    WayOut("Super, Super+D, Super+L", Stop.WINDOW, _KEY),
    WayOut("Ctrl+Alt+Delete", Stop.SYSTEM, "ctrl-alt-del.target is masked"),
    WayOut("Ctrl+Alt+Backspace", Stop.SESSION, "there is no X server to end"),
    WayOut("Ctrl+Alt+F1 to F12", Stop.SYSTEM, "no getty is enabled and the session holds the only console"),
    WayOut("Magic SysRq", Stop.SYSTEM, "kernel.sysrq is 0"),
    WayOut("Ctrl+Q, Ctrl+W", Stop.WINDOW, _KEY),
    WayOut("Ctrl+N, Ctrl+T", Stop.WINDOW, _KEY),
    WayOut("Ctrl+O, Ctrl+S", Stop.WINDOW, _KEY),
    WayOut("Ctrl+P", Stop.WINDOW, _KEY),
    WayOut("Ctrl+C, Ctrl+V, Ctrl+X", Stop.WINDOW, _KEY),
    WayOut("F1 (help)", Stop.WINDOW, _KEY),
    WayOut("F11 (full screen)", Stop.WINDOW, _KEY),
    WayOut("F12, Ctrl+Shift+I", Stop.ABSENT, "there is no browser in the program"),
    WayOut("Shift+F10, the menu key", Stop.WINDOW, "context menus are refused"),
    WayOut("Print Screen", Stop.SESSION, _ONE),
    WayOut("five times Shift (sticky keys)", Stop.SESSION, "no desktop offers it"),
    WayOut("volume, media, power and sleep keys", Stop.SYSTEM, "logind ignores them"),
    WayOut("right click", Stop.WINDOW, "only the first button counts"),
    WayOut("long press", Stop.WINDOW, "context menus and gestures are refused"),
    WayOut("two, three or four fingers", Stop.WINDOW, "gestures are refused"),
    WayOut("a swipe from an edge", Stop.SESSION, _ONE),
    WayOut("wheel with Ctrl (zoom)", Stop.WINDOW, "a wheel with a modifier is refused"),
    WayOut("drag and drop", Stop.WINDOW, "drags are refused and nothing takes a drop"),
    WayOut("minimising or moving the window", Stop.WINDOW, "it has no frame and comes back full screen"),
    WayOut("another window in front", Stop.WINDOW, "the guard brings the kiosk back to the front"),
    WayOut("a file dialog", Stop.ABSENT, "none is in the program"),
    WayOut("a print dialog", Stop.ABSENT, "printing is a command without a dialog"),
    WayOut("a colour or font dialog", Stop.ABSENT, "none is in the program"),
    WayOut("a link in a text", Stop.ABSENT, "labels show plain text and open nothing"),
    WayOut("markup in a name that the bridge sends", Stop.ABSENT, "labels show plain text"),
    WayOut("an input method's window", Stop.WINDOW, "input methods are refused"),
    WayOut("an on-screen keyboard's settings", Stop.ABSENT, "the keypad is the kiosk's own"),
    WayOut("a screen reader's menu", Stop.ABSENT, "the kiosk speaks by itself"),
    WayOut(
        "a quote or any odd character typed",
        Stop.WINDOW,
        "text is cut, never parsed, and goes to one staff field",
    ),
    WayOut("crashing the window", Stop.PROGRAM, "the supervisor starts it again"),
    WayOut("crashing it again and again", Stop.PROGRAM, "the third time in a minute it comes back locked"),
    WayOut("a hostile card", Stop.PROGRAM, "cards are read in a child process that dies with them"),
    WayOut("a core dump", Stop.PROGRAM, "core dumps are off and the process cannot be attached to"),
    WayOut("Ctrl+Z or Ctrl+\\ on its terminal", Stop.PROGRAM, "the supervisor ignores these signals"),
    WayOut("hanging up its terminal", Stop.PROGRAM, "the supervisor ignores the signal"),
    WayOut("a USB keyboard", Stop.WINDOW, _KEY),
    WayOut("a USB stick (mass storage)", Stop.SYSTEM, "usb-storage is not loaded and nothing mounts"),
    WayOut("a USB network card or telephone", Stop.SYSTEM, "only listed USB devices are authorised"),
    WayOut("unplugging the network", Stop.PROGRAM, "taps are queued, sealed; the page says so"),
    WayOut("unplugging the reader", Stop.PROGRAM, "the page says so and shows nothing else"),
    WayOut("unplugging the power", Stop.SYSTEM, "the machine starts into the kiosk; the disk is encrypted"),
    WayOut("starting from another disk", Stop.SYSTEM, "firmware password, and only the own disk starts"),
    WayOut(
        "an update's pop-up", Stop.SYSTEM, "no desktop and no notifier is installed; updates are at night"
    ),
    WayOut("a low battery or disk notice", Stop.SYSTEM, "no notifier is installed"),
    WayOut("a notice of the network (captive portal)", Stop.SYSTEM, "no portal detection is installed"),
    WayOut("the cursor's tooltips, what's this", Stop.WINDOW, "both are refused"),
    WayOut("a card of staff that was found", Stop.PROGRAM, "it needs its PIN, and the bridge its role"),
)

CAGE: Final = "cage -d -- clinic-kiosk --data /var/lib/clinic-kiosk"
"""The session: a Wayland compositor for one program; -d leaves windows without decorations."""

SESSION: Final = {
    "QT_QPA_PLATFORM": "wayland",
    "WLR_LIBINPUT_NO_DEVICES": "1",
    "XCURSOR_SIZE": "1",
    "LANG": "C.UTF-8",
}
"""What the unit that starts the session sets."""
