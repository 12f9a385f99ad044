// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/metaschema.h"

#include <array>
#include <utility>

// Titles and defaults, which check nothing, are left out.
namespace signalbox::schema {

namespace {
constexpr std::string_view draft7 = R"({
"$schema": "http://json-schema.org/draft-07/schema#", "$id": "http://json-schema.org/draft-07/schema#",
"type": ["object", "boolean"],
"definitions": {
  "schemas": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
  "count": {"type": "integer", "minimum": 0},
  "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
  "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
  "map": {"type": "object", "additionalProperties": {"$ref": "#"}}},
"properties": {
  "$id": {"type": "string", "format": "uri-reference"}, "$schema": {"type": "string", "format": "uri"},
  "$ref": {"type": "string", "format": "uri-reference"}, "$comment": {"type": "string"},
  "title": {"type": "string"}, "description": {"type": "string"}, "default": true,
  "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"}, "examples": {"type": "array", "items": true},
  "multipleOf": {"type": "number", "exclusiveMinimum": 0},
  "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
  "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
  "maxLength": {"$ref": "#/definitions/count"}, "minLength": {"$ref": "#/definitions/count"},
  "pattern": {"type": "string", "format": "regex"}, "additionalItems": {"$ref": "#"},
  "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemas"}]},
  "maxItems": {"$ref": "#/definitions/count"}, "minItems": {"$ref": "#/definitions/count"},
  "uniqueItems": {"type": "boolean"}, "contains": {"$ref": "#"},
  "maxProperties": {"$ref": "#/definitions/count"}, "minProperties": {"$ref": "#/definitions/count"},
  "required": {"$ref": "#/definitions/names"}, "additionalProperties": {"$ref": "#"},
  "definitions": {"$ref": "#/definitions/map"}, "properties": {"$ref": "#/definitions/map"},
  "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"}, "propertyNames": {"format": "regex"}},
  "dependencies": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/names"}]}},
  "propertyNames": {"$ref": "#"}, "const": true, "enum": {"type": "array", "items": true},
  "type": {"anyOf": [{"$ref": "#/definitions/type"}, {"type": "array", "items": {"$ref": "#/definitions/type"}, "minItems": 1, "uniqueItems": true}]},
  "format": {"type": "string"}, "contentMediaType": {"type": "string"}, "contentEncoding": {"type": "string"},
  "if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"},
  "allOf": {"$ref": "#/definitions/schemas"}, "anyOf": {"$ref": "#/definitions/schemas"},
  "oneOf": {"$ref": "#/definitions/schemas"}, "not": {"$ref": "#"}}})";

constexpr std::string_view draft202012 = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/schema",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"$vocabulary": {
  "https://json-schema.org/draft/2020-12/vocab/core": true, "https://json-schema.org/draft/2020-12/vocab/applicator": true,
  "https://json-schema.org/draft/2020-12/vocab/unevaluated": true, "https://json-schema.org/draft/2020-12/vocab/validation": true,
  "https://json-schema.org/draft/2020-12/vocab/meta-data": true, "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
  "https://json-schema.org/draft/2020-12/vocab/content": true},
"allOf": [{"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/unevaluated"}, {"$ref": "meta/validation"},
  {"$ref": "meta/meta-data"}, {"$ref": "meta/format-annotation"}, {"$ref": "meta/content"}],
"properties": {
  "definitions": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
  "dependencies": {"type": "object", "additionalProperties": {"anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/names"}]}},
  "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchor"}, "$recursiveRef": {"$ref": "meta/core#/$defs/reference"}}})";

constexpr std::string_view coreVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/core",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"$defs": {
  "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
  "uri": {"type": "string", "format": "uri"}, "reference": {"type": "string", "format": "uri-reference"}},
