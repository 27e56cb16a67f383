#!/usr/bin/env bash
# Tells Spark which Moore Threads GPUs this machine has:
# spark.{worker,executor}.resource.musa.discoveryScript
set -euo pipefail
indices=$(mthreads-gmi --query-gpu=index --format=csv,noheader | tr -d ' \r')
printf '{"name": "musa", "addresses": [%s]}\n' "$(sed 's/.*/"&"/' <<<"$indices" | paste -sd, -)"
