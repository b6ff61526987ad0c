"""Asks LibreOffice's own grammar checker about a text; run by LibreOffice's Python, not by ours.

    /usr/bin/python3 office_proofread.py PIPE < text

Prints what the checker found as JSON, one object for each error. The office has to be running and to
listen on the pipe.
"""

import json
import sys
import time

import uno
from com.sun.star.lang import Locale


def part(words: str, start: int, length: int) -> str:
    """A stretch of a text, in the office's own units, which are those of UTF-16."""
    return words.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le")


def main() -> None:
    pipe = sys.argv[1]
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for _ in range(120):
        try:
            context = resolver.resolve(address)
            break
        except Exception:
            time.sleep(0.5)
    else:
        raise SystemExit("LibreOffice does not answer")
    text = sys.stdin.read()
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (hidden,))
    locale = Locale("en", "GB", "")
    document.Text.setString(text)
    cursor = document.Text.createTextCursor()
    cursor.gotoEnd(True)
    cursor.CharLocale = locale
    found = []
    checker = context.ServiceManager.createInstanceWithContext(
        "org.openoffice.lingu.LanguageToolGrammarChecker", context
    )
    told = {"supported": checker.hasLocale(locale), "errors": found}
    paragraphs = document.Text.createEnumeration()
    while paragraphs.hasMoreElements():
        words = paragraphs.nextElement().getString()
        if not words:
            continue
        result = checker.doProofreading("1", words, locale, 0, len(words), ())
        for error in result.aErrors:
            found.append(
                {
                    "words": part(words, error.nErrorStart, error.nErrorLength),
                    "rule": error.aRuleIdentifier,
                    "message": error.aShortComment,
                    "suggestions": list(error.aSuggestions),
                }
            )
    print(json.dumps(told))
    document.close(False)
    desktop.terminate()


main()
