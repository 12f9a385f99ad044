# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include of core/, ui/ and app/ to the two tables of core/README.md: what a folder may include, and which
folders may use an outside library. The README is the truth; a row that is missing there is a finding here."""
import glob
import re

import sourcetree

README = "core/README.md"
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
QT_CORE = glob.glob("/usr/include/*/qt6/QtCore") + glob.glob("/usr/include/qt6/QtCore")


def table(readme, heading):
    """Rows of the first two-column table below a heading: name -> words of the second column."""
    rows = {}
    found = False
    for line in readme.splitlines():
        if line.startswith("#"):
            found = line.lstrip("# ").strip() == heading
        elif found and line.startswith("|"):
            cells = [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
            if len(cells) == 2 and not set(cells[0]) <= {"-", ":"}:
                rows[cells[0]] = cells[1].split()
    return rows


def module(name):
    """core/base/x.h -> base, ui/run/x.h -> ui, app/main.cpp -> app"""
    parts = name.split("/")
    return parts[1] if parts[0] == "core" and len(parts) > 2 else parts[0]


def is_qt_core(header):
    return any(glob.glob(f"{folder}/{glob.escape(header)}") for folder in QT_CORE)


class Layering:
    def __init__(self, tree):
        self.tree = tree
        readme = tree.text(README)
        self.allowed = table(readme, "What may include what")
        self.libraries = table(readme, "Libraries and their homes")
        if not self.allowed or not self.libraries:
            tree.complain(README, 1, "the table of includes or of libraries is missing")

    def check(self):
        for name in self.tree.files(folders=("core", "ui", "app")):
            if module(name) not in self.allowed:
                self.tree.complain(name, 1, f"{README} has no row for {module(name)}")
                continue
            for number, line in self.tree.lines(name):
                if match := INCLUDE.match(line):
                    own, outside = match.groups()
                    problem = self.own(name, own) if own else self.outside(name, outside)
                    if problem:
                        self.tree.complain(name, number, problem)

    def own(self, name, header):
        if header.endswith(".moc"):
            return None
        file = header if header.startswith(("ui/", "app/")) else "core/" + header
        if ".." in file or not (self.tree.root / file).is_file():
            return f'"{header}" is no file of core/ or of the root; write the folder too'
        here, there = module(name), module(file)
        may = self.allowed[here]
        if here == there or "all" in may or there in may or header in may:
            return None
        return f'{here} may not include "{header}"; it may include: {" ".join(may)}'

    def outside(self, name, header):
        here = module(name)
        in_core = name.startswith("core/")
        if in_core and re.match(r"Qt?[A-Z]", header):
            if header == "QtCore" or "/" in header or (QT_CORE and not is_qt_core(header)):
                return f"<{header}>: core uses single headers of QtCore and nothing else of Qt"
        for library, homes in self.libraries.items():
            if header.startswith(library) and here not in homes:
                return f"<{header}> is used by {' '.join(homes)} alone"
        return None


def check(tree):
    Layering(tree).check()


if __name__ == "__main__":
    sourcetree.main(check, "layering")
