# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reads an invoice: text, CSV, JSON or mail. One that cannot be read for certain raises Unreadable."""
import csv
import email
import email.policy
import io
import json
import pathlib
import re
from decimal import Decimal, InvalidOperation

LIMIT = 1 << 20  # bytes


class Unreadable(Exception):
    pass


def amount(text):
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)\.\d{2}", text):
        raise Unreadable("%r is no whole amount" % text)
    return Decimal(text.replace(",", ""))


def labelled(text):
    def field(label, pattern):
        found = re.search(r"^%s:[ \t]*(%s)[ \t]*$" % (label, pattern), text, re.MULTILINE)
        if not found:
            raise Unreadable("no line '%s: ...' that is complete" % label)
        return found.group(1)

    currency, total = field("Total due", r"[A-Z]{3} \S+").split(" ", 1)
    return field("Vendor", r"\S.*?"), field("Invoice no", r"\S+"), field("Date", r"\d{4}-\d\d-\d\d"), amount(total), currency


def from_csv(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or {"vendor", "number", "date", "currency", "quantity", "unit_price"} - set(rows[0]):
        raise Unreadable("not the columns of an invoice")
    if len({(r["vendor"], r["number"], r["date"], r["currency"]) for r in rows}) != 1:
        raise Unreadable("the rows speak of several invoices")
    total = sum(Decimal(r["quantity"]) * Decimal(r["unit_price"]) for r in rows)
    return rows[0]["vendor"], rows[0]["number"], rows[0]["date"], total, rows[0]["currency"]


def from_json(text):
    data = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    try:
        total = sum(line["quantity"] * line["unit_price"] for line in data["lines"])
        if total != data["total"]:
            raise Unreadable("the lines add up to %s, the total says %s" % (total, data["total"]))
        return data["vendor"], data["number"], data["date"], total, data["currency"]
    except (KeyError, TypeError):
        raise Unreadable("not the fields of an invoice") from None


def from_mail(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    if body is None:
        raise Unreadable("the mail has no plain text")
    return labelled(body.get_content().replace("\r\n", "\n"))


def read(path):
    """vendor, number, date, total and currency of the file at `path`."""
    try:
        with open(path, "rb") as file:
            raw = file.read(LIMIT + 1)
        if len(raw) > LIMIT:
            raise Unreadable("larger than %d bytes" % LIMIT)
        kind = pathlib.PurePath(path).suffix
        if kind == ".eml":
            values = from_mail(raw)
        else:
            read_text = {".csv": from_csv, ".json": from_json}.get(kind, labelled)
            values = read_text(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, InvalidOperation) as error:
        raise Unreadable(str(error)) from None
    vendor, number, date, total, currency = values
    return {"vendor": vendor, "number": number, "date": date, "total": float(round(total, 2)), "currency": currency}
