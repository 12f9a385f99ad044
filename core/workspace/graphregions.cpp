// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/graphregions.h"

#include <algorithm>
#include <set>

namespace signalbox::workspace {

namespace {
constexpr int deepestNesting = 64; // regions in regions

class Search
{
public:
    explicit Search(const GraphDefinition& graph)
    {
        for (const auto& node : graph.nodes)
            m_nodes[node.name] = {&node, {}, {}};
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const auto& edge = graph.edges[i];
            const auto from = m_nodes.find(edge.from);
            if (from == m_nodes.end() || !m_nodes.contains(edge.to))
                continue;
            from->second.targets.push_back({edge.to, int(i)});
            from->second.isConditional =
                from->second.isConditional || !edge.when.empty() || edge.otherwise;
        }
    }

    Regions run()
    {
        for (const auto& [name, node] : m_nodes) {
            if (opens(node))
                (void)close(name, 0);
        }
        return std::move(m_found);
    }

private:
    struct Target
    {
        std::string to;
        int edge = 0;
    };
    struct Place
    {
        const NodeDefinition* definition = nullptr;
        std::vector<Target> targets;
        bool isConditional = false;
    };
    struct Branch
    {
        std::set<std::string> nodes;
        std::set<std::string> joins; // that it reaches
        int height = 0; // of the regions inside it
    };
    struct Closed
    {
        std::string join; // empty: it has none, and that was told
        int height = 1; // 1 + that of the highest region inside
        bool isOpen = true; // its branches are being followed
    };

    static bool opens(const Place& place)
    {
        return place.targets.size() > 1 && !place.isConditional;
    }

    // The join that closes the region of `opener`; empty where it has none.
    std::string close(const std::string& opener, int depth) // NOLINT(misc-no-recursion)
    {
        if (const auto known = m_closed.find(opener); known != m_closed.end()) {
            if (known->second.isOpen)
                complainOfWayBack(opener, -1);
            return known->second.join;
        }
        auto& closed = m_closed[opener];
        closed.join = closeBranches(opener, depth, closed);
        closed.isOpen = false;
        return closed.join;
    }

    std::string closeBranches(const std::string& opener, int depth, // NOLINT(misc-no-recursion)
                              Closed& closed)
    {
        if (depth >= deepestNesting)
            return complainOfDepth(opener); // before the stack is used up
        Region region;
        std::set<std::string> joins;
        std::map<std::string, std::size_t> owners;
        const auto& place = m_nodes.at(opener);
        bool isSound = true;
        for (std::size_t i = 0; i < place.targets.size(); ++i) {
            const auto branch = follow(opener, place.targets[i], depth, isSound);
            joins.insert(branch.joins.begin(), branch.joins.end());
            closed.height = std::max(closed.height, branch.height + 1);
            for (const auto& node : branch.nodes) {
                const auto [owner, isNew] = owners.emplace(node, i);
                if (!isNew && owner->second != i) {
                    complain(node, -1,
                             "a node that one parallel branch of '" + opener + "' reaches",
                             "two of them lead to '" + node + "'",
                             "give it \"join\": \"all\" or \"any\" where they meet");
                    isSound = false;
                }
            }
            region.branches.emplace_back(branch.nodes.begin(), branch.nodes.end());
        }
        if (!isSound)
            return {};
        if (closed.height > deepestNesting)
            return complainOfDepth(opener);
        if (joins.size() != 1) {
            complain(opener, -1, "parallel branches that end at one node with a join",
                     joins.empty()
                         ? "none is reached"
                         : "they reach '" + *joins.begin() + "' and '" + *joins.rbegin() + "'",
                     "give the node where they meet \"join\": \"all\" or \"any\", or edges a when");
            return {};
        }
        region.join = *joins.begin();
        m_found.byOpener[opener] = std::move(region);
        return *joins.begin();
    }

    // All nodes of one branch up to the joins it reaches; a region inside it is passed over.
    Branch follow(const std::string& opener, const Target& first,
                  int depth, // NOLINT(misc-no-recursion)
                  bool& isSound)
    {
        Branch branch;
        std::vector<Target> open = {first};
        while (!open.empty()) {
            const auto target = open.back();
            open.pop_back();
            const auto& name = target.to;
            const auto& place = m_nodes.at(name);
            if (place.definition->join != Join::None) {
                branch.joins.insert(name);
                continue;
            }
            if (name == opener) {
                complainOfWayBack(opener, target.edge);
                isSound = false;
                continue;
            }
            if (place.definition->kind == NodeKind::End) {
                complain(name, target.edge, "no end inside a parallel region",
                         "the branches of '" + opener + "' reach the end '" + name + "'",
                         "lead them to a node with a join first");
                isSound = false;
                continue;
            }
            if (!branch.nodes.insert(name).second)
                continue;
            if (opens(place)) {
                isSound = inside(name, depth, branch, open) && isSound;
                continue;
            }
            open.insert(open.end(), place.targets.begin(), place.targets.end());
        }
        return branch;
    }

    // False where a region inside is not sound, which was told.
    bool inside(std::string name, int depth, Branch& branch, // NOLINT(misc-no-recursion)
                std::vector<Target>& open)
    {
        for (;;) { // a join may open the next region
            const auto join = close(name, depth + 1);
            if (join.empty())
                return false;
            branch.height = std::max(branch.height, m_closed[name].height);
            for (const auto& inner : m_found.byOpener.at(name).branches)
                branch.nodes.insert(inner.begin(), inner.end());
            if (!branch.nodes.insert(join).second)
                return true;
            const auto& after = m_nodes.at(join);
            if (!opens(after)) {
                open.insert(open.end(), after.targets.begin(), after.targets.end());
                return true;
            }
            name = join;
        }
    }

    std::string complainOfDepth(const std::string& opener)
    {
        complain(opener, -1, "regions nested at most 64 deep", "a deeper one", "flatten it");
        return {};
    }

    void complainOfWayBack(const std::string& opener, int edge)
    {
        complain(opener, edge, "a branch that stays inside its region",
                 "an edge back to '" + opener + "', which opens it",
                 "lead it to the node with the join");
    }

    void complain(const std::string& node, int edge, std::string expected, std::string found,
                  std::string mend)
    {
        m_found.problems.push_back(
            {node, edge, std::move(expected), std::move(found), std::move(mend)});
    }

    std::map<std::string, Place> m_nodes;
    std::map<std::string, Closed> m_closed;
    Regions m_found;
};
} // namespace

Regions findRegions(const GraphDefinition& graph)
{
    return Search(graph).run();
}

} // namespace signalbox::workspace
