# As nixpkgs' bmake does it: the make of BSD, which is not to be told the shell.
makeProgram=bmake
