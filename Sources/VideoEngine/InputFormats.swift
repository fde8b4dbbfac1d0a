// SPDX-License-Identifier: Apache-2.0

/// The demuxers that may open a file.
///
/// None of them opens a second file or an address: playlists and scripts (hls, dash, concat, sdp, imf,
/// webm_dash_manifest), image sequences, devices and filter graphs are left out on purpose. libav* would follow what
/// such a file names.
enum InputFormats {
    /// Containers and streams that can hold video.
    static let video = [
        "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts", "mpeg", "avi", "asf", "asf_o", "flv", "live_flv", "kux",
        "ogg", "mxf", "mxg", "rm", "dv", "gxf", "gif", "nut", "wtv", "ivf", "swf", "nsv", "nuv", "pva", "lxf", "mtv",
        "r3d", "smk", "bink", "vmd", "4xm", "film_cpk", "idcin", "ipmovie", "roq", "wc3movie", "yuv4mpegpipe", "ty",
        "dhav", "ifv", "xmv", "avs", "fli", "flic",
    ]

    /// Elementary streams, whose frames carry no times.
    static let elementary = [
        "mpegvideo", "h264", "hevc", "m4v", "h261", "h263", "vc1", "av1", "obu", "mjpeg", "cavsvideo", "dirac", "dnxhd",
    ]

    /// Sound alone: recognised so that the answer can say that there is no video.
    static let audio = [
        "wav", "w64", "mp3", "aac", "flac", "ape", "amr", "amrnb", "amrwb", "ac3", "eac3", "dts", "dtshd", "truehd",
        "mlp", "wv", "tta", "tak", "aiff", "au", "caf", "mpc", "mpc8", "oma", "voc", "qcp", "dsf", "shn", "loas", "sbc",
        "xwma", "ircam", "sox", "adx", "aa", "aax",
    ]

    /// Still pictures, for jobs that take any file.
    ///
    /// Those that another renderer reads are not among them; `image2`, which follows patterns of names, never is.
    static let stills = [
        "bmp_pipe", "dds_pipe", "dpx_pipe", "exr_pipe", "ico", "j2k_pipe", "jpegls_pipe", "pbm_pipe",
        "pcx_pipe", "pfm_pipe", "pgm_pipe", "pgx_pipe", "phm_pipe", "ppm_pipe", "psd_pipe", "qoi_pipe", "sgi_pipe",
        "sunrast_pipe", "xbm_pipe", "xpm_pipe", "xwd_pipe",
    ]

    /// The list for videos, as `format_whitelist` takes it.
    static let allowed = (video + elementary + audio).joined(separator: ",")

    /// The list for videos, sound and still pictures.
    static let allowedWithStills = (video + elementary + audio + stills).joined(separator: ",")

    /// The first alternative of a demuxer's name: `mov` of `mov,mp4,m4a,3gp,3g2,mj2`.
    static func shortName(_ name: String) -> String {
        String(name.prefix { $0 != "," })
    }
}
