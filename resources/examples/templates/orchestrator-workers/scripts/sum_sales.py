#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""{"path"} on stdin; revenue and units of that table, in all and by product, as JSON on stdout."""
import csv
import json
import pathlib
import sys
from decimal import Decimal, InvalidOperation

path = json.load(sys.stdin)["path"]
if not pathlib.Path(path).resolve().is_relative_to(pathlib.Path.cwd() / "sales"):
    sys.exit("%s is not in sales/: list_files names the tables there." % path)
products = {}
total = Decimal(0)
with open(path, newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        line = sum(len(lines) for lines in products.values()) + 2
        try:
            revenue, units = Decimal(row["revenue"]), int(row["units"])
        except (InvalidOperation, ValueError, KeyError, TypeError):
            sys.exit("%s line %d cannot be read: revenue must be a number like 4731.00, it is %r." % (path, line, row.get("revenue")))
        products.setdefault(row["product"], []).append((revenue, units))
        total += revenue
print(json.dumps({"path": path, "revenue": float(total),
                  "products": {name: {"revenue": float(sum(r for r, _ in lines)), "units": sum(u for _, u in lines)}
                               for name, lines in products.items()}}))
