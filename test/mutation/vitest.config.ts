import { defineConfig } from 'vitest/config'

/** The kernel's tests that need no thread of their own: Stryker runs each mutant against those that reach it. */
export default defineConfig({
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'] } },
  test: {
    include: ['test/kernel/**/*.test.ts', 'test/conformance/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      'test/kernel/workers/**',
      'test/kernel/soak.test.ts',
      'test/kernel/fast/differential.test.ts',
    ],
    pool: 'threads',
    isolate: false,
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 20_000,
  },
})
