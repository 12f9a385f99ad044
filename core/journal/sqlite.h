// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

// SQLite with errors as values. One thread at a time for a connection and its statements.
namespace signalbox::journal {

class Database
{
public:
    enum class Mode
    {
        ReadWrite,
        ReadOnly,
        Immutable, // on a read-only file system: nobody writes, nothing is locked
    };

    Database() = default;
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    [[nodiscard]] static Result<Database> open(const std::string& file, Mode mode);

    [[nodiscard]] Result<> run(const std::string& sql);
    [[nodiscard]] Result<std::int64_t>
    number(const std::string& sql); // first column of the first row
    // The error of the last call on this connection, in words for a person.
    [[nodiscard]] Error error(std::string_view what) const;
    [[nodiscard]] int code() const; // SQLite's own, extended
    [[nodiscard]] bool isFull() const; // the disk, or a quota
    // Whether a statement waits while another program holds the lock, up to 5 s; it does unless told.
    void waitForOthers(bool waits);
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] sqlite3* handle() const { return m_handle; }

private:
    sqlite3* m_handle = nullptr;
    std::string m_file;
};

// Bound values are not copied: they live until step() and reset() are done.
class Statement
{
public:
    enum class Step
    {
        Row,
        Done,
        Failed
    };

    Statement() = default;
    Statement(Statement&& other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr))
    { }
    Statement& operator=(Statement&& other) noexcept
    {
        std::swap(m_statement, other.m_statement);
        return *this;
    }
    ~Statement();

    [[nodiscard]] static Result<Statement> prepare(const Database& database, std::string_view sql);

    void bind(int index, std::int64_t number);
    void bind(int index, double number);
    void bind(int index, std::string_view text);
    void bindBlob(int index, std::string_view bytes);
    void bindNull(int index);

    [[nodiscard]] Step step();
    [[nodiscard]] bool done(); // step() that brings no row, and reset()
    void reset();

    // Valid until the next step().
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const; // also of a blob
    [[nodiscard]] bool isNull(int column) const;

private:
    sqlite3_stmt* m_statement = nullptr;
};

} // namespace signalbox::journal
