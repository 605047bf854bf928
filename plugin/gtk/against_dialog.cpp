// SPDX-License-Identifier: GPL-3.0-or-later
#include "against_dialog.h"

#include <cstdlib>
#include <utility>

#include "labels.h"
#include "save_as.h"
#include "toolkit.h"
#include "translate.h"
#include "verdict_words.h"

namespace countenance::plugin {
namespace {

constexpr std::size_t kAllGauges = 99;

std::optional<Error> problem_of(const Result<>& done) { return done ? std::nullopt : std::optional(done.error()); }

}  // namespace

AgainstDialog::AgainstDialog(const Procedure& procedure, Originals& originals, const Settings& start,
                             const Frame& frame, const Texts& texts)
    : originals_(originals),
      settings_(start),
      window_(frame, mnemonics_, [this] { window_.quit(); }),
      save_(window_.add_button(mnemonics_.mark(_("Save report…")), [this] { save(); })),
      leave_(window_.add_button(mnemonics_.mark(texts.leave), [this] { window_.quit(); })),
      act_(texts.act.empty() ? nullptr : window_.add_button(mnemonics_.mark(texts.act), [this] { act(); })),
      picture_(
          [this](const Desk::Look& look) {
            if (comparer_) comparer_->look(look);
          },
          [this] { bar_.show_zoom(); }),
      bar_(picture_, mnemonics_, false,
           [this](int face) {
             face_ = face;
             show();
           }),
      rows_(procedure, start, {}, mnemonics_,
            [this](const Parameter& parameter, const Value& value) { moved(parameter, value); }),
      gauges_(rows_.titles(), kAllGauges),
      verdict_(Window::kSide),
      procedure_(procedure),
      frame_(frame),
      layers_(originals.layers()),
      original_([this](const std::string& original) { choose(original); }),
      ask_(texts.ask) {
  lay_out(texts);
}

void AgainstDialog::lay_out(const Texts& texts) {
  window_.make_default(act_ ? act_ : leave_);
  picture_.caption(texts.left, texts.right);
  window_.add_picture(bar_.widget(), picture_.widget());
  GtkWidget* row = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget* label = row_label(mnemonics_.mark(_("Original")), rows_.titles(), original_.widget());
  gtk_box_pack_start(GTK_BOX(row), label, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(row), original_.widget(), TRUE, TRUE, 0);
  name_accessible(original_.widget(), _("Original"));
  gtk_widget_set_tooltip_text(original_.widget(), _("What the picture was before it was retouched"));
  gtk_box_pack_start(GTK_BOX(rows_.first()), row, FALSE, FALSE, 0);
  gtk_box_reorder_child(GTK_BOX(rows_.first()), row, 0);
  window_.add_side(rows_.first());
  window_.add_side(gauges_.widget());
  offer("");
  bar_.hear_keys_of(window_.widget());
}

void AgainstDialog::run(std::unique_ptr<Comparer> comparer) {
  window_.add_side(verdict_.widget());
  gtk_widget_show_all(window_.widget());
  gtk_widget_grab_focus(picture_.widget());
  comparer_ = std::move(comparer);
  if (!layers_.empty()) choose("0");
  show();
  window_.run();
  comparer_.reset();
}

/// Layers, and that file if there is one.
void AgainstDialog::offer(const std::string& file) {
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < layers_.size(); ++i) offers.push_back({std::to_string(i), layers_[i]});
  if (!file.empty()) {
    gchar* name = g_path_get_basename(file.c_str());
    offers.push_back({file, name});
    g_free(name);
  }
  original_.offer(std::move(offers), file.empty() ? _("A file…") : _("Another file…"));
}

void AgainstDialog::choose(const std::string& original) {
  char* end = nullptr;
  const unsigned long layer = std::strtoul(original.c_str(), &end, 10);
  const bool of_image = *end == '\0' && layer < layers_.size();
  if (!of_image) offer(original);
  original_.show(original);
  problem_.reset();
  auto pair = of_image ? with_layer(int(layer)) : with_file(original);
  if (pair)
    comparer_->compare(std::move(*pair));
  else
    comparer_->fail(pair.error());
}

void AgainstDialog::moved(const Parameter& parameter, const Value& value) {
  const auto done = set(settings_, parameter, value);
  problem_ = problem_of(done);
  rows_.show(settings_);
  if (done) comparer_->limits(settings_);
  show();
}

void AgainstDialog::show() {
  Desk::State state = comparer_->state();
  picture_.show(state);
  if (state.faces.size() != faces_ || faces_ == 0) {
    faces_ = state.faces.size();
    bar_.show_faces(state.faces, face_);
    bar_.look_at_face();
  }
  gauges_.show(state.standing ? &*state.standing : nullptr, face_, state.stale);
  gtk_widget_set_sensitive(save_, !comparer_->json().empty() && !state.stale);
  window_.say(state.size.width > 0 ? status_of(state) : "", state.working ? state.share : -1);
  const bool chosen = state.working || state.standing || state.problem;
  if (problem_) state.problem = problem_;
  const Words words = words_of(state, procedure_);
  if (words.known)
    verdict_.show(words.tone, words.sentence, words.more);
  else
    verdict_.wait(chosen ? _("Measuring…") : ask_);
  show_more(state);
  if (frame_.watch) frame_.watch(state);
}

void AgainstDialog::say(std::optional<Error> problem) {
  problem_ = std::move(problem);
  show();
}

void AgainstDialog::save() {
  const auto saved = save_as(window_.widget(), _("Save report"), "countenance.json", comparer_->json());
  say(problem_of(saved));
}

}  // namespace countenance::plugin
