# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Length of files, the licence at their head, and words that may not occur."""
import re

import sourcetree

MOST_LINES = 800
MOST_TEST_LINES = 1000
SCRIPTS = (".py", ".sh", "/bench", "/build", "/format", "/install", "/run", "/screenshots", "/soak", "/test")
HEAD = ("SPDX-FileCopyrightText: 2026 The Signalbox authors", "SPDX-License-Identifier: Apache-2.0")

# (folders, pattern, what is wrong)
WORDS = (
    (("core", "ui", "app", "tests"), r"\bstd::w?regex\b|#\s*include\s*<regex>",
     "std::regex overflows the stack on long text: use RE2"),
    (("core", "ui", "app", "tests", "packaging"), r"\b(TODO|FIXME|XXX)\b", "finish it, or leave it out"),
    (("tests",), r"\bqWait\s*\(|\bqSleep\s*\(|\bsleep_(for|until)\b|\bu?sleep\s*\(|\bnanosleep\b",
     "a test waits for what it waits for, never for time"),
    (("ui",), r"\bQDialog::exec\s*\(|\bQMenu::exec\s*\(|\b(dialog|box|menu|message)\w*(\.|->)exec\s*\(|\bQEventLoop\b|\bprocessEvents\b",
     "no nested event loop: open() or popup()"),
    (("ui",), r"\bQt::(RichText|AutoText|MarkdownText)\b|\b(setHtml|setMarkdown|insertHtml|appendHtml|insertMarkdown)\s*\(",
     "text from outside is never rich text"),
    (("ui",), r"\bQMessageBox::(about|critical|information|question|warning)\s*\(",
     "it runs a nested event loop and guesses rich text"),
    (("core", "ui", "app"), r"\bNLOHMANN_DEFINE_TYPE|\busing namespace std\s*;", "not in this code base"),
)


def is_exempt(name):
    # benchmarks measure time; the checks themselves name what they look for
    return name.startswith(("tests/benchmarks/", "tests/structure/"))


def check_head(tree, name):
    lines = tree.text(name).splitlines()
    start = 1 if lines and lines[0].startswith("#!") else 0
    for offset, words in enumerate(HEAD):
        line = lines[start + offset] if len(lines) > start + offset else ""
        if re.sub(r"^(//|#|/\*)\s*|\s*\*/$", "", line) != words:
            tree.complain(name, start + offset + 1, f'expected "{words}"')
    if name.endswith(".h") and "#pragma once" not in lines[:6]:
        tree.complain(name, start + 3, "expected #pragma once")


def check_words(tree, name):
    for folders, pattern, words in WORDS:
        if name.split("/")[0] not in folders or is_exempt(name):
            continue
        for number, line in tree.lines(name):
            if re.search(pattern, line):
                tree.complain(name, number, words)


def check(tree):
    for name in tree.files(suffixes=sourcetree.CXX + SCRIPTS):
        check_head(tree, name)
        check_words(tree, name)
        most = MOST_TEST_LINES if name.startswith("tests/") else MOST_LINES
        count = tree.text(name).count("\n")
        if count > most:
            tree.complain(name, count, f"more than {most} lines: split it")


if __name__ == "__main__":
    sourcetree.main(check, "sizes")
