// SPDX-License-Identifier: Apache-2.0
#include "unit/record/samples.h"

#include <stdexcept>

#include "io/packet.h"
#include "record/source_type.h"
#include "unit/io/pictures.h"

namespace countenance::record::test {

Record sample(int faces) {
  Record r;
  r.version = "9.8.7";
  r.operation = "guard";
  r.original = {std::string(64, 'a'), std::string(64, 'b')};
  r.first = {std::string(64, 'c'), std::string(64, 'd')};
  r.as_original = true;
  r.edited_by = Editor::ai;
  r.source_type = source_type_of(Editor::ai);
  r.policy = "natural+a studio's <own> & \"more\"";
  r.policy_sha256 = std::string(64, 'e');
  r.metric = "0.4";
  r.within = true;
  r.drift = 0.6125f;
  r.verified = "file";
  r.tones = true;
  r.done = {"face 1: even 0.42 of 0.60", "face 2, skin: pores, 40 % of the change stays"};
  r.unverifiable = {"face 2: marks"};
  r.date = "2026-05-17T12:30:00Z";
  for (int f = 0; f < faces; ++f) {
    Face face{f, true, 0.1f + 0.01f * float(f), "texture.pores", {}};
    for (const std::string& name : drift::measure_names())
      face.measures.push_back(
          {name, drift::Status::measured, "one", 0.1234f, 1.5e-7f * float(f + 1), "% IOD", 12345.f});
    face.measures.back() = {drift::measure_names().back(), drift::Status::not_resolved, {}, 0, 0, {}, 0};
    r.faces.push_back(face);
  }
  return r;
}

std::string packet_of(const std::string& attributes, const std::string& elements) {
  return "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
         "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
         "xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' "
         "xmlns:stEvt='http://ns.adobe.com/xap/1.0/sType/ResourceEvent#' "
         "xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:own='urn:own#' " +
         attributes + ">" + elements + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
}

io::Encoded picture_of(io::Format format, const std::string& packet) {
  io::Loaded source;
  source.metadata.xmp.assign(packet.begin(), packet.end());
  auto encoded = io::encode(io::test::ramp({40, 30}, 3), source, format);
  if (!encoded) throw std::runtime_error(encoded.error().message);
  return std::move(*encoded);
}

io::Loaded loaded(const io::Encoded& picture) {
  const io::test::Folder folder;
  io::test::put(folder / "a", picture.bytes);
  auto out = io::load(folder / "a");
  if (!out) throw std::runtime_error(out.error().message);
  return std::move(*out);
}

std::string packet_text(const io::Encoded& picture) {
  const io::Bytes packet = io::packet_in(picture.bytes);
  return {packet.begin(), packet.end()};
}

}  // namespace countenance::record::test
