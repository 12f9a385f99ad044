# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""The checks find what they are there for, and nothing in a good tree."""
import pathlib
import tempfile
import unittest

import format as layout
import layering
import sizes
import sourcetree

HEAD = "// SPDX-FileCopyrightText: 2026 The Signalbox authors\n// SPDX-License-Identifier: Apache-2.0\n"
README = """# Core
## What may include what
| folder | may include |
|---|---|
| `base` | - |
| `values` | `base` |
| `engine` | all |
| `ui` | `base` `engine/command.h` |
| `app` | all |
## Libraries and their homes
| header | folders |
|---|---|
| `curl/` | `base` |
"""


class Checks(unittest.TestCase):
    def tree(self, **files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        for name, text in {"core/README.md": README, "core/base/a.h": HEAD + "#pragma once\n", **files}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return sourcetree.Tree(root)

    def findings(self, check, files):
        tree = self.tree(**files)
        check(tree)
        return tree.findings

    def layers(self, name, line):
        others = {other: HEAD + "#pragma once\n" for other in
                  ("core/values/b.h", "core/engine/command.h", "core/engine/engine.h", "ui/u.h", "app/c.h")}
        return self.findings(layering.check, {**others, name: HEAD + line + "\n"})

    def test_good_includes_pass(self):
        for name, line in (("core/values/x.cpp", '#include "base/a.h"'),
                           ("core/base/x.cpp", "#include <QFile>"),
                           ("core/base/x.cpp", "#include <curl/curl.h>"),
                           ("core/engine/x.cpp", '#include "values/b.h"'),
                           ("ui/run/x.cpp", '#include "engine/command.h"'),
                           ("ui/run/x.cpp", "#include <QWidget>"),
                           ("app/x.cpp", '#include "ui/u.h"')):
            self.assertEqual(self.layers(name, line), [], line)

    def test_bad_includes_are_found(self):
        for name, line in (("core/base/x.cpp", '#include "values/b.h"'),
                           ("core/base/x.cpp", '#  include  "values/b.h"'),
                           ("core/values/x.cpp", '#include "b.h"'),
                           ("core/values/x.cpp", '#include "ui/u.h"'),
                           ("core/values/x.cpp", '#include "../base/a.h"'),
                           ("core/values/x.cpp", "#include <QWidget>"),
                           ("core/values/x.cpp", "#include <QtGui/QColor>"),
                           ("core/values/x.cpp", "#include <curl/curl.h>"),
                           ("core/unknown/x.cpp", "#include <string>"),
                           ("ui/run/x.cpp", '#include "engine/engine.h"'),
                           ("ui/x.cpp", '#include "app/c.h"')):
            self.assertEqual(len(self.layers(name, line)), 1, line)

    def test_a_readme_without_tables_is_found(self):
        self.assertTrue(self.findings(layering.check, {"core/README.md": "# Core\n"}))

    def test_good_files_pass(self):
        self.assertEqual(self.findings(sizes.check, {
            "core/base/x.cpp": HEAD + 'auto name = "file.XXXXXX";\n',
            "tests/core/tst_x.cpp": HEAD + "QTest::qWaitFor(done);\n" * 900,
            "packaging/run": "#!/bin/sh\n" + HEAD.replace("//", "#"),
            "ui/x.cpp": HEAD + "dialog->open(); return QApplication::exec();\n"}), [])

    def test_bad_files_are_found(self):
        for name, text in (("core/base/x.cpp", "int a;\nint b;\n"),
                           ("core/base/x.h", HEAD),
                           ("core/base/x.cpp", HEAD + "\n" * 799),
                           ("tests/tst_x.cpp", HEAD + "\n" * 999),
                           ("core/base/x.cpp", HEAD + "std::regex e;\n"),
                           ("core/base/x.cpp", HEAD + "// TO" + "DO\n"),
                           ("tests/tst_x.cpp", HEAD + "QTest::qWait(50);\n"),
                           ("tests/tst_x.cpp", HEAD + "std::this_thread::sleep_for(1s);\n"),
                           ("ui/x.cpp", HEAD + "label->setTextFormat(Qt::RichText);\n"),
                           ("ui/x.cpp", HEAD + "edit->setHtml(text);\n"),
                           ("ui/x.cpp", HEAD + "dialog.exec();\n"),
                           ("ui/x.cpp", HEAD + "QMessageBox::warning(this, a, b);\n"),
                           ("packaging/run", "#!/bin/sh\necho\n")):
            self.assertTrue(self.findings(sizes.check, {name: text}), (name, text[-60:]))

    def test_layout_is_checked(self):
        style = {".clang-format": (pathlib.Path(__file__).parents[2] / ".clang-format").read_text()}
        good = HEAD + "int one()\n{\n    return 1;\n}\n"
        self.assertEqual(self.findings(layout.check, {**style, "core/base/x.cpp": good}), [])
        bad = self.findings(layout.check, {**style, "core/base/x.cpp": good.replace("\n{", " {")})
        self.assertEqual([finding.split(" not formatted")[0] for finding in bad], ["core/base/x.cpp:3:"])


if __name__ == "__main__":
    unittest.main(argv=["selftest"])
