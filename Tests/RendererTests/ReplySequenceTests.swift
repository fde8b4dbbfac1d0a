// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import Testing

@Suite("The rules for replies")
struct ReplySequenceTests {
    private func accepts(_ replies: RenderReply...) -> Bool {
        var sequence = ReplySequence(for: .sample, within: RenderLimits(pictureBytes: 1000))
        do {
            for reply in replies { try sequence.accept(reply) }
            return true
        } catch {
            return false
        }
    }

    private func picture(_ index: Int, size: Int = 100) -> RenderReply {
        .picture(.sample(index), .sampleJPEG(size: size))
    }

    private func missing(_ index: Int) -> RenderReply {
        let failure = Failure(.permanent, .damagedMedia, "The video is damaged.")
        return .missing(MissingPicture(index: index, instant: 5, failure: failure))
    }

    private func done(_ count: Int, notes: [String] = []) -> RenderReply {
        .done(RenderSummary(pictures: count, notes: notes))
    }

    @Test("let an honest conversation pass")
    func honest() {
        #expect(accepts(.media(.sample, owed: 2), picture(0), picture(1), done(2, notes: ["a note"])))
        #expect(accepts(.media(.sample, owed: 0), done(0)))
        #expect(accepts(.failed(Failure(.permanent, .noVideo, "No video."))))
        #expect(accepts(.media(.sample, owed: 2), picture(0), .failed(Failure(.resource, .limitExceeded, "Too much."))))
    }

    @Test("hold pictures to their order and number")
    func order() {
        #expect(!accepts(picture(0)))
        #expect(!accepts(.media(.sample, owed: 1), .media(.sample, owed: 1)))
        #expect(!accepts(.media(.sample, owed: -1)))
        #expect(!accepts(.media(.sample, owed: 2001)))
        #expect(!accepts(.media(.sample, owed: 2), picture(1)))
        #expect(!accepts(.media(.sample, owed: 2), picture(0), picture(0)))
        #expect(!accepts(.media(.sample, owed: 1), picture(0), picture(1)))
        #expect(!accepts(.media(.sample, owed: 1), picture(-1)))
    }

    @Test("let pictures be missing in their place, but not all")
    func gaps() {
        #expect(accepts(.media(.sample, owed: 3), picture(0), missing(1), picture(2), done(2)))
        #expect(accepts(.media(.sample, owed: 2), missing(0), picture(1), done(1)))
        #expect(!accepts(.media(.sample, owed: 2), missing(0), missing(1), done(0)))
        #expect(!accepts(.media(.sample, owed: 2), missing(0), picture(0)))
        #expect(!accepts(.media(.sample, owed: 1), picture(0), missing(1)))
        #expect(!accepts(.media(.sample, owed: 2), picture(0), missing(1), done(2)))
        #expect(!accepts(missing(0)))
    }

    @Test("let nothing be done that is not there")
    func doneness() {
        #expect(!accepts(done(0)))
        #expect(!accepts(.media(.sample, owed: 1), done(1)))
        #expect(!accepts(.media(.sample, owed: 1), done(0)))
        #expect(!accepts(.media(.sample, owed: 1), picture(0), done(2)))
        #expect(!accepts(.media(.sample, owed: 2), picture(0), done(1)))
        #expect(accepts(.media(.sample, owed: 2), picture(0), done(1, notes: ["The end is damaged."])))
        #expect(!accepts(.media(.sample, owed: 2), done(0, notes: ["The end is damaged."])))
    }

    @Test("hold pictures to their size and form")
    func form() {
        #expect(accepts(.media(.sample, owed: 1), picture(0, size: 1000)))
        #expect(!accepts(.media(.sample, owed: 1), picture(0, size: 1001)))
        for bytes in [Data(), Data([0xFF]), Data("<html>".utf8), Data.sampleJPEG(size: 100).dropLast()] {
            #expect(!accepts(.media(.sample, owed: 1), .picture(.sample(0), bytes)))
        }
        for (width, height) in [(0, 48), (64, 0), (-1, 48), (64, 65_536), (.max, .max)] {
            var picture = Picture.sample(0)
            (picture.width, picture.height) = (width, height)
            #expect(!accepts(.media(.sample, owed: 1), .picture(picture, .sampleJPEG(size: 100))))
        }
        var smaller = Picture.sample(0)
        smaller.width = 63
        #expect(!accepts(.media(.sample, owed: 1), .picture(smaller, .sampleJPEG(size: 100))))
    }

    @Test("hold times to a time base", arguments: [(1, 1), (0, 1), (1, 0), (-1, 1), (1, -1)])
    func times(numerator: Int32, denominator: Int32) {
        var picture = Picture.sample(0)
        picture.frame?.time = MediaTime(ticks: 1, numerator: numerator, denominator: denominator)
        let isTime = (numerator, denominator) == (1, 1)
        #expect(accepts(.media(.sample, owed: 1), .picture(picture, .sampleJPEG(size: 100))) == isTime)
    }

    @Test("hold what is told of a cover to its length, and to a time base")
    func candidates() throws {
        func told(_ count: Int, flaws: Int = 1, denominator: Int32 = 1000) -> Bool {
            let candidate = CoverChoice.Candidate(
                time: MediaTime(ticks: 0, numerator: 1, denominator: denominator),
                isKeyframe: true,
                count: 1,
                brightness: 0,
                contrast: 0,
                sharpness: 0,
                flaws: Array(repeating: .black, count: flaws),
                isChosen: false
            )
            var picture = Picture.sample(0)
            picture.frame?.report = .sample
            picture.frame?.report?.cover = CoverChoice(
                outcome: .leastBad,
                candidates: Array(repeating: candidate, count: count),
                framesDecoded: 0
            )
            return accepts(.media(.sample, owed: 1), .picture(picture, .sampleJPEG(size: 100)))
        }
        #expect(told(CoverChoice.candidateLimit))
        #expect(!told(CoverChoice.candidateLimit + 1))
        #expect(told(1, flaws: CoverChoice.Flaw.allCases.count))
        #expect(!told(1, flaws: CoverChoice.Flaw.allCases.count + 1))
        #expect(!told(1, denominator: 0))
    }

    @Test("hold words to their length and kind")
    func words() {
        let long = String(repeating: "x", count: 3000)
        #expect(!accepts(.failed(Failure(.permanent, .noVideo, long))))
        #expect(!accepts(.failed(Failure(.permanent, .noVideo, "", evidence: long))))
        #expect(!accepts(.failed(Failure(.caller, .projectNotFound, "No such project."))))
        #expect(!accepts(.failed(Failure(.transient, .damagedMedia, "Again, and again, and again."))))
        var borrowed = Failure(.permanent, .noVideo, "No video.")
        borrowed.precedent = Precedent(entry: ID("e"), task: ID("t"), date: Date(timeIntervalSince1970: 0))
        #expect(!accepts(.failed(borrowed)), "only the host knows of earlier tries")
        #expect(!accepts(.media(.sample, owed: 0), done(0, notes: [long])))
        #expect(!accepts(.media(.sample, owed: 0), done(0, notes: Array(repeating: "", count: 65))))
        var media = MediaInfo.sample
        media.container = "mov\n"
        #expect(!accepts(.media(media, owed: 0)))
    }
}
