// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>

namespace signalbox::engine {

// Where keys are kept outside files: the desktop's key store. Filled in by the program; may be slow, never called on the
// GUI thread. Thread safe.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    // NotFound where there is none, Unavailable where there is no key store.
    [[nodiscard]] virtual Result<std::string> read(const std::string& name) = 0;
    [[nodiscard]] virtual Result<> write(const std::string& name, const std::string& secret) = 0;
    [[nodiscard]] virtual Result<> remove(const std::string& name) = 0;
};

} // namespace signalbox::engine
