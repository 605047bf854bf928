// SPDX-License-Identifier: GPL-3.0-or-later
#include "advice.h"

#include "phrases.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

/// With a capital and a full stop.
std::string sentence(std::string text) {
  if (text.empty()) return text;
  const std::string word = text.substr(0, text.find(' '));
  const bool name = word.find_first_of("./_'") != std::string::npos;  // of a file, or of what is to be typed
  if (!name && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  if (text.back() != '.' && text.back() != '!' && text.back() != '?') text += '.';
  return text;
}

const char* remedy_of(const Error& error) {
  switch (error.code) {
    case Code::not_measurable:  // others say what to do themselves
      if (error.message.find("no face") == std::string::npos) return "";
      return _("Choose a layer that shows a face from the front, sharp and not too small.");
    case Code::refused:
      return _("Choose another purpose, or other limits.");
    case Code::cannot_write:
      return _("The image is as it was.");
    case Code::internal:
      return _("The image is as it was. Please report this.");
    case Code::models:
    case Code::bad_input:
    case Code::over_limit:
    case Code::cancelled:
      return "";
  }
  return "";
}

}  // namespace

Advice advice_on(const Error& error) {
  if (error.code == Code::models)
    return {_("The networks that find and measure a face are missing, or not as they should be."),
            sentence(error.message)};
  return {sentence(error_in_words(error.message)), remedy_of(error)};
}

}  // namespace countenance::plugin
