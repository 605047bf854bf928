// SPDX-License-Identifier: Apache-2.0
#include "face/topology.h"

#include <cstdint>
#include <cstring>
#include <optional>

#include "face/models.h"

namespace countenance::face {
namespace {

constexpr const char* kFile = "geometry_pipeline_metadata_landmarks.binarypb";
constexpr int kTriangles = 898, kFloatsAVertex = 5;  // x, y, z, u, v
using Bytes = std::span<const unsigned char>;

/// Reads a protobuf message field by field; what runs past the end gives nullopt.
class Message {
 public:
  explicit Message(Bytes bytes) : rest_(bytes) {}

  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;  ///< of wire type 0
    Bytes bytes;              ///< of wire types 1, 2 and 5
  };

  [[nodiscard]] bool done() const { return rest_.empty(); }

  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const unsigned char byte = rest_.front();
      rest_ = rest_.subspan(1);
      value |= std::uint64_t(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return std::nullopt;
  }

  std::optional<Field> next() {
    const auto key = varint();
    if (!key) return std::nullopt;
    Field field{.number = *key >> 3};
    std::optional<std::uint64_t> length;
    switch (*key & 7) {
      case 0: {
        const auto value = varint();
        if (!value) return std::nullopt;
        field.value = *value;
        return field;
      }
      case 1:
        length = 8;
        break;
      case 2:
        length = varint();
        break;
      case 5:
        length = 4;
        break;
      default:
        return std::nullopt;
    }
    if (!length || *length > rest_.size()) return std::nullopt;
    field.bytes = rest_.first(std::size_t(*length));
    rest_ = rest_.subspan(std::size_t(*length));
    return field;
  }

 private:
  Bytes rest_;
};

void append_floats(Bytes bytes, std::vector<float>& out) {
  for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
    const std::uint32_t bits = std::uint32_t(bytes[0]) | std::uint32_t(bytes[1]) << 8 | std::uint32_t(bytes[2]) << 16 |
                               std::uint32_t(bytes[3]) << 24;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    out.push_back(value);
  }
}

tl::unexpected<Error> broken() {
  return fail(Code::models,
              std::string(kFile) + ": not a face mesh of 468 vertices and 898 triangles; fetch the models again");
}

}  // namespace

Result<CanonicalMesh> parse_canonical_mesh(Bytes bytes) {
  // GeometryPipelineMetadata.canonical_mesh is its only message field but the landmark weights, and comes first.
  std::optional<Bytes> mesh;
  for (Message top(bytes); !top.done() && !mesh;) {
    const auto field = top.next();
    if (!field) return broken();
    if (!field->bytes.empty()) mesh = field->bytes;
  }
  if (!mesh) return broken();

  // Mesh3d: 3 vertex_buffer (float), 4 index_buffer (uint32); each packed or one by one.
  std::vector<float> vertices;
  std::vector<std::uint64_t> indices;
  for (Message m(*mesh); !m.done();) {
    const auto field = m.next();
    if (!field) return broken();
    if (field->number == 3) append_floats(field->bytes, vertices);
    if (field->number != 4) continue;
    if (field->bytes.empty()) indices.push_back(field->value);
    for (Message packed(field->bytes); !packed.done();) {
      const auto index = packed.varint();
      if (!index) return broken();
      indices.push_back(*index);
    }
  }
  if (vertices.size() != std::size_t(kCanonicalPoints) * kFloatsAVertex ||
      indices.size() != std::size_t(kTriangles) * 3)
    return broken();

  CanonicalMesh out;
  for (int i = 0; i < kCanonicalPoints; ++i)
    for (int c = 0; c < 3; ++c) out.points(i, c) = vertices[std::size_t(i) * kFloatsAVertex + std::size_t(c)];
  for (std::size_t t = 0; t < indices.size(); t += 3) {
    for (std::size_t k = 0; k < 3; ++k)
      if (indices[t + k] >= std::uint64_t(kCanonicalPoints)) return broken();
    out.topology.triangles.push_back({int(indices[t]), int(indices[t + 1]), int(indices[t + 2])});
  }
  return out;
}

Result<CanonicalMesh> load_canonical_mesh(const std::filesystem::path& models) {
  CNT_TRY(bytes, load_model(kFile, models));
  return parse_canonical_mesh(bytes);
}

Result<Topology> load_topology(const std::filesystem::path& models) {
  CNT_TRY(mesh, load_canonical_mesh(models));
  return mesh.topology;
}

}  // namespace countenance::face
