# What nixpkgs' fetchzip does: downloads an archive, unpacks it, and takes its one top directory away.
set -euo pipefail
curl --silent --show-error --fail --location --output "$TMPDIR/$file" "$url"
mkdir "$TMPDIR/unpack"
cd "$TMPDIR/unpack"
case $file in
  *.zip) unzip -qq "$TMPDIR/$file" ;;
  *) tar -xf "$TMPDIR/$file" --mode=+w --warning=no-timestamp ;;
esac
chmod -R +w .
if [ -n "$stripRoot" ]; then
  names=$(ls -A)
  [ "$(wc -l <<< "$names")" = 1 ] || { echo 'error: zip file must contain a single file or directory' >&2; exit 1; }
  [ -d "$names" ] || mkdir "$out"
  mv "$names" "$out"
else
  mv "$TMPDIR/unpack" "$out"
fi
chmod 755 "$out"
