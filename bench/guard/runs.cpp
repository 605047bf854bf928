// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/parallel.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "govern/governor.h"
#include "guard/rows.h"
#include "guard/trial.h"
#include "io/file.h"
#include "support/must.h"
#include "tone.h"
#include "validity/pair.h"

namespace countenance::guard_bench {

using test::must;
using validity::Document;
using validity::Edit;
using validity::Level;
using validity::Random;

namespace {

constexpr int kSizes[] = {400, 200, 150, 100, 64};  // px of IOD

const validity::Portrait* partner(const Portraits& all, const validity::Portrait& of) {
  std::vector<const validity::Portrait*> alike;
  for (const auto& p : all)
    if (p.person != of.person && p.sex == of.sex && p.source == of.source) alike.push_back(&p);
  return alike.empty() ? nullptr : alike[validity::hash(of.file) % alike.size()];
}

/// A portrait at one size, taken in one way, both drawn by its name.
struct Sitting {
  const validity::Portrait& portrait;
  Document document;
  std::optional<Document> other;
  std::string condition, tone;

  static std::optional<Sitting> open(const Portraits& all, const validity::Portrait& portrait,
                                     const validity::Networks& networks) {
    const Photo photo = must(io::load(portrait.path)).photo;
    const auto head = validity::head_of(photo, networks, 0);
    const auto whole = head ? validity::make_document(*head, networks) : std::nullopt;
    if (!whole) return std::nullopt;
    std::vector<int> sizes;
    for (const int size : kSizes)
      if (whole->iod >= float(size)) sizes.push_back(size);
    if (sizes.empty()) return std::nullopt;
    Random random(validity::hash(portrait.file));
    const std::string condition = validity::kConditions[random() % 5];
    const int iod = sizes[random() % sizes.size()];
    const auto small = validity::head_of(photo, networks, float(iod));
    const auto studio = small ? validity::make_document(*small, networks) : std::nullopt;
    if (!studio) return std::nullopt;
    auto document = validity::make_document(validity::taken(*studio, condition, random), networks);
    if (!document) return std::nullopt;
    Sitting out{
        portrait, std::move(*document), {}, condition, bench::tone_of(whole->study->faces.front().reference->ita)};
    if (const auto* p = partner(all, portrait)) {
      const auto theirs = validity::head_of(must(io::load(p->path)).photo, networks, 0);
      if (theirs) out.other = validity::make_document(*theirs, networks);
    }
    return out;
  }
  [[nodiscard]] std::optional<validity::Made> make(const Edit& edit, const Document& of) const {
    Random random(validity::hash(portrait.file + "|" + edit.name));
    return edit.make({of, other ? &*other : nullptr, random});
  }
};

std::string told(const std::vector<govern::Repair>& repairs) {
  std::string out;
  for (const auto& r : repairs)
    out += fmt::format("{}{} {} {:.2f} ({})", out.empty() ? "" : "; ", r.part, r.what, r.kept, r.because);
  return out;
}

/// Mean ΔE00 over the face's oval.
float mean_delta_e(const Document& d, const cv::Mat& a, const cv::Mat& b) {
  const cv::Mat la = validity::linear_of(a), lb = validity::linear_of(b);
  double sum = 0, n = 0;
  for (int y = 0; y < a.rows; y += 2)
    for (int x = 0; x < a.cols; x += 2) {
      if (d.oval.at<float>(y, x) < 0.5f) continue;
      const auto &p = la.at<cv::Vec3f>(y, x), &q = lb.at<cv::Vec3f>(y, x);
      sum += colour::delta_e00(colour::lab(p[0], p[1], p[2]), colour::lab(q[0], q[1], q[2])), ++n;
    }
  return n > 0 ? float(sum / n) : 0;
}

struct Outcome {
  Row row;
  cv::Mat guarded;
};

Outcome tried(const Sitting& sitting, const govern::Study& original, const cv::Mat& edited, const std::string& name,
              const std::string& kind, const std::string& level) {
  Outcome out;
  Row& row = out.row;
  row.portrait = sitting.portrait.file, row.tone = sitting.tone, row.condition = sitting.condition;
  row.edit = name, row.kind = kind, row.level = level;
  row.iod = original.faces.front().reference->iod;
  const Trial trial = guard(original, validity::photo_of(edited));
  row.error = trial.error, row.seconds = float(trial.seconds);
  row.before = trial.result.before.drift;
  row.over = !trial.error.empty() || !trial.result.nothing;
  row.repairs = told(trial.result.repairs);
  if (trial.error.empty()) row.fallen_back = trial.result.fallen_back.front();
  row.unverifiable = !trial.result.unverifiable.empty();
  auto policy = must(drift::load_policy("natural"));
  policy.accept_not_resolved = true;
  if (const auto again = govern::measure(original, trial.guarded, policy))
    row.after = again->drift, row.inside = again->within && trial.error.empty();
  out.guarded = validity::pixels_of(trial.guarded);
  if (trial.error.empty()) row.delta_e = mean_delta_e(sitting.document, edited, out.guarded);
  return out;
}

using Work = std::function<void(const Sitting&, const validity::Networks&)>;
void each(const Portraits& portraits, const Work& work) {
  const validity::Networks networks = validity::load_networks();
  int finished = 0;
  std::mutex guard;
  for_items(int(portraits.size()), [&](int i) {
    const auto& portrait = portraits[std::size_t(i)];
    if (const auto sitting = Sitting::open(portraits, portrait, networks)) work(*sitting, networks);
    const std::lock_guard lock(guard);
    fmt::print(stderr, "\r{}/{} {:<40}", ++finished, portraits.size(), portrait.file);
  });
  fmt::print(stderr, "\n");
}

/// The study an edit is to be guarded against: the document's own, or one it had to make.
std::shared_ptr<const govern::Study> original_of(const Sitting& sitting, const validity::Made& made,
                                                 const validity::Networks& networks) {
  if (made.original.empty()) return sitting.document.study;
  const auto own = validity::make_document(made.original, networks);
  return own ? own->study : nullptr;
}

bool is_clear(const Edit& edit) { return edit.level == Level::clear || edit.level == Level::strong; }

/// The document with its pixels replaced, for a second edit on top of a first.
Document with_pixels(Document document, cv::Mat pixels) {
  document.pixels = std::move(pixels);
  return document;
}

}  // namespace

void run(const Portraits& portraits, const std::filesystem::path& rows, const std::set<std::string>& kinds) {
  Book book(rows);
  each(portraits, [&](const Sitting& sitting, const validity::Networks& networks) {
    for (const Edit& edit : validity::altering_edits()) {
      if (!is_clear(edit) || edit.for_retouch || (!kinds.empty() && !kinds.count(edit.kind))) continue;
      if (book.has(sitting.portrait.file, edit.name)) continue;
      const auto made = sitting.make(edit, sitting.document);
      if (!made) continue;
      const auto original = original_of(sitting, *made, networks);
      if (!original) continue;
      book.add(tried(sitting, *original, made->edited, edit.name, edit.kind, validity::name_of(edit.level)).row);
    }
  });
}

void run_triples(const Portraits& portraits, const std::filesystem::path& rows) {
  constexpr int kTriples = 4;
  Book book(rows);
  std::vector<const Edit*> edits;
  for (const Edit& edit : validity::altering_edits())
    if (is_clear(edit) && !edit.for_retouch) edits.push_back(&edit);
  each(portraits, [&](const Sitting& sitting, const validity::Networks&) {
    for (int k = 0; k < kTriples; ++k) {
      Random random(validity::hash(fmt::format("{}|triple {}", sitting.portrait.file, k)));
      const auto name = fmt::format("triple {}", k);
      if (book.has(sitting.portrait.file, name)) continue;
      Document now = sitting.document;
      std::string all;
      std::set<std::string> kinds;
      for (int tries = 0; tries < 30 && kinds.size() < 3; ++tries) {
        const Edit& edit = *edits[random() % edits.size()];
        if (kinds.count(edit.kind)) continue;
        const auto made = sitting.make(edit, now);
        if (!made || !made->original.empty()) continue;
        kinds.insert(edit.kind);
        all += (all.empty() ? "" : " + ") + edit.name;
        now = with_pixels(now, made->edited);
      }
      Row row = tried(sitting, *sitting.document.study, now.pixels, name, all, "triple").row;
      book.add(row);
    }
  });
}

namespace {

/// Luma above .012 IOD.
cv::Mat fine_of(const cv::Mat& pixels, float iod) {
  cv::Mat grey, low;
  cv::cvtColor(pixels, grey, cv::COLOR_RGB2GRAY);
  grey.convertTo(grey, CV_32F);
  cv::GaussianBlur(grey, low, {0, 0}, std::max(1.f, 0.012f * iod));
  return grey - low;
}
/// How much of a known noise is in a picture: ⟨fine, noise⟩ / ⟨noise, noise⟩ where `mask` is.
double noise_in(const cv::Mat& fine, const cv::Mat& noise, const cv::Mat& mask) {
  cv::Mat own, all;
  fine.copyTo(own, mask), noise.copyTo(all, mask);
  return own.dot(all) / std::max(1e-9, all.dot(all));
}
/// Median change of luma, stops, where `mask` is.
double exposure_of(const cv::Mat& before, const cv::Mat& after, const cv::Mat& mask) {
  const cv::Mat a = validity::linear_of(before), b = validity::linear_of(after);
  std::vector<float> stops;
  for (int y = 0; y < a.rows; y += 2)
    for (int x = 0; x < a.cols; x += 2) {
      if (mask.at<std::uint8_t>(y, x) == 0) continue;
      const auto &p = a.at<cv::Vec3f>(y, x), &q = b.at<cv::Vec3f>(y, x);
      if (p[1] > 0.02f && q[1] < 0.9f) stops.push_back(std::log2(q[1] / p[1]));
    }
  return stops.empty() ? 0 : median(stops);
}

}  // namespace

void run_gains(const Portraits& portraits, const std::filesystem::path& rows) {
  constexpr float kNoise = 5;  // levels
  constexpr int kEdits = 5;
  Book book(rows);
  std::vector<const Edit*> edits;
  for (const Edit& edit : validity::altering_edits())
    if (is_clear(edit) && !edit.for_retouch) edits.push_back(&edit);
  each(portraits, [&](const Sitting& sitting, const validity::Networks& networks) {
    Random random(validity::hash(sitting.portrait.file + "|gains"));
    const cv::Mat& clean = sitting.document.pixels;
    cv::Mat noisy;
    clean.convertTo(noisy, CV_32FC3);
    noisy += kNoise * validity::noise(clean.size(), 3, random);
    noisy.convertTo(noisy, CV_8UC3);
    const auto original = validity::make_document(noisy, networks);
    if (!original) return;
    Document enhanced = *original;
    for (const char* name : {"denoise", "exposure +.4"})
      for (const Edit& edit : validity::permitted_edits())
        if (edit.name == name) enhanced = with_pixels(enhanced, sitting.make(edit, enhanced)->edited);
    const cv::Mat noise_itself = fine_of(noisy, original->iod) - fine_of(clean, original->iod);
    // away from the head, and on the skin of the face
    cv::Mat head, outside, inside = original->skin > 0.5f;
    const int side = 2 * int(0.6f * original->iod) + 1;
    cv::dilate(original->oval, head, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
    outside = (head < 0.5f) & (original->person < 0.3f);
    std::shuffle(edits.begin(), edits.end(), random);
    int done = 0;
    for (const Edit* edit : edits) {
      if (done >= kEdits) break;
      const auto made = sitting.make(*edit, enhanced);
      if (!made || !made->original.empty()) continue;
      ++done;
      const std::string name = edit->name + " + denoise + exposure";
      if (book.has(sitting.portrait.file, name)) continue;
      Outcome out = tried(sitting, *original->study, made->edited, name, edit->kind, "gains");
      const auto stays = [&](const cv::Mat& mask, float& denoise, float& exposure) {
        if (!out.row.error.empty() || cv::countNonZero(mask) < 2000) return;
        const double before = noise_in(fine_of(noisy, original->iod), noise_itself, mask),
                     edited = noise_in(fine_of(made->edited, original->iod), noise_itself, mask),
                     guarded = noise_in(fine_of(out.guarded, original->iod), noise_itself, mask);
        if (before - edited > 0.2) denoise = float((before - guarded) / (before - edited));
        const double lifted = exposure_of(noisy, made->edited, mask);
        if (lifted > 0.1) exposure = float(exposure_of(noisy, out.guarded, mask) / lifted);
      };
      stays(outside, out.row.denoise_outside, out.row.exposure_outside);
      stays(inside, out.row.denoise_inside, out.row.exposure_inside);
      book.add(out.row);
    }
  });
}

void run_permitted(const Portraits& portraits, const std::filesystem::path& rows) {
  Book book(rows);
  each(portraits, [&](const Sitting& sitting, const validity::Networks& networks) {
    for (const Edit& edit : validity::permitted_edits()) {
      if (edit.for_retouch || book.has(sitting.portrait.file, edit.name)) continue;
      const auto made = sitting.make(edit, sitting.document);
      if (!made || made->edited.size() != sitting.document.size()) continue;
      const auto original = original_of(sitting, *made, networks);
      if (!original) continue;
      book.add(tried(sitting, *original, made->edited, edit.name, edit.kind, "permitted").row);
    }
  });
}

void sheet(const Portraits& portraits, const std::filesystem::path& folder) {
  const std::set<std::string> wanted{"eyes 20 %", "jaw 8 %", "blur .030", "morph 30 %", "lighter 6"};
  std::filesystem::create_directories(folder);
  each(portraits, [&](const Sitting& sitting, const validity::Networks& networks) {
    for (const Edit& edit : validity::altering_edits()) {
      if (!wanted.count(edit.name)) continue;
      const auto made = sitting.make(edit, sitting.document);
      if (!made) continue;
      const auto original = original_of(sitting, *made, networks);
      if (!original) continue;
      const Outcome out = tried(sitting, *original, made->edited, edit.name, edit.kind, "");
      cv::Mat row;
      cv::hconcat(std::vector<cv::Mat>{sitting.document.pixels, made->edited, out.guarded}, row);
      std::string name = sitting.portrait.file + " " + edit.name;
      std::replace(name.begin(), name.end(), '/', '_');
      const View<const std::uint8_t> rgb(row.data, {row.cols, row.rows}, 3, std::ptrdiff_t(row.step1()));
      must(io::write(folder / (name + ".png"), must(io::png(rgb))));
      fmt::print("{}: {:.2f} -> {:.2f}, fallen back {:.2f}, {}\n", name, out.row.before, out.row.after,
                 out.row.fallen_back, out.row.error.empty() ? out.row.repairs : out.row.error);
    }
  });
}

}  // namespace countenance::guard_bench
