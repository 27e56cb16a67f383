package io.kinolake.training.convert;

import java.util.LinkedHashMap;
import java.util.Map;

/** How MindSpeed-MM calls the parameters of Step-Video's blocks. */
final class MindSpeedNames {
  /** Published names on the left; every other parameter bears the same name in both. */
  private static final Map<String, String> RENAMED = new LinkedHashMap<>();

  static {
    RENAMED.put(".attn1.wqkv.weight", ".attn1.proj_qkv.weight");
    RENAMED.put(".attn1.wo.weight", ".attn1.proj_out.weight");
    RENAMED.put(".attn2.wq.weight", ".attn2.proj_q.weight");
    RENAMED.put(".attn2.wkv.weight", ".attn2.proj_kv.weight");
    RENAMED.put(".attn2.wo.weight", ".attn2.proj_out.weight");
  }

  private MindSpeedNames() {}

  /** Of a published name. */
  static String of(String published) {
    for (Map.Entry<String, String> each : RENAMED.entrySet()) {
      if (PipelineStages.block(published) >= 0 && published.endsWith(each.getKey())) {
        return replaced(published, each.getKey(), each.getValue());
      }
    }
    return published;
  }

  /** The published name. */
  static String published(String name) {
    for (Map.Entry<String, String> each : RENAMED.entrySet()) {
      if (PipelineStages.block(name) >= 0 && name.endsWith(each.getValue())) {
        return replaced(name, each.getValue(), each.getKey());
      }
    }
    return name;
  }

  private static String replaced(String name, String from, String to) {
    return name.substring(0, name.length() - from.length()) + to;
  }
}
