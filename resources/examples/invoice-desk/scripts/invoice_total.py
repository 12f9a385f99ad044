#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""{"path"} on stdin; vendor, number, date, total and currency of that invoice as JSON on stdout."""
import json
import sys

sys.dont_write_bytecode = True
import invoice  # noqa: E402

path = json.load(sys.stdin)["path"]
try:
    print(json.dumps({"path": path, **invoice.read(path)}))
except invoice.Unreadable as error:
    sys.exit("%s cannot be read for certain: %s. Put it into review/ or ask the vendor for a new copy." % (path, error))
