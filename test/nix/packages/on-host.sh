# The builder of an attribute that stands for Debian packages: links to their programs, and their names for strict.sh.
mkdir -p "$out/bin" "$out/nix-support"
echo "$debianPackages" > "$out/nix-support/debian-packages"
for package in $debianPackages; do
  lists=(/var/lib/dpkg/info/"$package".list /var/lib/dpkg/info/"$package":*.list)
  [ ${#lists[@]} -gt 0 ] && [ -e "${lists[0]}" ] || lists=("${lists[@]:1}")
  if [ ${#lists[@]} = 0 ]; then
    [ -z "${mustBeInstalled-}" ] || { echo "$name: Debian's $package is not installed on this machine" >&2; exit 1; }
    continue
  fi
  for list in "${lists[@]}"; do
    # awk: which one it is, update-alternatives decides; likewise cc and c++.
    for program in $(grep -E '^(/usr)?/s?bin/[^/]+$' "$list" || true); do
      ln -sf "$program" "$out/bin/${program##*/}"
      # aclocal-1.16: the plain name is one of update-alternatives.
      plain=${program##*/}
      plain=${plain%-[0-9]*}
      [ -e "$out/bin/$plain" ] || [ ! -L "/usr/bin/$plain" ] || ln -s "/usr/bin/$plain" "$out/bin/$plain"
      case $program in
        */gcc) ln -sf /usr/bin/cc "$out/bin/cc" ;;
        */g++) ln -sf /usr/bin/c++ "$out/bin/c++" ;;
        */bash) ln -sf "$program" "$out/bin/sh" ;;
        */bison) ln -sf "$program" "$out/bin/yacc" ;;
        *awk) ln -sf /usr/bin/awk "$out/bin/awk" ;;
        */asciidoc.py) ln -sf /usr/bin/asciidoc "$out/bin/asciidoc" ;;
      esac
    done
  done
done
