// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <nlohmann/json.hpp>

// Compiled once in json.cpp; every other file only refers to it.
extern template class nlohmann::basic_json<>;