"properties": {
  "$id": {"$ref": "#/$defs/reference", "pattern": "^[^#]*#?$"}, "$schema": {"$ref": "#/$defs/uri"},
  "$ref": {"$ref": "#/$defs/reference"}, "$anchor": {"$ref": "#/$defs/anchor"},
  "$dynamicRef": {"$ref": "#/$defs/reference"}, "$dynamicAnchor": {"$ref": "#/$defs/anchor"},
  "$vocabulary": {"type": "object", "propertyNames": {"$ref": "#/$defs/uri"}, "additionalProperties": {"type": "boolean"}},
  "$comment": {"type": "string"}, "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}}})";

constexpr std::string_view applicatorVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/applicator",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"$defs": {
  "schemas": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
  "map": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}},
"properties": {
  "prefixItems": {"$ref": "#/$defs/schemas"}, "items": {"$dynamicRef": "#meta"}, "contains": {"$dynamicRef": "#meta"},
  "additionalProperties": {"$dynamicRef": "#meta"}, "properties": {"$ref": "#/$defs/map"},
  "patternProperties": {"$ref": "#/$defs/map", "propertyNames": {"format": "regex"}},
  "dependentSchemas": {"$ref": "#/$defs/map"}, "propertyNames": {"$dynamicRef": "#meta"},
  "if": {"$dynamicRef": "#meta"}, "then": {"$dynamicRef": "#meta"}, "else": {"$dynamicRef": "#meta"},
  "allOf": {"$ref": "#/$defs/schemas"}, "anyOf": {"$ref": "#/$defs/schemas"}, "oneOf": {"$ref": "#/$defs/schemas"},
  "not": {"$dynamicRef": "#meta"}}})";

constexpr std::string_view unevaluatedVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/unevaluated",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"properties": {"unevaluatedItems": {"$dynamicRef": "#meta"}, "unevaluatedProperties": {"$dynamicRef": "#meta"}}})";

constexpr std::string_view validationVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/validation",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"$defs": {
  "count": {"type": "integer", "minimum": 0},
  "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
  "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}},
"properties": {
  "type": {"anyOf": [{"$ref": "#/$defs/type"}, {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}]},
  "const": true, "enum": {"type": "array", "items": true}, "multipleOf": {"type": "number", "exclusiveMinimum": 0},
  "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
  "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
  "maxLength": {"$ref": "#/$defs/count"}, "minLength": {"$ref": "#/$defs/count"},
  "pattern": {"type": "string", "format": "regex"},
  "maxItems": {"$ref": "#/$defs/count"}, "minItems": {"$ref": "#/$defs/count"}, "uniqueItems": {"type": "boolean"},
  "maxContains": {"$ref": "#/$defs/count"}, "minContains": {"$ref": "#/$defs/count"},
  "maxProperties": {"$ref": "#/$defs/count"}, "minProperties": {"$ref": "#/$defs/count"},
  "required": {"$ref": "#/$defs/names"},
  "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/names"}}}})";

constexpr std::string_view metaDataVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/meta-data",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"properties": {
  "title": {"type": "string"}, "description": {"type": "string"}, "default": true, "deprecated": {"type": "boolean"},
  "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"}, "examples": {"type": "array", "items": true}}})";

constexpr std::string_view formatVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/format-annotation",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"properties": {"format": {"type": "string"}}})";

constexpr std::string_view contentVocabulary = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://json-schema.org/draft/2020-12/meta/content",
"$dynamicAnchor": "meta", "type": ["object", "boolean"],
"properties": {
  "contentEncoding": {"type": "string"}, "contentMediaType": {"type": "string"}, "contentSchema": {"$dynamicRef": "#meta"}}})";

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> documents = {{
    {"http://json-schema.org/draft-07/schema", draft7},
    {"https://json-schema.org/draft/2020-12/schema", draft202012},
    {"https://json-schema.org/draft/2020-12/meta/core", coreVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/applicator", applicatorVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/unevaluated", unevaluatedVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/validation", validationVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/meta-data", metaDataVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/format-annotation", formatVocabulary},
    {"https://json-schema.org/draft/2020-12/meta/content", contentVocabulary},
}};
} // namespace

std::string_view metaschemaText(std::string_view address)
{
    for (const auto& [name, text] : documents) {
        if (name == address)
            return text;
    }
    return {};
}

} // namespace signalbox::schema
