// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
package import RenderKit
import RenderProtocol

extension ImageEngine {
    /// The two formats that most pictures have, each at a small part of its size.
    package static var rehearsals: [Rehearsal] {
        [PictureFormat.jpeg, .png].compactMap { format in
            (try? SamplePicture.file(format, side: 256)).map { file in
                Rehearsal(job: .thumbnails(ThumbnailSpec(shapes: [.longSide(32)])), file: file)
            }
        }
    }
}
