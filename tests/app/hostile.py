# SPDX-FileCopyrightText: 2026 The Signalbox authors
# SPDX-License-Identifier: Apache-2.0
"""Model servers and workspaces that mean harm, or are broken, and what the built program makes of them."""
import json
import sys
import unittest

from case import Served, data_of, of


def chunk(delta, finish, **more):
    return "data: " + json.dumps({"id": "c", "model": "fake", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}) + "\n\n"


class Servers(Served):
    def test_more_tokens_than_there_are_do_not_turn_a_limit_round(self):
        call = {"index": 0, "id": "a", "type": "function", "function": {"name": "read_file", "arguments": "{\"path\": \"a.txt\"}"}}
        usage = {"prompt_tokens": 2**63 - 1, "completion_tokens": 2**63 - 1, "prompt_tokens_details": {"cached_tokens": 2**63 - 1}}
        desk, server = self.serve({"raw": chunk({"tool_calls": [call]}, "tool_calls", usage=usage) + "data: [DONE]\n\n"}, {"text": "never"})
        events = self.start(desk, code=3)
        self.assertEqual(len(server.requests), 1)
        self.assertGreater(data_of(events, "budget.reached")[0]["used"], 10**12)
        self.assertGreater(data_of(events, "run.finished")[0]["totals"]["tokens"], 10**12)
        self.check_replay(desk, events, code=3)
        self.assertEqual(of(events, "tool.finished")[0]["data"]["ok"], True)


if __name__ == "__main__":
    unittest.main(argv=["hostile", *sys.argv[4:]])
