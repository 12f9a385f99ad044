#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""{"case", "amount", "basis"} on stdin; adds a line to refunds.csv, once for each case."""
import csv
import json
import pathlib
import sys

given = json.load(sys.stdin)
path = pathlib.Path("refunds.csv")
with open(path, newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file))
for row in rows[1:]:
    if row[0] == str(given["case"]):
        print(json.dumps({"case": given["case"], "refund": row[1], "note": "was paid before, nothing was paid now"}))
        sys.exit(0)
with open(path, "a", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerow([given["case"], "%.2f" % given["amount"], given["basis"]])
print(json.dumps({"case": given["case"], "refund": "%.2f" % given["amount"], "note": "paid"}))
