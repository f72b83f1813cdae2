// Says aloud what was not tested and why (jest names skipped tests only in its verbose mode), and ends with one plain line.
export default class Reporter {
  onRunComplete(
    _,
    { testResults, numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites },
  ) {
    const reasons = new Map();
    for (const { assertionResults = [], testResults: results = assertionResults } of testResults) {
      for (const { status, ancestorTitles, title } of results) {
        if (status !== 'pending') continue;
        const line =
          [...ancestorTitles, title].find((part) => part.includes('skipped:')) ??
          `${title} (skipped: no reason given)`;
        reasons.set(line, (reasons.get(line) ?? 0) + 1);
      }
    }
    for (const [line, count] of reasons) console.log(`${line} — ${count} test(s)`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
  }
}
