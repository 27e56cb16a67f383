package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;

/** A prefix tree over UTF-8 bytes; thread-safe once made. */
final class PieceTrie {
  /** No node, or no value. */
  static final int NONE = -1;

  static final int ROOT = 0;

  private long[] keys = new long[1 << 10];
  private int[] children = new int[1 << 10];
  private int[] values = new int[1 << 10];
  private int nodes = 1;

  /** A tree of texts, each with a value from 0 on. */
  PieceTrie(Map<String, Integer> entries) {
    Arrays.fill(values, NONE);
    entries.forEach(this::add);
  }

  /** The node behind one more byte, or {@link #NONE}. */
  int next(int node, byte label) {
    long key = key(node, label);
    for (int slot = slot(key); keys[slot] != 0; slot = (slot + 1) & (keys.length - 1)) {
      if (keys[slot] == key) {
        return children[slot];
      }
    }
    return NONE;
  }

  /** The value of a node, or {@link #NONE} if no text ends there. */
  int value(int node) {
    return values[node];
  }

  /** The value of exactly these bytes, or {@link #NONE}. */
  int find(byte[] bytes, int start, int end) {
    int node = ROOT;
    for (int i = start; i < end; i++) {
      node = next(node, bytes[i]);
      if (node == NONE) {
        return NONE;
      }
    }
    return values[node];
  }

  /** The length of the longest text that starts there, or 0. */
  int longest(byte[] bytes, int start) {
    int node = ROOT;
    int longest = 0;
    for (int i = start; i < bytes.length; i++) {
      node = next(node, bytes[i]);
      if (node == NONE) {
        break;
      }
      if (values[node] != NONE) {
        longest = i + 1 - start;
      }
    }
    return longest;
  }

  private void add(String text, int value) {
    int node = ROOT;
    for (byte label : text.getBytes(UTF_8)) {
      int next = next(node, label);
      node = next == NONE ? addNode(node, label) : next;
    }
    values[node] = value;
  }

  private int addNode(int parent, byte label) {
    if (2 * nodes >= keys.length) {
      grow();
    }
    put(key(parent, label), nodes);
    return nodes++;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new long[2 * oldKeys.length];
    children = new int[keys.length];
    int filled = values.length;
    values = Arrays.copyOf(values, keys.length);
    Arrays.fill(values, filled, values.length, NONE);
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] != 0) {
        put(oldKeys[slot], oldChildren[slot]);
      }
    }
  }

  private void put(long key, int child) {
    int slot = slot(key);
    while (keys[slot] != 0) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = key;
    children[slot] = child;
  }

  private int slot(long key) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & (keys.length - 1);
  }

  private static long key(int node, byte label) {
    return ((long) node << 8 | (label & 0xff)) + 1;
  }
}
