// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <fmt/format.h>

#include <list>

#include "beside.h"
#include "tasks.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kOwnArguments = 3;  // run-mode, image, drawable
constexpr int kIcon = 16;         // px, of a menu

GimpPDBArgType type_of(const Parameter& p) {
  return p.kind == Kind::real ? GIMP_PDB_FLOAT : p.kind == Kind::whole ? GIMP_PDB_INT32 : GIMP_PDB_STRING;
}

/// Texts that live as long as the call they are handed to.
class Definitions {
 public:
  void add(GimpPDBArgType type, std::string name, std::string text) {
    texts_.push_back(std::move(name));
    gchar* named = texts_.back().data();
    texts_.push_back(std::move(text));
    all_.push_back({type, named, texts_.back().data()});
  }
  [[nodiscard]] const GimpParamDef* data() const { return all_.data(); }
  [[nodiscard]] int count() const { return int(all_.size()); }

 private:
  std::list<std::string> texts_;
  std::vector<GimpParamDef> all_;
};

Definitions arguments_for(const Procedure& procedure) {
  Definitions out;
  out.add(GIMP_PDB_INT32, "run-mode",
          "RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), or RUN-WITH-LAST-VALS (2): all else as it was last");
  out.add(GIMP_PDB_IMAGE, "image", "the image");
  out.add(GIMP_PDB_DRAWABLE, "drawable", "the layer");
  for (const Parameter* p : procedure.parameters) out.add(type_of(*p), p->name, described(*p));
  if (has_original(procedure)) {
    out.add(GIMP_PDB_DRAWABLE, "original", "the layer that is the original; -1: it is a file");
    out.add(GIMP_PDB_STRING, "original-file", std::string(described_file(procedure)) + "; empty: a layer");
  }
  return out;
}

Definitions results_of(const Procedure& procedure) {
  Definitions out;
  if (procedure.task == Procedure::Task::measure) {
    out.add(GIMP_PDB_STRING, "report", "what was measured, as JSON");
    out.add(GIMP_PDB_FLOAT, "drift", "the largest share of a limit; 1 is the limit");
    out.add(GIMP_PDB_INT32, "within", "whether all of it holds");
  } else {
    out.add(GIMP_PDB_DRAWABLE, "layer", "the new layer, or the one retouched; the given one where nothing was changed");
    out.add(GIMP_PDB_STRING, "words", "how it stands, in one sentence");
  }
  if (procedure.task == Procedure::Task::guard)
    out.add(GIMP_PDB_STRING, "report", "what was taken back, and the measures before and after, as JSON");
  return out;
}

Value value_of(const GimpParam& given) {
  if (given.type == GIMP_PDB_FLOAT) return float(given.data.d_float);
  if (given.type == GIMP_PDB_INT32) return float(given.data.d_int32);
  return std::string(given.data.d_string ? given.data.d_string : "");
}

}  // namespace

void install(const Procedure& procedure) {
  const Definitions arguments = arguments_for(procedure), results = results_of(procedure);
  gimp_install_procedure(procedure.name, procedure.blurb, procedure.help, "Countenance", "Countenance", version(),
                         procedure.label, "*", GIMP_PLUGIN, arguments.count(), results.count(), arguments.data(),
                         results.data());
  gimp_plugin_menu_register(procedure.name, kMenu);
  const std::string icon = icon_of(procedure, kIcon);
  gimp_plugin_icon_register(procedure.name, GIMP_ICON_TYPE_IMAGE_FILE, reinterpret_cast<const guint8*>(icon.c_str()));
}

Result<Arguments> arguments_of(const Procedure& procedure, int count, const GimpParam* given) {
  if (count < kOwnArguments) return fail(Code::bad_input, "run-mode, image and drawable must be given");
  Arguments out{GimpRunMode(given[0].data.d_int32), given[1].data.d_image, given[2].data.d_drawable,
                procedure.settings};
  if (out.mode != GIMP_RUN_NONINTERACTIVE) return out;
  const Definitions wanted = arguments_for(procedure);
  if (count != wanted.count())
    return fail(Code::bad_input, fmt::format("{} takes {} arguments, not {}", procedure.name, wanted.count(), count));
  const GimpParam* next = given + kOwnArguments;
  for (const Parameter* p : procedure.parameters) CNT_CHECK(set(out.settings, *p, value_of(*next++)));
  if (has_original(procedure)) {
    out.original = next++->data.d_drawable;
    out.file = std::get<std::string>(value_of(*next));
  }
  CNT_CHECK(check_script(out.settings));
  return out;
}

Settings last_settings(const Procedure& procedure) {
  const gint size = gimp_get_data_size(procedure.name);
  std::string json(std::size_t(std::max(size, 0)), '\0');
  if (json.empty() || !gimp_get_data(procedure.name, json.data())) return procedure.settings;
  return settings_of(json).value_or(procedure.settings);
}

void keep_settings(const Procedure& procedure, const Settings& settings) {
  const std::string json = to_json(settings);
  gimp_set_data(procedure.name, json.data(), guint32(json.size()));
}

}  // namespace countenance::plugin
