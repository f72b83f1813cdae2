#include <stdio.h>

/* The whole demo: a sentence became a derivation, Nix built it, and this is what was built. */
int main(void) {
  puts("Hello from a program that a sentence packaged.");
  return 0;
}
