// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <QString>

#include <memory>
#include <vector>

namespace signalbox::ui {

using JsonPtr = std::shared_ptr<const Json>;

enum class ShapeKind
{
    Any,
    Text,
    Number,
    Boolean,
    Choice,
    Object,
    Array,
    Union
};

// What a JSON Schema asks for at one place, in the few forms that a person can fill in.
struct Shape
{
    ShapeKind kind = ShapeKind::Any;
    bool nullable = false;
    JsonPtr schema; // references of this document followed, allOf merged; an object
    std::vector<JsonPtr> alternatives; // of a Union
};

// Bounded: a chain of references ends after 32.
[[nodiscard]] Shape shapeOf(const Json& schema, const Json& root);
// "text", "number ≥ 0", "date", "list of text": a hint for an empty field.
[[nodiscard]] QString shapeHint(const Shape& shape);
// The name of an alternative in its chooser.
[[nodiscard]] QString shapeTitle(const Shape& shape, int index);

} // namespace signalbox::ui
