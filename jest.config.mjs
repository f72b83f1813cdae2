// Tests run on what `tsc` wrote to dist/ (no transform: stack traces and coverage come back through source maps).
// One project per kind of test; `node scripts/test.mjs unit nix` selects some of them.
const kinds = {
  unit: [
    '<rootDir>/dist/apps/**/*.spec.js',
    '<rootDir>/dist/libs/**/*.spec.js',
    '<rootDir>/dist/test/support/**/*.spec.js',
  ],
  integration: ['<rootDir>/dist/test/integration/**/*.spec.js'],
  e2e: ['<rootDir>/dist/test/e2e/**/*.spec.js'],
  nix: ['<rootDir>/dist/test/nix/**/*.spec.js'],
  faults: ['<rootDir>/dist/test/faults/**/*.spec.js'],
};

export default {
  reporters: ['default', '<rootDir>/scripts/jest-reporter.mjs'],
  // Real processes on a slow machine; what hangs still ends.
  testTimeout: 30_000,
  projects: Object.entries(kinds).map(([displayName, testMatch]) => ({
    displayName,
    testMatch,
    transform: {},
    testEnvironment: 'node',
    injectGlobals: false,
    // Every kind but unit runs against a real PostgreSQL.
    ...(displayName !== 'unit' && {
      globalSetup: '<rootDir>/dist/test/support/global-setup.js',
      globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
    }),
    haste: { enableSymlinks: false },
    modulePathIgnorePatterns: ['<rootDir>/.data'],
  })),
};
