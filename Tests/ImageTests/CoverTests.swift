// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Renderers
import TestSupport
import Testing

extension ImageSuite {
    @Suite("shows the cover in an archive")
    struct CoverTests {
        /// A workshop with `cover.jpg`, which shows the corners, and `other.jpg`, which is grey.
        private static func workshop() throws -> ArchiveMaker {
            let workshop = try ArchiveMaker()
            try Corners.write(to: "\(workshop.directory)/cover.jpg")
            try ImageMagick.convert(["-size", "96x64", "xc:gray50", "\(workshop.directory)/other.jpg"])
            return workshop
        }

        /// `book(package, files)` writes an EPUB book with the package document OEBPS/book.opf.
        private static let book = """
            cover, other = open('cover.jpg', 'rb').read(), open('other.jpg', 'rb').read()
            container = '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">' \\
                '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>' \\
                '</rootfiles></container>'
            def book(package, files):
                with zipfile.ZipFile(path, 'w') as z:
                    z.writestr('mimetype', 'application/epub+zip')
                    z.writestr('META-INF/container.xml', container)
                    z.writestr('OEBPS/book.opf', package)
                    for name, data in files: z.writestr(name, data)

            """

        @Test(
            "of a book, however it names it",
            arguments: [
                """
                book('''<opf:package xmlns:opf="x"><opf:manifest>
                <opf:item id="o" href="other.jpg" media-type="image/jpeg"/>
                <opf:item href='images/my%20cover%20&amp;%20more.jpg' properties='svg cover-image'
                media-type='image/jpeg'/></opf:manifest></opf:package>''',
                     [('OEBPS/other.jpg', other), ('OEBPS/images/my cover & more.jpg', cover)])
                """,
                """
                book('<package><!-- <item id="c" href="other.jpg"/> -->'
                     '<metadata><meta name="cover" content="c"/></metadata><manifest>'
                     '<item id="o" href="other.jpg" media-type="image/jpeg"/><item id="c" '
                     'href="../pics/c.jpg" media-type="image/jpeg"/></manifest></package>',
                     [('OEBPS/other.jpg', other), ('pics/c.jpg', cover)])
                """,
                """
                book('<package><manifest><item id="t" href="text/t.xhtml" media-type="application/xhtml+xml"/>'
                     '</manifest><guide><reference type="cover" href="text/t.xhtml#top"/></guide></package>',
                     [('OEBPS/text/t.xhtml', '<html><body><svg><image xlink:href="../c.jpg"/></svg></body></html>'),
                      ('OEBPS/a.jpg', other), ('OEBPS/c.jpg', cover)])
                """,
                """
                book('<package><manifest><item id="x" href="x.jpg" media-type="image/jpeg"/>'
                     '<item id="y" href="Cover-page.JPG" media-type="image/jpeg"/></manifest></package>',
                     [('OEBPS/x.jpg', other), ('OEBPS/Cover-page.JPG', cover)])
                """,
                // Some name the file instead of its id.
                """
                book('<package><metadata><meta name="cover" content="pics/c.jpg"/></metadata><manifest>'
                     '<item id="o" href="epics/c.jpg" media-type="image/jpeg"/><item id="c" '
                     'href="pics/c.jpg" media-type="image/jpeg"/></manifest></package>',
                     [('OEBPS/epics/c.jpg', other), ('OEBPS/pics/c.jpg', cover)])
                """,
            ]
                // What names nothing is no name of everything.
                + ["", "g", "jpg", "/"].map { name in
                    """
                    book('<package><metadata><meta name="cover" content="\(name)"/></metadata><manifest>'
                         '<item href="o.jpg" media-type="image/jpeg"/><item id="y" href="the-cover.jpg" '
                         'media-type="image/jpeg"/></manifest></package>',
                         [('OEBPS/o.jpg', other), ('OEBPS/the-cover.jpg', cover)])
                    """
                }
        )
        func book(_ script: String) async throws {
            let workshop = try Self.workshop()
            let made = try await rendered(try workshop.make(Self.book + script, "book.epub"))
            #expect(made.media?.container == "epub")
            Corners.check(try made.raster())
        }

        @Test("of a book never from outside, and no entity is expanded")
        func hostileBook() async throws {
            let workshop = try Self.workshop()
            let scripts = [
                "book('<package><manifest/></package>', [])",
                """
                book('<package><manifest><item properties="cover-image" href="/etc/passwd"/>'
                     '<item properties="cover-image" href="file:///etc/passwd"/></manifest></package>', [])
                """,
                """
                book('<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><package>'
                     '<manifest><item properties="cover-image" href="&b;&b;.jpg"/></manifest></package>', [])
                """,
            ]
            for script in scripts {
                let made = try await rendered(try workshop.make(Self.book + script, "book.epub"))
                #expect(made.failure?.code == .noPictures)
            }
        }

