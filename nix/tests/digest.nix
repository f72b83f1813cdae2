let
  parse = import ../lib/parseSha256.nix;

  # Of a file that holds "hello", as nix-hash prints it.
  hex = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  base64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
  nix32 = "094qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic";
  digest = {
    inherit hex;
    sri = "sha256-${base64}";
  };

  reads = form: text: {
    name = "parseSha256: ${form}";
    found = parse text;
    expected = digest;
  };
  refuses = what: text: {
    name = "parseSha256: refuses ${what}";
    found = parse text;
    expected = null;
  };
in
[
  {
    name = "digestOfBits: example";
    found = (import ../lib/digestOfBits.nix (builtins.genList (n: 0) 256)).sri;
    expected = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  }
  {
    name = "parseSha256: example";
    found = (parse "0000000000000000000000000000000000000000000000000000").hex;
    expected = "0000000000000000000000000000000000000000000000000000000000000000";
  }
  (reads "SRI" "sha256-${base64}")
  (reads "base64" base64)
  (reads "hex" hex)
  (reads "upper-case hex" "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824")
  (reads "nix32" nix32)
  (refuses "a short SRI" "sha256-too short")
  (refuses "nothing" "")
  (refuses "another algorithm" "sha512-${base64}")
  (refuses "spare bits that are set in base64" "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCR=")
  (refuses "spare bits that are set in nix32" "294qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic")
  (refuses "a nix32 with an e" "e94qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic")
  (refuses "a line end behind it" "${hex}\n")
  (refuses "a hex digit less" (builtins.substring 1 63 hex))
]
