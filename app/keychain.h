// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/secretstore.h"

#include <memory>

namespace signalbox::app {

// The desktop's key store through QtKeychain, loaded when it is there; nullptr where it is not.
[[nodiscard]] std::unique_ptr<engine::SecretStore> openKeychain();

} // namespace signalbox::app
