// SPDX-License-Identifier: Apache-2.0

/// All attacks: those that `Tests/attacks` makes, and how each is known to be one.
extension Attack {
    static let all = playlists + drawings + documents + programs + entities + archives + pictures + pages + corpus

    private static let anything = ["-protocol_whitelist", "file,http,tcp,crypto,data,concat,rtp,udp"]
    private static let playlist =
        anything + ["-allowed_extensions", "ALL", "-extension_picky", "0"]
    private static let script = anything + ["-safe", "0"]
    private static let references = ["-enable_drefs", "1", "-use_absolute_path", "1"]

    /// A2, and references in QuickTime (A3).
    private static let playlists =
        ["http", "file", "relative", "no-suffix", "key", "map", "master"].map {
            Attack("hls-\($0).mp4", .played(playlist))
        }
        + [
            // The demuxer lets no other protocol through, whatever the list says.
            Attack("hls-concat.mp4", .child(.connects), wantsText: true),
            Attack("concat-relative.mp4", .played()), Attack("concat-absolute.mp4", .played(script)),
            Attack("concat-http.mp4", .played(script)), Attack("sdp.mp4", .listens),
            Attack("dash.mp4", .played(anything)), Attack("imf.mp4", .child(.connects)),
            Attack("dref-absolute.mov", .played(references)), Attack("dref-relative.mov", .played(references)),
            Attack("gab2.avi", .child(.connects)), Attack("attachment.mkv", .child(.connects)),
        ]

    /// A3.
    private static let drawings = [
        Attack("svg-sibling.svg", .thumbnailed), Attack("svg-use.svg", .thumbnailed),
        Attack("svg-filter.svg", .thumbnailed), Attack("svg-parent.svg", .drawn), Attack("svg-absolute.svg", .drawn),
        Attack("svg-file.svg", .child(.reads)), Attack("svg-http.svg", .child(.connects)),
        Attack("svg-include.svg", .child(.reads), wantsText: true), Attack("svg-style.svg", .child(.connects)),
        Attack("svg-import.svg", .child(.connects)),
    ]

    /// A4: what LibreOffice follows, and what it does not follow when nobody is asked.
    private static let documents =
        [
            "image-http.fodt", "image-file.fodt", "image-relative.fodt", "image-http-slides.fodp",
            "image-file-slides.fodp", "image-file-drawing.fodg", "image-file-cells.fods", "background-file.fodt",
            "background-http.fodt", "fill-file.fodg", "bullet-http.fodt", "page.html", "style.html",
            "object-http.fodt", "ole-http.fodt", "link-http.docx", "link-file.docx", "link-relative.docx",
            "link-http-slides.pptx", "link-file-slides.pptx", "include-file-rich.rtf",
        ].map { Attack($0, .converted) }
        + [
            "floating-http.fodt", "plugin-http.fodp", "section-http.fodt", "template-http.fodt", "service-http.fods",
            "reference-http.fods", "table-http.fods", "cell-image.fods", "include-http.docx",
            "include-http-rich.rtf", "template-http-word.docx", "template-http-rich.rtf", "chunk-http.docx",
        ].map { Attack($0, .child(.connects)) }
        + [
            "object-file.fodt", "section-file.fodt", "section-odt.fodt", "service-file.fods", "reference-file.fods",
            "table-file.fods", "range-file.fods", "include-text.docx", "external.xlsx",
        ].map { Attack($0, .child(.reads), wantsText: true) }
        + [
            Attack("include-file.docx", .child(.reads)),
            Attack("expand-image.fodt", .child(.readsEnvironment), wantsText: true),
            Attack("expand-section.fodt", .child(.readsEnvironment), wantsText: true),
        ]

    /// A5.
    private static let programs =
        ["load", "focus", "view", "new"].map { Attack("macro-\($0).fodt", .child(.writes)) }
        + ["macro-python.fodt", "exchange.fods", "exchange-word.docx"].map { Attack($0, .child(.executes)) }

    /// A9.
    private static let entities =
        ["svg", "docx", "fodt", "odt", "epub", "png"].flatMap { suffix in
            [
                Attack("xml-\(suffix)-laughs.\(suffix)", .grown), Attack("xml-\(suffix)-quadratic.\(suffix)", .grown),
                Attack("xml-\(suffix)-file.\(suffix)", .parsed, wantsText: true),
            ] + ["http", "parameter", "dtd"].map { Attack("xml-\(suffix)-\($0).\(suffix)", .parsed) }
        } + [Attack("svg-uses.svg", .exhausted(thumbnail))]

