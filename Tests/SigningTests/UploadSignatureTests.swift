// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPAPI
import Testing

@Suite struct UploadSignatureTests {
    private let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    private let expires = Date(timeIntervalSince1970: 1_800_000_000)
    private let grants = [
        UploadSignature.Grant(method: "PUT", path: "/objects/a/video.mp4"),
        UploadSignature.Grant(method: "POST", path: "/objects/a/video.mp4", isAboutUploads: true),
        UploadSignature.Grant(method: "PUT", path: "/objects/a/video.mp4", uploadID: "u1", partNumber: 12),
        UploadSignature.Grant(method: "GET", path: "/objects/a/video.mp4", uploadID: "u1"),
        UploadSignature.Grant(method: "GET", path: "/drive/F1/thumbnail", imageProcess: "image/resize,l_128"),
    ]

    @Test("lets in what it signed, until it expires")
    func roundTrip() throws {
        for grant in grants {
            let items = items(grant)
            #expect(try verify(grant, items) == grant)
            #expect(try verify(grant, items + [("x-id", "PutObject")]) == grant)
            #expect(throws: UploadSignature.Refusal.expired) { try verify(grant, items, now: expires) }
        }
    }

    @Test("refuses another method or object")
    func otherPlace() throws {
        for grant in grants {
            for (method, path) in [("DELETE", grant.path), (grant.method, grant.path + "x"), (grant.method, "/")] {
                #expect(throws: UploadSignature.Refusal.mismatch) {
                    try verify(UploadSignature.Grant(method: method, path: path), items(grant))
                }
            }
        }
    }

    @Test("refuses an address in which any item was changed, removed, repeated or added")
    func otherItems() throws {
        for grant in grants {
            let items = items(grant)
            for index in items.indices {
                var changes = [items, items, items]
                changes[0].remove(at: index)
                changes[1].append(items[index])
                changes[2][index].name += "x"
                for position in items[index].value.indices {
                    var changed = items
                    let other = items[index].value[position] == "1" ? "2" : "1"
                    changed[index].value.replaceSubrange(position...position, with: other)
                    changes.append(changed)
                }
                for changed in changes {
                    #expect(throws: UploadSignature.Refusal.self, "\(changed)") { try verify(grant, changed) }
                }
            }
            for added in [("uploads", ""), ("uploadId", "u2"), ("partNumber", "1"), ("imageProcess", "l_9")] {
                if items.contains(where: { $0.name == added.0 }) { continue }
                #expect(throws: UploadSignature.Refusal.mismatch) { try verify(grant, items + [added]) }
            }
        }
    }

    @Test("refuses numbers in another spelling", arguments: ["partNumber", "Expires"])
    func spelling(name: String) throws {
        let grant = grants[2]
        for prefix in ["0", "+", " "] {
            let changed = items(grant).map { $0.name == name ? ($0.name, prefix + $0.value) : $0 }
            #expect(throws: UploadSignature.Refusal.malformed) { try verify(grant, changed) }
        }
    }

    @Test("refuses what another key signed")
    func otherKey() throws {
        for grant in grants {
            #expect(throws: UploadSignature.Refusal.mismatch) {
                try UploadSignature.verify(
                    method: grant.method,
                    path: grant.path,
                    queryItems: items(grant),
                    key: { _, _ in SymmetricKey(data: [UInt8](repeating: 8, count: 32)) },
                    now: expires - 1
                )
            }
        }
    }

    private func items(_ grant: UploadSignature.Grant) -> [(name: String, value: String)] {
        UploadSignature.queryItems(for: grant, label: "signer", expires: expires, key: key)
    }

    private func verify(
        _ grant: UploadSignature.Grant,
        _ items: [(name: String, value: String)],
        now: Date? = nil
    ) throws -> UploadSignature.Grant {
        try UploadSignature.verify(
            method: grant.method,
            path: grant.path,
            queryItems: items,
            key: { label, expires in label == "signer" && expires == self.expires ? key : nil },
            now: now ?? expires - 1
        )
    }
}
