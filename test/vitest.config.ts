import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const WORKERS = ['test/kernel/workers/**/*.test.ts', 'test/real-runtime/light-client.test.ts']

const shared = { exclude: ['**/node_modules/**'], testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'] } },
  test: {
    // Many tests wait for blocks and processes: by itself it would run one file at a time on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, ...WORKERS],
          pool: 'threads',
        },
      },
      // Node may crash when a worker thread that was begun by a worker thread is ended.
      { extends: true, test: { ...shared, name: 'workers', include: WORKERS, pool: 'forks' } },
    ],
  },
})
