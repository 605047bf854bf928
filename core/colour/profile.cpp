// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <optional>

#include "colour/space_impl.h"

namespace countenance::colour {
namespace {

constexpr auto kIntent = INTENT_RELATIVE_COLORIMETRIC;
constexpr int kCodes = Curve::kCodes;

tl::unexpected<Error> bad(std::string_view why) {
  return fail(Code::bad_input, fmt::format("colour profile: {}", why));
}

const char* name_of(cmsColorSpaceSignature space) {
  switch (space) {
    case cmsSigRgbData:
      return "RGB";
    case cmsSigGrayData:
      return "greyscale";
    case cmsSigCmykData:
      return "CMYK";
    case cmsSigLabData:
      return "Lab";
    default:
      return "other than RGB or greyscale";
  }
}

std::string description_of(cmsHPROFILE profile) {
  char text[256] = {};
  cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", text, sizeof text);
  return text;
}

/// f at the 16-bit codes. Tabulated curves are interpolated here: LittleCMS would round them to 16 bit of linear light,
/// too coarse in the shadows.
std::vector<float> sampled(const cmsToneCurve* curve, bool to_lightness) {
  std::vector<float> f(kCodes);
  const bool parametric = cmsGetToneCurveParametricType(curve) != 0;
  const cmsUInt16Number* table = cmsGetToneCurveEstimatedTable(curve);
  const int last = int(cmsGetToneCurveEstimatedTableEntries(curve)) - 1;
  for (int k = 0; k < kCodes; ++k) {
    const double x = k / double(kCodes - 1);
    double y;
    if (parametric || last < 1) {
      y = cmsEvalToneCurveFloat(curve, float(x));
    } else {
      const double t = x * last;
      const int i = std::min(int(t), last - 1);
      y = (table[i] + (t - i) * (double(table[i + 1]) - table[i])) / 65535;
    }
    if (to_lightness) {  // a grey profile that connects by Lab gives L*/100
      const double g = (100 * y + 16) / 116;
      y = g > 6. / 29 ? g * g * g : (g - 4. / 29) * 3 * (6. / 29) * (6. / 29);
    }
    f[k] = float(y);
  }
  return f;
}

Result<std::shared_ptr<const Curve>> read_curve(cmsHPROFILE profile, cmsTagSignature tag, bool to_lightness = false) {
  const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(profile, tag));
  if (!curve) return bad("broken: a tone curve cannot be read");
  auto f = sampled(curve, to_lightness);
  for (const float y : f)
    if (!std::isfinite(y)) return bad("broken: a tone curve is not finite");
  if (!(f.back() > f.front())) return bad("a tone curve does not rise, so colours cannot be written back");
  return std::make_shared<const Curve>(std::move(f));
}

/// Device primaries in the connection space (XYZ, D50), as columns.
std::optional<Eigen::Matrix3d> colorants(cmsHPROFILE profile) {
  Eigen::Matrix3d m;
  int column = 0;
  for (const auto tag : {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag}) {
    const auto* xyz = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, tag));
    if (!xyz) return std::nullopt;
    m.col(column++) << xyz->X, xyz->Y, xyz->Z;
  }
  return m;
}

