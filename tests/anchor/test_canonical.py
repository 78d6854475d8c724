"""The canonical form: vectors of our own, refusals with code and place, parts, forms, limits."""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
from pathlib import Path

import pytest

from anchor.canonical import Form, Profile, canonical, canonicalize, digest, digest_many
from anchor.errors import CanonicalError

VECTORS = Path(__file__).parent.parent / "vectors" / "canonical"
VERDICTS = [line.split() for line in (VECTORS / "refused" / "verdicts.txt").read_text().splitlines()]
BOTH = tuple(Profile)


def profiles(name: str) -> tuple[Profile, ...]:
    return BOTH if name == "both" else (Profile(name),)


@pytest.mark.parametrize(("name", "profile", "code", "offset"), VERDICTS, ids=lambda value: value)
def test_t031_to_t036_what_has_no_canonical_form_is_refused(
    name: str, profile: str, code: str, offset: str
) -> None:
    data = (VECTORS / "refused" / f"{name}.json").read_bytes()
    for each in profiles(profile):
        for function in (canonicalize, digest, canonical):
            with pytest.raises(CanonicalError) as caught:
                function(data, each)
            assert (caught.value.code, caught.value.offset) == (code, int(offset))


@pytest.mark.parametrize("path", sorted((VECTORS / "accepted").glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("profile", BOTH)
def test_t038_t050_t051_t052_t053_vectors(path: Path, profile: Profile) -> None:
    expected = path.with_suffix(f".{profile}")
    if not expected.exists():
        with pytest.raises(CanonicalError):
            canonicalize(path.read_bytes(), profile)
        return
    form = canonicalize(path.read_bytes(), profile)

    assert form == expected.read_bytes()
    assert canonicalize(form, profile) == form
    assert digest(path.read_bytes(), profile) == hashlib.sha256(form).digest()
    assert canonical(path.read_bytes(), profile).data == form


def test_t055_the_profiles_names_stand() -> None:
    assert [str(profile) for profile in Profile] == ["fhir-lex-1", "rfc8785"]


def test_an_error_names_place_and_fault_and_never_the_value() -> None:
    with pytest.raises(CanonicalError, match=r"^duplicate-name at byte 11$") as caught:
        canonicalize(b'{"Smith":1,"Smith":2}')
    assert "Smith" not in repr(caught.value)


def bundle(entries: int) -> bytes:
    resources = [{"resourceType": "Patient", "id": f"p{number}", "active": True} for number in range(entries)]
    entry = [{"resource": resource, "fullUrl": f"urn:{resource['id']}"} for resource in resources]
    return json.dumps({"type": "collection", "resourceType": "Bundle", "entry": entry}, indent=1).encode()


@pytest.mark.parametrize("indented", [True, False])
def test_parts_are_the_canonical_resources_in_order(indented: bool) -> None:
    data = bundle(5) if indented else canonicalize(bundle(5))
    found = canonical(data)

    assert found.digest == hashlib.sha256(found.data).digest() == digest(data)
    assert len(found.parts) == 5
    for part, entry in zip(found.parts, json.loads(data)["entry"], strict=True):
        resource = found.data[part.start : part.stop]
        assert resource == canonicalize(json.dumps(entry["resource"]).encode())
        assert part.digest == digest(resource)


def test_an_entry_without_resource_has_no_part() -> None:
    data = b'{"resourceType":"Bundle","entry":[{"fullUrl":"a"},{"r\\u0065source":{"b":1,"a":2}},5,[{"resource":1}]]}'
    found = canonical(data)

    assert [found.data[part.start : part.stop] for part in found.parts] == [b'{"a":2,"b":1}']


@pytest.mark.parametrize(
    "data", [b"[]", b'{"entry":[{"resource":{}}]}', b'{"resourceType":"Bundle","entry":{}}']
)
def test_what_is_no_bundle_with_entries_has_no_parts(data: bytes) -> None:
    assert canonical(data).parts == ()


def test_forms_select_members_of_the_root_alone() -> None:
    data = b'{"text":1,"meta":2,"id":3,"resourceType":"Bundle","entry":[{"text":4,"meta":5,"id":6}]}'
    entry = b'"entry":[{"id":6,"meta":5,"text":4}]'
    expected = {
        Form.DATA: b'{%b,"id":3,"meta":2,"resourceType":"Bundle"}' % entry,
        Form.STATIC: b'{%b,"id":3,"resourceType":"Bundle"}' % entry,
        Form.NARRATIVE: b'{"id":3,"text":1}',
        Form.DOCUMENT: b'{%b,"resourceType":"Bundle","text":1}' % entry,
    }
    assert {form: canonicalize(data, form=form) for form in Form} == expected
    for form, bytes_of_form in expected.items():
        assert digest(data, form=form) == hashlib.sha256(bytes_of_form).digest()


def test_a_form_of_what_is_no_object_is_all_of_it() -> None:
    assert canonicalize(b"[1, 2]", form=Form.NARRATIVE) == b"[1,2]"


def test_the_text_that_a_form_leaves_out_is_parsed_all_the_same() -> None:
    with pytest.raises(CanonicalError):
        canonicalize(b'{"text":{"a":1,"a":2}}', form=Form.DATA)


def test_digest_many_is_digest_of_each() -> None:
    documents = [bundle(number) for number in range(20)]
    assert digest_many(documents) == [digest(document) for document in documents]
    assert digest_many([]) == []


def test_digest_many_says_which_document_was_refused() -> None:
    with pytest.raises(CanonicalError) as caught:
        digest_many([b"{}", b"[1,]"])
    assert caught.value.__notes__ == ["in document 1 of the batch"]


@pytest.mark.parametrize("function", [canonicalize, digest, canonical])
@pytest.mark.parametrize("given", [bytearray(b"{}"), memoryview(b"{}"), "{}", None])
def test_only_bytes_are_taken(function: type, given: object) -> None:
    with pytest.raises(TypeError):
        function(given)


@pytest.mark.parametrize(("title", "profile"), [("fhir lex", Profile.FHIR_LEX_1), ("rfc", Profile.RFC8785)])
def test_the_example_of_the_documentation(title: str, profile: Profile) -> None:
    text = (VECTORS.parents[2] / "docs" / "formats.md").read_text()
    examples = dict(re.findall(r"<!-- example: canonical ([a-z ]+) -->\n```text\n(.*?)```", text, re.DOTALL))
    data = examples["input"].encode()

    assert examples[title] == f"{canonicalize(data, profile).decode()}\n{digest(data, profile).hex()}\n"


def test_every_code_is_documented_and_has_a_vector() -> None:
    text = (VECTORS.parents[2] / "docs" / "formats.md").read_text()
    documented = set(re.findall(r"^\| `([a-z0-9-]+)` \|", text.partition("## Envelope")[0], re.MULTILINE))

    assert documented == {code for _, _, code, _ in VERDICTS} | {"too-large"}


def test_a_gibibyte_is_refused_unread() -> None:
    with pytest.raises(CanonicalError) as caught:
        canonicalize(bytes(2**30))
    assert (caught.value.code, caught.value.offset) == ("too-large", 2**30 - 1)


def test_a_string_longer_than_every_buffer() -> None:
    data = b'{"data":"' + b"QUJD" * 300_000 + b'","a":1}'
    form = canonicalize(data)

    assert form == b'{"a":1,' + data[1:-7] + b"}"
    assert digest(data) == hashlib.sha256(form).digest()


@pytest.mark.parametrize("around", [4096, 8192, 64])
def test_tokens_that_windows_and_blocks_cut(around: int) -> None:
    for filler in range(around - 70, around + 70):
        data = b'{"b":"' + b"x" * filler + '\u20ac\\u20ac","a":[1.50,true]}'.encode()
        expected = b'{"a":[1.50,true],"b":"' + b"x" * filler + '\u20ac\u20ac"}'.encode()
        assert canonicalize(data) == expected


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b"[[],", b'"', b'"\\\\', b"1", b'{"a":1,"b":', b"[ "])
def test_t035_time_grows_with_length_alone(opening: bytes) -> None:
    """A million openings are refused, or taken as one long token; neither hangs, and nothing overflows a stack."""
    with pytest.raises(CanonicalError):
        canonicalize(opening * 1_000_000 + b"x")


def test_a_hundred_thousand_names_are_sorted() -> None:
    names = [f"name{number}" for number in range(100_000)]
    shuffled = random.Random(1).sample(names, len(names))
    data = json.dumps(dict.fromkeys(shuffled, 0)).encode()

    assert canonicalize(data) == json.dumps(dict.fromkeys(sorted(names), 0), separators=(",", ":")).encode()


def test_threads_get_the_same_digests() -> None:
    data = bundle(2000)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(digest(data))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [digest(data)] * 4
