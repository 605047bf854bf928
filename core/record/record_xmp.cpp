// SPDX-License-Identifier: Apache-2.0
#include "record/record_xmp.h"

#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "base/sha256.h"
#include "io/xmp.h"
#include "record/source_type.h"

namespace countenance::record {
namespace {

using io::XmpPacket;

constexpr const char *kXmp = "http://ns.adobe.com/xap/1.0/", *kMedia = "http://ns.adobe.com/xap/1.0/mm/",
                     *kEvent = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
                     *kReference = "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
                     *kIptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

constexpr int kMost = 10000;  ///< entries of one array: the measures of 900 faces

const char* text_of(bool b) { return b ? "True" : "False"; }  // as XMP spells them
std::string text_of(float x) { return fmt::format("{}", x); }

/// Properties of ours, and fields of ours in a structure.
class Ours {
 public:
  explicit Ours(XmpPacket& xmp) : xmp_(xmp), prefix_(xmp.prefix(kNamespace, "countenance")) {}
  void set(const std::string& name, const std::string& text) {
    if (!text.empty()) xmp_.set({kNamespace, name}, text);
  }
  void set(const std::string& at, const char* field, const std::string& text) { set(path(at, field), text); }
  [[nodiscard]] std::string text(const std::string& name) const { return xmp_.text({kNamespace, name}).value_or(""); }
  [[nodiscard]] std::string text(const std::string& at, const char* field) const { return text(path(at, field)); }
  /// −1: more than any picture's record has.
  [[nodiscard]] int count(const char* array) const {
    const int n = xmp_.count({kNamespace, array}, kMost + 1);
    return n > kMost ? -1 : n;
  }

