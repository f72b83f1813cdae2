# Where a fetcher of nixpkgs downloads from, by its arguments: urls :: String -> AttrSet -> [ String ]
# Those that take no address of their own (fetchNpmDeps, fetchCargoVendor, …) give none.
let
  inherit (builtins) elemAt replaceStrings substring;

  reference = arguments: if arguments.tag or null != null then "refs/tags/${arguments.tag}" else "${arguments.rev or "HEAD"}";
  isGit = arguments:
    arguments.fetchSubmodules or false || arguments.leaveDotGit or false || arguments.deepClone or false
    || arguments.forceFetchGit or false || arguments.fetchLFS or false || arguments.sparseCheckout or [ ] != [ ];
  archive = site: arguments: [
    (if isGit arguments then "${site}.git" else "${site}/archive/${reference arguments}.tar.gz")
  ];
  project = host: arguments: "https://${host}/${arguments.owner}/${arguments.repo}";
  escape = replaceStrings [ "/" ] [ "%2F" ];

  known = {
    fetchFromGitHub = arguments: archive (project (arguments.githubBase or "github.com") arguments) arguments;
    fetchFromGitea = arguments: archive (project arguments.domain arguments) arguments;
    fetchFromForgejo = known.fetchFromGitea;
    fetchFromCodeberg = arguments: archive (project "codeberg.org" arguments) arguments;
    fetchFromSourcehut = arguments:
      archive "https://${arguments.vc or "git"}.${arguments.domain or "sr.ht"}/${arguments.owner}/${arguments.repo}" arguments;
    fetchFromBitbucket = arguments: [
      "https://bitbucket.org/${arguments.owner}/${arguments.repo}/get/${arguments.tag or arguments.rev}.tar.gz"
    ];
    fetchFromSavannah = arguments: [
      "https://cgit.git.savannah.gnu.org/cgit/${arguments.repo}.git/snapshot/${arguments.repo}-${arguments.rev}.tar.gz"
    ];
    fetchFromGitLab = arguments:
      let
        domain = arguments.domain or "gitlab.com";
        group = if arguments.group or null == null then "" else "${arguments.group}/";
        slug = "${group}${arguments.owner}/${arguments.repo}";
      in
      [
        (if isGit arguments then "https://${domain}/${slug}.git"
        else "https://${domain}/api/v4/projects/${escape slug}/repository/archive.tar.gz?sha=${escape (reference arguments)}")
      ];
    fetchPypi = arguments: [
      (arguments.url or "mirror://pypi/${substring 0 1 arguments.pname}/${arguments.pname}/${arguments.pname}-${arguments.version}.${arguments.extension or "tar.gz"}")
    ];
    fetchCrate = arguments: [
      (arguments.url or "https://crates.io/api/v1/crates/${arguments.crateName or arguments.pname}/${arguments.version}/download")
    ];
    fetchHex = arguments: [ "https://repo.hex.pm/tarballs/${arguments.pkg}-${arguments.version}.tar" ];
  };
in
fetcher: arguments:
if known ? ${fetcher} then known.${fetcher} arguments
else arguments.urls or (if arguments.url or null == null then [ ] else [ arguments.url ])
