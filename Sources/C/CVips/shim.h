// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CVIPS_SHIM_H
#define VIGNETTE_CVIPS_SHIM_H

#include <vips/vips.h>

#include <vips/vector.h>

// The C library's, whose headers show it only where all its extensions are asked for.
void *memmem(const void *bytes, size_t count, const void *pattern, size_t length);

// libvips's operations take their arguments as variadic lists, which Swift cannot call.

// Builds `operation` and hands out its image. Takes over `operation`.
static inline int vignette_vips_finish(VipsOperation *operation, const char *options, VipsImage **out) {
    VipsObject *object = VIPS_OBJECT(operation);
    int status = vips_object_set_from_string(object, options);
    if (status == 0) {
        status = vips_object_build(object);
    }
    if (status == 0) {
        g_object_get(object, "out", out, NULL);
    }
    vips_object_unref_outputs(object);
    g_object_unref(object);
    return status;
}

// Runs the load operation `name` on bytes, which must outlive the image; options as "name=value,name=value".
static inline int vignette_vips_load(
    const char *name, const char *options, const void *bytes, size_t count, VipsImage **out
) {
    VipsOperation *operation = vips_operation_new(name);
    if (operation == NULL) {
        return -1;
    }
    VipsBlob *blob = vips_blob_new(NULL, bytes, count);
    g_object_set(operation, "buffer", blob, NULL);
    vips_area_unref(VIPS_AREA(blob));
    return vignette_vips_finish(operation, options, out);
}

// The same for one that reads from a file alone.
static inline int vignette_vips_load_file(const char *name, const char *options, const char *path, VipsImage **out) {
    VipsOperation *operation = vips_operation_new(name);
    if (operation == NULL) {
        return -1;
    }
    g_object_set(operation, "filename", path, NULL);
    return vignette_vips_finish(operation, options, out);
}

// Scales to exactly `width` by `height`, colours as they are.
static inline int vignette_vips_scale(VipsImage *in, VipsImage **out, int width, int height) {
    return vips_thumbnail_image(in, out, width, "height", height, "size", VIPS_SIZE_FORCE, "no_rotate", TRUE, NULL);
}

// Scales to exactly `width` by `height`, colours from the profile of the image to sRGB.
static inline int vignette_vips_convert(
    VipsImage *in, VipsImage **out, int width, int height, VipsIntent intent
) {
    return vips_thumbnail_image(
        in, out, width, "height", height, "size", VIPS_SIZE_FORCE, "no_rotate", TRUE, "export_profile", "srgb",
        "intent", intent, NULL
    );
}

// Converts colours from the profile of the image to sRGB.
static inline int vignette_vips_transform(VipsImage *in, VipsImage **out, VipsIntent intent) {
    return vips_icc_transform(in, out, "srgb", "embedded", TRUE, "intent", intent, NULL);
}

static inline int vignette_vips_resize(VipsImage *in, VipsImage **out, double across, double down) {
    return vips_resize(in, out, across, "vscale", down, NULL);
}

static inline int vignette_vips_colourspace(VipsImage *in, VipsImage **out, VipsInterpretation space) {
    return vips_colourspace(in, out, space, NULL);
}

static inline int vignette_vips_cast(VipsImage *in, VipsImage **out, VipsBandFormat format) {
    return vips_cast(in, out, format, NULL);
}

// Casts between formats of whole numbers, the upper bits staying the upper ones.
static inline int vignette_vips_shift(VipsImage *in, VipsImage **out, VipsBandFormat format) {
    return vips_cast(in, out, format, "shift", TRUE, NULL);
}

static inline int vignette_vips_bands(VipsImage *in, VipsImage **out, int count) {
    return vips_extract_band(in, out, 0, "n", count, NULL);
}

static inline int vignette_vips_add_alpha(VipsImage *in, VipsImage **out) {
    return vips_addalpha(in, out, NULL);
}

// Says that 8-bit samples are sRGB.
static inline int vignette_vips_as_srgb(VipsImage *in, VipsImage **out) {
    return vips_copy(in, out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL);
}

static inline int vignette_vips_save_webp(VipsImage *in, void **bytes, size_t *count, int quality) {
    return vips_webpsave_buffer(in, bytes, count, "Q", quality, "strip", TRUE, NULL);
}

static inline int vignette_vips_save_avif(VipsImage *in, void **bytes, size_t *count, int quality, int effort) {
    return vips_heifsave_buffer(
        in, bytes, count, "Q", quality, "effort", effort, "compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1,
        "strip", TRUE, NULL
    );
}

#endif
