// SPDX-License-Identifier: GPL-3.0-or-later
// What the dialogs share that hold a picture against its original: which that is, whose limits, gauges, the verdict.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "comparer.h"
#include "dialog.h"
#include "gauges_view.h"
#include "picture_view.h"
#include "rows.h"
#include "signals.h"
#include "verdict_box.h"
#include "view_bar.h"
#include "window.h"

namespace countenance::plugin {

class AgainstDialog {
 public:
  /// Translated.
  struct Texts {
    const char *left, *right;  ///< of the line
    const char* ask;           ///< until an original is chosen
    std::string leave, act{};  ///< buttons; without `act` leaving is what most will want
  };
  AgainstDialog(const Procedure& procedure, Originals& originals, const Settings& start, const Frame& frame,
                const Texts& texts);
  AgainstDialog(const AgainstDialog&) = delete;
  AgainstDialog& operator=(const AgainstDialog&) = delete;
  virtual ~AgainstDialog() = default;

 protected:
  /// Until it is closed. `comparer` does the work.
  void run(std::unique_ptr<Comparer> comparer);
  virtual Result<Pair> with_layer(int layer) = 0;
  virtual Result<Pair> with_file(const std::string& file) = 0;
  virtual void act() {}
  virtual void show_more(const Desk::State& /*state*/) {}  ///< what is shown beside what all show
  void show();
  void say(std::optional<Error> problem);  ///< instead of the verdict; none: no more

  Originals& originals_;
  Settings settings_;
  Mnemonics mnemonics_;
  Window window_;
  GtkWidget *save_, *leave_, *act_ = nullptr;  // buttons get their letters first
  PictureView picture_;
  ViewBar bar_;
  Rows rows_;
  GaugesView gauges_;
  VerdictBox verdict_;
  Soon news_{[this] { show(); }};

 private:
  void lay_out(const Texts& texts);
  void offer(const std::string& file);
  void choose(const std::string& original);
  void moved(const Parameter& parameter, const Value& value);
  void save();

  const Procedure& procedure_;
  Frame frame_;
  std::vector<std::string> layers_;
  Chooser original_;
  std::string ask_;
  std::optional<Error> problem_;
  int face_ = 0;
  std::size_t faces_ = 0;
  std::unique_ptr<Comparer> comparer_;
};

}  // namespace countenance::plugin
