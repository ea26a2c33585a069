/**
 * A farm whose every part is a process: nodes, the relay, the farmer's node, an auditor and farmers who lie, on one chain with fast
 * blocks. Deployments come and go; nodes die, some never wake, the farmer's node is killed again and again. Judged from outside.
 *
 *     npm run farm [-- --nodes 30 --minutes 60 --block-time 500 --kills 20 --dead 5 --deaf 3 --liars 2 --period 90 --bills agreements --seed 1]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MOST_LIARS } from './places.ts'
import { tell } from './story.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '30' },
    users: { type: 'string', default: '12' },
    bills: { type: 'string', default: 'agreements' },
    liars: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '60' },
    'block-time': { type: 'string', default: '500' },
    kills: { type: 'string', default: '20' },
    dead: { type: 'string', default: '5' },
    deaf: { type: 'string', default: '3' },
    'relay-restarts': { type: 'string', default: '1' },
    period: { type: 'string', default: '90' },
    every: { type: 'string', default: '4' },
    stay: { type: 'string', default: '240' },
    'claim-for': { type: 'string', default: '1.5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
})

const bills = values.bills === 'contracts' ? 'contracts' : 'agreements'
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const folder = await mkdtemp(join(tmpdir(), 'reeve-farm-processes-'))
const say = (text: string) => void process.stdout.write(`${text}\n`)
try {
  const told = await tell({
    folder,
    seed: Number(values.seed),
    layout: {
      nodes: Number(values.nodes),
      users: Number(values.users),
      liars: bills === 'contracts' ? 0 : Math.min(MOST_LIARS, Number(values.liars)),
    },
    minutes: Number(values.minutes),
    blockTime: Number(values['block-time']),
    kills: Number(values.kills),
    dead: Number(values.dead),
    deaf: Number(values.deaf),
    relayRestarts: Number(values['relay-restarts']),
    bills,
    period: Number(values.period),
    every: Number(values.every),
    stay: Number(values.stay),
    claimFor: Number(values['claim-for']),
    say,
  })
  say(JSON.stringify(told.counts, null, 2))
  const width = Math.max(...told.lines.map(({ what }) => what.length))
  for (const { what, seen, isGood, wrong } of told.lines) {
    say(`${isGood ? 'good' : 'BAD '}  ${what.padEnd(width)}  ${seen}`)
    for (const each of wrong.slice(0, 20)) say(`      ${each}`)
  }
  if (told.lines.some(({ isGood }) => !isGood)) process.exitCode = 1
} finally {
  if (values.keep) say(`what was written is in ${folder}`)
  else await rm(folder, { recursive: true })
}
