# Sourced by the launchers in ../bin, which set $here to their own folder and $program_name. Sets $program (the name as called), $home (the
# distribution), $java (a JVM that is new enough) and $cache. Only shell built-ins on the usual path: every start of an emulator passes
# here, and no child of the shell may hold the descriptors that were passed.

minimum_java=25

# A JVM takes words and names of files for text in the locale's character set. Without a locale that is ASCII, and "é" would name nothing.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  '' | C | POSIX)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac

# Succeeds when $1 is a JDK or JRE that is new enough, told from its release file without running it.
is_new_enough() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value%%[!0-9]*}
      [ "${value:-0}" -ge "$minimum_java" ]
      return
    fi
  done < "$1/release"
  return 1
}

# Sets $java. JAVISOR_JAVA_HOME is taken at its word; then JAVA_HOME and the usual places.
find_java() {
  if [ -n "${JAVISOR_JAVA_HOME-}" ]; then
    java=$JAVISOR_JAVA_HOME/bin/java
    [ -x "$java" ] && return
    echo "$program: JAVISOR_JAVA_HOME is '$JAVISOR_JAVA_HOME', but there is no bin/java in it" >&2
    exit 1
  fi
  for java in "$home/runtime" "${JAVA_HOME-}" /usr/lib/jvm/* /opt/java/* /usr/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.sdkman/candidates/java/*; do
    if is_new_enough "$java"; then
      java=$java/bin/java
      return
    fi
  done
  echo "$program: no Java $minimum_java or newer found (looked at JAVA_HOME and in /usr/lib/jvm):" \
    "install a JDK $minimum_java, or set JAVISOR_JAVA_HOME to one" >&2
  exit 1
}

program=${0##*/}
case $here in
  /*) home=$here/.. ;;
  *) home=$PWD/$here/.. ;;
esac
find_java

# Start-up cache of $program_name (set by the launcher): the build trains it (JAVISOR_TRAIN), later runs use it where it fits the JVM. Sets $cache.
cache=-XX:AOTMode=auto
if [ -n "${JAVISOR_TRAIN-}" ]; then
  cache=-XX:AOTCacheOutput=$home/lib/${program_name:?}.aot
elif [ -r "$home/lib/$program_name.aot" ]; then
  cache=-XX:AOTCache=$home/lib/$program_name.aot
fi