 private:
  [[nodiscard]] std::string path(const std::string& at, const char* field) const {
    return at + "/" + prefix_ + ":" + field;
  }
  XmpPacket& xmp_;
  std::string prefix_;
};

void write_measures(XmpPacket& xmp, Ours& ours, const Face& face) {
  for (const Measure& m : face.measures) {
    const std::string at = xmp.append_structure({kNamespace, "Measures"});
    ours.set(at, "Face", std::to_string(face.index));
    ours.set(at, "Measure", m.name);
    ours.set(at, "Status", drift::name_of(m.status));
    if (m.component.empty()) continue;
    ours.set(at, "Component", m.component);
    ours.set(at, "Share", text_of(m.share));
    ours.set(at, "Value", text_of(m.value));
    ours.set(at, "Unit", m.unit);
    ours.set(at, "Limit", text_of(m.limit));
  }
}

void write_ours(XmpPacket& xmp, const Record& r, bool with_measures) {
  Ours ours(xmp);
  for (const std::string& old : xmp.names(kNamespace)) xmp.remove({kNamespace, old});
  ours.set("Version", r.version);
  ours.set("Operation", r.operation);
  ours.set("EditedBy", name_of(r.edited_by));
  ours.set("Policy", r.policy);
  ours.set("PolicySHA256", r.policy_sha256);
  ours.set("Metric", r.metric);
  ours.set("Within", text_of(r.within));
  ours.set("Drift", text_of(r.drift));
  ours.set("Verified", r.verified);
  ours.set("Tones", text_of(r.tones));
  ours.set("OriginalPixelsSHA256", r.original.pixels);
  ours.set("OriginalFileSHA256", r.original.file);
  ours.set("FirstOriginalPixelsSHA256", r.first.pixels);
  ours.set("FirstOriginalFileSHA256", r.first.file);
  ours.set("AsOriginal", text_of(r.as_original));
  ours.set("Date", r.date);
  for (const std::string& text : r.done) xmp.append({kNamespace, "Done"}, text);
  for (const std::string& text : r.unverifiable) xmp.append({kNamespace, "Unverifiable"}, text);
  for (const Face& face : r.faces) {
    const std::string at = xmp.append_structure({kNamespace, "Faces"});
    ours.set(at, "Face", std::to_string(face.index));
    ours.set(at, "Within", text_of(face.within));
    ours.set(at, "Drift", text_of(face.drift));
    ours.set(at, "Limiting", face.limiting);
    if (with_measures) write_measures(xmp, ours, face);
  }
}

std::string parameters(const Record& r) {
  std::string out = r.operation;
  for (std::size_t i = 0; i < r.done.size(); ++i) out += (i == 0 ? ": " : "; ") + r.done[i];
  return out + fmt::format(" ({} policy {}, drift {:.2f})", r.within ? "within" : "not shown to be within", r.policy,
                           r.drift);
}

void write_history(XmpPacket& xmp, const Record& r, const std::string& instance) {
  const std::string event = xmp.prefix(kEvent, "stEvt");
  if (!xmp.is_array({kMedia, "History"})) xmp.remove({kMedia, "History"});
  const std::string at = xmp.append_structure({kMedia, "History"});
  const auto set = [&](const char* field, const std::string& text) {
    if (!text.empty()) xmp.set({kMedia, at + "/" + event + ":" + field}, text);
  };
  set("action", r.done.empty() ? "converted" : "edited");
  set("instanceID", instance);
  set("when", r.date);
  set("softwareAgent", "Countenance " + r.version);
  set("changed", "/");
  set("parameters", parameters(r));
}

void write_identity(XmpPacket& xmp, const Record& r, const std::string& instance) {
  const auto old_instance = xmp.text({kMedia, "InstanceID"}), old_document = xmp.text({kMedia, "DocumentID"});
  const std::string document = old_document.value_or(identifier("xmp.did:", r.first.pixels));
  if (old_instance || old_document) {
    const std::string reference = xmp.prefix(kReference, "stRef");
    xmp.remove({kMedia, "DerivedFrom"});
    if (old_instance) xmp.set({kMedia, "DerivedFrom/" + reference + ":instanceID"}, *old_instance);
    xmp.set({kMedia, "DerivedFrom/" + reference + ":documentID"}, document);
  }
  if (!xmp.text({kMedia, "OriginalDocumentID"})) xmp.set({kMedia, "OriginalDocumentID"}, document);
  xmp.set({kMedia, "DocumentID"}, document);
  xmp.set({kMedia, "InstanceID"}, instance);
}

/// A float or an integer, the whole text; false: it is none.
template <class T>
bool read(const std::string& text, T& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}
bool read(const std::string& text, bool& to) {
  to = text == "True";
  return to || text == "False";
}

bool read_measures(const Ours& ours, Record& r) {
  const int n = ours.count("Measures");
  bool good = n >= 0;
  for (int i = 1; i <= n; ++i) {
    const std::string at = fmt::format("Measures[{}]", i);
    Measure m;
    int face = 0;
    const auto status = status_of(ours.text(at, "Status"));
    good &= read(ours.text(at, "Face"), face) && status.has_value();
    m.name = ours.text(at, "Measure");
    m.component = ours.text(at, "Component");
    if (status) m.status = *status;
    if (!m.component.empty())
      good &= read(ours.text(at, "Share"), m.share) && read(ours.text(at, "Value"), m.value) &&
              read(ours.text(at, "Limit"), m.limit);
    m.unit = ours.text(at, "Unit");
    for (Face& f : r.faces)
      if (f.index == face) f.measures.push_back(m);
  }
  return good;
}

bool read_faces(const Ours& ours, Record& r) {
  const int n = ours.count("Faces");
  bool good = n >= 0;
  for (int i = 1; i <= n; ++i) {
    const std::string at = fmt::format("Faces[{}]", i);
    Face f;
    good &= read(ours.text(at, "Face"), f.index) && read(ours.text(at, "Within"), f.within) &&
            read(ours.text(at, "Drift"), f.drift);
    f.limiting = ours.text(at, "Limiting");
    r.faces.push_back(std::move(f));
  }
  return good && read_measures(ours, r);
}

bool read_list(const Ours& ours, const char* array, std::vector<std::string>& to) {
  const int n = ours.count(array);
  for (int i = 1; i <= n; ++i) to.push_back(ours.text(fmt::format("{}[{}]", array, i)));
  return n >= 0;
}

/// In UTF-8, or in UTF-16, whose other bytes are 0.
bool names_us(io::Span packet) {
  constexpr std::string_view ours = "urn:countenance:record:";
  std::string text;
  for (const std::uint8_t byte : packet)
    if (byte != 0) text += char(byte);
  return text.find(ours) != text.npos;
}

}  // namespace

std::string identifier(const char* prefix, const std::string& text) {
  std::string hex = sha256(text.data(), text.size());
  hex[12] = '8';                                                                // version: made as one likes
  hex[16] = "89ab"[(hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10) & 3];  // variant
  return fmt::format("{}{}-{}-{}-{}-{}", prefix, hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

std::optional<io::Bytes> merged(io::Span packet, const Record& record, const std::string& instance,
                                bool with_measures) {
  const auto xmp = XmpPacket::parse(packet);
  if (!xmp) return std::nullopt;
  write_identity(*xmp, record, instance);
  write_history(*xmp, record, instance);
  const std::string there = xmp->text({kIptc, "DigitalSourceType"}).value_or("");
  if (const std::string type = stronger_source_type(there, record.source_type); !type.empty())
    xmp->set({kIptc, "DigitalSourceType"}, type);
  if (!record.date.empty())
    for (const char* name : {"ModifyDate", "MetadataDate"}) xmp->set({kXmp, name}, record.date);
  write_ours(*xmp, record, with_measures);
  return xmp->serialised();
}

Result<std::optional<Record>> record_in(io::Span packet) {
  const auto damaged = [] { return fail(Code::bad_input, "it bears a record of Countenance that is damaged"); };
  const auto xmp = packet.empty() ? nullptr : XmpPacket::parse(packet);
  if (!xmp && names_us(packet)) return damaged();
  if (!xmp || xmp->names(kNamespace).empty()) return std::optional<Record>{};
  const Ours ours(*xmp);
  Record r;
  r.version = ours.text("Version");
  r.operation = ours.text("Operation");
  r.policy = ours.text("Policy");
  r.policy_sha256 = ours.text("PolicySHA256");
  r.metric = ours.text("Metric");
  r.verified = ours.text("Verified");
  r.original = {ours.text("OriginalPixelsSHA256"), ours.text("OriginalFileSHA256")};
  r.first = {ours.text("FirstOriginalPixelsSHA256"), ours.text("FirstOriginalFileSHA256")};
  r.date = ours.text("Date");
  r.source_type = xmp->text({kIptc, "DigitalSourceType"}).value_or("");
  const auto editor = editor_of(ours.text("EditedBy"));
  const bool good = editor && read(ours.text("Within"), r.within) && read(ours.text("Drift"), r.drift) &&
                    read(ours.text("Tones"), r.tones) && read(ours.text("AsOriginal"), r.as_original) &&
                    read_list(ours, "Done", r.done) && read_list(ours, "Unverifiable", r.unverifiable) &&
                    read_faces(ours, r) && !r.original.pixels.empty() && !r.first.pixels.empty();
  if (!good) return damaged();
  r.edited_by = *editor;
  return std::optional<Record>(std::move(r));
}

std::string source_type_of_packet(io::Span packet) {
  const auto xmp = packet.empty() ? nullptr : XmpPacket::parse(packet);
  return xmp ? xmp->text({kIptc, "DigitalSourceType"}).value_or("") : "";
}

}  // namespace countenance::record
