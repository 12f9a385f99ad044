# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""The files of the tree that the structure checks look at, and how they report."""
import pathlib
import subprocess
import sys

FOLDERS = ("core", "ui", "app", "tests", "packaging")
CXX = (".cpp", ".h", ".c")


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.findings = []

    def files(self, folders=FOLDERS, suffixes=CXX):
        """Relative paths, sorted: what git tracks, or every file where this is no git checkout."""
        names = self._tracked() if (self.root / ".git").exists() else self._walked()
        return [name for name in names
                if name.split("/")[0] in folders and name.endswith(suffixes)
                and (self.root / name).is_file()]

    def _tracked(self):
        listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", self.root, "ls-files", "-z"],
                                capture_output=True, check=True)
        return sorted(listed.stdout.decode().rstrip("\0").split("\0"))

    def _walked(self):
        found = []
        for folder in FOLDERS:
            found += [str(path.relative_to(self.root)) for path in (self.root / folder).rglob("*")]
        return sorted(found)

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def lines(self, name):
        """(number, text) of every line."""
        return enumerate(self.text(name).splitlines(), 1)

    def complain(self, name, number, words):
        self.findings.append(f"{name}:{number}: {words}")

    def end(self, what):
        """Prints what was found and gives the exit code."""
        for finding in self.findings:
            print(finding)
        print(f"{what}: {len(self.findings)} findings")
        return 1 if self.findings else 0


def main(check, what):
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} SOURCE_FOLDER")
    tree = Tree(sys.argv[1])
    check(tree)
    sys.exit(tree.end(what))
