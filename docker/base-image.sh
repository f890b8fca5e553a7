#!/usr/bin/env bash
# Builds the base image "jangada-base" (Debian with a Java runtime) without an image registry: debootstrap makes the
# root file system from Debian's packages, docker import makes it an image. Needs root, debootstrap and a Docker engine.
# An existing image is kept; remove it with "docker rmi jangada-base" to build it anew.
set -euo pipefail

image=${JANGADA_BASE_IMAGE:-jangada-base}
suite=${JANGADA_BASE_SUITE:-bookworm}
java_package=${JANGADA_BASE_JAVA:-openjdk-17-jre-headless}

fail() { echo "base-image: $1" >&2; exit 1; }

command -v docker >/dev/null || fail "docker is not installed: apt-get install docker.io"
docker info >/dev/null 2>&1 || fail "no Docker engine answers: start dockerd, or set DOCKER_HOST"
if docker image inspect "$image" >/dev/null 2>&1; then
  echo "base-image: $image is there already"
  exit 0
fi
command -v debootstrap >/dev/null || fail "debootstrap is not installed: apt-get install debootstrap"
[ "$(id -u)" = 0 ] || fail "debootstrap needs root: run this with sudo"

# The mirror that this machine's own apt uses; debootstrap's default if there is none.
mirror=${JANGADA_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Codename: '"$suite" 2>/dev/null | head -n 1)}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
echo "base-image: bootstrapping $suite with $java_package (a minute or two)"
debootstrap --variant=minbase --include="$java_package,bash,procps,iproute2,iptables" "$suite" "$root" \
  ${mirror:+"$mirror"} >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; fail "debootstrap failed (see above)"; }
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/man/*
tar -C "$root" -c . | docker import --change 'CMD ["/bin/bash"]' - "$image"
rm -f "$root.log"
echo "base-image: built $image"
