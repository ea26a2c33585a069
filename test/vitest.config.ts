import { defineConfig } from 'vitest/config'

const WORKERS = ['test/kernel/workers/**/*.test.ts', 'test/real-runtime/light-client.test.ts']

const shared = { exclude: ['**/node_modules/**'], testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'] } },
  test: {
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
