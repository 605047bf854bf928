// SPDX-License-Identifier: GPL-3.0-or-later
// Language: what lies beside a plug-in, and words in its user's language from there.
#pragma once

#include <filesystem>

namespace countenance::plugin {

inline constexpr const char* kDomain = "countenance";  ///< of gettext

/// Where the running program lies; empty: nothing says so.
[[nodiscard]] std::filesystem::path program_folder();

/// Catalogues lie in `<program_folder()>/locale`, as <language>/LC_MESSAGES/countenance.mo.
[[nodiscard]] std::filesystem::path locale_folder();

/// From now on translate() speaks the language of $LANGUAGE, else that of the locale, from catalogues in `folder`; English
/// where there is none. Sets the locale of messages alone: numbers stay as they are.
void use_translations(const std::filesystem::path& folder = locale_folder());

}  // namespace countenance::plugin
