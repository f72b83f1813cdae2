# Sourced by setup.sh for a build with `config.strict`: in a mount namespace of its own, where what no input brings is
# hidden (strict.py).
if [ -z "${insideStrict-}" ]; then
  export insideStrict=1
  PATH=$PATH:/usr/sbin:/usr/bin:/bin exec unshare --mount bash -e "$setup"
fi
for input in "${strictPath%/bin}" $allInputs; do
  [ ! -f "$input/nix-support/debian-packages" ] || cat "$input/nix-support/debian-packages"
done | PATH=/usr/sbin:/usr/bin:/sbin:/bin /usr/bin/python3 "$strictPy"
