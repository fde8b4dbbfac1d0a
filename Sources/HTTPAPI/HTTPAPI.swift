// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Logging

/// The HTTP surface: one folder a dialect.
package enum HTTPAPI {
    /// The answers to everything that can be asked.
    package static func router(for services: Services) -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            RequestLog()
            HeadAnswers()
            LastResort(codeAsString: services.options.codeAsString)
            SlowRefusals(pace: services.refusals, proxies: services.options.proxies)
        }
        VODRoutes(services: services).register(on: router)
        KooDriveRoutes(services: services).register(on: router)
        DriveRoutes(services: services).register(on: router)
        IAMRoutes(services: services).register(on: router)
        ObjectRoutes(services: services).register(on: router)
        PictureRoutes(services: services).register(on: router)
        NativeRoutes(services: services).register(on: router)
        OperationsRoutes(services: services).register(on: router)
        return router
    }
}
