let
  readCall = import ../lib/readCall.nix;
  prompt = "build sl";
  long = builtins.concatStringsSep "" (builtins.genList (n: "x") 8192);
  hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  refuses = what: call: {
    name = "readCall: refuses ${what}";
    found = readCall call;
    expected = "throws";
  };
  refusesArgument = what: argument: refuses what ({ inherit prompt; } // argument);
in
[
  {
    name = "readCall: a prompt alone, without the white space around it";
    found = readCall " build sl\n";
    expected = {
      inherit prompt;
      revision = 1;
      model = null;
      digest = null;
      args = { };
    };
  }
  {
    name = "readCall: everything";
    found = readCall {
      inherit prompt hash;
      revision = 2;
      model = "packager";
      args.withTrain = true;
    };
    expected = {
      inherit prompt;
      revision = 2;
      model = "packager";
      digest = {
        hex = "0000000000000000000000000000000000000000000000000000000000000000";
        sri = hash;
      };
      args.withTrain = true;
    };
  }
  {
    name = "readCall: 8192 bytes, and white space beside them";
    found = builtins.stringLength (readCall " ${long} ").prompt;
    expected = 8192;
  }
  {
    name = "readCall: a prompt with a store path in it has no dependency";
    found = builtins.hasContext (readCall "build ${builtins.toFile "x" "x"}").prompt;
    expected = false;
  }
  (refuses "8193 bytes" "${long}x")
  (refuses "an empty prompt" "")
  (refuses "a prompt of white space" " \n\t ")
  (refuses "no prompt" { revision = 2; })
  (refuses "a prompt that is no string" { prompt = 1; })
  (refuses "a number" 1)
  (refuses "a list" [ prompt ])
  (refusesArgument "an argument that there is not" { revison = 2; })
  (refusesArgument "revision 0" { revision = 0; })
  (refusesArgument "a revision that is a string" { revision = "2"; })
  (refusesArgument "an empty model" { model = ""; })
  (refusesArgument "a model that is no string" { model = 1; })
  (refusesArgument "a bad hash" { hash = "sha256-x"; })
  (refusesArgument "a hash that is no string" { hash = 1; })
  (refusesArgument "args that are no attribute set" { args = [ ]; })
]
