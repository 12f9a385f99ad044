// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/keychain.h"

#include <cstdlib>
#include <filesystem>
#include <mutex>

#include <dlfcn.h>

namespace signalbox::app {

namespace {
// The symbols of libsignalbox_keychain.so: they give false and say why.
using Read = bool (*)(const std::string& name, std::string& secret, std::string& error);
using Write = bool (*)(const std::string& name, const std::string& secret, std::string& error);
using Remove = bool (*)(const std::string& name, std::string& error);

// Loads the library when a key is first asked for: most runs find theirs in the environment.
class Keychain final : public engine::SecretStore
{
public:
    Result<std::string> read(const std::string& name) override
    {
        const auto call = symbol<Read>("signalboxKeychainRead");
        if (!call)
            return unavailable();
        std::string secret;
        std::string error;
        if (!call(name, secret, error))
            return fail(Errc::NotFound, error, name);
        return secret;
    }

    Result<> write(const std::string& name, const std::string& secret) override
    {
        const auto call = symbol<Write>("signalboxKeychainWrite");
        if (!call)
            return unavailable();
        std::string error;
        if (!call(name, secret, error))
            return fail(Errc::Unavailable, error, name);
        return {};
    }

    Result<> remove(const std::string& name) override
    {
        const auto call = symbol<Remove>("signalboxKeychainRemove");
        if (!call)
            return unavailable();
        std::string error;
        if (!call(name, error))
            return fail(Errc::Unavailable, error, name);
        return {};
    }

private:
    static tl::unexpected<Error> unavailable()
    {
        return fail(Errc::Unavailable,
                    "there is no key store here; set the key in the environment");
    }

    template <class Function>
    Function symbol(const char* name)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_tried) {
            m_tried = true;
            std::error_code error;
            const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
            for (const auto& folder :
                 {program.parent_path(), program.parent_path() / "../lib/signalbox"}) {
                m_library =
                    ::dlopen((folder / "libsignalbox_keychain.so").c_str(), RTLD_NOW | RTLD_LOCAL);
                if (m_library)
                    break;
            }
        }
        return m_library ? reinterpret_cast<Function>(::dlsym(m_library, name)) : nullptr;
    }

    std::mutex m_mutex; // guards both below
    bool m_tried = false;
    void* m_library = nullptr;
};
} // namespace

std::unique_ptr<engine::SecretStore> openKeychain()
{
    // without a session bus every call would only wait for its time-out
    const char* bus = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    if (!bus || !*bus)
        return nullptr;
    return std::make_unique<Keychain>();
}

} // namespace signalbox::app
