#!/usr/bin/env bash
# Builds the image "jangada": base image, jars, image. Needs root for the base image and a Docker engine.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$home/docker/base-image.sh"
"$home/bin/jangada" --version >/dev/null # builds the jars on the first use in a clone
docker build -t "${JANGADA_IMAGE:-jangada}" --build-arg "BASE=${JANGADA_BASE_IMAGE:-jangada-base}" \
  -f "$home/docker/Dockerfile" "$home"
