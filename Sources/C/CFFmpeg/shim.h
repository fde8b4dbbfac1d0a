// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CFFMPEG_SHIM_H
#define VIGNETTE_CFFMPEG_SHIM_H

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

// Macros that Swift does not import, as functions.

static inline int vignette_averror(int number) { return AVERROR(number); }
static inline int vignette_averror_eof(void) { return AVERROR_EOF; }
static inline int vignette_averror_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int vignette_averror_patchwelcome(void) { return AVERROR_PATCHWELCOME; }
static inline int vignette_averror_stream_not_found(void) { return AVERROR_STREAM_NOT_FOUND; }
static inline int vignette_averror_decoder_not_found(void) { return AVERROR_DECODER_NOT_FOUND; }
static inline int64_t vignette_nopts(void) { return AV_NOPTS_VALUE; }
static inline AVRational vignette_time_base(void) { return AV_TIME_BASE_Q; }

#endif
