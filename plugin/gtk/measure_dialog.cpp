// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <utility>

#include "against_dialog.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

class MeasureDialog : AgainstDialog {
 public:
  MeasureDialog(const Procedure& procedure, Originals& originals, const Settings& start, const Frame& frame)
      : AgainstDialog(
            procedure, originals, start, frame,
            {_("Original"), _("As it is now"), _("Choose what the picture was before it was retouched."), _("Close")}) {
  }

  Settings run(Studio& studio) {
    AgainstDialog::run(std::make_unique<Comparer>(
        studio, [this] { news_.ask(); }, settings_, picture_.look()));
    return settings_;
  }

 private:
  Result<Pair> with_layer(int layer) override { return originals_.with_layer(layer); }
  Result<Pair> with_file(const std::string& file) override { return originals_.with_file(file); }
};

}  // namespace

Settings run_measure_dialog(const Procedure& procedure, Studio& studio, Originals& originals, const Settings& start,
                            const Frame& frame) {
  return MeasureDialog(procedure, originals, start, frame).run(studio);
}

}  // namespace countenance::plugin
