// The HTTP face of the hub's REST: collects a request, checks its token, lets the hub serve it.

import CMosquitto
import CloudSupport
import Foundation
import HubModel
import OTAInterface

/// One request to the service.
final class ServiceExchange: HTTPExchange {
  private static let bodyLimit = 1 << 20

  private let host: HubHost
  private let policies: [String: String]
  private let head: HTTPRequestHead
  private var body: Bytes = []
  private var isTooLong = false

  init(host: HubHost, policies: [String: String], head: HTTPRequestHead) {
    self.host = host
    self.policies = policies
    self.head = head
  }

  func receive(_ chunk: UnsafeRawBufferPointer) {
    guard body.count + chunk.count <= ServiceExchange.bodyLimit else {
      isTooLong = true
      return
    }
    body += chunk
  }

  func respond() -> HTTPResponse {
    let reply = serve()
    var headers = reply.headers
    if !reply.body.isEmpty { headers.append(("Content-Type", "application/json; charset=utf-8")) }
    return HTTPResponse(status: reply.status, headers: headers, body: .bytes(reply.body))
  }

  private func serve() -> ServiceReply {
    do throws(HubError) {
      try Hub.authenticateService(
        authorization: head.headers["authorization"].map { Bytes($0.utf8) }, policies: policies,
        names: host.options.names, now: HubHost.now, hmac: hmacSHA256)
    } catch {
      log(MOSQ_LOG_WARNING, "hub: service request refused: \(error.message)")
      return ServiceReply(error)
    }
    guard !isTooLong, let path = head.path else {
      return ServiceReply(.invalidArgument(isTooLong ? "the body is longer than 1 MiB" : "malformed path"))
    }
    return host.serve(
      ServiceRequest(method: head.method, path: path, query: head.query, headers: head.headers, body: body))
  }
}
