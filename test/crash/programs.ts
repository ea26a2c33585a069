import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Death, environmentOf } from './steps.ts'

export interface Errand {
  /** Of this run alone; what a program keeps there outlives its process. */
  readonly folder: string
  /** Address of the chain. */
  readonly url: string
  readonly intents: number
  /** File that a line is added to for each intent known to be on the chain. */
  readonly done: string
  /** Blocks for which an extrinsic may land, where the program lets it be chosen. */
  readonly eraPeriod: number
}

/** Starts a process that brings intents to the chain, and goes on with them if one before it has begun. */
export type Program = (errand: Errand, death: Death | undefined) => ChildProcess

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

function start(args: readonly string[], folder: string, death: Death | undefined, stderr: 'inherit' | 'ignore') {
  // Compiling the same sources anew would be most of a short life.
  const env = { ...process.env, ...environmentOf(death), NODE_COMPILE_CACHE: join(tmpdir(), 'reeve-crash-compiled') }
  return spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', stderr] })
}

/** `reeve run` with an actor that asks for the intents, and handlers that may die laid over the lane's own. */
export const reeve: Program = ({ folder, url, intents, done, eraPeriod }, death) => {
  const handlers = {
    'transactions.enqueue': path('handlers/enqueue.ts'),
    'transactions.settle': path('handlers/settle.ts'),
    'transactions.recover': path('handlers/recover.ts'),
    'transaction.sign': path('handlers/sign.ts'),
    'transaction.send': path('handlers/send.ts'),
  }
  const config = {
    chain: { endpoints: [url] },
    account: { uri: '//Bob' },
    log: { level: 'silent' },
    actors: {
      agreement: { enabled: false },
      asker: { use: path('asker.ts'), config: { intents, done } },
      'chain-follower': { config: { backoff: { min: 5, max: 50 } } },
      transactions: { config: { eraPeriod, retryAfter: 20 }, handlers },
    },
  }
  // JSON is YAML too.
  writeFileSync(join(folder, 'reeve.yaml'), JSON.stringify(config))
  return start([path('../../src/node/cli/main.ts'), 'run'], folder, death, 'inherit')
}

/** `signAndSend` until it is in a finalized block, and again when that fails or takes too long. */
export const naive: Program = ({ folder, url, intents, done }, death) =>
  // It reports every lost connection.
  start([path('naive.ts'), url, String(intents), done], folder, death, 'ignore')
