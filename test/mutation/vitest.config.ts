import { defineConfig } from 'vitest/config'

/**
 * The kernel's tests that need no thread of their own: Stryker runs each mutant against those that reach it. Programs made up at
 * random are left out: they take four fifths of the time of a mutant that nobody notices, and notice few that others do not.
 */
export default defineConfig({
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'] } },
  test: {
    include: ['test/kernel/**/*.test.ts', 'test/conformance/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      'test/kernel/workers/**',
      'test/kernel/properties/**',
      'test/kernel/fast/**',
      'test/kernel/soak.test.ts',
    ],
    pool: 'threads',
    isolate: false,
    setupFiles: ['test/mutation/setup.ts'],
    // A mutant that leaves somebody waiting for ever is noticed by this; the longest test takes half a second.
    testTimeout: 5_000,
  },
})
