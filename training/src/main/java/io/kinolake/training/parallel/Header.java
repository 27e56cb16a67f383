package io.kinolake.training.parallel;

import java.nio.ByteBuffer;

/**
 * Stands before what is sent, so that ranks that do different things notice.
 *
 * @param group digest of the group's ranks
 * @param sequence counts what the group does
 * @param operation code of an {@link Operation}
 * @param bytes how many follow
 */
record Header(int group, int sequence, char operation, long bytes) {
  /** Its length on the wire: a multiple of that of a float. */
  static final int BYTES = 20;

  void write(ByteBuffer room) {
    room.putInt(group).putInt(sequence).putInt(operation).putLong(bytes);
  }

  static Header read(ByteBuffer bytes) {
    return new Header(bytes.getInt(), bytes.getInt(), (char) bytes.getInt(), bytes.getLong());
  }

  /** Whether this is what a rank that waits for the other one expects. */
  boolean fits(Header expected) {
    return group == expected.group
        && sequence == expected.sequence
        && operation == expected.operation
        && bytes >= 0
        && (bytes == expected.bytes || operation == Operation.BROADCAST.code());
  }

  @Override
  public String toString() {
    return "%s of %d bytes as number %d of group %x"
        .formatted(
            Operation.of(operation).map(Operation::toString).orElse("something unknown"),
            bytes,
            sequence,
            group);
  }
}
