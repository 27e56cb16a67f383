#!/usr/bin/env bash
# Tells Spark which Ascend NPUs this machine has: spark.{worker,executor}.resource.npu.discoveryScript
# The third column of the map is the number that ASCEND_RT_VISIBLE_DEVICES takes; chips that do not
# compute have none.
set -euo pipefail
indices=$(npu-smi info -m | awk '$3 ~ /^[0-9]+$/ { print $3 }')
printf '{"name": "npu", "addresses": [%s]}\n' "$(sed 's/.*/"&"/' <<<"$indices" | paste -sd, -)"
