// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/label.h"

namespace signalbox {

std::string_view integrityName(Integrity integrity)
{
    switch (integrity) {
    case Integrity::Trusted:
        return "trusted";
    case Integrity::Endorsed:
        return "endorsed";
    case Integrity::Untrusted:
        return "untrusted";
    }
    return "untrusted";
}

std::string_view confidentialityName(Confidentiality confidentiality)
{
    switch (confidentiality) {
    case Confidentiality::Public:
        return "public";
    case Confidentiality::Private:
        return "private";
    case Confidentiality::Secret:
        return "secret";
    }
    return "secret";
}

bool integrityFromName(std::string_view name, Integrity& out)
{
    for (const auto value : {Integrity::Trusted, Integrity::Endorsed, Integrity::Untrusted}) {
        if (integrityName(value) == name) {
            out = value;
            return true;
        }
    }
    return false;
}

bool confidentialityFromName(std::string_view name, Confidentiality& out)
{
    for (const auto value :
         {Confidentiality::Public, Confidentiality::Private, Confidentiality::Secret}) {
        if (confidentialityName(value) == name) {
            out = value;
            return true;
        }
    }
    return false;
}

} // namespace signalbox
