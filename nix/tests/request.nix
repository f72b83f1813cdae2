let
  query = import ../lib/query.nix;
  storeKey = import ../lib/storeKey.nix;

  request = {
    server = "https://a.example";
    prompt = "build sl";
    model = null;
    revision = 1;
    salt = "";
  };
  differs = what: change: {
    name = "storeKey: another ${what}, another key";
    found = storeKey (request // change) == storeKey request;
    expected = false;
  };
in
[
  {
    name = "query: what has its default is left out";
    found = query request;
    expected = "req=build%20sl";
  }
  {
    name = "query: everything";
    found = query (
      request
      // {
        model = "packager";
        revision = 2;
      }
    );
    expected = "req=build%20sl&model=packager&revision=2";
  }
  {
    name = "query: a prompt cannot add parameters";
    found = query (request // { prompt = "x&revision=9#"; });
    expected = "req=x%26revision%3D9%23";
  }
  {
    # A changed key makes every user's answers be asked for again.
    name = "storeKey: stays what it was";
    found = storeKey request;
    expected = "ab584792be76a8e9e0437da5c483c7f25e082bd9692e3cfdabe4fd2446cf7a2e";
  }
  (differs "server" { server = "https://b.example"; })
  (differs "prompt" { prompt = "build xterm"; })
  (differs "model" { model = "packager"; })
  (differs "revision" { revision = 2; })
  (differs "salt" { salt = "x"; })
  {
    name = "storeKey: the parts' limits are part of it";
    found =
      storeKey (request // { prompt = "bc"; } // { model = "a"; })
      == storeKey (request // { prompt = "b"; } // { model = "ca"; });
    expected = false;
  }
]
