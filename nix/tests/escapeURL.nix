let
  escapeURL = import ../lib/escapeURL.nix;
  trim = import ../lib/trim.nix;
  long = builtins.concatStringsSep "" (builtins.genList (n: "木") 2730); # 8,190 bytes
in
[
  {
    name = "escapeURL: example";
    found = escapeURL "build xterm + ~100% of it";
    expected = "build%20xterm%20%2B%20~100%25%20of%20it";
  }
  {
    name = "escapeURL: what RFC 3986 reserves, and quotes, backslash and line end";
    found = escapeURL ":/?#[]@!$&'()*+,;=\"\\<>{}|^`\n\t";
    expected = "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%22%5C%3C%3E%7B%7D%7C%5E%60%0A%09";
  }
  {
    name = "escapeURL: two, three and four bytes of UTF-8";
    found = escapeURL "é木🌲";
    expected = "%C3%A9%E6%9C%A8%F0%9F%8C%B2";
  }
  {
    name = "escapeURL: the first and last code points of each length";
    found = escapeURL (builtins.fromJSON ''"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff"'');
    expected = "%7F%C2%80%DF%BF%E0%A0%80%ED%9F%BF%EE%80%80%EF%BF%BF%F0%90%80%80%F4%8F%BF%BF";
  }
  {
    name = "escapeURL: 8,190 bytes of Japanese";
    found = builtins.stringLength (escapeURL long);
    expected = 24570;
  }
  {
    name = "escapeURL: nothing";
    found = escapeURL "";
    expected = "";
  }
  {
    name = "trim: example";
    found = trim "\n  build xterm\n";
    expected = "build xterm";
  }
  {
    name = "trim: only white space";
    found = trim " \t\r\n";
    expected = "";
  }
  {
    name = "trim: what stands inside stays";
    found = trim "a \n b";
    expected = "a \n b";
  }
  {
    name = "trim: a long text";
    found = trim " ${long}\n" == long;
    expected = true;
  }
]