Result<> read_matrix(cmsHPROFILE profile, Space::Impl& impl) {
  const Profile srgb(cmsCreate_sRGBProfileTHR(impl.context.get()));
  const auto device = colorants(profile), working = colorants(srgb.get());
  if (!device || !working) return bad("broken: its primaries cannot be read");
  Eigen::Matrix3d m = working->inverse() * *device;
  // Device white is working white: the primaries as stored add up to the connection space's white to rounding only.
  for (int row = 0; row < 3; ++row) {
    const double white = m.row(row).sum();
    if (!(white > 0.1)) return bad("broken: its primaries do not add up to white");
    m.row(row) /= white;
  }
  if (!(std::abs(m.determinant()) > 1e-4)) return bad("its primaries are not independent");
  impl.to_working = m.cast<float>();
  impl.from_working = m.inverse().cast<float>();
  const cmsTagSignature tags[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  for (int c = 0; c < 3; ++c) {
    CNT_TRY(curve, read_curve(profile, tags[c]));
    impl.curves[c] = curve;
    for (int before = 0; before < c; ++before)  // one table in the cache instead of three
      if (*impl.curves[before] == *curve) impl.curves[c] = impl.curves[before];
  }
  return {};
}

/// The working space as LittleCMS knows it. Its white and primaries are those of cmsCreate_sRGBProfile.
Profile linear_srgb(cmsContext context) {
  cmsToneCurve* identity = cmsBuildGamma(context, 1.0);
  cmsToneCurve* curves[] = {identity, identity, identity};
  const cmsCIExyY d65{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE rec709{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
  Profile made(cmsCreateRGBProfileTHR(context, &d65, &rec709, curves));
  cmsFreeToneCurve(identity);
  return made;
}

Result<> read_lut(cmsHPROFILE profile, Space::Impl& impl) {
  const Profile working = linear_srgb(impl.context.get());
  const auto device = impl.colours == 1 ? TYPE_GRAY_FLT : TYPE_RGB_FLT;
  const auto make = [&](cmsHPROFILE from, cmsUInt32Number in, cmsHPROFILE to, cmsUInt32Number out) {
    return Transform(cmsCreateTransformTHR(impl.context.get(), from, in, to, out, kIntent, cmsFLAGS_NOCACHE));
  };
  impl.decode = make(profile, device, working.get(), TYPE_RGB_FLT);
  if (!impl.decode) return bad("broken: its table of colours cannot be read");
  impl.encode = make(working.get(), TYPE_RGB_FLT, profile, device);
  if (!impl.encode) return bad("broken: its table back to device colours cannot be read");
  return {};
}

bool has_table(cmsHPROFILE profile, cmsTagSignature perceptual, cmsTagSignature colorimetric) {
  return cmsIsTag(profile, perceptual) || cmsIsTag(profile, colorimetric);
}

}  // namespace

Result<Space> Space::open(std::span<const std::uint8_t> icc, int colours) {
  if (colours != 1 && colours != 3) throw std::logic_error("Space::open: colours must be 1 or 3");
  auto impl = std::make_shared<Impl>();
  impl->colours = colours;
  impl->assumed = icc.empty();
  impl->context.reset(cmsCreateContext(nullptr, nullptr));
  cmsContext context = impl->context.get();
  cmsSetLogErrorHandlerTHR(context, [](cmsContext, cmsUInt32Number, const char*) {});  // said by the errors here

  if (impl->assumed) {
    const Profile srgb(cmsCreate_sRGBProfileTHR(context));
    CNT_CHECK(read_matrix(srgb.get(), *impl));
    if (colours == 1) impl->to_working = impl->from_working = Eigen::Matrix3f::Identity();
    impl->description = colours == 1 ? "greyscale, sRGB curve" : "sRGB IEC61966-2.1";
    return Space(impl);
  }

  const bool cut = icc.size() > 4 && (std::uint32_t(icc[0]) << 24 | icc[1] << 16 | icc[2] << 8 | icc[3]) > icc.size();
  const Profile profile(cmsOpenProfileFromMemTHR(context, icc.data(), cmsUInt32Number(icc.size())));
  if (!profile) return bad("broken: not an ICC profile");
  impl->description = description_of(profile.get());
  const auto space = cmsGetColorSpace(profile.get());
  if (space == cmsSigCmykData) return bad("CMYK: convert the picture to RGB first");
  if (space != (colours == 1 ? cmsSigGrayData : cmsSigRgbData))
    return bad(fmt::format("it is for {} pictures, this one is {}: assign a fitting profile or remove it",
                           name_of(space), colours == 1 ? "greyscale" : "RGB"));
  switch (cmsGetDeviceClass(profile.get())) {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass:
      break;
    default:
      return bad("not a profile of a picture's colours (device link, abstract or named)");
  }

  const bool forward = has_table(profile.get(), cmsSigAToB0Tag, cmsSigAToB1Tag);
  const bool back = has_table(profile.get(), cmsSigBToA0Tag, cmsSigBToA1Tag);
  if (forward && back) {
    CNT_CHECK(read_lut(profile.get(), *impl));
  } else if (cmsIsMatrixShaper(profile.get())) {
    if (colours == 3) {
      CNT_CHECK(read_matrix(profile.get(), *impl));
    } else {
      CNT_TRY(curve, read_curve(profile.get(), cmsSigGrayTRCTag, cmsGetPCS(profile.get()) == cmsSigLabData));
      impl->curves.fill(curve);
    }
  } else if (cut) {
    return bad("broken: cut short");
  } else if (forward) {
    return bad("it has no way back to device colours (no B2A table): convert the picture to sRGB first");
  } else {
    return bad("broken: neither curves nor tables");
  }
  return Space(impl);
}

bool Space::assumed() const { return impl_->assumed; }
std::string Space::description() const { return impl_->description; }
int Space::colours() const { return impl_->colours; }

}  // namespace countenance::colour