    /// A6.
    private static let archives = [
        "zip-word.docx", "zip-lying.docx", "zip-overlap.docx", "zip-lying-overlap.docx", "zip-text.odt",
        "zip-lying-text.odt", "zip-book.epub", "zip-comic.cbz", "zip-lying-comic.cbz", "zip-nested.cbz",
        "zip-entries.docx", "gzip.svgz", "gzip-lying.svgz",
    ].map { Attack($0, .unpacked) }

    private static let thumbnail = ["vipsthumbnail", "FILE", "-o", "out.png"]
    private static let turn = ["vips", "rot", "FILE", "out.v", "d90"]
    private static let decode = [
        "ffmpeg", "-nostdin", "-v", "error", "-i", "FILE", "-pix_fmt", "rgba64", "-f", "null", "-",
    ]

    /// A7.
    private static let pictures =
        ["png", "webp", "tif", "jpg", "avif", "gif"].map { Attack("pixels.\($0)", .exhausted(turn)) }
        + [Attack("pixels-interlaced.png", .exhausted(turn)), Attack("pixels-profile.png", .unpacked)]
        + ["pixels.bmp", "pixels.tga", "pixels.mkv", "frames.gif"].map { Attack($0, .exhausted(decode)) }
        + ["pixels-word.docx", "pixels-comic.cbz", "pixels-book.epub"].map { Attack($0, .unpacked) }

    private static let paint = ["pdftoppm", "-singlefile", "-png", "FILE", "out"]

    /// A8.
    private static let pages =
        ["flate", "paths", "forms", "glyphs", "pattern", "shading", "image", "jbig"].map {
            Attack("pdf-\($0).pdf", .exhausted(paint))
        }
        // These poppler is not impressed by.
        + ["box", "box-huge", "unit", "deep", "arrays"].map { Attack("pdf-\($0).pdf", .child(.takesMemory)) }
        + ["previous", "kids", "recursion", "script"].map { Attack("pdf-\($0).pdf", .child(.spins)) }

    /// The hand-made ones.
    private static let corpus = [
        Attack("corpus-hls_file.mp4", .played(playlist)), Attack("corpus-hls_http.mp4", .played(playlist)),
        Attack("corpus-hls_secret.m3u8", .child(.reads), wantsText: true),
        Attack("corpus-hls_concat.m3u8", .child(.connects), wantsText: true),
        Attack("corpus-cc_rel.mp4", .played()), Attack("corpus-cc_abs.mp4", .played(script)),
        Attack("corpus-cc_http.mp4", .played(script)), Attack("corpus-sdp.mp4", .listens),
        Attack("corpus-dash.mp4", .played(anything)), Attack("corpus-s_side.svg", .thumbnailed),
        Attack("corpus-s_abs.svg", .child(.reads)), Attack("corpus-s_http.svg", .child(.connects)),
        Attack("corpus-s_xxe.svg", .parsed, wantsText: true), Attack("corpus-s_lol.svg", .grown),
        Attack("corpus-s_use.svg", .exhausted(thumbnail)), Attack("corpus-s_big.svg", .child(.takesMemory)),
        Attack("corpus-bomb.png", .exhausted(turn)), Attack("corpus-v_bomb.mkv", .exhausted(decode)),
        Attack("corpus-l_http.fodt", .converted), Attack("corpus-l_file.fodt", .converted),
        Attack("corpus-l_docx.docx", .converted), Attack("corpus-l_html.html", .converted),
        Attack("corpus-l_section.fodt", .child(.reads), wantsText: true),
        Attack("corpus-l_ws.fods", .child(.connects), wantsText: true),
        Attack("corpus-l_macro.fodt", .child(.writes)), Attack("corpus-p_huge.pdf", .child(.takesMemory)),
        Attack("corpus-p_bomb.pdf", .exhausted(paint)), Attack("corpus-p_paths.pdf", .exhausted(paint)),
        Attack("corpus-z_bomb.docx", .unpacked), Attack("corpus-z_lol.docx", .grown),
    ]
}
