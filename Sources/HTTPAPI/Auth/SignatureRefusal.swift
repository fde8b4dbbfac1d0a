// SPDX-License-Identifier: Apache-2.0

/// Why a signed request was not let in, as the API gateway says it with status 401.
package struct SignatureRefusal: Error, Equatable, Sendable {
    /// `APIGW.0301` or `APIGW.0303`.
    package let code: String
    /// The text for the client.
    package let message: String
    /// For logs only; `nil` where the message says everything.
    package let evidence: String?

    /// The signature, or the way in which it was made, does not fit the request.
    ///
    /// Which rule was broken is for the operator: the client learns no more than that it failed.
    static func failed(_ evidence: String) -> Self {
        Self(
            code: "APIGW.0301",
            message: "Incorrect IAM authentication information: verify aksk signature fail",
            evidence: evidence
        )
    }

    /// The clock of the client is more than 15 minutes off.
    static func clock(_ evidence: String) -> Self {
        Self(
            code: "APIGW.0303",
            message: "Incorrect app authentication information: the signing time is outside the allowed range",
            evidence: evidence
        )
    }

    /// Nobody has the access key `accessKey`.
    package static func unknownKey(_ accessKey: String) -> Self {
        Self(
            code: "APIGW.0301",
            message: "Incorrect IAM authentication information: Get secretKey failed,ak:\(accessKey),err:ak not exist",
            evidence: nil
        )
    }
}
