// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// An empty program linked to what the command line is linked to. It says one byte when its main() has begun: the floor
// that bench_cli compares with.
#include <QtGlobal>

#include <curl/curl.h>
#include <sqlite3.h>
#include <unistd.h>

int main()
{
    const bool linked = qVersion() && curl_version() && sqlite3_libversion();
    return linked && ::write(STDOUT_FILENO, "x", 1) == 1 ? 0 : 1;
}
