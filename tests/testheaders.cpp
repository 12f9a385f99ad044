// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// Nothing: its target makes the precompiled header that the tests of the core share.
int main() { }
