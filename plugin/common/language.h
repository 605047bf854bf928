// SPDX-License-Identifier: GPL-3.0-or-later
// Language: words in the user's language, from catalogues of gettext.
#pragma once

#include <filesystem>

namespace countenance::plugin {

inline constexpr const char* kDomain = "countenance";  ///< of gettext

/// Beside the program: locale/<language>/LC_MESSAGES/countenance.mo lie there.
[[nodiscard]] std::filesystem::path locale_folder();

/// From now on translate() speaks the language of $LANGUAGE, else that of the locale, from catalogues in `folder`; English
/// where there is none. Sets the locale of messages alone: numbers stay as they are.
void use_translations(const std::filesystem::path& folder = locale_folder());

}  // namespace countenance::plugin
