#!/usr/bin/env bash
# Builds the image "jangada": base images, jars, image. Needs root for the base images and a Docker engine.
#
#   JANGADA_IMAGE         the name of the image (default: jangada)
#   JANGADA_BASE_IMAGE, JANGADA_BUILD_IMAGE   base images of your own, see docker/Dockerfile; they have to exist already
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$home/docker/base-image.sh"
"$home/bin/jangada" --version >/dev/null # builds the jars on the first use in a clone
docker build -t "${JANGADA_IMAGE:-jangada}" --build-arg "BASE=${JANGADA_BASE_IMAGE:-jangada-base}" \
  --build-arg "BUILD_BASE=${JANGADA_BUILD_IMAGE:-jangada-build}" -f "$home/docker/Dockerfile" "$home"
