"""What plainletter is made of: locks, licences, the bill of materials, and the look-up of known faults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import supply_chain
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from supply_chain import (
    ALLOWED_BY_NAME,
    DEVELOPMENT,
    LOCKS,
    NOT_HERE,
    READ,
    ROOT,
    RUNTIME,
    SBOM,
    TABLES,
    WORDS,
    audit,
    brought,
    declared,
    declared_extras,
    installed,
    is_allowed,
    judged,
    licence,
    licence_files,
    locked,
    project,
    terms,
    versions_of,
)

RUNTIME_NAMES = frozenset(brought(declared()))
NAMES = sorted(RUNTIME_NAMES | brought(declared_extras()).keys())
"""What plainletter brings, with all its extras."""


# --- locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_line_of_a_lock_is_an_exact_version_with_hashes(lock: Path) -> None:
    held = locked(lock)
    names = [
        line.partition("==")[0] for line in lock.read_text("utf-8").splitlines() if "==" in line
    ]
    assert [package.name for package in held] == names
    assert all(package.hashes for package in held)
    # One version for each machine: two of the same name have markers that part them.
    for package in held:
        others = [p for p in held if p.name == package.name and p is not package]
        assert not others or package.marker


H = "0" * 64


@pytest.mark.parametrize(
    "text",
    [
        "spacy==3.8.18\n",
        f"spacy>=3.8 \\\n    --hash=sha256:{H}\n",
        f"spacy==3.* \\\n    --hash=sha256:{H}\n",
        f"spacy==3.8.18 \\\n    --hash=md5:{H[:32]}\n",
        f"spacy==3.8.18 \\\n    --hash=sha256:{H[:-1]}\n",
        "--index-url somewhere\n",
        "-r other.txt\n",
        f"spacy @ file.whl \\\n    --hash=sha256:{H}\n",
    ],
)
def test_other_lines_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.write_text(f"blis==1.0 \\\n    --hash=sha256:{H}\n    # via spacy\n{text}")
    with pytest.raises(ValueError, match=r"a\.lock: no exact version"):
        locked(path)


def group(name: str) -> Iterator[str]:
    for entry in project()["dependency-groups"][name]:  # type: ignore[union-attr]
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNTIME, [*declared(), *group("build")]),
        (DEVELOPMENT, [*declared(), *declared_extras(), *group("dev")]),
        (LOCKS[2], [*declared(), *group("recipes")]),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_locks_are_what_pyproject_asks_for(lock: Path, wanted: list[str]) -> None:
    held = versions_of(lock)
    for requirement in map(Requirement, wanted):
        versions = held[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_lock_is_all_that_is_brought_and_nothing_else() -> None:
    assert RUNTIME_NAMES | brought(group("build")).keys() == versions_of(RUNTIME).keys()
    assert versions_of(DEVELOPMENT).keys() >= set(NAMES)


def test_what_is_installed_is_what_is_locked() -> None:
    held = versions_of(DEVELOPMENT)
    for name in NAMES:
        owner = installed(name)
        assert owner is None or owner.version in held[name], name


def test_locks_agree() -> None:
    development = versions_of(DEVELOPMENT)
    for lock in LOCKS:
        for name, versions in versions_of(lock).items():
            # The recipes' lock may pin what no other has.
            assert set(versions) <= set(development.get(name, versions)), (lock.name, name)


# --- licences


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_a_licence_that_is_allowed(name: str) -> None:
    found = licence(name)
    assert is_allowed(name, found), f"{name}: {found}: see ALLOWED in tests/supply_chain.py"


@pytest.mark.parametrize(
    "expression",
    [None, "GPL-3.0-only", "LGPL-3.0-or-later", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only",
     "MIT OR GPL-2.0-only", "(MIT AND SSPL-1.0) OR Apache-2.0", "LicenseRef-Proprietary",
     "GPL-2.0-only WITH Classpath-exception-2.0", "free for all"],
)  # fmt: skip
def test_other_licences_are_not_allowed(expression: str | None) -> None:
    assert not is_allowed("anything", expression)


def test_allowed_ones_may_be_joined() -> None:
    assert is_allowed("anything", "BSD-3-Clause AND (MIT OR Apache-2.0) AND Zlib")


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ("License-Expression: gpl-3.0-only", "GPL-3.0-only"),
        ("License-Expression: MIT\nLicense: GPL", "MIT"),
        ("License: GPL\nClassifier: License :: OSI Approved :: MIT License", "MIT"),
        ("License: MIT License", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License", None),
        ("Classifier: License :: OSI Approved :: MIT License\n"
         "Classifier: License :: OSI Approved :: GNU General Public License (GPL)", None),
        ("License: ask us", None),
        ("Summary: nothing is said", None),
    ],
)  # fmt: skip
def test_licences_are_read_from_metadata(
    metadata: str, found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "madeup_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: madeup-package\nVersion: 1.0\n{metadata}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert licence("madeup-package") == found


def test_what_was_read_by_a_person_is_still_so() -> None:
    assert set(READ) | set(NOT_HERE) | set(ALLOWED_BY_NAME) <= set(NAMES)
    for name, (_, words) in READ.items():
        assert words in licence_files(name), name
    for name, (stated, expression, _) in ALLOWED_BY_NAME.items():
        owner = installed(name)
        assert owner is not None
        assert owner.metadata["License"] == stated
        assert licence(name) == expression


def test_the_table_for_people_names_each_package_once() -> None:
    rows = supply_chain.licence_table().splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == NAMES
    assert not [row for row in rows if "None" in row]


# --- the bill of materials


@pytest.fixture(scope="module")
def bill() -> dict[str, list[dict[str, object]]]:
    held: dict[str, list[dict[str, object]]] = json.loads(SBOM.read_bytes())
    return held


def test_the_bill_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert SBOM.read_text("utf-8") == supply_chain.bill(), "run: python tests/supply_chain.py sbom"


def test_the_bill_keeps_to_its_schema() -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    text = SBOM.read_text("utf-8")
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"libraries"', '"x"').replace('"MIT"', '"M I T"'))


def test_the_bill_is_the_same_whoever_writes_it() -> None:
    code = "import supply_chain; print(supply_chain.bill(), end='')"
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham", "PYTHONPATH": "tests"}
    env.pop("SOURCE_DATE_EPOCH", None)
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, check=True)
    assert done.stdout == SBOM.read_bytes()


def test_the_bill_takes_the_time_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(supply_chain.bill())["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


def test_the_bill_has_each_package_with_its_hashes(
    bill: dict[str, list[dict[str, object]]],
) -> None:
    found = {
        (part["name"], part["version"]): part
        for part in bill["components"]
        if part["type"] != "data"
    }
    wanted = {(p.name, p.version): p for p in locked(DEVELOPMENT) if p.name in NAMES}
    assert found.keys() == wanted.keys()
    for key, package in wanted.items():
        part = found[key]
        assert part["purl"] == f"pkg:pypi/{package.name}@{package.version}"
        assert part["scope"] == ("required" if package.name in RUNTIME_NAMES else "optional")
        (place,) = part["externalReferences"]  # type: ignore[misc]
        assert sorted(h["content"] for h in place["hashes"]) == list(package.hashes)
        assert {h["alg"] for h in place["hashes"]} == {"SHA-256"}
        (held,) = part["licenses"]  # type: ignore[misc]
        text = held["expression"] if "expression" in held else held["license"]["id"]
        assert terms(text) == terms(str(licence(package.name)))


def test_the_bill_has_the_model_and_the_tables(bill: dict[str, list[dict[str, object]]]) -> None:
    (model,) = (part for part in bill["components"] if part["type"] == "machine-learning-model")
    assert model["name"] == supply_chain.MODEL
    listed = json.loads(supply_chain.MODEL_LIST.read_bytes())["files"]
    files: list[dict[str, list[dict[str, str]]]] = model["components"]  # type: ignore[assignment]
    assert {str(f["name"]): f["hashes"][0]["content"] for f in files} == listed
    tables = {part["name"]: part for part in bill["components"] if part["type"] == "data"}
    assert tables.keys() == {f"wordlists/words/{name}" for name in TABLES}
    for name, part in tables.items():
        digest = sha256((ROOT / str(name)).read_bytes()).hexdigest()
        assert part["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_every_table_has_a_licence_that_the_notices_tell() -> None:
    shipped = {p.name for p in WORDS.iterdir() if p.is_file() and p.suffix not in {".py", ".md"}}
    assert shipped == TABLES.keys()
    notices = "".join(path.read_text("utf-8") for path in sorted(WORDS.glob("NOTICE*.md")))
    rows = {
        line.split("|")[1].strip(" `"): line for line in notices.splitlines() if line[:3] == "| `"
    }
    spelt = {"CC-BY-SA-4.0": "CC BY-SA 4.0", "BSD-2-Clause": "BSD 2-clause"}
    for name, text in TABLES.items():
        assert f"`{name}`" in notices
        if name in rows:
            told = spelt.get(text, text.partition(" of ")[0])
            assert told in rows[name] or (told == "MIT" and "as the project" in rows[name])
    stated = terms(str(project()["project"]["license"]))
    assert {text.partition(",")[0] for text in TABLES.values() if " of " not in text} == stated


# --- known faults


FAULT = {
    "id": "PYSEC-0000-1",
    "modified": "2020-02-02T00:00:00Z",
    "affected": [
        {
            "package": {"name": "h11", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}],
        }
    ],
}


@contextmanager
def advisories(known: dict[str, object]) -> Iterator[str]:
    """An advisory service on this machine, with a fault for some packages; gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fault = known.get(asked["package"]["name"])
            body = json.dumps({"vulns": [fault]} if fault else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def small_lock(tmp_path: Path) -> Path:
    path = tmp_path / "small.lock"
    path.write_text(
        f"h11==0.16.0 ; python_version < '3.12' \\\n    --hash=sha256:{H}\n"
        f"h11==0.14.0 ; python_version >= '3.12' \\\n    --hash=sha256:{H}\n"
        f"mdurl==0.1.2 ; sys_platform == 'win32' \\\n    --hash=sha256:{H}\n"
    )
    return path


def alone(home: Path) -> dict[str, str]:
    """An environment without settings, proxies or a cache of earlier answers."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "NO_PROXY": "127.0.0.1"}


@pytest.mark.usefixtures("loopback")
def test_an_audit_finds_what_is_known(small_lock: Path, tmp_path: Path) -> None:
    with advisories({"h11": FAULT}) as url:
        code, told = audit(small_lock, "-s", "osv", "--osv-url", url, environment=alone(tmp_path))
    assert code == 1
    assert told == (
        "h11 0.16.0: PYSEC-0000-1, mended in 9.9\nh11 0.14.0: PYSEC-0000-1, mended in 9.9\n"
        "small.lock: 3 packages looked up, known faults: 2"
    )


@pytest.mark.usefixtures("loopback")
def test_an_audit_without_findings_says_how_many_were_looked_up(
    small_lock: Path, tmp_path: Path
) -> None:
    with advisories({}) as url:
        done = audit(small_lock, "-s", "osv", "--osv-url", url, environment=alone(tmp_path))
    assert done == (0, "small.lock: 3 packages looked up, known faults: none")


def test_an_audit_without_a_service_is_none(small_lock: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/v1/query"
    code, told = audit(small_lock, "-s", "osv", "--osv-url", nowhere, environment=alone(tmp_path))
    assert code == 3
    assert told.startswith("NOT AUDITED: small.lock: ")


def test_an_audit_that_takes_too_long_is_none(
    small_lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply_chain, "PATIENCE", 0.001)
    code, told = audit(small_lock, environment=alone(tmp_path))
    assert code == 3
    assert told.startswith("NOT AUDITED: small.lock: ")


SKIPPED = {"name": "blis", "skip_reason": "not found"}
CLEAN = {"name": "h11", "version": "0.16.0", "vulns": []}
FAULTY = {
    "name": "mdurl",
    "version": "0.1.2",
    "vulns": [{"id": "A-1", "fix_versions": []}, {"id": "A-2", "fix_versions": ["1", "2"]}],
}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        ([CLEAN], 0, "x: 1 packages looked up, known faults: none"),
        ([CLEAN, SKIPPED], 3, "NOT AUDITED: x: an answer came about 1 of 2 packages (blis)"),
        ([SKIPPED] * 4, 3,
         "NOT AUDITED: x: an answer came about 0 of 4 packages (blis, blis, blis, …)"),
        ([], 3, "NOT AUDITED: x: an answer came about 0 of 0 packages"),
        ([FAULTY, CLEAN], 1,
         "mdurl 0.1.2: A-1, not mended yet\nmdurl 0.1.2: A-2, mended in 1, 2\n"
         "x: 2 packages looked up, known faults: 2"),
        ([FAULTY, CLEAN, SKIPPED], 1,
         "mdurl 0.1.2: A-1, not mended yet\nmdurl 0.1.2: A-2, mended in 1, 2\n"
         "NOT AUDITED: x: an answer came about 2 of 3 packages (blis)"),
    ],
)  # fmt: skip
def test_what_could_not_be_looked_up_is_never_clean(
    packages: list[object], code: int, told: str
) -> None:
    answer = json.dumps({"dependencies": packages, "fixes": []})
    assert judged("x", [answer], len(packages)) == (code, told)
    # The answer about one part of the lock never came.
    assert judged("x", [answer, ""], len(packages) + 1)[0] == (code or 3)


@pytest.mark.parametrize("answer", ["", "{", "{}", "[]", '{"dependencies": null}'])
def test_no_answer_is_never_clean(answer: str) -> None:
    code, told = judged("x", [answer], 0)
    assert code == 3
    assert told.startswith("NOT AUDITED: x: ")


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0, 0), 0), ((0, 3, 0), 3), ((3, 1, 3), 1), ((0, 0, 1), 1)]
)
def test_an_audit_of_all_locks_ends_with_the_worst(
    codes: tuple[int, ...],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = dict(zip(LOCKS, codes, strict=True))
    monkeypatch.setattr(supply_chain, "audit", lambda lock: (answers[lock], f"told: {lock.name}"))
    assert supply_chain.main(["audit"]) == code
    assert capsys.readouterr().out.splitlines() == [f"told: {lock.name}" for lock in LOCKS]
