/**
 * A month of a farm in this process, on a virtual clock: real agents, bot, auditor and chain; nodes die or never wake, the bot is killed
 * again and again, other farms bill too much. Judged by what the chain has and what nodes have signed.
 *
 *     npm run month [-- --nodes 30 --days 30 --kills 20 --dead 5 --deaf 3 --users 8 --cheats 4 --slot 60
 *         --heartbeat 600 --wait-for 86400 --seed 1 --verbose]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runMonth } from './month.ts'
import { faultsOf, isGood, rowsOf } from './verdict.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '30' },
    days: { type: 'string', default: '30' },
    kills: { type: 'string', default: '20' },
    dead: { type: 'string', default: '5' },
    deaf: { type: 'string', default: '3' },
    users: { type: 'string', default: '8' },
    cheats: { type: 'string', default: '4' },
    /** Seconds; so the next two. */
    slot: { type: 'string', default: '60' },
    heartbeat: { type: 'string', default: '600' },
    'wait-for': { type: 'string', default: '86400' },
    seed: { type: 'string', default: '1' },
    /** Shows what the bots warn of. */
    verbose: { type: 'boolean', default: false },
  },
})

const write = (text: string) => void process.stdout.write(`${text}\n`)
const exact = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
const note = (fields: object, text: string) => write(`  ${text} ${JSON.stringify(fields, exact)}`)
const LOUD = { debug() {}, info() {}, warn: note, error: note }

const slots = { slot: Number(values.slot), heartbeat: Number(values.heartbeat) }
const folder = await mkdtemp(join(tmpdir(), 'reeve-month-'))
try {
  const began = performance.now()
  const told = await runMonth({
    nodes: Number(values.nodes),
    days: Number(values.days),
    kills: Number(values.kills),
    dead: Number(values.dead),
    deaf: Number(values.deaf),
    users: Number(values.users),
    cheats: Number(values.cheats),
    seed: Number(values.seed),
    waitFor: Number(values['wait-for']),
    slots,
    folder,
    say: write,
    ...(values.verbose && { log: LOUD }),
  })
  const rows = rowsOf(told)
  const seconds = ((performance.now() - began) / 1_000).toFixed(0)
  write(`\n${values.nodes} nodes, ${values.days} days, seed ${values.seed}, in ${seconds} s`)
  write(
    `a block in the first slot of ${slots.slot} s with something for it, or after ${slots.heartbeat} s; final at once`,
  )
  for (const { what, value, isGood: good } of rows)
    write(`${what.padEnd(62)}${String(value).padStart(26)}  ${good === undefined ? '' : good ? 'ok' : 'WRONG'}`)
  for (const fault of faultsOf(told)) write(fault)
  write(`messages ${told.messages}, sent by systems: ${JSON.stringify(told.commands)}`)
  write(`hashes of all blocks ${told.digest}, last state ${told.stateRoot}`)
  if (!isGood(rows)) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
