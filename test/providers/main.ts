/**
 * Three providers and a client, each a process of its own, on one chain: uploads, checkpoints, replicas, challenges, one provider
 * killed again and again, one whose answers are changed on the way.
 *
 *     npm run providers [-- --challenges 200 --kills 10 --windows 10 --syncs 5 --block-time 500 --seed 1]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isGood } from './judge.ts'
import { tell } from './story.ts'

const { values } = parseArgs({
  options: {
    challenges: { type: 'string', default: '200' },
    kills: { type: 'string', default: '10' },
    windows: { type: 'string', default: '10' },
    syncs: { type: 'string', default: '5' },
    'block-time': { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'reeve-providers-'))
try {
  const told = await tell({
    folder,
    seed: Number(values.seed),
    blockTime: Number(values['block-time']),
    windows: Number(values.windows),
    syncs: Number(values.syncs),
    challenges: Number(values.challenges),
    kills: Number(values.kills),
    say: (text) => void process.stdout.write(`${text}\n`),
  })
  process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
  if (!isGood(told)) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
