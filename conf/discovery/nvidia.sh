#!/usr/bin/env bash
# Tells Spark which NVIDIA GPUs this machine has: spark.{worker,executor}.resource.gpu.discoveryScript
set -euo pipefail
indices=$(nvidia-smi --query-gpu=index --format=csv,noheader | tr -d ' \r')
printf '{"name": "gpu", "addresses": [%s]}\n' "$(sed 's/.*/"&"/' <<<"$indices" | paste -sd, -)"
