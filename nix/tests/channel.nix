let
  inherit (builtins) readFile stringLength substring;

  decode = import ../channel.nix;
  zeros = readFile ../zeros.bin;
  ones = readFile ../ones.bin;

  # splice :: Int -> Int -> String -> String -> String; `into` with `from`'s bytes at the place
  splice =
    start: length: from: into:
    substring 0 start into
    + substring start length from
    + substring (start + length) (stringLength into) into;
in
[
  {
    name = "channel: all blocks of zeros.bin are 256 zero bits";
    found = decode zeros;
    expected = {
      hex = "0000000000000000000000000000000000000000000000000000000000000000";
      sri = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    };
  }
  {
    name = "channel: all blocks of ones.bin are 256 one bits";
    found = decode ones;
    expected = {
      hex = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
      sri = "sha256-//////////////////////////////////////////8=";
    };
  }
  {
    name = "channel: block 0 is the first byte's most significant bit";
    found = (decode (splice 64 128 ones zeros)).hex;
    expected = "8000000000000000000000000000000000000000000000000000000000000000";
  }
  {
    name = "channel: block 255 is the last byte's least significant bit";
    found = (decode (splice (64 + 255 * 128) 128 ones zeros)).hex;
    expected = "0000000000000000000000000000000000000000000000000000000000000001";
  }
  {
    name = "channel: byte 19 alone of the other block is neither block";
    found = decode (splice (64 + 19) 1 ones zeros);
    expected = "throws";
  }
  {
    name = "channel: the other block but for byte 19 is neither block";
    found = decode (splice (64 + 19) 1 zeros ones);
    expected = "throws";
  }
  {
    name = "channel: another header";
    found = decode ("X" + substring 1 (stringLength zeros) zeros);
    expected = "throws";
  }
  {
    name = "channel: a file cut short";
    found = decode (substring 0 32831 zeros);
    expected = "throws";
  }
  {
    name = "channel: a longer file";
    found = decode (zeros + "x");
    expected = "throws";
  }
  {
    name = "channel: an error page";
    found = decode "<html>";
    expected = "throws";
  }
]
