// SPDX-License-Identifier: GPL-3.0-or-later
// Phrases that the core's reports, verdicts and errors write in English, in the user's language and a photographer's words.
#pragma once

#include <string>

namespace countenance::plugin {

/// "left cheek", "hair by the left temple": translated; what is not known stays as it is.
[[nodiscard]] std::string place_in_words(const std::string& where);

/// Verdict::binds, or a grant's note: "held back by texture.pores on face 1, left cheek" → "held back by Texture on face 1,
/// left cheek"
[[nodiscard]] std::string binds_in_words(const std::string& binds);

/// An error's line, as far as it is one that dialogs show often; any other stays as it is.
[[nodiscard]] std::string error_in_words(const std::string& message);

}  // namespace countenance::plugin
