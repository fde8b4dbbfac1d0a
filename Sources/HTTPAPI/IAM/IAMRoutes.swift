// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import UseCases

/// The part of IAM that clients of VOD need: tokens and projects (contract 5.1).
struct IAMRoutes: Sendable {
    static let prefix = "/v3/"
    private static let subjectToken = HTTPField.Name("X-Subject-Token")
    /// The largest body, in bytes.
    private static let largestBody = 64 << 10

    let services: Services

    func register(on router: Router<AppContext>) {
        on(router, .post, "/v3/auth/tokens", signIn)
        on(router, .get, "/v3/auth/tokens", showToken)
        on(router, .get, "/v3/projects", listProjects)
    }

    private func on(
        _ router: Router<AppContext>,
        _ method: HTTPRequest.Method,
        _ path: RouterPath,
        _ operation: @escaping @Sendable (Request) async throws -> Response
    ) {
        router.on(path, method: method) { request, context in
            do {
                return try await operation(request)
            } catch let error as IAMError {
                return error.response()
            } catch let refusal as AuthenticationRefusal {
                context.log(refusal)
                return IAMError(.unauthorized, refusal.message).response()
            } catch let failure as Failure {
                context.log(failure)
                let status: HTTPResponse.Status =
                    failure.code == .storageFull ? .insufficientStorageSpace : .internalServerError
                return IAMError(status, "The server cannot do this now.").response()
            } catch is DecodingError {
                return IAMError(.badRequest, "The request body is invalid.").response()
            } catch let error as VODError {
                return IAMError(error.status, error.message).response()
            }
        }
    }

    /// Signs a user in with a password, into the project that the scope names.
    @Sendable private func signIn(_ request: Request) async throws -> Response {
        let body = try await services.bodies.collect(request, atMost: Self.largestBody)
        let auth = try JSONBody.decode(SignInShape.self, from: body).auth
        guard auth.identity.methods.contains("password"), let given = auth.identity.password?.user else {
            throw IAMError(.badRequest, "Only the password method is supported.")
        }
        let user = try await services.accounts.signIn(try await known(given), password: given.password)
        guard let user else { throw IAMError(.unauthorized, "The username or password is wrong.") }
        guard let project = try await services.catalogue.project(user.project), matches(auth.scope, project) else {
            throw IAMError(.forbidden, "The user may not act for this project.")
        }
        let (token, text) = try await services.accounts.createToken(for: project.id, user: user.id)
        let nocatalog = RawQuery(target: request.head.path ?? "").contains("nocatalog")
        return answer(.created, token: token, text: text, user: user, project: project, catalog: !nocatalog)
    }

    /// Shows a token to a caller of the same project.
    @Sendable private func showToken(_ request: Request) async throws -> Response {
        let caller = try await caller(of: request, to: "GET /v3/auth/tokens")
        guard let text = Self.subjectToken.flatMap({ request.headers[$0] }) else {
            throw IAMError(.badRequest, "X-Subject-Token is missing.")
        }
        guard let token = try await services.accounts.token(text), !services.accounts.isExpired(token),
            token.project == caller.project, let project = try await services.catalogue.project(token.project)
        else { throw IAMError(.notFound, "The token does not exist.") }
        let user: User? = if let id = token.user { try await services.catalogue.user(id) } else { nil }
        return answer(.ok, token: token, text: text, user: user, project: project, catalog: true)
    }

    /// Lists the project that the caller's credentials are for, if it has the name that is asked for.
    @Sendable private func listProjects(_ request: Request) async throws -> Response {
        let caller = try await caller(of: request, to: "GET /v3/projects")
        let name = RawQuery(target: request.head.path ?? "")["name"]
        var items: [ProjectsShape.Item] = []
        if let project = try await services.catalogue.project(caller.project), name ?? project.name == project.name {
            let domain = services.options.domain
            items.append(.init(id: project.id.text, name: project.name, domainId: domain, parentId: domain))
        }
        let links = ProjectsShape.Links(self: services.addresses.base + "/v3/projects")
        return JSONBody.response(.ok, ProjectsShape(projects: items, links: links))
    }

    private func caller(of request: Request, to operation: String) async throws -> Caller {
        let (caller, _) = try await services.authenticator.caller(of: request, bodyLimit: Self.largestBody)
        try await services.rates.admit(caller.project, to: operation)
        return caller
    }

    private func known(_ given: SignInShape.UserShape) async throws -> User? {
        if let id = given.id { return try await services.catalogue.user(ID(id)) }
        guard let name = given.name, let domain = given.domain else {
            throw IAMError(.badRequest, "The user must be named by id, or by name and domain.")
        }
        guard (domain.name ?? domain.id) == services.options.domain else { return nil }
        return try await services.catalogue.user(named: name)
    }

    /// A token always speaks for the user's own project, which a scope may name by id or name.
    ///
    /// A scope that is the whole domain is refused: no operation takes such a token (contract 5.1).
    private func matches(_ scope: SignInShape.Scope?, _ project: Project) -> Bool {
        guard let scope else { return true }
        guard let wanted = scope.project else { return false }
        return wanted.id.map { $0 == project.id.text } ?? wanted.name.map { $0 == project.name } ?? false
    }

    private func answer(
        _ status: HTTPResponse.Status,
        token: AccessToken,
        text: String,
        user: User?,
        project: Project,
        catalog: Bool
    ) -> Response {
        struct Body: Encodable {
            var token: TokenShape
        }
        let domain = TokenShape.Named(id: services.options.domain, name: services.options.domain)
        let shape = TokenShape(
            catalog: catalog ? [] : nil,
            expiresAt: Self.time(token.expires),
            issuedAt: Self.time(token.created),
            project: .init(domain: domain, id: project.id.text, name: project.name),
            user: .init(domain: domain, id: user?.id.text ?? "", name: user?.name ?? "")
        )
        var response = JSONBody.response(status, Body(token: shape))
        if let name = Self.subjectToken { response.headers[name] = text }
        return response
    }

    /// `2026-11-22T08:30:00.000000Z`: microseconds, of which the last three are zero.
    private static func time(_ date: Date) -> String {
        let text = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return "\(text.dropLast())000Z"
    }
}

/// An error in Keystone's shape (contract 5.1).
struct IAMError: Error {
    var status: HTTPResponse.Status
    var message: String

    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    func response() -> Response {
        struct Body: Encodable {
            struct Inner: Encodable {
                var code: Int
                var message: String
                var title: String
            }
            var error: Inner
        }
        return JSONBody.response(
            status,
            Body(error: .init(code: status.code, message: message, title: status.reasonPhrase))
        )
    }
}
