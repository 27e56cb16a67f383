package io.kinolake.training.parallel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * How a rank presents itself when it connects.
 *
 * @param port where it listens for other ranks; 0 if it does not say
 */
record Hello(String token, int worldSize, int rank, int port) {
  private static final int MAGIC = 0x4b4e5231;

  static Hello of(RankPlace place, int port) {
    return new Hello(place.token(), place.worldSize(), place.rank(), port);
  }

  void write(Socket socket) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(MAGIC);
    out.writeUTF(token);
    out.writeInt(worldSize);
    out.writeInt(rank);
    out.writeInt(port);
    out.flush();
  }

  /** What the other says; an exception if it speaks another language. */
  static Hello read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    if (in.readInt() != MAGIC) {
      throw new IOException("not a rank");
    }
    return new Hello(in.readUTF(), in.readInt(), in.readInt(), in.readInt());
  }

  /** Why a rank is not let in by another one, if it is not. */
  Optional<String> objection(RankPlace at) {
    if (!MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), at.token().getBytes(StandardCharsets.UTF_8))) {
      return Optional.of("another job meets here, its token is not the same");
    }
    if (worldSize != at.worldSize()) {
      return Optional.of(
          "the job has %d ranks here and not %d".formatted(at.worldSize(), worldSize));
    }
    if (rank <= at.rank() || rank >= worldSize) {
      return Optional.of("rank %d does not connect to rank %d".formatted(rank, at.rank()));
    }
    return Optional.empty();
  }

  /** Lets a rank in, or tells it why not. */
  static void answer(Socket socket, Optional<String> objection) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeUTF(objection.orElse(""));
    out.flush();
  }

  /** Why this rank is not let in, if it is not. */
  static Optional<String> answer(Socket socket) throws IOException {
    String answer = new DataInputStream(socket.getInputStream()).readUTF();
    return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
  }
}
