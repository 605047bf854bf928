// SPDX-License-Identifier: Apache-2.0
// What the rows say under a policy: who is flagged, by what, and how well drift ranks altering edits above permitted
// ones, beside what the recogniser or structural similarity alone would do.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rows.h"

namespace countenance::validity {

/// A share with its 95 % interval: bootstrap over people, since pictures of one person are not independent.
struct Share {
  int n = 0, people = 0;
  double value = 0, low = 0, high = 0;
};
struct Auc {
  double drift = NAN, recogniser = NAN, ssim = NAN;  ///< area under the ROC curve against all permitted edits
};
struct EditLine {
  std::string edit, kind;
  Level level = Level::permitted;
  Share flagged;
  double unsaid = 0;              ///< share of pairs neither flagged nor passed
  double unresolved = 0;          ///< share of pairs whose mark the picture does not resolve: neither of the three
  float median = 0, extreme = 0;  ///< drift: of permitted the 99th percentile, of altering the 1st
  std::map<std::string, int> by;  ///< which component was largest, of the flagged
  Auc auc;
  [[nodiscard]] double passed() const { return 1 - flagged.value - unsaid - unresolved; }
};
struct GroupLine {
  std::string group;          ///< "skin: dark", "IOD: 064"
  Share false_flags, misses;  ///< of permitted edits; of clear and strong altering ones, those that passed
  double permitted_unsaid = 0, clear_unsaid = 0;
};
struct Roc {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< false-alarm rate, hit rate
};
struct Summary {
  std::string policy;
  int pictures = 0, people = 0, pairs = 0;
  Share permitted, clear, slight;  ///< flagged
  Share missed;                    ///< clear and strong ones that passed
  double permitted_unsaid = 0, clear_unsaid = 0;
  double clear_unresolved = 0;  ///< of clear and strong ones, those too small for the picture
  Auc all, slight_auc;          ///< clear and strong; slight
  std::vector<EditLine> edits;
  std::vector<GroupLine> groups;
  std::vector<Roc> roc;
  std::map<std::string, double> monotone;  ///< kind → share of documents whose drift rises with strength
};
/// p in 0…1; NaN of nothing.
[[nodiscard]] float percentile(std::vector<float> v, double p);
[[nodiscard]] Summary summarise(const std::vector<Row>& rows, const std::string& name,
                                const std::function<const drift::Policy&(const Row&)>& policy_for);
[[nodiscard]] Summary summarise(const std::vector<Row>& rows, const drift::Policy& policy);
[[nodiscard]] std::string text_of(const Summary& summary);
[[nodiscard]] std::string page_of(const Summary& summary);  ///< HTML, self-contained

}  // namespace countenance::validity
