let
  parseServer = import ../lib/parseServer.nix;

  url = server: expected: {
    name = "parseServer: ${server}";
    found = (parseServer server).url;
    inherit expected;
  };
  loopback = server: expected: {
    name = "parseServer: loopback ${server}";
    found = (parseServer server).loopback;
    inherit expected;
  };
  refuses = what: server: {
    name = "parseServer: refuses ${what}";
    found = parseServer server;
    expected = "throws";
  };
in
[
  (url "https://drv.example.org/" "https://drv.example.org")
  (url "https://drv.example.org:8443" "https://drv.example.org:8443")
  (url "http://localhost:5000///" "http://localhost:5000")
  (url "https://example.org/ai-drv/" "https://example.org/ai-drv")
  (url "http://[::1]:5000" "http://[::1]:5000")
  (loopback "http://localhost:5000" true)
  (loopback "https://127.0.0.1" true)
  (loopback "http://127.8.9.10:1/x" true)
  (loopback "http://[::1]:5000" true)
  (loopback "https://127.0.0.1.example.org" false)
  (loopback "https://localhost.example.org" false)
  (loopback "https://[2001:db8::1]" false)
  (loopback "https://example.org/localhost" false)
  {
    name = "parseServer: https is encrypted";
    found = (parseServer "https://drv.example.org").encrypted;
    expected = true;
  }
  {
    name = "parseServer: http is not";
    found = (parseServer "http://drv.example.org").encrypted;
    expected = false;
  }
  {
    name = "parseServer: the token is percent-encoded userinfo";
    found = (parseServer "https://drv.example.org/x/").withToken "a/b@c:d";
    expected = "https://token:a%2Fb%40c%3Ad@drv.example.org/x";
  }
  (refuses "null" null)
  (refuses "nothing" "")
  (refuses "a number" 5000)
  (refuses "a host alone" "drv.example.org")
  (refuses "another scheme" "file:///etc")
  (refuses "a scheme in capitals, which would pass by the TLS guard" "HTTPS://drv.example.org")
  (refuses "a user" "https://me@drv.example.org")
  (refuses "a user and password" "https://token:secret@drv.example.org")
  (refuses "a query" "https://drv.example.org/?a=b")
  (refuses "a fragment" "https://drv.example.org/#x")
  (refuses "white space" "https://drv.example.org ")
  (refuses "a line end" "https://drv.example.org\n")
]
