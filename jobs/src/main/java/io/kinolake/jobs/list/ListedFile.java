package io.kinolake.jobs.list;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.Failure;
import java.util.Optional;

/**
 * One file that a listing found, or one entry that it could not follow.
 *
 * @param uri absolute path on this machine, or Hadoop URI
 * @param relativePath path below the root, with {@code /}
 * @param sizeBytes length; 0 for a failed entry
 * @param modifiedUs modification time, microseconds since 1970; 0 for a failed entry
 * @param entityTag the store's tag for the content, where it has one
 * @param captions digest of the caption files beside it, where there are any
 * @param failure why the entry could not be followed
 */
record ListedFile(
    String uri,
    String relativePath,
    long sizeBytes,
    long modifiedUs,
    Optional<String> entityTag,
    Optional<Fingerprint> captions,
    Optional<Failure> failure) {

  static ListedFile found(
      String uri, String relativePath, long sizeBytes, long modifiedUs, Optional<String> tag) {
    return new ListedFile(
        uri, relativePath, sizeBytes, modifiedUs, tag, Optional.empty(), Optional.empty());
  }

  static ListedFile failed(String uri, String relativePath, Failure failure) {
    return new ListedFile(
        uri, relativePath, 0, 0, Optional.empty(), Optional.empty(), Optional.of(failure));
  }

  /** The same with caption files beside it. */
  ListedFile withCaptions(Fingerprint digest) {
    return new ListedFile(
        uri, relativePath, sizeBytes, modifiedUs, entityTag, Optional.of(digest), failure);
  }

  /** Changes when the content, or a caption beside it, may have changed. */
  Fingerprint version() {
    return captions
        .map(digest -> Fingerprint.of(contentVersion(), digest))
        .orElseGet(this::contentVersion);
  }

  /** Changes when the content may have changed. */
  Fingerprint contentVersion() {
    return failure
        .map(reason -> Fingerprint.of("failed", reason.code().id()))
        .orElseGet(() -> Fingerprint.of(sizeBytes, entityTag.orElse(String.valueOf(modifiedUs))));
  }
}
