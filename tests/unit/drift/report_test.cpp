// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "drift/heatmap.h"
#include "drift/judge.h"
#include "drift/reading.h"

namespace countenance::drift {
namespace {

Component component(const char* name, const char* unit, float value) { return {name, unit, value}; }

/// Two faces: one inside, one over by its left cheek, with every kind of status.
Report example() {
  Policy policy;
  policy.name = "natural";
  policy.limits = {{"texture.pores", 0.09f}, {"tone.lightness", 1.7f}, {"recognition.distance", 0.091f}};
  policy.required = {"texture", "tone", "recognition"};
  policy.accept_not_resolved = true;
  FaceReport a;
  a.index = 0;
  a.iod_px = 182.25f;
  a.readings = {{"texture", Status::measured, {component("pores", "ratio", 0.045f)}, "left cheek"},
                {"tone", Status::measured, {component("lightness", "L*", -0.5f)}},
                {"recognition", Status::measured, {component("distance", "1 - cosine", 0.02275f)}},
                {"light", Status::measured, {component("flat", "ratio", 3)}}};
  FaceReport b = a;
  b.index = 1;
  b.iod_px = 56;
  b.readings[1].components[0].value = 3.4f;
  b.readings[1].components[0].sd = 0.25f;
  b.readings[1].where = "left \"cheek\"";
  b.readings[2].components[0].status = Status::not_applicable;
  judge(a, policy);
  judge(b, policy);
  return assemble({a, b}, policy);
}

TEST(ReportJson, IsAsDocumented) {
  EXPECT_EQ(to_json(example()), R"({
  "schema": "countenance.measure/1",
  "metric": "0.4",
  "policy": "natural",
  "within": false,
  "outside": true,
  "measured": true,
  "drift": 2.0,
  "faces": [
    {
      "index": 0,
      "iod_px": 182.25,
      "measured": true,
      "within": true,
      "outside": false,
      "drift": 0.5,
      "limiting": "texture.pores",
      "where": "left cheek",
      "measures": {
        "recognition": {
          "status": "measured",
          "share": 0.25,
          "components": {
            "distance": {
              "value": 0.02275,
              "unit": "1 - cosine",
              "limit": 0.091,
              "share": 0.25
            }
          }
        },
        "texture": {
          "status": "measured",
          "share": 0.5,
          "where": "left cheek",
          "components": {
            "pores": {
              "value": 0.045,
              "unit": "ratio",
              "limit": 0.09,
              "share": 0.5
            }
          }
        },
        "tone": {
          "status": "measured",
          "share": 0.0,
          "components": {
            "lightness": {
              "value": -0.5,
              "unit": "L*",
              "limit": 1.7,
              "share": 0.0
            }
          }
        },
        "light": {
          "status": "not_in_policy",
          "share": null,
          "components": {
            "flat": {
              "value": 3.0,
              "unit": "ratio",
              "limit": null,
              "share": null
            }
          }
        }
      }
    },
    {
      "index": 1,
      "iod_px": 56.0,
      "measured": true,
      "within": false,
      "outside": true,
      "drift": 2.0,
      "limiting": "tone.lightness",
      "where": "left \"cheek\"",
      "measures": {
        "recognition": {
          "status": "not_applicable",
          "share": null,
          "components": {
            "distance": {
              "status": "not_applicable",
              "value": null,
              "unit": "1 - cosine",
              "limit": null,
              "share": null
            }
          }
        },
        "texture": {
          "status": "not_resolved",
          "share": null,
          "where": "left cheek",
          "components": {
            "pores": {
              "status": "not_resolved",
              "value": null,
              "unit": "ratio",
              "limit": null,
              "share": null
            }
          }
        },
        "tone": {
          "status": "measured",
          "share": 2.0,
          "where": "left \"cheek\"",
          "components": {
            "lightness": {
              "value": 3.4,
              "unit": "L*",
              "limit": 1.7,
              "share": 2.0,
              "sd": 0.25
            }
          }
        },
        "light": {
          "status": "not_in_policy",
          "share": null,
          "components": {
            "flat": {
              "value": 3.0,
              "unit": "ratio",
              "limit": null,
              "share": null
            }
          }
        }
      }
    }
  ]
}
)");
}

TEST(ReportJson, FloatsReadBackTheSame) {
  Report report;
  report.drift = 0.1f + 0.2f;
  const auto j = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(j["drift"].get<float>(), report.drift);
  EXPECT_NE(to_json(report).find("\"drift\": 0.3,"), std::string::npos) << to_json(report);
}

TEST(ReportJson, HasNoNumberThatIsNone) {
  Report report = example();
  report.faces[0].drift = std::numeric_limits<float>::quiet_NaN();
  report.faces[0].readings[0].components[0].value = std::numeric_limits<float>::infinity();
  report.faces[0].note = "bad \xff byte";
  const auto j = nlohmann::json::parse(to_json(report));
  EXPECT_TRUE(j["faces"][0]["drift"].is_null());
  EXPECT_TRUE(j["faces"][0]["measures"]["texture"]["components"]["pores"]["value"].is_null());
}

TEST(ReportText, SaysWhatBindsAndWhere) {
  const std::string text = to_text(example());
  EXPECT_NE(text.find("Face 1: 182 px between the eyes\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  texture     ##########----------|          50 %  pores 0.045 of 0.09 ratio, left cheek\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  tone        ####################|######   200 %  lightness 3.4 of 1.7 L*, left \"cheek\"\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  texture     not resolved\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("light "), std::string::npos) << "not in the policy: not in the table";
  EXPECT_TRUE(text.ends_with(
      "Outside the limits of 'natural': tone.lightness on face 2, left \"cheek\", is 2.00 times its limit.\n"))
      << text;
}

TEST(ReportText, ShowsWhatIsJudgedAndNamesWhatIsNotResolved) {
  Policy policy;
  policy.name = "natural";
  policy.limits = {{"texture.pores", 0.09f}, {"texture.blotch", 0.4f}};
  policy.required = {"texture"};
  policy.accept_not_resolved = true;
  FaceReport face;
  face.iod_px = 110;
  face.resolution = 0.5f;
  face.readings = {{"texture", Status::measured, {component("pores", "ratio", 0), component("blotch", "ratio", 0)}}};
  judge(face, policy);
  const std::string text = to_text(assemble({face}, policy));
  EXPECT_NE(text.find("110 px between the eyes, compared at 55\n"), std::string::npos) << text;
  EXPECT_NE(text.find("blotch 0 of 0.4 ratio; not resolved: pores\n"), std::string::npos) << text;
}

TEST(ReportText, SaysThatALimitWasWidenedAndASizeOnce) {
  Policy policy;
  policy.name = "natural";
  policy.limits = {{"geometry.flow_peak", 0.01f}};
  policy.required = {"geometry"};
  FaceReport face;
  face.iod_px = 100;
  face.readings = {{"geometry", Status::measured, {component("flow_peak", "% IOD", 0)}}};
  judge(face, policy);
  FaceReport small;
  small.index = 1;
  small.iod_px = 43;
  small.note = "43 px between the eyes; at least 50 are needed";
  const Report report = assemble({face, small}, policy);
  const std::string text = to_text(report);
  EXPECT_NE(text.find("(widened from 0.01 at 100 px)"), std::string::npos) << text;
  EXPECT_NE(text.find("Face 2: 43 px between the eyes; at least 50 are needed\n"), std::string::npos) << text;
  const auto flow =
      nlohmann::json::parse(to_json(report))["faces"][0]["measures"]["geometry"]["components"]["flow_peak"];
  EXPECT_FLOAT_EQ(flow["policy_limit"].get<float>(), 0.01f);
  EXPECT_GT(flow["limit"].get<float>(), 0.1f);
}

TEST(ReportText, TheVerdictIsOneSentence) {
  Report report = example();
  EXPECT_TRUE(to_text(report).ends_with(
      "Outside the limits of 'natural': tone.lightness on face 2, left \"cheek\", is 2.00 times its limit.\n"));
  report.faces.pop_back();
  report.outside = false;
  EXPECT_TRUE(to_text(report).ends_with(
      "Inside the limits of 'natural': the nearest is texture.pores on face 1, left cheek, at 50 % of its limit.\n"));
  report.faces[0].drift = 0;
  EXPECT_TRUE(to_text(report).ends_with("nothing of the person moved.\n"));
  report.faces[0].measured = false;
  report.faces[0].note = "the face is turned away";
  EXPECT_TRUE(to_text(report).ends_with("Not measured under 'natural': face 1: the face is turned away.\n"));
  report.faces.clear();
  EXPECT_TRUE(to_text(report).starts_with("Not measured: there is no face"));
}

TEST(Heatmap, IsGreyWhereNothingMovedAmberAtTheLimitRedBeyond) {
  Reference reference;  // frame = photo
  FaceReport face;
  Reading r;
  r.measure = "tone";
  r.map = ImageF({4, 1});
  r.map.at(1, 0) = 1;
  r.map.at(2, 0) = 2;
  r.map.at(3, 0) = 0.2f;
  face.readings = {r};
  Report report;
  report.faces = {face};
  Image8 picture({8, 2}, 3, 100);
  const Image8 map = heatmap(picture, (Affine() << 2, 0, 0.5f, 0, 2, 0.5f).finished(), {&reference}, report);
  ASSERT_EQ(map.size(), picture.size());
  const auto rgb = [&](int x) { return std::array<int, 3>{map.at(x, 0, 0), map.at(x, 0, 1), map.at(x, 0, 2)}; };
  EXPECT_EQ(rgb(0), (std::array{100, 100, 100}));
  EXPECT_EQ(rgb(7), (std::array{100, 100, 100})) << "below a quarter of the limit";
  EXPECT_EQ(rgb(2), (std::array{216, 157, 25})) << "a quarter of the picture left, the rest amber";
  EXPECT_EQ(rgb(4), (std::array{186, 37, 49})) << "red";
}

TEST(ReportText, SaysFromWhatSizeMarksAreTold) {
  Reading marks;
  marks.measure = "marks";
  marks.components.push_back({.name = "lost", .unit = "marks", .value = 0.1f, .limit = 0.32f, .share = 0.3f});
  marks.resolved_from = 3.125f;
  FaceReport face;
  face.iod_px = 64;
  face.measured = face.within = true;
  face.readings.push_back(marks);
  Report report;
  report.faces.push_back(face);
  EXPECT_NE(to_text(report).find("marks from 3.1 % of the IOD on are told"), std::string::npos) << to_text(report);
  EXPECT_NE(to_json(report).find("\"resolved_from\": 3.125"), std::string::npos);
  report.faces[0].readings[0].resolved_from = 0;
  EXPECT_EQ(to_text(report).find("are told"), std::string::npos);
  EXPECT_EQ(to_json(report).find("resolved_from"), std::string::npos);
}

}  // namespace
}  // namespace countenance::drift
