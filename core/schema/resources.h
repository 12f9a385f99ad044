// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "schema/node.h"
#include "schema/schema.h"

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace signalbox::schema {

// Which keywords mean something in a document.
struct Dialect
{
    bool legacy = false; // draft 7: "$ref" stands alone, no unevaluated*
    bool validation = true; // the vocabularies of "$vocabulary"
    bool applicator = true;
    bool unevaluated = true;
};

// What one "$id" (or a whole document) covers.
struct Resource
{
    const Json* root = nullptr;
    std::string address;
    Dialect dialect;
    std::map<std::string, const Json*, std::less<>> anchors; // dynamic ones too
    std::map<std::string, const Json*, std::less<>> dynamicAnchors;
};

// Where a reference leads.
struct Target
{
    const Json* value = nullptr;
    ResourceIndex resource = 0;
    std::string anchor; // set where the fragment names a dynamic anchor
};

// The documents of one compilation: finds identifiers and resolves references. Documents are read only when one
// refers to them; those of the two drafts are built in.
class Resources
{
public:
    Resources(const Documents& others, Draft assumed);

    // Reads the identifiers of a document.
    [[nodiscard]] Result<ResourceIndex> add(const Json& document, const std::string& address,
                                            const Dialect* inherited = nullptr);
    [[nodiscard]] Result<Target> resolve(ResourceIndex from, std::string_view reference);
    [[nodiscard]] const Resource& at(ResourceIndex index) const { return m_resources[index]; }
    [[nodiscard]] std::size_t count() const { return m_resources.size(); }
    // The resource that `value` is the root of, or `outer`.
    [[nodiscard]] ResourceIndex resourceOf(const Json& value, ResourceIndex outer) const;

private:
    struct Pending
    {
        const Json* value = nullptr;
        ResourceIndex resource = 0;
    };
    Result<> index(const Json& document, ResourceIndex resource);
    Result<ResourceIndex> identify(const Json& schema, ResourceIndex outer);
    Result<Dialect> dialectOf(const Json& document, const Dialect& inherited, int depth = 0);
    const Json* document(std::string_view address);
    Result<ResourceIndex> resourceAt(const std::string& address);

    std::map<std::string, const Json*, std::less<>> m_others;
    std::deque<Json> m_builtIn; // parsed on demand; a deque keeps their addresses
    std::vector<Resource> m_resources;
    std::map<std::string, ResourceIndex, std::less<>> m_byAddress;
    std::unordered_map<const Json*, ResourceIndex> m_roots;
    std::size_t m_visited = 0;
    Draft m_assumed;
};

} // namespace signalbox::schema
