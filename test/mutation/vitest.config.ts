import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests of many cases come last: most mutants are noticed before. */
class SlowLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => /properties|timer-queue|duties|fast|executor/.test(moduleId)
    return [...files].sort((a, b) => Number(isSlow(a)) - Number(isSlow(b)))
  }
}

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
    sequence: { sequencer: SlowLast },
    // A mutant that leaves somebody waiting for ever is noticed by this; the longest test takes less than a second.
    testTimeout: 5_000,
  },
})
