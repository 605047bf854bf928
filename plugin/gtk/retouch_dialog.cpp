// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>
#include <utility>

#include "dialog.h"
#include "gauges_view.h"
#include "picture_view.h"
#include "rows.h"
#include "signals.h"
#include "toolkit.h"
#include "translate.h"
#include "verdict_box.h"
#include "verdict_words.h"
#include "view_bar.h"
#include "window.h"

namespace countenance::plugin {
namespace {

constexpr std::size_t kGaugesAtOnce = 5, kAllGauges = 99;
constexpr int kDialsHeight = 230;  // px: of the dials there are always so many in sight

class RetouchDialog {
 public:
  RetouchDialog(const Procedure& procedure, Studio& studio, Host& host, const Settings& start, const Frame& frame);
  Result<Outcome> run();

 private:
  void lay_out();
  void show();
  void show_stage(const Desk::State& state);
  void moved(const Parameter& parameter, const Value& value);
  void wish(const Settings& settings);
  void choose_face(int face);
  void retouch();
  void cancel();
  void leave();

  const Procedure& procedure_;
  Studio& studio_;
  Host& host_;
  Frame frame_;
  Settings settings_;
  Mnemonics mnemonics_;
  Window window_;
  GtkWidget *reset_, *cancel_, *retouch_;  // buttons get their letters first
  PictureView picture_;
  ViewBar bar_;
  Rows rows_;
  GaugesView gauges_;
  VerdictBox verdict_;
  Soon news_{[this] { show(); }};
  std::unique_ptr<Desk> desk_;
  bool opened_ = false, leaving_ = false;
  std::optional<Outcome> outcome_;
  std::string problem_;  // of a row, which the desk never heard of
};

RetouchDialog::RetouchDialog(const Procedure& procedure, Studio& studio, Host& host, const Settings& start,
                             const Frame& frame)
    : procedure_(procedure),
      studio_(studio),
      host_(host),
      frame_(frame),
      settings_(start),
      window_(frame, mnemonics_, [this] { leave(); }),
      reset_(window_.add_button(mnemonics_.mark(_("Reset")), [this] { wish(procedure_.settings); })),
      cancel_(window_.add_button(mnemonics_.mark(_("Cancel")), [this] { cancel(); })),
      retouch_(window_.add_button(mnemonics_.mark(_("Retouch")), [this] { retouch(); })),
      picture_(
          [this](const Desk::Look& look) {
            if (desk_) desk_->look(look);
          },
          [this] { bar_.show_zoom(); }),
      bar_(picture_, mnemonics_, true, [this](int face) { choose_face(face); }),
      rows_(procedure, start, host.maps(), mnemonics_,
            [this](const Parameter& parameter, const Value& value) { moved(parameter, value); }),
      gauges_(rows_.titles(), rows_.few() ? kAllGauges : kGaugesAtOnce),
      verdict_(Window::kSide) {
  lay_out();
}

void RetouchDialog::lay_out() {
  window_.make_default(retouch_);
  window_.add_picture(bar_.widget(), picture_.widget());
  window_.add_side(rows_.first());
  if (rows_.groups() && rows_.few()) window_.add_side(rows_.groups());
  if (rows_.groups() && !rows_.few()) window_.add_scrolled(rows_.groups(), kDialsHeight);
  window_.add_side(gauges_.widget());
  window_.add_side(verdict_.widget());
  if (rows_.output()) window_.add_choice(rows_.output());
  bar_.hear_keys_of(window_.widget());
}

Result<Outcome> RetouchDialog::run() {
  gtk_widget_show_all(window_.widget());
  gtk_widget_grab_focus(picture_.widget());
  desk_ = std::make_unique<Desk>(
      studio_, host_, post, [this] { news_.ask(); }, settings_, picture_.look());
  show();
  window_.run();
  desk_.reset();
  if (!outcome_) return fail(Code::cancelled, "cancelled");
  return std::move(*outcome_);
}

void RetouchDialog::show() {
  const Desk::State state = desk_->state();
  if (!opened_ && state.stage == Desk::Stage::ready) {
    opened_ = true;
    settings_ = state.settings;
    rows_.show(settings_);
    bar_.show_faces(state.faces, settings_.face);
    picture_.show(state);
    bar_.look_at_face();
  }
  picture_.show(state);
  rows_.show_reach(state);
  gauges_.show(state.standing ? &*state.standing : nullptr, settings_.face, state.stale);
  if (opened_) bar_.show_faces(state.faces, settings_.face);
  show_stage(state);
  if (frame_.watch) frame_.watch(state);
  if (state.stage == Desk::Stage::done) outcome_ = Outcome{for_next_time(settings_), *state.done};
  if (outcome_ || (leaving_ && state.stage != Desk::Stage::finishing)) window_.quit();
}

void RetouchDialog::show_stage(const Desk::State& state) {
  using Stage = Desk::Stage;
  const bool ready = state.stage == Stage::ready;
  for (GtkWidget* part : {rows_.first(), rows_.groups(), rows_.output(), bar_.widget(), reset_})
    if (part) gtk_widget_set_sensitive(part, ready);
  gtk_widget_set_sensitive(retouch_, ready && !state.problem);
  const bool bar = state.stage == Stage::opening || state.stage == Stage::finishing;
  window_.say(status_of(state), bar ? state.share : -1);
  const Words words = problem_.empty() ? words_of(state, procedure_) : Words{true, Tone::over, problem_, ""};
  if (words.known)
    verdict_.show(words.tone, words.sentence, words.more);
  else
    verdict_.wait(words.sentence);
}

void RetouchDialog::moved(const Parameter& parameter, const Value& value) {
  if (!window_.running()) return;  // it was still being typed
  Settings next = settings_;
  const auto done = move(next, procedure_, parameter, value);
  if (done) return wish(next);
  problem_ = done.error().message;
  rows_.show(settings_);
  show();
}

void RetouchDialog::wish(const Settings& settings) {
  problem_.clear();
  settings_ = settings;
  rows_.show(settings_);
  desk_->wish(settings_);
  show();
}

void RetouchDialog::choose_face(int face) {
  for (const Parameter* p : procedure_.parameters)
    if (p->kind == Kind::whole) return moved(*p, float(face));
}

void RetouchDialog::retouch() {
  gtk_widget_grab_focus(retouch_);  // a box that is being typed into says what it holds
  if (problem_.empty()) desk_->finish();
}

void RetouchDialog::cancel() {
  if (desk_->state().stage == Desk::Stage::finishing)
    desk_->cancel();
  else
    leave();
}

/// What is being written may be in the image by now: what came of it is waited for.
void RetouchDialog::leave() {
  leaving_ = true;
  desk_->cancel();
  show();
}

}  // namespace

Result<Outcome> run_retouch_dialog(const Procedure& procedure, Studio& studio, Host& host, const Settings& start,
                                   const Frame& frame) {
  return RetouchDialog(procedure, studio, host, start, frame).run();
}

}  // namespace countenance::plugin
