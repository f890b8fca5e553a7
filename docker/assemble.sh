#!/usr/bin/env bash
# The first stage of docker/Dockerfile: puts what the image gets on top of its base below the directory $1. Run in a clone.
set -euo pipefail
out=${1:?usage: assemble.sh DIRECTORY}

fail() { echo "assemble: $1" >&2; exit 1; }

# The Java modules that jobs may use: all of Java SE, and what a JRE has beside it. Leaving out more would save about
# 20 MB and break the job that needs it.
modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.jcmd,jdk.localedata
modules+=,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs

if command -v mvn >/dev/null; then
  mvn -B -ntp -q -Dmaven.test.skip=true -Dhouse.skip=true -pl client -am package
fi
[ -f client/target/dist/lib/jangada-client.jar ] ||
  fail "there are no jars: run bin/jangada --version in the clone, or give a BUILD_BASE with Maven"

mkdir -p "$out"/opt/jangada/{bin,examples} "$out"/usr/{bin,local/bin} "$out/usr/lib/jvm"
cp bin/jangada docker/health.sh "$out/opt/jangada/bin/"
cp -r client/target/dist/lib "$out/opt/jangada/lib"
cp -r examples/data "$out/opt/jangada/examples/data"
ln -s /opt/jangada/bin/jangada "$out/usr/local/bin/jangada"
ln -s /opt/jangada/bin/health.sh "$out/usr/local/bin/jangada-health"

command -v jlink >/dev/null || fail "there is no jlink: BUILD_BASE must hold a JDK, not only a JRE"
feature=$(jlink --version | cut -d. -f1)
compress=zip-6
[ "$feature" -ge 21 ] || compress=2
jlink --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --compress="$compress" --output "$out/usr/lib/jvm/jangada"
# Debian's JDK links to certificates outside of itself.
certificates=$(readlink -f "$(dirname "$(readlink -f "$(command -v jlink)")")/../lib/security/cacerts" || true)
if [ -f "$certificates" ]; then
  rm -f "$out/usr/lib/jvm/jangada/lib/security/cacerts"
  cp "$certificates" "$out/usr/lib/jvm/jangada/lib/security/cacerts"
fi
# The archive of the JDK's own classes, on which the one that bin/jangada makes is built.
"$out/usr/lib/jvm/jangada/bin/java" -Xshare:dump >/dev/null

if ! command -v tini >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends tini >/dev/null ||
    fail "tini is not in BUILD_BASE and cannot be installed there"
fi
cp "$(command -v tini-static || command -v tini)" "$out/usr/bin/tini"
