// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Hummingbird
import NIOCore

/// What operators and their probes ask.
struct OperationsRoutes: Sendable {
    let services: Services

    func register(on router: Router<AppContext>) {
        router.get("/healthz") { _, _ in
            JSONBody.response(.ok, ["status": "alive"])
        }
        router.get("/readyz") { _, _ in
            struct Body: Encodable {
                var ready: Bool
                var checks: [Health.Check]
                var queue: Queue?
            }
            struct Queue: Encodable {
                var waiting: Int
                var processing: Int
            }
            let checks = await services.health.checks()
            let ready = checks.allSatisfy(\.ready)
            let depth = try? await services.catalogue.queueDepth()
            let queue = depth.map { Queue(waiting: $0.waiting, processing: $0.processing) }
            return JSONBody.response(
                ready ? .ok : .serviceUnavailable,
                Body(ready: ready, checks: checks, queue: queue)
            )
        }
        router.get("/version") { _, _ in
            JSONBody.response(.ok, ["name": "vignette", "version": services.health.version])
        }
        router.get("/openapi.yaml") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/yaml"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml))
            )
        }
    }
}
