# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is laid out as clang-format 14 does it with .clang-format. Mend with `packaging/format`."""
import concurrent.futures
import os
import re
import shutil
import subprocess

import sourcetree

BATCH = 16
VERSION = "14"


def program():
    for name in ("clang-format-" + VERSION, "clang-format"):
        if path := shutil.which(name):
            told = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {VERSION}\.", told):
                return path
    return None


def unformatted(command, root, names):
    told = subprocess.run([command, "--dry-run", "--Werror", *names], cwd=root, capture_output=True, text=True)
    found = re.findall(r"^(\S+?):(\d+):\d+: error:", told.stderr, re.MULTILINE)
    if told.returncode != 0 and not found:
        return [(names[0], 1, told.stderr.strip()[:200])]
    first = {}
    for name, line in found:
        first.setdefault(name, int(line))
    return [(name, line, "not formatted: clang-format -i " + name) for name, line in first.items()]


def check(tree):
    command = program()
    if not command:
        tree.complain(".clang-format", 1, f"clang-format {VERSION} is not installed: apt-get install clang-format-{VERSION}")
        return
    names = tree.files()
    batches = [names[i:i + BATCH] for i in range(0, len(names), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda batch: unformatted(command, tree.root, batch), batches):
            for name, line, words in found:
                tree.complain(name, line, words)


if __name__ == "__main__":
    sourcetree.main(check, "format")
