// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace countenance {
namespace {

std::string of(const std::string& text) { return sha256(text.data(), text.size()); }

// FIPS 180-2, appendix B, and the empty message of the NIST test vectors.
TEST(Sha256, KnownMessages) {
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The padding has three cases: it fits the block, it just does not (56…63 bytes), the block is full.
TEST(Sha256, LengthsAroundABlock) {
  EXPECT_EQ(of(std::string(55, 'a')), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(of(std::string(56, 'a')), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(of(std::string(63, 'a')), "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34");
  EXPECT_EQ(of(std::string(64, 'a')), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(Sha256, PiecesOfAnySizeGiveTheSameDigest) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += char(i * 7 + i / 31);
  for (const std::size_t piece : {1u, 3u, 63u, 64u, 65u, 200u}) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece)
      hash.update(text.data() + at, std::min(piece, text.size() - at));
    EXPECT_EQ(hash.hex(), of(text)) << "in pieces of " << piece;
  }
}

TEST(Sha256, File) {
  const auto path = std::filesystem::path(testing::TempDir()) / "sha256_test.bin";
  const std::string text(3'000'001, 'x');  // several pieces, the last one short
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(sha256_file(path).value(), of(text));
  std::filesystem::remove(path);

  const auto missing = sha256_file(path);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::bad_input);
  EXPECT_NE(missing.error().message.find(path.string()), std::string::npos);
}

TEST(Sha256, AFolderIsNotAFile) { EXPECT_FALSE(sha256_file(testing::TempDir())); }

}  // namespace
}  // namespace countenance
