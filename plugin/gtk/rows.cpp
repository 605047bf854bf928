// SPDX-License-Identifier: GPL-3.0-or-later
#include "rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "labels.h"
#include "toolkit.h"
#include "translate.h"
#include "units.h"

namespace countenance::plugin {
namespace {

constexpr int kBetweenRows = 6, kBetweenGroups = 10;
constexpr std::size_t kFewDials = 3;  // need no headings

bool has_row(const Parameter& p) { return p.kind != Kind::whole && p.value != decltype(p.value)(&Settings::dials); }

std::vector<const Parameter*> of_group(const Procedure& procedure, Group group) {
  std::vector<const Parameter*> some;
  for (const Parameter* p : procedure.parameters)
    if (p->group == group && has_row(*p)) some.push_back(p);
  return some;
}

/// Groups that are closed at first, unless something in them is set.
bool opens(Group group, const std::vector<const Parameter*>& rows, const Settings& settings) {
  if (group == Group::skin || group == Group::light) return true;
  return group != Group::face && std::any_of(rows.begin(), rows.end(), [&](const Parameter* p) {
           return get(settings, *p) != get(Settings{}, *p);
         });
}

struct Tick {
  std::optional<float> at;
  std::string words;
};

/// How far a dial goes: what was granted of it, or what was learnt. Of older settings: nothing.
Tick tick_of(const Desk::State& state, const Parameter& p) {
  if (state.stale) return {};
  Tick tick;
  for (const Reach& reach : state.reach)
    if (reach.dial == p.name && reach.held)
      tick = {reach.most, fmt::format("{} {}", _("The limits leave room up to"), in_words(p, reach.most))};
  if (!state.standing) return tick;
  std::optional<float> least;  // of several faces
  for (const Grant& grant : state.standing->grants) {
    if (grant.dial != p.name) continue;
    if (!held_back(grant)) {
      if (tick.words.empty()) tick.words = grant.found;
      continue;
    }
    if (least && std::abs(grant.granted) >= std::abs(*least)) continue;
    least = grant.granted;
    tick = {least, fmt::format("{} {}", _("The limits grant"), in_words(p, grant.granted))};
  }
  return tick;
}

}  // namespace

Rows::Rows(const Procedure& procedure, const Settings& settings, const std::vector<std::string>& maps,
           Mnemonics& mnemonics, Moved moved)
    : moved_(std::move(moved)),
      maps_(maps),
      first_(toolkit::box(GTK_ORIENTATION_VERTICAL, kBetweenRows)),
      titles_(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL)) {
  for (const Parameter* p : of_group(procedure, Group::use)) add_row(*p, first_, titles_, mnemonics);
  add_groups(procedure, settings, mnemonics);
  const auto outputs = of_group(procedure, Group::output);
  if (!outputs.empty()) {
    output_ = toolkit::box(GTK_ORIENTATION_HORIZONTAL, kBetweenRows);
    GtkSizeGroup* own = gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL);
    for (const Parameter* p : outputs) add_row(*p, output_, own, mnemonics);
    g_object_unref(own);
  }
  show(settings);
}

void Rows::add_groups(const Procedure& procedure, const Settings& settings, Mnemonics& mnemonics) {
  std::size_t dials = 0;
  for (const Group group : {Group::skin, Group::light, Group::face}) dials += of_group(procedure, group).size();
  few_ = dials <= kFewDials;
  for (const Group group : {Group::skin, Group::light, Group::face, Group::where}) {
    const auto rows = of_group(procedure, group);
    if (rows.empty()) continue;
    if (!groups_) groups_ = toolkit::box(GTK_ORIENTATION_VERTICAL, kBetweenGroups);
    GtkWidget* inside = toolkit::box(GTK_ORIENTATION_VERTICAL, kBetweenRows);
    for (const Parameter* p : rows) add_row(*p, inside, titles_, mnemonics);
    if (few_) {
      gtk_box_pack_start(GTK_BOX(groups_), inside, FALSE, FALSE, 0);
      continue;
    }
    GtkWidget* expander = gtk_expander_new(nullptr);
    GtkWidget* heading = plain_label("");
    set_strong(heading, title_of(group));
    gtk_expander_set_label_widget(GTK_EXPANDER(expander), heading);
    gtk_expander_set_spacing(GTK_EXPANDER(expander), 6);
    gtk_expander_set_expanded(GTK_EXPANDER(expander), opens(group, rows, settings));
    gtk_container_add(GTK_CONTAINER(expander), inside);
    gtk_box_pack_start(GTK_BOX(groups_), expander, FALSE, FALSE, 0);
  }
}

void Rows::add_row(const Parameter& p, GtkWidget* to, GtkSizeGroup* titles, Mnemonics& mnemonics) {
  const std::string label = mnemonics.mark(_(p.title));
  if (p.kind == Kind::real) {
    dials_.push_back(std::make_unique<DialRow>(p, label, p.group == Group::use, titles,
                                               [this, &p](float value) { moved_(p, Value(value)); }));
    gtk_box_pack_start(GTK_BOX(to), dials_.back()->widget(), FALSE, FALSE, 0);
    return;
  }
  choosers_.push_back(
      {&p, std::make_unique<Chooser>([this, &p](const std::string& value) { moved_(p, Value(value)); })});
  GtkWidget *row = toolkit::box(GTK_ORIENTATION_HORIZONTAL, 10), *combo = choosers_.back().chooser->widget();
  gtk_box_pack_start(GTK_BOX(row), row_label(label, titles, combo), FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(row), combo, TRUE, TRUE, 0);
  gtk_widget_set_tooltip_text(combo, help_of(p).c_str());
  name_accessible(combo, _(p.title));
  gtk_box_pack_start(GTK_BOX(to), row, FALSE, FALSE, 0);
}

void Rows::fill(const Choosing& choosing, const Settings& settings) const {
  choosing.chooser->offer(offers_of(*choosing.parameter, settings, maps_),
                          choosing.parameter->kind == Kind::policy ? _("Choose a file…") : "");
}

void Rows::show(const Settings& settings) {
  for (const auto& row : dials_) row->show(std::get<float>(get(settings, row->parameter())));
  for (const Choosing& choosing : choosers_) {
    const std::string value = std::get<std::string>(get(settings, *choosing.parameter));
    if (!choosing.chooser->offers(value)) fill(choosing, settings);
    choosing.chooser->show(value);
  }
}

void Rows::show_reach(const Desk::State& state) {
  for (const auto& row : dials_) {
    const Tick tick = tick_of(state, row->parameter());
    row->tick(tick.at, tick.words);
  }
}

}  // namespace countenance::plugin
