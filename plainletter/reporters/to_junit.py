"""JUnit XML, for servers that show the outcome of tests.

A letter is a test suite. It has one test for whether it could be checked, and one for each category:
these have the same names in every run, so that a server can show that a letter's tone was mended, which it
cannot where tests come and go with the findings. A test names its letter, since many servers show the name
alone.

Findings at the levels error and warning fail their category, whatever `--fail-on` says, since a report
does not know it; advice stands in the output of the test. A problem is an error. Where there is one, a
category without failures is skipped, not passed: nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from plainletter.model import CATEGORIES, Category, Finding, Report
from plainletter.reporters import Options
from plainletter.reporters.words import (
    LEVELS,
    one_line,
    path_of,
    shown,
    suggested,
    told,
    visible,
    where,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write(reports: Iterable[Report], stream: TextIO, options: Options) -> None:
    """Write a suite for each report as it comes."""
    from xml.etree.ElementTree import indent, tostring

    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plainletter">\n')
    for report in reports:
        suite = _suite(report, options)
        indent(suite, level=1)
        written = tostring(suite, encoding="unicode").strip()
        # GitHub's runner would take ##[…] for a command, wherever it stands in its log.
        stream.write(f"  {written.replace('##[', '##&#91;')}\n")
    stream.write("</testsuites>\n")


def _suite(report: Report, options: Options) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    path = one_line(path_of(report))
    tests = [_readable(report), *(_category(name, report, options) for name in CATEGORIES)]
    counts = {
        total: sum(test.find(tag) is not None for test in tests)
        for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    suite = Element(
        "testsuite",
        {
            "name": path,
            "tests": str(len(tests)),
            **{total: str(count) for total, count in counts.items()},
            "file": path,
        },
    )
    properties = {"profile": report.profile, "words": str(report.words)}
    if report.words:
        properties |= {f"score.{name}": str(score.value) for name, score in report.scores.items()}
    listed = SubElement(suite, "properties")
    for name, value in properties.items():
        SubElement(listed, "property", {"name": one_line(name), "value": one_line(value)})
    suite.extend(tests)
    return suite


def _test(name: str, report: Report) -> Element:
    from xml.etree.ElementTree import Element

    path = one_line(path_of(report))
    # Servers take what follows a dot for the name of a class.
    classname = path.replace(".", "_")
    return Element("testcase", {"name": f"{name}: {path}", "classname": classname})


def _readable(report: Report) -> Element:
    """The test that there is nothing that could not be checked."""
    from xml.etree.ElementTree import SubElement

    test = _test("could be checked", report)
    if report.problems:
        messages = [told(problem, report) for problem in report.problems]
        error = SubElement(test, "error", {"type": "problem", "message": one_line(messages[0])})
        error.text = "\n".join(one_line(message) for message in messages)
    return test


def _category(category: Category, report: Report, options: Options) -> Element:
    """The test that a letter has no finding of a category that is more than advice."""
    from xml.etree.ElementTree import SubElement

    test = _test(category, report)
    own = [finding for finding in shown(report, options) if finding.category == category]
    failing = [finding for finding in own if finding.level != "advice"]
    advice = [finding for finding in own if finding.level == "advice"]
    if failing:
        gravest = "error" if any(f.level == "error" for f in failing) else "warning"
        attributes = {"type": gravest, "message": _summary(failing)}
        SubElement(test, "failure", attributes).text = _listed(failing)
    elif report.problems:
        SubElement(test, "skipped", {"message": "The letter could not be checked in full."})
    if advice:
        SubElement(test, "system-out").text = _listed(advice)
    return test


def _summary(findings: Sequence[Finding]) -> str:
    """How much there is to do, and the first thing."""
    errors = sum(finding.level == "error" for finding in findings)
    others = len(findings) - errors
    parts = [f"{errors} to fix"] if errors else []
    parts += [f"{others} to look at"] if others else []
    first = next((finding for finding in findings if finding.level == "error"), findings[0])
    return f"{' and '.join(parts)}. {one_line(first.message)}"


def _listed(findings: Iterable[Finding]) -> str:
    pieces = []
    for finding in findings:
        lines = [f"{where(finding)}, {LEVELS[finding.level]}: {one_line(finding.message)}"]
        if finding.suggestions:
            lines.append(f"  → {one_line(suggested(finding))}")
        if finding.why:
            lines.append(f"  {one_line(finding.why)}")
        lines.append(f"  [{one_line(finding.rule)}]")
        pieces.append("\n".join(lines))
    return visible("\n".join(("", *pieces, "")))