        @Test(
            "of a comic: its first page by number",
            arguments: [
                """
                with zipfile.ZipFile(path, 'w') as z:
                    for name in ('page10.jpg', 'page9.jpg', '__MACOSX/._page1.jpg', 'notes.txt'):
                        z.writestr(name, other)
                    z.writestr('Page2.jpg', cover)
                """,
                "written('7zip', None, [('c/010.jpg', other), ('c/009.jpg', cover), ('c/011.jpg', other)])",
                "written('pax', None, [('2 (10).jpg', other), ('2 (9).jpg', cover)])",
            ]
        )
        func comic(_ script: String) async throws {
            let workshop = try Self.workshop()
            let pages = "cover, other = open('cover.jpg', 'rb').read(), open('other.jpg', 'rb').read()\n"
            let made = try await rendered(try workshop.make(pages + script, "comic"))
            Corners.check(try made.raster())
        }

        @Test("or says that there is no picture, or whose the archive is")
        func others() async throws {
            let workshop = try Self.workshop()
            let zip = "with zipfile.ZipFile(path, 'w') as z: "
            let cases: [(String, Failure.Code)] = [
                ("z.writestr('a.txt', 'x')", .noPictures),
                ("z.writestr('a.jpg', 'no picture at all')", .noPictures),
                ("[z.writestr(f'{i}.txt', '') for i in range(10001)]", .limitExceeded),
                ("z.writestr('[Content_Types].xml', ''); z.writestr('Pages/1.fpage', '')", .unsupportedMedia),
            ]
            for (script, code) in cases {
                #expect(try await rendered(try workshop.make(zip + script)).failure?.code == code, "\(script)")
            }
            let documents = [
                "z.writestr('[Content_Types].xml', ''); z.writestr('word/document.xml', ''); z.writestr('p.jpg', '')",
                "z.writestr('mimetype', 'application/vnd.oasis.opendocument.text'); z.writestr('content.xml', '')",
                "z.writestr('Index/Document.iwa', '')",
                // Its preview is too small.
                "z.writestr('Index/Document.iwa', ''); z.write('cover.jpg', 'preview.jpg')",
            ]
            for script in documents {
                #expect(try await rendered(try workshop.make(zip + script)).result == .elsewhere(.office), "\(script)")
            }
            // A long video in it is stored as it is; left out of the file, its zeros take no room on the disk.
            let video = """
                class Sparse(io.FileIO):
                    def write(self, data):
                        if len(data) < 1 << 20: return super().write(data)
                        self.seek(len(data), 1)
                        return len(data)
                zeros = bytes(1 << 20)
                with zipfile.ZipFile(Sparse(path, 'w+'), 'w') as z:
                    z.writestr('[Content_Types].xml', '')
                    with z.open('ppt/media/1.mp4', 'w') as f:
                        for i in range(530): f.write(zeros)
                    z.writestr('ppt/presentation.xml', '')
                """
            #expect(try await rendered(try workshop.make(video)).result == .elsewhere(.office))
            let bomb = "import zlib\nz.writestr('a.jpg', bytes(1_000_000_000), compress_type=DEFLATED)"
            let path = try workshop.make("z = zipfile.ZipFile(path, 'w')\n" + bomb + "\nz.close()")
            #expect(try await rendered(path).failure?.code == .limitExceeded)
        }

        @Test("of a Pages document, where its preview is large enough")
        func pages() async throws {
            let workshop = try Self.workshop()
            let script = """
                with zipfile.ZipFile(path, 'w') as z:
                    z.writestr('Index/Document.iwa', '')
                    z.write('cover.jpg', 'preview.jpg')
                """
            let path = try workshop.make(script)
            Corners.check(try await rendered(path, side: 96).raster())
            #expect(try await rendered(path, side: 97).result == .elsewhere(.office))
        }

        @Test("where it is encrypted, says that")
        func encrypted() async throws {
            let workshop = try Self.workshop()
            let script = "written('zip', 'zip:encryption=aes256', [('1.jpg', open('cover.jpg', 'rb').read())])"
            #expect(try await rendered(try workshop.make(script)).failure?.code == .encryptedMedia)
        }
    }
}
