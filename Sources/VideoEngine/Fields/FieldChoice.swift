// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// Which field of a frame is shown, where its two were taken at different instants.
struct FieldChoice {
    /// Lines of one parity.
    enum Field: String {
        /// The first line, the third, and so on.
        case top
        case bottom
    }

    /// The one that was taken first.
    let field: Field
    /// Whether the frame does not say that it consists of fields.
    let isGuessed: Bool
    let layout: SampleLayout

    /// The heights of interlaced television of 525, 625 and 1125 lines.
    ///
    /// Other pictures that show combs were scaled with them, and have no fields any more.
    private static let broadcastHeights = [480, 486, 576, 1080]

    /// `nil` for a frame that is to be shown whole: one of progressive video, whatever is said of it, or of a format
    /// that fields are not told apart in.
    init?(for frame: borrowing Frame) {
        let isFlagged = unsafe frame.pointer.pointee.interlaced_frame != 0
        guard isFlagged || Self.broadcastHeights.contains(frame.height),
            let layout = SampleLayout(of: frame.format),
            (isFlagged ? CombDetector.flagged : .unflagged).finds(in: frame, layout)
        else { return nil }
        let isBottomFirst = unsafe isFlagged && frame.pointer.pointee.top_field_first == 0
        field = isBottomFirst ? .bottom : .top
        isGuessed = !isFlagged
        self.layout = layout
    }

    /// As reports tell it.
    var text: String { "\(field.rawValue) field" + (isGuessed ? " (guessed)" : "") }
}
