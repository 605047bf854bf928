// SPDX-License-Identifier: GPL-3.0-or-later
// A chooser of one of some offers; a locked one has a lock.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>
#include <vector>

#include "offers.h"

namespace countenance::plugin {

class Chooser {
 public:
  explicit Chooser(std::function<void(const std::string& value)> chosen);
  Chooser(const Chooser&) = delete;
  Chooser& operator=(const Chooser&) = delete;

  [[nodiscard]] GtkWidget* widget() const { return combo_; }
  /// `file`, if not empty, is the title of a last entry that asks for a file; its name is the value then.
  void offer(std::vector<Offer> offers, const std::string& file = "");
  void show(const std::string& value);
  [[nodiscard]] bool offers(const std::string& value) const;

 private:
  void changed();
  void ask_file();

  std::function<void(const std::string&)> chosen_;
  std::vector<Offer> offers_;
  GtkWidget* combo_;
  GtkListStore* store_;
  std::string value_;
  bool quiet_ = false;
};

}  // namespace countenance::plugin
