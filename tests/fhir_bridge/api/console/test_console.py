"""Who may see the console, how a browser comes in, and that no page shows a patient."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from fhir_bridge.acts import Deed
from fhir_bridge.api.console.entering import LINK_SECONDS, SESSION_SECONDS, link_of
from fhir_bridge.api.console.markup import Html, element
from fhir_bridge.api.console.pages import LATE_SECONDS, stalled
from fhir_bridge.api.console.plots import bars
from fhir_bridge.api.console.samples import Sample, each_minute
from fhir_bridge.api.console.server import SECURE, Access, Console, Row, Shown, UnguardedPage, guard
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.settings import Settings
from fhir_bridge.store.console import Passes
from kiosk.ui.colours import PALETTES, Pair, contrast
from kiosk.visit.shown import Theme
from tests.fhir_bridge.api.console.reception import OPERATOR, Reception
from tests.fhir_bridge.house import CANARY

PAGES = ("/console", "/console/quarantine", "/console/keeping", "/console/deliveries", "/console/trace")
PATIENT = (CANARY, "Canary", "NORTH", "Other Hospital", "TREAT", "Observation")
LOOK = files("fhir_bridge.api.console").joinpath("look.css").read_text()


@pytest.mark.parametrize("path", [*PAGES, "/console?still"])
@pytest.mark.parametrize("cookie", [{}, {"fhir-bridge-console": "x" * 43}, {"fhir-bridge-console": ""}])
def test_without_a_session_nothing_is_shown(reception: Reception, path: str, cookie: dict[str, str]) -> None:
    answer = reception.send("GET", path, cookies=cookie)
    assert answer.status_code == 401
    assert "fhir-bridge console" in answer.text
    assert "cards" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_an_operator_sees_every_page_and_no_patient(reception: Reception, path: str) -> None:
    answer = reception.send("GET", path, cookies=reception.session())
    assert answer.status_code == 200
    assert answer.headers["refresh"] == "10"
    pseudonyms = [one.record.pseudonym for one in reception.clinic.desk.service.journal.records()]
    assert [word for word in (*PATIENT, *pseudonyms) if word in answer.text] == []
    assert answer.headers.items() >= SECURE.items()
    assert not re.search(r"<script|style=|=.https?://|\son[a-z]+=", answer.text)


def test_a_page_that_is_held_still_is_not_asked_for_again(reception: Reception) -> None:
    answer = reception.send("GET", "/console?still", cookies=reception.session())
    assert "refresh" not in answer.headers


def test_the_pages_say_what_there_is(reception: Reception) -> None:
    shown = {path: reception.send("GET", path, cookies=reception.session()).text for path in PAGES}
    counts = reception.clinic.desk.service.journal.counts()
    assert f">{counts['records']}<" in shown["/console"]
    assert "One message could not become a record." in shown["/console"]
    assert shown["/console"].count("<rect") > 30
    assert "no-patient" in shown["/console/quarantine"]
    assert reception.clinic.desk.service.keyring.health().current in shown["/console/keeping"]
    assert "given up" in shown["/console/deliveries"]
    assert "https://ehr.example" in shown["/console/deliveries"]
    assert "/secret-path" not in shown["/console/deliveries"]
    assert "kiosk:" in shown["/console/trace"]
    assert "olga" in shown["/console/trace"]


def test_a_link_works_once_and_its_page_uses_nothing_up(reception: Reception) -> None:
    link = reception.link()
    for _ in range(2):
        assert reception.send("GET", link).status_code == 200
    form = {"code": link.partition("=")[2]}
    assert reception.send("POST", "/console/enter", data=form).status_code == 303
    again = reception.send("POST", "/console/enter", data=form)
    assert (again.status_code, "set-cookie" in again.headers) == (403, False)


def test_a_link_and_a_session_end(reception: Reception) -> None:
    link, session, clinic = reception.link(), reception.session(), reception.clinic
    before = clinic.time
    try:
        clinic.time += LINK_SECONDS
        assert (
            reception.send("POST", "/console/enter", data={"code": link.partition("=")[2]}).status_code == 403
        )
        assert reception.send("GET", "/console", cookies=session).status_code == 200
        clinic.time += SESSION_SECONDS
        assert reception.send("GET", "/console", cookies=session).status_code == 401
    finally:
        clinic.time = before


def test_who_leaves_is_out_and_a_link_is_no_session(reception: Reception) -> None:
    session = reception.session()
    assert reception.send("POST", "/console/leave", cookies=session).status_code == 200
    assert reception.send("GET", "/console", cookies=session).status_code == 401
    code = reception.link().partition("=")[2]
    assert reception.send("GET", "/console", cookies={"fhir-bridge-console": code}).status_code == 401


def test_the_cookie_is_for_this_browser_and_these_pages_alone(reception: Reception) -> None:
    code = reception.link().partition("=")[2]
    answer = reception.send("POST", "/console/enter", data={"code": code})
    said = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/console", f"Max-Age={SESSION_SECONDS}"} <= set(
        said.split("; ")
    )
    passes = Passes(reception.clinic.desk.service.journal.database)
    assert passes.drop(code.encode()) == 0  # the journal has a hash, never the code


def test_coming_in_is_in_the_log_first(reception: Reception) -> None:
    reception.session()
    traced = next(reception.clinic.desk.service.trace.newest())
    assert (traced.act.deed, traced.act.by) == (Deed.CONSOLE, OPERATOR)
    assert reception.clinic.desk.service.trace.check()


@pytest.mark.parametrize(("method", "path"), [("POST", "/console"), ("GET", "/console/x"), ("GET", "/receipt/1"),
    ("GET", "/receipt/" + "A" * 64), ("HEAD", "/verify")])  # fmt: skip
def test_what_stands_in_no_row_is_not_here(reception: Reception, method: str, path: str) -> None:
    assert reception.send(method, path).status_code == 404


def test_a_receipt_says_how_far_it_is_and_nothing_else(reception: Reception) -> None:
    answer = reception.send("GET", reception.receipt)
    assert answer.status_code == 200
    assert "Your decisions stand on the chain." in answer.text
    assert "in force" in answer.text
    assert [word for word in PATIENT if word in answer.text] == []
    assert reception.send("GET", "/receipt/" + "0" * 64).status_code == 404


def test_the_verifier_may_run_its_own_script_alone(reception: Reception) -> None:
    answer = reception.send("GET", "/verify")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 1 + answer.text.count("<script")


@pytest.mark.logs
def test_of_a_fault_nothing_is_told(
    reception: Reception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session = reception.session()

    def stumble(_self: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(type(reception.clinic.desk.service.journal), "counts", stumble)
    answer = reception.send("GET", "/console", cookies=session)
    assert (answer.status_code, "secret" in answer.text) == (503, False)
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_a_planted_page_without_a_guard_is_caught() -> None:
    nobody: Any = None
    row = Row("GET", "/console/all", nobody, lambda _: Shown(b""))
    with pytest.raises(UnguardedPage, match="all"):
        Console(nobody, [row], otherwise=nothing_here)
    guard([replace(row, access=Access.OPERATOR)])


@pytest.mark.parametrize(("settings", "start"), [
    ({}, "http://127.0.0.1:8080/console/enter?code=c"),
    ({"http_host": "0.0.0.0", "http_port": 9}, "http://127.0.0.1:9/"),  # noqa: S104 -- what is tried
    ({"http_host": "::1", "http_certificate": "x"}, "https://[::1]:8080/"),
])  # fmt: skip
def test_a_link_leads_to_this_machine(settings: dict[str, Any], start: str) -> None:
    assert link_of(Settings(**settings), "c").startswith(start)


def test_text_never_becomes_markup() -> None:
    assert element("p", "<b>", element("i", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert element("input", hidden="", name=None) == "<input hidden>"
    assert isinstance(element("p"), Html)


def sample(at: int, total: int = 0, *, entries: int = 0, unanchored: int = 0) -> Sample:
    return Sample(at, total, total, 0, 0, entries, unanchored)


def test_what_grew_in_each_minute() -> None:
    totals = ((0, 5), (30, 6), (60, 8), (200, 9))
    assert each_minute([sample(at, total) for at, total in totals], lambda one: one.messages) == [2, 0, 1]
    assert each_minute([], lambda one: one.messages) == []
    assert "2 a minute now, 4 at most" in bars("Taken", [4, 2], "a minute")


def test_a_chain_that_takes_nothing_any_more_is_told_and_one_that_does_is_not() -> None:
    stuck = [sample(at, entries=9 + at, unanchored=4 + at) for at in range(0, LATE_SECONDS + 1, 10)]
    assert stalled(stuck[:-1], stuck[-1]) == LATE_SECONDS
    moving = [sample(at, entries=9 + at, unanchored=4) for at in range(0, LATE_SECONDS + 1, 10)]
    assert stalled(moving[:-1], moving[-1]) == 0
    assert stalled(stuck, sample(LATE_SECONDS + 10)) == 0


def test_colours_are_the_kiosks_and_every_pair_reads_at_seven_to_one() -> None:
    themes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", one)) for one in LOOK.split("@media")[:2]]
    for theme, colours in zip((Theme.LIGHT, Theme.DARK), themes, strict=True):
        palette = PALETTES[theme]
        assert {name.replace("-", "_") for name in colours} == set(palette.__slots__) - {"pressed"}
        assert all(getattr(palette, name.replace("-", "_")) == colour for name, colour in colours.items())
        for pair in set(Pair) - {Pair.PRIMARY_PRESSED}:
            text, ground = (colours[name.replace("_", "-")] for name in (pair.text, pair.ground))
            assert contrast(text, ground) >= 7, (theme, pair)
