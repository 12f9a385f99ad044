#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""{"path", "vendor"} on stdin: moves the invoice to vendors/VENDOR/ and records it in ledger/ledger.csv."""
import csv
import fcntl
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
import invoice  # noqa: E402

LEDGER = pathlib.Path("ledger/ledger.csv")


def checked(path, vendor):
    """The invoice, after everything that can be known before anything is changed."""
    with open("vendors.json", encoding="utf-8") as file:
        vendors = json.load(file)
    if vendor not in vendors:
        sys.exit("no vendor %r: use one of %s" % (vendor, ", ".join(sorted(vendors))))
    parts = pathlib.PurePosixPath(path).parts
    if len(parts) != 2 or parts[0] != "inbox" or parts[1] == "..":
        sys.exit("%s is not in inbox/: only files of the inbox are filed" % path)
    if os.path.islink(path) or not os.path.isfile(path):
        sys.exit("%s is no file" % path)
    try:
        read = invoice.read(path)
    except invoice.Unreadable as error:
        sys.exit("%s cannot be read for certain: %s. Put it into review/." % (path, error))
    if read["vendor"] != vendor:
        sys.exit("%s is of %s, not of %s" % (path, read["vendor"], vendor))
    return read


def file_away(path, read):
    """Moves and records, both or neither. Calls in parallel take turns by the lock on the ledger."""
    target = pathlib.Path("vendors", read["vendor"], os.path.basename(path))
    with open(LEDGER, "r+", newline="", encoding="utf-8") as ledger:
        fcntl.flock(ledger, fcntl.LOCK_EX)
        for row in csv.DictReader(ledger):
            if (row["vendor"], row["number"]) == (read["vendor"], read["number"]):
                sys.exit("%s of %s is in the ledger already, as %s: a duplicate" % (read["number"], read["vendor"], row["file"]))
        if target.exists():
            sys.exit("%s is there already" % target)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(path, target)
        end = ledger.seek(0, os.SEEK_END)
        try:
            row = [read["date"], read["vendor"], read["number"], "%.2f" % read["total"], read["currency"], str(target)]
            csv.writer(ledger, lineterminator="\n").writerow(row)
            ledger.flush()
            os.fsync(ledger.fileno())
        except OSError as error:
            ledger.truncate(end)
            os.rename(target, path)
            sys.exit("the ledger could not be written (%s): nothing was moved" % error)
    return target


arguments = json.load(sys.stdin)
invoice_read = checked(arguments["path"], arguments["vendor"])
moved = file_away(arguments["path"], invoice_read)
print(json.dumps({**invoice_read, "moved_to": str(moved)}))
