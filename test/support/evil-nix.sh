#!/bin/sh
# What evil-nix does to learn an answer, with its own curl flags (evil-nix/evil-derivation.nix, and nixpkgs' fetchurl
# before it): 368 builds of a GET each, some of them at once. --fail is missing there, too: whatever body comes is taken.
#
# usage: evil-nix.sh URL COUNT PARALLEL FOLDER     one file out-N per answer, one exit-N per exit code
set -eu
url=$1 count=$2 parallel=$3 folder=$4

# What one builder runs. The file appears in the store ("out-N") only when the builder succeeded.
# shellcheck disable=SC2016
builder='
  set -e
  curl --location --max-redirs 20 --retry 3 --insecure --silent --user-agent "curl evil-nix" "$1" > "$2/tmp-$3"
  mv "$2/tmp-$3" "$2/out-$3"
'
export builder
seq "$count" | xargs -P "$parallel" -I "{number}" sh -c '
  if sh -c "$builder" builder "$1" "$2" "$3"; then code=0; else code=$?; fi
  echo "$code" > "$2/exit-$3"
' one "$url" "$folder" "{number}"
