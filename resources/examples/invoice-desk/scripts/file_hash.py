#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""The SHA-256 of the file that the first argument names, as JSON on stdout."""
import hashlib
import json
import sys

try:
    with open(sys.argv[1], "rb") as file:
        digest, size = hashlib.sha256(), 0
        while block := file.read(1 << 16):
            digest.update(block)
            size += len(block)
except (IndexError, OSError) as error:
    sys.exit("cannot hash: %s" % error)
print(json.dumps({"path": sys.argv[1], "sha256": digest.hexdigest(), "bytes": size}))
