// What the blob store refuses, in the storage service's own words (B-04).

import CloudSupport
import OTAInterface

/// A refusal of the blob store.
struct BlobError: Error, Equatable {
  let status: Int
  /// Sent in `x-ms-error-code` and in the XML body.
  let code: String
  let message: String

  init(_ status: Int, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static func authenticationFailed(_ detail: String) -> BlobError {
    BlobError(403, "AuthenticationFailed", "Server failed to authenticate the request: \(detail).")
  }

  static func invalidHeader(_ name: String) -> BlobError {
    BlobError(400, "InvalidHeaderValue", "The value of the header \(name) is not acceptable.")
  }

  static func missingHeader(_ name: String) -> BlobError {
    BlobError(400, "MissingRequiredHeader", "The header \(name) is required.")
  }

  static func invalidQuery(_ name: String) -> BlobError {
    BlobError(400, "InvalidQueryParameterValue", "The value of the query parameter \(name) is not acceptable.")
  }

  static let permissionMismatch = BlobError(
    403, "AuthorizationPermissionMismatch", "The token does not permit this operation.")
  static let resourceMismatch = BlobError(
    403, "AuthorizationResourceTypeMismatch", "The token does not permit this kind of resource.")
  static let publicAccess = BlobError(
    409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.")
  static let noAuthentication = BlobError(
    401, "NoAuthenticationInformation", "The request carries neither a token nor a signature.")
  static let blobNotFound = BlobError(404, "BlobNotFound", "The specified blob does not exist.")
  static let containerNotFound = BlobError(404, "ContainerNotFound", "The specified container does not exist.")
  static let resourceNotFound = BlobError(404, "ResourceNotFound", "The specified resource does not exist.")
  static let containerExists = BlobError(409, "ContainerAlreadyExists", "The specified container exists already.")
  static let blobExists = BlobError(409, "BlobAlreadyExists", "The specified blob exists already.")
  static let conditionNotMet = BlobError(412, "ConditionNotMet", "A condition in the request's headers is not met.")
  static let notModified = BlobError(304, "ConditionNotMet", "The blob has not changed.")
  static let invalidRange = BlobError(416, "InvalidRange", "The range is outside the blob.")
  static let md5Mismatch = BlobError(400, "Md5Mismatch", "The body does not have the given Content-MD5.")
  static let invalidBlockList = BlobError(
    400, "InvalidBlockList", "The block list is malformed or names unknown blocks.")
  static let invalidName = BlobError(400, "InvalidResourceName", "The name of the container or blob is not valid.")
  static let unsupported = BlobError(
    400, "UnsupportedOperation", "The local cloud's blob store does not have this operation.")
  static let tooLarge = BlobError(413, "RequestBodyTooLarge", "The body is larger than the store accepts.")

  static func storage(_ error: any Error) -> BlobError {
    BlobError(500, "InternalError", "The store failed: \(error)")
  }
}
