#!/usr/bin/env bash
# Makes the two base images of docker/Dockerfile without an image registry: debootstrap makes root file systems of
# Debian's packages, docker import makes them images. Needs root, debootstrap and a Docker engine.
#
#   jangada-base    what the image stands on: Debian with bash and coreutils, and neither Java nor a package manager
#   jangada-build   what it is built with: a JDK for jlink, and tini
#
# Images that exist are kept; "docker rmi jangada-base jangada-build" to make them anew.
set -euo pipefail

base=${JANGADA_BASE_IMAGE:-jangada-base}
build=${JANGADA_BUILD_IMAGE:-jangada-build}
suite=${JANGADA_BASE_SUITE:-bookworm}
java_package=${JANGADA_BASE_JAVA:-openjdk-17-jdk-headless}

# What a container of ours never runs. The order does not matter: they go at once.
unneeded="apt gpgv debian-archive-keyring adduser e2fsprogs logsave login passwd mount util-linux util-linux-extra
  perl-base libapt-pkg6.0 libgnutls30 libp11-kit0 libunistring2 libext2fs2 libdb5.3 tar gzip"

fail() { echo "base-image: $1" >&2; exit 1; }
exists() { docker image inspect "$1" >/dev/null 2>&1; }

command -v docker >/dev/null || fail "docker is not installed: apt-get install docker.io"
docker info >/dev/null 2>&1 || fail "no Docker engine answers: start dockerd, or set DOCKER_HOST"
if exists "$base" && exists "$build"; then
  echo "base-image: $base and $build are there already"
  exit 0
fi
command -v debootstrap >/dev/null || fail "debootstrap is not installed: apt-get install debootstrap"
[ "$(id -u)" = 0 ] || fail "debootstrap needs root: run this with sudo"

# The mirror that this machine's own apt uses; debootstrap's default if there is none.
mirror=${JANGADA_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Codename: '"$suite" 2>/dev/null | head -n 1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cache"

# bootstrap ROOT PACKAGES: a root file system at $work/ROOT.
bootstrap() {
  debootstrap --variant=minbase --cache-dir="$work/cache" ${2:+--include="$2"} "$suite" "$work/$1" \
    ${mirror:+"$mirror"} >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "debootstrap failed (see above)"; }
  rm -rf "$work/$1"/var/cache/apt/* "$work/$1"/var/lib/apt/lists/* "$work/$1"/usr/share/{doc,man,info,locale}/*
}

import() { tar -C "$work/$1" -c . | docker import --change 'CMD ["/bin/bash"]' - "$2" >/dev/null; }

if ! exists "$base"; then
  echo "base-image: bootstrapping $suite for $base (half a minute)"
  bootstrap base ""
  # shellcheck disable=SC2086 # a list of words
  chroot "$work/base" dpkg --purge --force-all $unneeded >"$work/log" 2>&1 || true # judged by what still works:
  chroot "$work/base" bash -c 'ls / | head -n 1 && date | grep -q : && sed s/a/b/ </dev/null && timeout 1 true' \
    >/dev/null || { tail -n 20 "$work/log" >&2; fail "what is left of $suite does not run"; }
  import base "$base"
fi
if ! exists "$build"; then
  echo "base-image: bootstrapping $suite with $java_package for $build (a minute)"
  bootstrap build "$java_package,tini"
  import build "$build"
fi
echo "base-image: made $base and $build"
