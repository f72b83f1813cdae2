# An overlay of the miniature package set: nixpkgs' fetchers, which ask the registries of a test. Each is a fixed-output
# derivation that takes the archive apart as nixpkgs does, so that nix itself judges the hash.
{ registries }:
final: prev:
let
  tree =
    {
      url,
      hash,
      file ? baseNameOf url,
      stripRoot ? true,
    }:
    derivation {
      name = "source";
      inherit url file stripRoot;
      inherit (final) system;
      builder = "/bin/sh";
      args = [
        "-c"
        "PATH=/usr/local/bin:/usr/bin:/bin; exec bash ${./fetch-tree.sh}"
      ];
      outputHashMode = "recursive";
      outputHash = hash;
    };
  reference = tag: rev: if tag == null then rev else "refs/tags/${tag}";
  bare = builtins.replaceStrings [ "refs/tags/" ] [ "" ];
in
{
  fetchzip = tree;

  fetchFromGitHub =
    {
      owner,
      repo,
      tag ? null,
      rev ? null,
      hash,
    }:
    tree {
      inherit hash;
      url = "${registries.github}/${owner}/${repo}/archive/${reference tag rev}.tar.gz";
    };

  fetchFromGitLab =
    {
      owner,
      repo,
      tag ? null,
      rev ? null,
      hash,
    }:
    let
      ref = bare (reference tag rev);
    in
    tree {
      inherit hash;
      url = "${registries.gitlab}/${owner}/${repo}/-/archive/${ref}/${repo}-${ref}.tar.gz";
    };

  fetchFromGitea =
    {
      domain,
      owner,
      repo,
      tag ? null,
      rev ? null,
      hash,
    }:
    assert builtins.match "https?://${domain}(/.*)?" registries.codeberg != null;
    tree {
      inherit hash;
      url = "${registries.codeberg}/${owner}/${repo}/archive/${bare (reference tag rev)}.tar.gz";
    };

  fetchPypi =
    {
      pname,
      version,
      extension ? "tar.gz",
      hash,
    }:
    final.fetchurl {
      inherit hash;
      url = "${registries.pypiFiles}/packages/source/${builtins.substring 0 1 pname}/${pname}/${pname}-${version}.${extension}";
    };

  fetchCrate =
    {
      pname,
      version,
      hash,
    }:
    tree {
      inherit hash;
      url = "${registries.crates}/crates/${pname}/${pname}-${version}.crate";
    };
}
