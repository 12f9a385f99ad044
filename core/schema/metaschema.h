// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox::schema {

// The schema of schemas at `address` (draft 7, 2020-12 and its vocabularies); empty where it is none of ours.
[[nodiscard]] std::string_view metaschemaText(std::string_view address);

} // namespace signalbox::schema
